"""What a person reads while a model is still writing: first words early, no leak, nothing twice."""

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from agents.commands import running
from practice.event import Coached, Hinted
from tests.fault_server import Act, Exchange, chunk, stream, well
from tests.test_model_faults import ANSWER, QUESTION, Program, causes, program, server  # noqa: F401
from tests.test_streamed_session import QUOTE, critique, read
from tools.bank import Bank

pytestmark = pytest.mark.filterwarnings("default")  # LiteLLM's own, which are not ours to mend
FIRST, SECOND, LAST = "Take the follow-up.", "It goes for what weighs most.", "Give a number."
LEAK = Bank().question(QUESTION).points[1].says.en
RULES = "Next, take the follow-up, and this time give a concrete example or a number."
OFFER = "If you are stuck, type /hint for a first nudge."
PAUSE = 0.3
"""Seconds between two looks: what is printed while the capture is emptied would be lost."""
WAIT = 20.0


def is_for(agent: str, request: dict[str, Any]) -> bool:
    """Return whether a request asks for an agent's words."""
    begins = {"critic": "You judge", "coach": "You help", "interviewer": "You interview"}
    return str(request["messages"][0]["content"]).startswith(begins[agent])


@pytest.fixture(name="speaking")
def _speaking(program: Program) -> Iterator[Callable[[str], Program]]:  # noqa: F811
    """Give the program with a coach that says what it is given."""
    program.patch.setenv("COACH_MODEL", "openai/local")
    program.patch.setenv("COACH_DEADLINE", "30")  # nothing here is about being late
    plain = program.server.reply

    def saying(words: str) -> Program:
        def reply(asked: dict[str, Any]) -> str:
            if "response_format" in asked:
                return critique()
            return words if is_for("coach", asked) else "What else is there to it?"

        program.server.reply = reply
        return program

    yield saying
    program.server.acts.clear()
    program.server.reply = plain


def holding(agent: str, upto: str, go: threading.Event, *, cut: bool = False) -> Act:
    """Return the act of answering well, an agent's words only up to some of them until `go`.

    With `cut` nothing comes after that.
    """

    async def act(exchange: Exchange) -> None:
        if not is_for(agent, exchange.request):
            await well(exchange)
            return
        at = exchange.text.index(upto) + len(upto)
        await exchange.head()
        await exchange.send(chunk({"content": exchange.text[:at]}))
        while not go.is_set():
            await asyncio.sleep(0.005)
        if not cut:
            await exchange.send(stream(exchange.text[at:]))

    return act


@contextmanager
def meanwhile(run: Callable[[], object]) -> Iterator[threading.Thread]:
    """Run something beside the test, to its end."""
    running = threading.Thread(target=run)
    running.start()
    yield running
    running.join(WAIT)
    assert not running.is_alive()


def test_the_coachs_first_words_are_read_before_its_reply_has_ended(
    speaking: Callable[[str], Program], capfd: pytest.CaptureFixture[str]
) -> None:
    practising, go, out = speaking(f"{FIRST} {SECOND} {LAST}"), threading.Event(), ""
    practising.server.acts = [holding("coach", f"{SECOND} G", go)]
    with meanwhile(lambda: practising.practise(ANSWER)) as run:
        while SECOND not in out and run.is_alive():
            time.sleep(PAUSE)
            out += capfd.readouterr().out
        early = out
        go.set()
    out += capfd.readouterr().out
    assert f"Coach: {FIRST}\n  {SECOND}\n" in early
    assert LAST not in early
    assert early.index("Coach: Done well") < early.index(FIRST)
    assert f"  {SECOND}\n  {LAST}\nCoach: {OFFER}\nInterviewer: " in out
    assert all(out.count(each) == 1 for each in (FIRST, SECOND, LAST, "Done well"))
    coached = [each for each in practising.events() if isinstance(each, Coached)]
    assert [each.next_action for each in coached] == [f"{FIRST} {SECOND} {LAST}"]


def test_a_sentence_that_gives_a_point_away_is_never_read(
    speaking: Callable[[str], Program], capfd: pytest.CaptureFixture[str]
) -> None:
    practising = speaking(f"{FIRST} {LEAK} {LAST}")
    assert practising.practise(ANSWER) == 0
    out, _ = read(capfd)
    assert [line for line in out if line.startswith("Coach: ")][1:] == [
        f"Coach: {FIRST}", f"Coach: {RULES}", f"Coach: {OFFER}",
    ]  # fmt: skip
    assert not any(LEAK in line or LAST in line for line in out)
    assert [e.next_action for e in practising.events() if isinstance(e, Coached)] == [RULES]


