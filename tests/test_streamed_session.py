"""A practice through a pipe with a model that streams: what a person reads, and in which order."""

import json
from collections.abc import Iterator

import pytest

from practice.event import Critiqued
from tests.fault_server import cut_at, stream, well
from tests.test_model_faults import ANSWER, QUESTION, Program, program, server  # noqa: F401
from tools.bank import Bank

pytestmark = pytest.mark.filterwarnings("default")  # LiteLLM's own, which are not ours to mend
QUOTE = "We use Redis as a cache, with strings and an expiry on every key"


def critique() -> str:
    """Return the critic's reply: the first point as the rules have it, the rest missing."""
    points = [
        {"point": each.id, "why": "not said", "quote": None, "verdict": "missing"}
        for each in Bank().question(QUESTION).points
    ]
    points[0] |= {"quote": QUOTE, "verdict": "covered"}
    return json.dumps({"points": points, "misconceptions": []})


@pytest.fixture(name="practising")
def _practising(program: Program) -> Iterator[Program]:  # noqa: F811
    program.patch.setenv("COACH_MODEL", "openai/local")
    plain = program.server.reply
    program.server.reply = lambda asked: critique() if "response_format" in asked else plain(asked)
    yield program
    program.server.acts.clear()
    program.server.reply = plain


def read(capfd: pytest.CaptureFixture[str]) -> tuple[list[str], list[str]]:
    """Return the lines of the result, and those of notices that a model failed."""
    told = capfd.readouterr()
    return told.out.splitlines(), [
        line for line in told.err.splitlines() if "answer is kept" in line
    ]


def test_what_stands_is_read_before_the_score_and_once(
    practising: Program, capfd: pytest.CaptureFixture[str]
) -> None:
    assert practising.practise(ANSWER) == 0
    out, _ = read(capfd)
    covered = [number for number, line in enumerate(out) if QUOTE in line and "Covered" in line]
    scored = [number for number, line in enumerate(out) if " of 100" in line]
    assert len(covered) == len(scored) == 1
    assert covered[0] < scored[0]
    names = [each.name.en for each in Bank().question(QUESTION).points[1:] if each.name]
    assert not any(name in line for name in names for line in out)


def test_a_stream_that_breaks_off_after_it_is_judged_by_the_rules_in_one_line(
    practising: Program, capfd: pytest.CaptureFixture[str]
) -> None:
    half = len(stream(critique())) // 2
    practising.server.acts = [cut_at(half)] * 3 + [well]
    assert practising.practise(ANSWER) == 0
    out, notices = read(capfd)
    assert len([line for line in out if "Covered" in line]) == 1
    assert any("This time the rules judged" in line for line in out)
    assert len([line for line in notices if "broke off" in line]) == 1
    assert len([line for line in notices if not line.startswith("First time")]) == 1
    judged = [each for each in practising.events() if isinstance(each, Critiqued)]
    assert [each.critique.judge.voice for each in judged] == ["rules"]


def test_json_has_the_events_alone(practising: Program, capfd: pytest.CaptureFixture[str]) -> None:
    assert practising.practise(ANSWER, as_json=True) == 0
    kinds = [json.loads(line)["kind"] for line in read(capfd)[0]]
    assert kinds == ["started", "asked", "answered", "critiqued", "coached", "asked"]
