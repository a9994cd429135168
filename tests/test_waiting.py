"""While agents are at work the terminal shows life every second, and nothing of it stays (facts: F3)."""

import asyncio
import contextlib
import os
import pty
import re
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from agents.commands import waiting
from agents.commands.waiting import with_signs_of_life
from practice.step import Coach, Hear, Judge, Step
from tests.conftest import Coach as Program
from tests.fault_server import fault_server, paced
from tests.test_dry_run import QUESTION, reply_to
from tests.test_terminal import SEND, at
from tools.screen import Screen

__all__ = ["at"]
SIGN = re.compile(r"\r\x1b\[KOne moment… (\d+) s")


class Terminal:
    """A terminal in the place of standard error, and all that comes to it."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._ours, theirs = pty.openpty()
        os.set_blocking(self._ours, False)
        self._end = os.fdopen(theirs, "w", encoding="utf-8")
        self._patch = patch

    def screen(self, *, plain: bool = False, as_json: bool = False) -> Screen:
        """Return a screen at it."""
        self._patch.setattr(sys, "stderr", self._end)
        return Screen(plain=plain, as_json=as_json, lang="en")

    def shown(self) -> str:
        """Return what came since the last time."""
        try:
            return os.read(self._ours, 100_000).decode()
        except BlockingIOError:
            return ""

    def close(self) -> None:
        """Close both ends."""
        self._end.close()
        os.close(self._ours)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """A terminal that redraws."""
    monkeypatch.setenv("TERM", "xterm-256color")
    with contextlib.closing(Terminal(monkeypatch)) as made:
        yield made


async def talk(*pauses: float) -> AsyncIterator[str]:
    """Say a word after each of these seconds."""
    for pause in pauses:
        await asyncio.sleep(pause)
        yield "word"


async def signs(screen: Screen, step: Step, *pauses: float) -> None:
    """Listen to a talk, printing each word."""
    async for word in with_signs_of_life(talk(*pauses), screen, lambda: step):
        screen.notice(word)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second is a twentieth of one."""
    monkeypatch.setattr(waiting, "EVERY", 0.05)


@pytest.mark.usefixtures("quick")
async def test_what_is_waited_for_is_shown_and_taken_away_before_the_words(
    terminal: Terminal,
) -> None:
    await signs(terminal.screen(), Judge(), 0.3, 0.01)
    shown = terminal.shown()
    assert 3 <= len(SIGN.findall(shown)) <= 6
    last = shown.rindex("One moment")
    assert re.search(r"\r\x1b\[K(?:\x1b\[\d+m)*word", shown[last:])
    assert not SIGN.search(shown[shown.index("word") :])


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("term", ["dumb", "xterm-256color"])
async def test_it_is_for_terminals_that_redraw_alone(
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    plain: bool,
    as_json: bool,
    term: str,
) -> None:
    monkeypatch.setenv("TERM", term)
    await signs(terminal.screen(plain=plain, as_json=as_json), Judge(), 0.15)
    redraws = term != "dumb" and not plain and not as_json
    assert ("One moment" in terminal.shown()) is redraws


@pytest.mark.usefixtures("quick")
async def test_in_a_pipe_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    await signs(Screen(plain=False, as_json=False, lang="en"), Judge(), 0.15)
    assert capsys.readouterr().err == "word\n"


@pytest.mark.usefixtures("quick")
async def test_while_the_candidate_writes_the_screen_is_theirs(
    terminal: Terminal,
) -> None:
    await signs(terminal.screen(), Hear("probe"), 0.15)
    assert "One moment" not in terminal.shown()


@pytest.mark.usefixtures("quick")
async def test_it_ends_with_what_it_waits_for(terminal: Terminal) -> None:
    async def failing() -> AsyncIterator[str]:
        await asyncio.sleep(0.12)
        raise ValueError("broken")
        yield ""

    screen = terminal.screen()
    with pytest.raises(ValueError, match="broken"):
        async for _ in with_signs_of_life(failing(), screen, Coach):
            pass
    assert terminal.shown().endswith("\r\x1b[K")
    await asyncio.sleep(0.12)
    assert terminal.shown() == ""
    assert len(asyncio.all_tasks()) == 1


@pytest.mark.slow
def test_a_person_sees_life_within_two_seconds_while_a_model_thinks(
    at: Callable[..., object], coach: Program
) -> None:
    with fault_server() as server:
        server.reply = reply_to
        server.acts = [paced(4.0, 1000.0, lambda text: [text])]
        env = {"COACH_MODEL": "openai/local", "COACH_API_BASE": server.url, "NO_COLOR": "1"}
        term = at("practice", QUESTION, "--lang", "en", **env)
        term.sees(r"you> ")  # type: ignore[attr-defined]
        term.types("We use Redis as a cache." + SEND)  # type: ignore[attr-defined]
        term.sees("1–5")  # type: ignore[attr-defined]
        term.types("3\r")  # type: ignore[attr-defined]
        begun = time.monotonic()
        term.sees("One moment…")  # type: ignore[attr-defined]
        assert time.monotonic() - begun < 2.0
        for _ in range(3):
            begun = time.monotonic()
            term.sees("One moment…")  # type: ignore[attr-defined]
            assert time.monotonic() - begun < 2.0
        seen = term.sees(r"you> ")  # type: ignore[attr-defined]
        assert "\x1b[3" not in seen