def test_a_stream_that_breaks_off_is_said_in_one_line_between_what_was_read_and_the_authored(
    speaking: Callable[[str], Program], capfd: pytest.CaptureFixture[str]
) -> None:
    practising, go, out = speaking(f"{FIRST} {SECOND} {LAST}"), threading.Event(), ""
    practising.server.acts = [holding("coach", f"{SECOND} G", go, cut=True)]
    with meanwhile(lambda: practising.practise(ANSWER)) as run:
        err = ""
        while SECOND not in out and run.is_alive():
            time.sleep(PAUSE)
            told = capfd.readouterr()
            out, err = out + told.out, err + told.err
        go.set()
    told = capfd.readouterr()
    out, err = out + told.out, err + told.err
    said = out.partition("Done well")[2].splitlines()[1:]
    assert said[:4] == [f"Coach: {FIRST}", f"  {SECOND}", f"Coach: {RULES}", f"Coach: {OFFER}"]
    assert len([line for line in causes(err) if "broke off" in line]) == 1
    assert len([each for each in practising.server.requests if is_for("coach", each)]) == 3


def test_control_bytes_of_the_model_do_not_reach_the_screen(
    speaking: Callable[[str], Program], capfd: pytest.CaptureFixture[str]
) -> None:
    """The server cuts the stream at every twelfth character, within the sequence too."""
    practising = speaking(f"Take this\x1b[2J\x1b]0;x\x07 one. {SECOND} \x9b31m{LAST}")
    assert practising.practise(ANSWER) == 0
    out = capfd.readouterr().out
    assert "Coach: Take this␛[2J␛]0;x␇ one.\n" in out
    assert not {"\x1b", "\x9b", "\x07"} & set(out)


def test_a_hint_asked_for_in_a_pipe_is_the_models_and_asked_for_once(
    speaking: Callable[[str], Program], capfd: pytest.CaptureFixture[str]
) -> None:
    practising = speaking(f"{FIRST} {SECOND}")
    assert practising.practise(ANSWER, "/hint") == 0
    out, _ = read(capfd)
    assert out[out.index(f"Coach: Ask yourself: {FIRST}") + 1] == f"  {SECOND}"
    hints = [
        each
        for each in practising.server.requests
        if str(each["messages"][-1]["content"]).startswith("Hint:")
    ]
    assert len(hints) == 1
    assert [each.text for each in practising.events() if isinstance(each, Hinted)] == [
        f"Ask yourself: {FIRST} {SECOND}"
    ]


# ---------------------------------------------------------------------------- coach critique


def covered(out: str) -> str:
    """Return the line that shows the first point as covered."""
    (line,) = [line for line in out.splitlines() if line.startswith("  Covered")]
    return line


def test_a_critique_at_a_terminal_shows_what_stands_before_the_judge_has_ended(
    speaking: Callable[[str], Program],
) -> None:
    practising, go, out = speaking(f"{FIRST} {SECOND}"), threading.Event(), ""
    practising.server.acts = [holding("critic", '"verdict": "covered"}', go)]
    practising.patch.setenv("TERM", "dumb")
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal:
        practising.patch.setattr(sys, "stdout", terminal)
        app = practising.app()
        with meanwhile(lambda: running.critique(app, QUESTION, ANSWER)):
            while QUOTE not in out.replace("\r\n", " ").replace("  ", ""):
                out += os.read(ours, 4096).decode()
                assert "Critic:" not in out
            go.set()
            while "coach bank show" not in out:
                out += os.read(ours, 65_536).decode()
    out = " ".join(out.split())
    assert out.index("Covered") < out.index("Critic: ") < out.index("Coach: ")
    assert out.count("Covered") == 1
    full = out.partition("Point by point")[2]
    assert full.count("Missing ·") == len(Bank().question(QUESTION).points) - 1
    assert "Covered" not in full


def test_a_critique_into_a_pipe_reads_as_before(
    speaking: Callable[[str], Program], capfd: pytest.CaptureFixture[str]
) -> None:
    practising = speaking(f"{FIRST} {SECOND}")
    assert running.critique(practising.app(), QUESTION, ANSWER) == 0
    out = capfd.readouterr().out
    assert out.startswith("Critic: ")
    assert out.index("Point by point") < out.index(covered(out))
    assert f"Coach: {FIRST} {SECOND}\n" in out
