"""The gateway against a real local server, well-behaved and not."""

import json
import sys

import pytest
from autogen_core import CancellationToken
from autogen_core.models import (
    AssistantMessage,
    CreateResult,
    LLMMessage,
    SystemMessage,
    UserMessage,
)

from agents.critic_voice import CriticReply
from agents.gateway import LiteLLMClient
from agents.model import Model
from practice.errors import VoiceError
from tests.conftest import Coach
from tests.model_server import ModelServer, completion, model_server

KEY = {"OPENAI_API_KEY": "none-needed"}
pytestmark = pytest.mark.filterwarnings("default")  # LiteLLM's own, which are not ours to mend


def model_at(server: ModelServer, deadline: float = 20.0) -> Model:
    client = LiteLLMClient("openai/local", api_base=server.url)
    return Model(client=client, name="openai/local", deadline=deadline)


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """LiteLLM wants a key, even for a server that asks for none."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY["OPENAI_API_KEY"])


async def test_a_reply_comes_through_with_its_usage() -> None:
    with model_server() as server:
        client = LiteLLMClient("openai/local", api_base=server.url)
        messages: list[LLMMessage] = [
            SystemMessage(content="be brief"),
            UserMessage(content="hi", source="me"),
            AssistantMessage(content="ho", source="you"),
        ]
        result = await client.create(messages)
        streamed = [each async for each in client.create_stream(messages)]
    assert (result.content, result.finish_reason) == ("hello", "stop")
    assert (result.usage.prompt_tokens, result.usage.completion_tokens) == (7, 3)
    assert client.total_usage().prompt_tokens == 14
    assert [each["role"] for each in server.requests[0]["messages"]] == [
        "system", "user", "assistant",
    ]  # fmt: skip
    assert streamed[0] == "hello"
    assert isinstance(streamed[1], CreateResult)
    assert "litellm" in sys.modules


async def test_one_question_is_one_request_even_when_it_fails() -> None:
    with model_server() as server:
        server.status = 500
        with pytest.raises(VoiceError, match="openai/local failed"):
            await model_at(server).text("s", "u", CancellationToken())
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, b'{"error": {"message": "no key"}}', "application/json"),
        (429, b'{"error": {"message": "slow down"}}', "application/json"),
        (200, b"<html>welcome to the hotel</html>", "text/html"),
        (200, b"", "application/json"),
        (200, b'{"choices": []}', "application/json"),
        (200, completion(""), "application/json"),
        (200, completion("half a sen", "length"), "application/json"),
    ],
    ids=["401", "429", "html", "empty-body", "no-choices", "empty-reply", "cut"],
)
async def test_whatever_goes_wrong_is_a_voice_error_of_one_line(
    status: int, body: bytes, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with model_server() as server:
        server.status, server.body, server.content_type = status, body, kind
        with pytest.raises(VoiceError) as failed:
            await model_at(server).text("s", "u", CancellationToken())
    assert "\n" not in str(failed.value)
    assert str(failed.value).startswith("openai/local ")
    assert capsys.readouterr().out == ""


async def test_the_deadline_holds_against_a_server_that_takes_its_time() -> None:
    with model_server() as server:
        await model_at(server).text("s", "u", CancellationToken())
        server.delay = 3.0
        with pytest.raises(VoiceError, match="did not answer"):
            await model_at(server, deadline=0.3).text("s", "u", CancellationToken())


async def test_structured_output_asks_for_json_and_checks_it() -> None:
    with model_server() as server:
        server.body = completion('{"points": [], "misconceptions": []}')
        reply = await model_at(server).structured(CriticReply, "s", "u", CancellationToken())
        assert reply == CriticReply(points=[], misconceptions=[])
        assert server.requests[0]["response_format"] == {"type": "json_object"}


def test_a_critique_by_a_model_names_it_and_only_its_json_is_on_stdout(coach: Coach) -> None:
    from tools.bank import Bank

    points = [
        {"point": each.id, "why": "not said", "quote": None, "verdict": "missing"}
        for each in Bank().question("backend-redis").points
    ]
    with model_server() as server:
        server.body = completion(json.dumps({"points": points, "misconceptions": []}))
        env = {**KEY, "COACH_MODEL": "openai/local", "COACH_API_BASE": server.url}
        ran = coach.run("critique", "backend-redis", "--json", typed="用来做缓存。", env=env)
        assert ran.returncode == 0, ran.stderr
        judge = json.loads(ran.stdout)["judge"]
        assert (judge["voice"], judge["model"]) == ("model", "openai/local")
        sent = json.dumps(server.requests[0], ensure_ascii=False)
        assert "用来做缓存。" in sent


def test_without_a_server_the_rules_judge_and_it_is_said(coach: Coach) -> None:
    env = {**KEY, "COACH_MODEL": "openai/local", "COACH_API_BASE": "http://127.0.0.1:9/v1"}
    typed = "我们用 Redis 做缓存，字符串加过期时间。"
    ran = coach.run("critique", "backend-redis", "--json", typed=typed, env=env)
    body = json.loads(ran.stdout)
    assert body["judge"]["voice"] == "rules"
    assert "openai/local failed" in body["reason"]
    assert body["score"] > 0
