"""The gateway as AutoGen asks it of a model client, against a real local server."""

import asyncio
import json
import resource
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from autogen_core import CancellationToken, FunctionCall, Image
from autogen_core.models import (
    AssistantMessage,
    ChatCompletionClient,
    CreateResult,
    FunctionExecutionResult,
    FunctionExecutionResultMessage,
    LLMMessage,
    ModelFamily,
    ModelInfo,
    RequestUsage,
    SystemMessage,
    UserMessage,
)
from autogen_core.tools import FunctionTool, ToolSchema
from PIL import Image as Picture
from pydantic import BaseModel

from agents.voice.chat_format import format_as_sent, messages_as_sent, tools_as_sent
from agents.voice.fault import ModelError
from agents.voice.gateway import LiteLLMClient
from agents.voice.stream import REPLY_LIMIT, Limits
from tests.fault_server import (
    FAULTS,
    FaultServer,
    chunk,
    completion,
    fault_server,
    raw,
    saying,
    shaped,
    stream,
)

pytestmark = pytest.mark.filterwarnings("default")  # LiteLLM's own, which are not ours to mend
HI: list[LLMMessage] = [UserMessage(content="hi", source="me")]
CALLS = [
    {"id": "a", "index": 0, "type": "function", "function": {"name": "add", "arguments": '{"x": '}},
    {"id": "", "index": 0, "type": "function", "function": {"name": "", "arguments": "1}"}},
]


class Sum(BaseModel):
    """A reply with a shape."""

    total: int


def add(x: int) -> int:
    """Add."""
    return x + 1


ADD = FunctionTool(add, description="adds", name="add")


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    """One server for all; each test finds it as new."""
    with fault_server() as running:
        yield running


