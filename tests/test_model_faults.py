"""Whatever a model's server does: the answer is kept once, nobody waits long, no score is made up.

Each fault goes through the real program, in this process: `coach critique` for the critic, a
practice typed through a pipe for coach and interviewer. There everything streams; that every fault
comes out the same either way is held at the agents' own door, `Model`.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from autogen_core import CancellationToken
from autogen_core.models import UserMessage

from agents.briefs import JudgeBrief
from agents.casting import Voices, critic_for
from agents.commands import running
from agents.commands.app import App, open_app
from agents.critic_voice import CriticReply
from agents.voice.fault import ModelError
from agents.voice.gateway import LiteLLMClient
from agents.voice.model import Model
from agents.voice.patience import Patience
from memory.journal import Journal
from practice.event import PROFILE, Answered, Coached, Critiqued, Event, Record
from tests.conftest import CACHE
from tests.fault_server import FAULTS, GARBLED, FaultServer, fault_server, well
from tools.bank import Bank

pytestmark = pytest.mark.filterwarnings("default")  # LiteLLM's own, which are not ours to mend
QUESTION = "backend-redis"
ANSWER = "We use Redis as a cache, with strings and an expiry on every key."
CANARY = "plain-canary-7f3d-no-known-prefix"
DEADLINE = 2.0
SPARE = 1.0
RULES = 1.0
"""Seconds that the rules may take, where they judge in the model's place on a busy machine."""

TIMED = {"hang", "headers-drip", "stall", "drip", "endless"}
"""What only the deadline ends, or the limit on size just before it."""
ONCE = TIMED | {"400", "401", "402", "403", "404", "413", "huge", "refusal", "filtered", "too-long",
                "busy-long"}  # fmt: skip
"""What no repeat can mend, and what leaves no time for one."""
FAST = ["401", "busy-seconds", "500", "reset-after", "stall", "html", "no-choices", "tool-call",
        "truncated", "endless"]  # fmt: skip
"""One of each kind, for the whole program in the fast suite; the rest is slow."""
FAST_GARBLED = ["schema-ignored", "duplicate-keys", "nan", "full-marks"]


def requests_for(fault: str) -> int:
    """Return how many requests a fault costs, exactly."""
    if fault in GARBLED:
        return 2
    return 1 if fault in ONCE else 3


def deadline_for(fault: str, timed: float) -> float:
    """Return the seconds for a step: few where they are waited for, else enough for a busy machine."""
    return timed if fault in TIMED else 20.0


def slow_but(fast: Sequence[str], faults: Iterable[str]) -> list[object]:
    """Return the faults as cases, all but the `fast` ones marked slow."""
    return [pytest.param(each, marks=[] if each in fast else [pytest.mark.slow]) for each in faults]


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    """One server for all."""
    with fault_server() as running:
        running.reply = reply_to
        os.environ["OPENAI_API_KEY"] = CANARY
        asyncio.run(warm_up(running))
        yield running
        del os.environ["OPENAI_API_KEY"]


async def warm_up(running: FaultServer) -> None:
    """Load what is loaded once a process with the first request, and is no model's time."""
    client = LiteLLMClient("openai/local", api_base=running.url)
    await client.create([UserMessage(content="hi", source="me")])
    [each async for each in client.create_stream([UserMessage(content="hi", source="me")])]
    await client.close()


def reply_to(request: dict[str, object]) -> str:
    """Return a good reply: to the critic's question that nothing is said, to all else a sentence."""
    if "response_format" not in request:
        return "Go on, and give a number this time."
    points = [
        {"point": each.id, "why": "not said", "quote": None, "verdict": "missing"}
        for each in Bank().question(QUESTION).points
    ]
    return json.dumps({"points": points, "misconceptions": []})


@dataclass
class Program:
    """The program in this process, over a home of its own."""

    home: Path
    server: FaultServer
    patch: pytest.MonkeyPatch

    def settings(self, text: str) -> None:
        """Write the profile's settings file."""
        folder = self.home / "default"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "settings.toml").write_text(text, encoding="utf-8")

    def app(self, *, as_json: bool = False) -> App:
        """Return the app, which does not wait between two tries."""
        self.server.requests.clear()
        return replace(open_app({}, as_json=as_json), patience=Patience(chance=lambda: 0.0))

    def critique(self) -> int:
        """Run `coach critique --json` on the answer."""
        return running.critique(self.app(as_json=True), QUESTION, ANSWER)

    def practise(self, *blocks: str, as_json: bool = False) -> int:
        """Run `coach practice` with these blocks on a pipe."""
        ours, theirs = os.pipe()
        os.write(theirs, "\n---\n".join(blocks).encode())
        os.close(theirs)
        with os.fdopen(ours) as typed:
            self.patch.setattr(sys, "stdin", typed)
            wanted = running.Wanted(QUESTION, 5, False, 0.0, 1)
            return running.practise(self.app(as_json=as_json), wanted)

    def deadline(self, seconds: float) -> None:
        """Set the seconds for a step."""
        self.patch.setenv("COACH_DEADLINE", str(seconds))

    def step_took(self, before: str, after: str) -> float:
        """Return the seconds between the first event of a kind and the next of another."""
        records = self.records()
        begun = next(each for each in records if each.event.kind == before)
        ended = next(e for e in records if e.number > begun.number and e.event.kind == after)
        return (ended.at - begun.at).total_seconds()

    def events(self) -> list[Event]:
        """Return all events of the sessions."""
        return [record.event for record in self.records() if record.stream != PROFILE]

    def records(self) -> list[Record]:
        """Return all that is in the journal."""
        journal = Journal.read(self.home / "default")
        assert journal is not None
        with journal:
            return journal.records()

    def bytes_kept(self) -> bytes:
        """Return every byte of the profile."""
        files = [each for each in self.home.rglob("*") if each.is_file()]
        return b"".join(each.read_bytes() for each in files)


