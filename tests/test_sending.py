"""Told once for each place what goes there, before it does; and at the end what was used."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from autogen_core.models import RequestUsage

from agents.commands.sending import destinations, disclosed_now
from agents.commands.usage import usage_told
from agents.voice.budget import Budget
from memory.folder import make_private
from memory.journal import Journal
from practice.event import PROFILE
from practice.settings import Settings, resolve
from tests.conftest import Coach
from tests.fault_server import FaultServer, fault_server
from tests.samples import NOON

HOME = Path("/data/coach")
QUESTION = "backend-redis"
ANSWER = "We use Redis as a cache, with strings and an expiry on every key."
FIRST = (
    "First time with this model: question, rubric, your answers and the dialogue"
    " (with /ask perhaps gaps and plan too) go to"
)
KEY = "sk-canary-4c1f9b7e2d"


def settings(**file: object) -> Settings:
    """Return the settings of a file."""
    return resolve({}, {}, file, HOME)


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    """A server that says hello, which no critic's schema takes."""
    with fault_server() as running:
        yield running


# ---------------------------------------------------------------------------- what goes where


def test_models_at_one_place_are_told_together_and_keys_are_not() -> None:
    found = settings(
        model="openai/a",
        api_base=f"http://me:{KEY}@127.0.0.1:1/v1",
        fallback=["openai/b", "anthropic/c"],
        embedding="openai/v",
    )
    own, provider, embedding = destinations(found)
    assert own.told.en == (
        "question, rubric, your answers and the dialogue (with /ask perhaps gaps and plan too) go"
        " to openai/a, openai/b at"
        " http://[key removed]@127.0.0.1:1/v1"
    )
    assert own.told.zh.startswith("题目、评分要点、你的回答和对话")
    assert provider.told.en.endswith("go to anthropic/c at the provider's own address")
    assert "embedding model openai/v" in embedding.told.en
    assert KEY not in "".join([*own.names, *provider.names])
    assert destinations(settings()) == []


def test_a_place_is_told_once_and_another_one_anew(tmp_path: Path) -> None:
    make_private(tmp_path / "p")
    with Journal.write(tmp_path / "p") as journal:

        def told(**file: object) -> str | None:
            new = disclosed_now(journal, settings(**file))
            if new is None:
                return None
            journal.append(PROFILE, new[0], NOON)
            return new[1].en

        assert told() is None
        assert FIRST in str(told(model="openai/a"))
        assert told(model="openai/a") is None
        assert "openai/a at http://here/v1" in str(
            told(model="openai/a", api_base="http://here/v1")
        )
        more = str(told(model="openai/a", fallback=["anthropic/c"]))
        assert "anthropic/c" in more
        assert told(model="openai/a", fallback=["anthropic/c"]) is None
        assert told(model="anthropic/c") is None


def test_it_is_said_before_the_first_request_in_the_first_session_only(
    coach: Coach, server: FaultServer
) -> None:
    env = {"COACH_MODEL": "openai/local", "COACH_API_BASE": server.url, "COACH_LANG": "en"}
    server.requests.clear()
    first = coach.run("practice", QUESTION, typed="/quit", env=env)
    assert first.stderr.splitlines()[0].startswith(f"{FIRST} openai/local at {server.url}. Keys")
    assert server.requests == []
    second = coach.run("critique", QUESTION, "-", "--json", typed=ANSWER, env=env)
    assert "First time" not in second.stderr
    json.loads(second.stdout)
    other = coach.run(
        "critique",
        QUESTION,
        "-",
        typed="我们用 Redis 做缓存。",
        env=env | {"COACH_LANG": "zh"},
    )
    assert "第一次用这个模型" not in other.stderr
    assert "模型用量：请求 " in other.stderr