@pytest.fixture
async def client(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[LiteLLMClient]:
    """Return a client of the server; LiteLLM wants a key even where none is asked for."""
    monkeypatch.setenv("OPENAI_API_KEY", "none-needed")
    server.requests.clear()
    server.acts.clear()
    made = LiteLLMClient("openai/local", api_base=server.url)
    yield made
    await made.close()


async def streamed(client: ChatCompletionClient, **options: Any) -> list[str | CreateResult]:
    """Return all that a stream yields."""
    return [each async for each in client.create_stream(HI, **options)]


async def test_a_reply_is_one_request_and_comes_with_its_usage(
    client: LiteLLMClient, server: FaultServer
) -> None:
    result = await client.create(HI)
    assert (result.content, result.finish_reason, result.cached) == ("hello", "stop", False)
    assert result.usage == RequestUsage(prompt_tokens=7, completion_tokens=3)
    assert len(server.requests) == 1
    await client.create(HI)
    assert client.total_usage() == client.actual_usage() == RequestUsage(14, 6)


async def test_a_stream_yields_its_text_as_it_comes_and_one_result_at_the_end(
    client: LiteLLMClient, server: FaultServer
) -> None:
    server.acts = [saying("a reply in several pieces")]
    *pieces, result = await streamed(client)
    assert len(pieces) > 1
    assert "".join(map(str, pieces)) == "a reply in several pieces"
    assert isinstance(result, CreateResult)
    assert (result.content, result.finish_reason) == ("a reply in several pieces", "stop")
    assert result.usage == client.total_usage() == RequestUsage(7, 3)
    assert server.requests[0]["stream"] is True
    assert len(server.requests) == 1


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize(
    ("sent", "told"), [("stop", "stop"), ("length", "length"), ("eh", "unknown")]
)
async def test_finish_reasons_are_autogens(
    client: LiteLLMClient, server: FaultServer, sent: str, told: str, streams: bool
) -> None:
    server.acts = [shaped(completion("hello", sent), stream("hello", sent))]
    result = (await streamed(client))[-1] if streams else await client.create(HI)
    assert isinstance(result, CreateResult)
    # LiteLLM itself makes "stop" of what it does not know
    assert result.finish_reason == told or (sent == "eh" and result.finish_reason == "stop")


@pytest.mark.parametrize("streams", [False, True])
async def test_tool_calls_come_whole_and_the_text_beside_them_is_the_thought(
    client: LiteLLMClient, server: FaultServer, streams: bool
) -> None:
    whole = [{**CALLS[0], "function": {"name": "add", "arguments": '{"x": 1}'}}]
    parts = [chunk({"content": "let me add"}), *(chunk({"tool_calls": [each]}) for each in CALLS)]
    server.acts = [
        shaped(
            completion("let me add", "tool_calls", tool_calls=whole),
            b"".join(parts) + chunk({}, "tool_calls"),
        )
    ]
    options: dict[str, Any] = {"tools": [ADD], "tool_choice": "required"}
    result = (
        (await streamed(client, **options))[-1] if streams else await client.create(HI, **options)
    )
    assert isinstance(result, CreateResult)
    assert result.content == [FunctionCall(id="a", name="add", arguments='{"x": 1}')]
    assert (result.finish_reason, result.thought) == ("function_calls", "let me add")
    sent = server.requests[0]
    assert sent["tool_choice"] == "required"
    assert sent["tools"][0]["function"]["name"] == "add"


def test_tools_are_named_as_providers_take_them_and_chosen_among_those_given() -> None:
    assert tools_as_sent([], "auto") == {}
    chosen = tools_as_sent([ADD], ADD)["tool_choice"]
    assert chosen == {"type": "function", "function": {"name": "add"}}
    assert (
        tools_as_sent([ToolSchema(name="bare")], "none")["tools"][0]["function"]["name"] == "bare"
    )
    with pytest.raises(ValueError, match="not among"):
        tools_as_sent([ToolSchema(name="other")], ADD)
    for name in ("no spaces", "x" * 65, "加", ""):
        with pytest.raises(ValueError, match="letters"):
            tools_as_sent([ToolSchema(name=name)], "auto")


def test_messages_are_shaped_as_providers_take_them() -> None:
    picture = Image.from_pil(Picture.new("RGB", (1, 1)))
    call = FunctionCall(id="a", name="add", arguments="{}")
    result = FunctionExecutionResult(content="2", name="add", call_id="a", is_error=False)
    messages: list[LLMMessage] = [
        SystemMessage(content="one"),
        SystemMessage(content="two"),
        UserMessage(content=["look", picture], source="me"),
        AssistantMessage(content=[call], source="you"),
        FunctionExecutionResultMessage(content=[result]),
        AssistantMessage(content="it is 2", source="you"),
    ]
    sent = messages_as_sent(messages, vision=True)
    assert [each["role"] for each in sent] == ["system", "user", "assistant", "tool", "assistant"]
    assert sent[0]["content"] == "one\n\ntwo"
    assert sent[1]["content"][1]["type"] == "image_url"
    assert sent[2]["content"] is None
    assert sent[2]["tool_calls"][0]["function"] == {"name": "add", "arguments": "{}"}
    assert sent[3] == {"role": "tool", "tool_call_id": "a", "content": "2"}
    with pytest.raises(ValueError, match="no images"):
        messages_as_sent(messages, vision=False)


async def test_a_type_is_asked_for_by_schema_only_where_the_model_keeps_to_one(
    client: LiteLLMClient, server: FaultServer
) -> None:
    server.acts = [saying('{"total": 2}')]
    for wanted in (True, Sum):
        await client.create(HI, json_output=wanted)
        assert server.requests[-1]["response_format"] == {"type": "json_object"}
    by_schema = format_as_sent(Sum, by_schema=True)["response_format"]["json_schema"]
    assert by_schema["schema"]["required"] == ["total"]
    assert format_as_sent(None, by_schema=True) == format_as_sent(False, by_schema=True) == {}
    loose = ModelInfo(
        vision=False, function_calling=False, json_output=True, family="unknown",
        structured_output=False,
    )  # fmt: skip
    told = LiteLLMClient("openai/local", api_base=server.url, model_info=loose)
    with pytest.raises(ValueError, match="keeps to no schema"):
        await told.create(HI, json_output=Sum)
    await told.create(HI, json_output=True)


def test_what_a_model_can_do_is_read_in_the_local_table() -> None:
    known = LiteLLMClient("gpt-4o-2024-08-06")
    assert known.model_info["vision"]
    assert known.model_info["structured_output"]
    assert known.model_info["family"] == ModelFamily.GPT_4O
    assert known.remaining_tokens(HI) > 100_000
    own = LiteLLMClient("openai/of-my-own")
    assert own.model_info["family"] == ModelFamily.UNKNOWN
    assert not own.model_info["vision"]
    assert own.capabilities == own.model_info
    assert 31_000 < own.remaining_tokens(HI) < 32_000
    assert known.cost(RequestUsage(1_000_000, 0)) == pytest.approx(2.5)
    assert own.cost(RequestUsage(1_000_000, 0)) is None


@pytest.mark.parametrize(
    "model", ["openai/of-my-own", "ollama/llama2", "anthropic/claude-sonnet-4-5"]
)
def test_tokens_are_counted_without_a_network(model: str) -> None:
    client = LiteLLMClient(model)
    one = client.count_tokens([UserMessage(content="hello " * 10, source="me")])
    more = client.count_tokens([UserMessage(content="hello " * 110, source="me")])
    assert more - one == pytest.approx(100, abs=5)
    assert client.count_tokens(HI, tools=[ADD]) > client.count_tokens(HI) + 10
    assert client.count_tokens([UserMessage(content="<|endoftext|>", source="me")]) > 0


async def _hang(exchange: Any) -> None:
    await asyncio.sleep(60)


async def _begin_and_hang(exchange: Any) -> None:
    await exchange.head()
    await exchange.send(chunk({"content": "so"}))
    await asyncio.sleep(60)


@pytest.mark.parametrize("streams", [False, True])
async def test_a_token_cancels_the_request_and_the_connection_is_closed(
    client: LiteLLMClient, server: FaultServer, streams: bool
) -> None:
    before, server.acts = server.closed_early, [_begin_and_hang if streams else _hang]
    token = CancellationToken()
    options: dict[str, Any] = {"cancellation_token": token}
    call = asyncio.ensure_future(
        streamed(client, **options) if streams else client.create(HI, **options)
    )
    while not server.requests:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    token.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    for _ in range(100):
        if server.closed_early > before:
            break
        await asyncio.sleep(0.01)
    assert server.closed_early == before + 1


async def test_the_connection_is_closed_where_a_stream_is_left_early(
    client: LiteLLMClient, server: FaultServer
) -> None:
    before, server.acts = server.closed_early, [_begin_and_hang]
    stream = client.create_stream(HI)
    assert await anext(stream) == "so"
    await stream.aclose()
    for _ in range(100):
        if server.closed_early > before:
            break
        await asyncio.sleep(0.01)
    assert server.closed_early == before + 1


async def test_a_stream_may_keep_silent_for_so_long_and_no_longer(server: FaultServer) -> None:
    for act, limits in (
        (_hang, Limits(first=0.2, idle=60)),
        (_begin_and_hang, Limits(first=60, idle=0.2)),
    ):
        server.acts = [act]
        server.requests.clear()
        client = LiteLLMClient("openai/local", api_base=server.url, limits=limits)
        begun = asyncio.get_running_loop().time()
        with pytest.raises(ModelError, match="did not answer in time"):
            await streamed(client)
        assert asyncio.get_running_loop().time() - begun < 1.5
        await client.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        '{"points": []}',
        pytest.param("一句中文，然后 some English, and more of it. " * 8, marks=pytest.mark.slow),
    ],
)
async def test_a_stream_cut_anywhere_before_its_end_is_never_a_reply(
    client: LiteLLMClient, server: FaultServer, text: str
) -> None:
    """Each byte of the stream: it counts as whole from the event on that gives the reason to end."""
    whole = stream(text)
    ended = whole.index(b"\n\n", whole.index(b'"finish_reason": "stop"')) + 2
    for count in range(len(whole) + 1):
        server.acts = [raw(whole[:count])]
        server.requests.clear()
        if count < ended:
            with pytest.raises(ModelError) as cut:
                await streamed(client)
            assert cut.value.kind in ("cut", "unreadable", "server")
        else:
            *_, result = await streamed(client)
            assert isinstance(result, CreateResult)
            assert result.content == text
        assert len(server.requests) == 1
    assert len(whole) > 500