@pytest.fixture
def program(tmp_path: Path, server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program, with a model at the fault server."""
    server.acts.clear()
    for name, value in {
        "COACH_HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(CACHE),
        "COACH_LANG": "en",
        "COACH_API_BASE": server.url,
        "COACH_DEADLINE": "20",
        "OPENAI_API_KEY": CANARY,
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("COACH_MODEL", raising=False)
    return Program(tmp_path, server, monkeypatch)


def names_cause_and_next_step(line: str, model: str) -> bool:
    """Return whether a line says which model failed, what to do, and that the answer is kept."""
    told, _, rest = line.partition("; ")
    return model in told and len(rest.split()) > 3 and "Your answer is kept" in line


def causes(err: str) -> list[str]:
    """Return what is told of failures: without what goes where, and what was used."""
    ours = ("First time with this model", "The model: ")
    return [line for line in err.splitlines() if not line.startswith(ours)]


@pytest.fixture(scope="module")
def offline_score() -> float:
    """What the rules give the answer."""
    question = Bank().question(QUESTION)
    critic = critic_for(question, Bank(), Voices())
    brief = JudgeBrief(text=ANSWER, lang="en", attempt=1, reveal=True)
    score = asyncio.run(critic.critique(brief, CancellationToken())).score
    assert score is not None
    assert score > 0
    return score


@pytest.mark.parametrize(
    "fault",
    slow_but([*FAST, *FAST_GARBLED], [*FAULTS, *GARBLED]),
)
def test_a_critique_stands_whatever_the_server_does(
    program: Program, fault: str, offline_score: float, capfd: pytest.CaptureFixture[str]
) -> None:
    program.patch.setenv("COACH_MODEL", f"openai/{fault}")
    program.deadline(deadline_for(fault, DEADLINE))
    assert program.critique() == 0
    assert (
        program.step_took("answered", "critiqued") < deadline_for(fault, DEADLINE) + SPARE + RULES
    )
    told = capfd.readouterr()
    critique = json.loads(told.out)
    assert critique["judge"]["voice"] == "rules"
    assert critique["judge"]["model"] is None
    assert critique["score"] == offline_score
    assert f"openai/{fault}" in critique["reason"]
    lines = causes(told.err)
    assert len(lines) == 1
    assert len(told.err.splitlines()) == 3
    assert names_cause_and_next_step(lines[0], f"openai/{fault}")
    judging = [each for each in program.server.requests if "response_format" in each]
    assert len(judging) == requests_for(fault)
    kinds = [each.kind for each in program.events()]
    assert kinds == ["started", "asked", "answered", "critiqued", "coached", "closed"]
    assert [each.text for each in program.events() if isinstance(each, Answered)] == [ANSWER]
    assert CANARY not in told.out + told.err
    assert CANARY.encode() not in program.bytes_kept()


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:9/v1", "https://127.0.0.1:{port}/v1", "nonsense"]
)
def test_a_server_that_is_not_there_is_named_with_what_to_check(
    program: Program, base: str, offline_score: float, capfd: pytest.CaptureFixture[str]
) -> None:
    port = program.server.url.rpartition(":")[2].partition("/")[0]
    program.patch.setenv("COACH_MODEL", "openai/local")
    program.patch.setenv("COACH_API_BASE", base.format(port=port))
    assert program.critique() == 0
    assert program.step_took("answered", "critiqued") < DEADLINE + SPARE + RULES
    told = capfd.readouterr()
    assert json.loads(told.out)["score"] == offline_score
    assert len(causes(told.err)) == 1
    assert "cannot be reached" in told.err
    assert "COACH_API_BASE" in told.err
    assert not program.server.requests


@pytest.mark.parametrize("agent", ["coach", "interviewer"])
@pytest.mark.parametrize("fault", slow_but(FAST, list(FAULTS)))
def test_a_practice_goes_on_whatever_the_server_does_to_an_agent(
    program: Program, agent: str, fault: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """The judge is well; the other agent's words are then the bank's own, in the same order."""
    names = {"critic": "openai/well", agent: f"openai/{fault}"}
    program.settings("[models]\n" + "".join(f'{key} = "{name}"\n' for key, name in names.items()))
    program.deadline(deadline_for(fault, DEADLINE))
    assert program.practise(ANSWER) == 0
    told = capfd.readouterr()
    events = program.events()
    assert [each.kind for each in events] == [
        "started", "asked", "answered", "critiqued", "coached", "asked",
    ]  # fmt: skip
    assert [each.text for each in events if isinstance(each, Answered)] == [ANSWER]
    judged = next(each for each in events if isinstance(each, Critiqued))
    assert (judged.critique.judge.voice, judged.critique.judge.model) == ("model", "openai/well")
    probe = Bank().question(QUESTION).points
    asked = [each.text for each in events if each.kind == "asked"][1]
    coached = next(each for each in events if isinstance(each, Coached))
    assert any(asked == each.probe.en for each in probe)
    assert coached.next_action.startswith("Next, take the follow-up")
    failing = [line for line in causes(told.err) if "openai/" in line]
    assert len(failing) == 1
    assert names_cause_and_next_step(failing[0], f"openai/{fault}")
    asked_of_it = [each for each in program.server.requests if each["model"] == fault]
    assert len(asked_of_it) == requests_for(fault)
    assert CANARY not in told.out + told.err
    step = ("critiqued", "coached") if agent == "coach" else ("coached", "asked")
    limit = deadline_for(fault, DEADLINE) + SPARE + MEMORY
    assert program.step_took(*step) < limit


MEMORY = 2.0
"""Seconds for which coach and interviewer may wait for the recall memory to open, before the model."""


def test_the_next_model_on_the_list_goes_on_and_is_named(
    program: Program, capfd: pytest.CaptureFixture[str]
) -> None:
    program.settings('model = "openai/500"\nfallback = ["openai/well"]\n')
    assert program.critique() == 0
    told = capfd.readouterr()
    assert json.loads(told.out)["judge"]["model"] == "openai/well"
    assert causes(told.err) == [
        "the server of openai/500 failed (500: as asked); try again in some minutes."
        " openai/well goes on instead."
    ]
    models = [each["model"] for each in program.server.requests]
    assert models == ["500", "500", "well"]  # nobody hears the coach, so it is not asked
    program.settings('model = "openai/500"\nfallback = ["openai/401"]\n')
    assert program.critique() == 0
    told = capfd.readouterr()
    critique = json.loads(told.out)
    assert critique["judge"]["voice"] == "rules"
    assert "openai/401" in critique["reason"]
    assert critique["compared"]["comparable"] is False
    assert [line.rpartition(". ")[2] for line in causes(told.err)] == [
        "openai/401 goes on instead.",
        "Your answer is kept, and the offline voice goes on.",
    ]


def test_a_model_that_is_well_again_judges_the_next_answer(program: Program) -> None:
    program.patch.setenv("COACH_MODEL", "openai/local")
    program.server.acts = [FAULTS["500"]] * 3 + [well]
    assert program.practise(ANSWER, "With MGET one trip fetches many keys.") == 0
    judges = [each.critique.judge.voice for each in program.events() if isinstance(each, Critiqued)]
    assert judges == ["rules", "model"]


def test_a_judge_of_its_own_and_a_coach_without_a_model(
    program: Program, capfd: pytest.CaptureFixture[str]
) -> None:
    program.settings('model = "openai/well"\n[models]\ncritic = "openai/judge"\ncoach = ""\n')
    assert program.practise(ANSWER) == 0
    assert [each["model"] for each in program.server.requests] == ["judge", "well"]
    assert "openai/" not in "".join(causes(capfd.readouterr().err))


def unheard() -> Callable[[str], None]:
    """Return what hears a stream's text and makes nothing of it."""
    return lambda piece: None


@pytest.mark.parametrize(
    ("structured", "streaming"),
    [
        pytest.param(True, False, id="critic"),
        pytest.param(False, True, id="coach-and-interviewer"),
        pytest.param(True, True, id="critic-of-a-dialogue"),
        pytest.param(False, False, id="text-whole", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("fault", list(FAULTS))
async def test_every_fault_is_the_same_streamed_or_not(
    server: FaultServer, fault: str, streaming: bool, structured: bool
) -> None:
    server.requests.clear()
    seconds = deadline_for(fault, 0.4)
    client = LiteLLMClient(f"openai/{fault}", api_base=server.url)
    patience = Patience(chance=lambda: 0.0)
    model = Model(client, f"openai/{fault}", seconds, patience=patience, streaming=streaming)
    begun = time.monotonic()
    token = CancellationToken()
    asking = (
        model.structured(CriticReply, "s", "u", token, watch=unheard if streaming else None)
        if structured
        else model.text("s", "u", token)
    )
    with pytest.raises(ModelError) as failed:
        await asking
    assert time.monotonic() - begun < seconds + SPARE
    assert len(server.requests) == requests_for(fault)
    for text in (str(failed.value), failed.value.told("zh")):
        assert f"openai/{fault}" in text
        assert "\n" not in text
        assert CANARY not in text
    assert len(model.service.take_notices()) == 1
    await client.close()