def test_offline_nothing_is_told_or_kept(coach: Coach) -> None:
    ran = coach.run("critique", QUESTION, "-", "--lang", "en", typed=ANSWER)
    assert ran.stderr == ""
    journal = Journal.read(coach.home / "data" / "default")
    assert journal is not None
    with journal:
        assert journal.records(PROFILE) == []


# ---------------------------------------------------------------------------- what was used


@dataclass
class Hours:
    """A clock that is set by hand."""

    now: float = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def used(*money: float | None, estimated: bool = False) -> Budget:
    """Return a budget of which replies were spent at these prices."""
    budget = Budget()
    for each in money:
        budget.take("one")
        budget.spend(RequestUsage(1200, 30), each, estimated=estimated)
    return budget


@pytest.mark.parametrize(
    ("budget", "en", "zh"),
    [
        (
            used(0.002, 0.001),
            "The model: requests 2, tokens sent 2,400, received 60, $0.0030, 0.0 s waited.",
            "模型用量：请求 2 次，发出 2,400 token，收到 60 token，费用 $0.0030，等待 0.0 秒。",
        ),
        (
            used(None, estimated=True),
            "The model: requests 1, tokens sent about 1,200, received about 30, price unknown,"
            " 0.0 s waited.",
            "模型用量：请求 1 次，发出 约 1,200 token，收到 约 30 token，价格未知，等待 0.0 秒。",
        ),
        (
            used(None, 0.5),
            "The model: requests 2, tokens sent 2,400, received 60, at least $0.5000 (some prices"
            " unknown), 0.0 s waited.",
            "模型用量：请求 2 次，发出 2,400 token，收到 60 token，费用至少 $0.5000（有的价格未知），"
            "等待 0.0 秒。",
        ),
    ],
)
def test_what_was_used_is_one_line(budget: Budget, en: str, zh: str) -> None:
    assert usage_told(budget, "en") == en
    assert usage_told(budget, "zh") == zh


def test_nothing_is_said_where_no_model_was_asked() -> None:
    assert usage_told(Budget(), "en") is None


def test_steps_beside_each_other_are_waited_for_once() -> None:
    clock = Hours()
    budget = Budget(clock=clock)
    with budget.waiting():
        clock.now = 2.0
        with budget.waiting():
            clock.now = 3.0
        clock.now = 4.0
    clock.now = 10.0

    def fails() -> None:
        with budget.waiting():
            clock.now = 11.0
            raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        fails()
    assert budget.waited == 5.0


@pytest.mark.slow
def test_the_line_counts_what_the_server_saw(coach: Coach, server: FaultServer) -> None:
    server.requests.clear()
    env = {"COACH_MODEL": "openai/local", "COACH_API_BASE": server.url, "COACH_LANG": "en"}
    ran = coach.run("practice", QUESTION, typed=ANSWER, env=env)
    (line,) = [each for each in ran.stderr.splitlines() if each.startswith("The model: ")]
    count = len(server.requests)
    assert count > 1
    said = re.fullmatch(
        rf"The model: requests {count}, tokens sent {7 * count}, received {3 * count},"
        r" price unknown, (\d+\.\d) s waited\.",
        line,
    )
    assert said is not None
    assert float(said[1]) < 20
    assert "The model" not in ran.stdout


@pytest.mark.slow
def test_a_batch_says_what_it_used(coach: Coach, server: FaultServer, tmp_path: Path) -> None:
    answers = tmp_path / "answers.jsonl"
    line = json.dumps({"question": QUESTION, "text": ANSWER})
    answers.write_text(f"{line}\n{line}\n", encoding="utf-8")
    env = {"COACH_MODEL": "openai/500", "COACH_API_BASE": server.url, "COACH_LANG": "en"}
    server.requests.clear()
    ran = coach.run("critique", "--batch", str(answers), env=env)
    assert [json.loads(each)["judge"]["voice"] for each in ran.stdout.splitlines()] == ["rules"] * 2
    assert ran.stderr.splitlines()[-1].startswith(f"The model: requests {len(server.requests)}, ")