async def test_a_reply_without_stream_that_is_cut_is_none(
    client: LiteLLMClient, server: FaultServer
) -> None:
    whole = completion(json.dumps({"points": []}))
    for count in range(0, len(whole), 7):
        server.acts = [raw(whole[:count])]
        with pytest.raises(ModelError):
            await client.create(HI)


@pytest.mark.parametrize("streams", [False, True])
async def test_a_reply_beyond_its_limit_is_not_read_to_the_end(
    client: LiteLLMClient, server: FaultServer, streams: bool
) -> None:
    long = "word " * (REPLY_LIMIT // 5 + 1)
    server.acts = [shaped(completion(long), chunk({"content": long}) + chunk({}, "stop"))]
    with pytest.raises(ModelError, match="1 MB"):
        await (streamed(client) if streams else client.create(HI))


async def test_a_rule_of_dashes_is_no_loop(client: LiteLLMClient, server: FaultServer) -> None:
    body = b"".join(chunk({"content": "---------------"}) for _ in range(300)) + chunk({}, "stop")
    server.acts = [raw(body)]
    *_, result = await streamed(client)
    assert isinstance(result, CreateResult)
    assert result.content == "-" * 4500


async def test_a_server_of_ones_own_needs_no_key_and_a_providers_does(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    server.acts.clear()
    own = LiteLLMClient("openai/local", api_base=server.url)
    assert (await own.create(HI)).content == "hello"
    await own.close()
    server.requests.clear()
    with pytest.raises(ModelError) as failed:
        await LiteLLMClient("openai/gpt-4o").create(HI)
    assert failed.value.kind == "key"
    assert not server.requests


@pytest.mark.slow
@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize("fault", ["huge", "endless"])
async def test_twenty_megabytes_do_not_come_into_memory(
    client: LiteLLMClient, server: FaultServer, fault: str, streams: bool
) -> None:
    await client.create(HI)  # loads LiteLLM
    server.acts = [FAULTS[fault]]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ModelError) as failed:
        await (streamed(client) if streams else client.create(HI))
    assert failed.value.kind == "huge"
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 50  # megabytes, the server's own included
