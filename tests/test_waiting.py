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

from agents.commands.waiting import with_signs_of_life
from practice.step import Coach, Hear, Judge, Step
from tests.conftest import Coach as Program
from tests.fault_server import fault_server, paced
from tests.test_dry_run import QUESTION, reply_to
from tests.test_terminal import SEND, at
from tools.screen import Screen

__all__ = ["at"]
QUICK = 0.05
"""Seconds between two signs, where nothing else is to be seen."""
SIGN = re.compile(r"\r\x1b\[KOne moment… (\d+) s")


class Terminal:
    """A terminal in the place of standard error, and all that comes to it."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._ours, theirs = pty.openpty()
        os.set_blocking(self._ours, False)
        self._end = os.fdopen(theirs, "w", encoding="utf-8")
        self._patch = patch
        self.seen = ""

    def screen(self, *, plain: bool = False, as_json: bool = False) -> Screen:
        """Return a screen at it."""
        self._patch.setattr(sys, "stderr", self._end)
        return Screen(plain=plain, as_json=as_json, lang="en")

    def shown(self) -> str:
        """Return what came since the last time."""
        try:
            new = os.read(self._ours, 100_000).decode()
        except BlockingIOError:
            return ""
        self.seen += new
        return new

    async def after_signs(self, count: int) -> AsyncIterator[str]:
        """Say a word once so many signs were seen."""
        async with asyncio.timeout(20):
            while len(SIGN.findall(self.seen)) < count:
                await asyncio.sleep(0.01)
                self.shown()
        yield "word"

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


async def talk(pause: float) -> AsyncIterator[str]:
    """Say a word after so many seconds."""
    await asyncio.sleep(pause)
    yield "word"


async def signs(screen: Screen, step: Step, words: AsyncIterator[str] | None = None) -> None:
    """Listen to a talk, printing each word."""
    async for word in with_signs_of_life(words or talk(0.15), screen, lambda: step, QUICK):
        screen.notice(word)


async def test_what_is_waited_for_is_shown_and_taken_away_before_the_words(
    terminal: Terminal,
) -> None:
    await signs(terminal.screen(), Judge(), terminal.after_signs(3))
    terminal.shown()
    shown = terminal.seen
    assert len(SIGN.findall(shown)) >= 3
    last = shown.rindex("One moment")
    assert re.search(r"\r\x1b\[K(?:\x1b\[\d+m)*word", shown[last:])
    assert not SIGN.search(shown[shown.index("word") :])


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
    redraws = term != "dumb" and not plain and not as_json
    words = terminal.after_signs(1) if redraws else None
    await signs(terminal.screen(plain=plain, as_json=as_json), Judge(), words)
    terminal.shown()
    assert ("One moment" in terminal.seen) is redraws


async def test_in_a_pipe_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    await signs(Screen(plain=False, as_json=False, lang="en"), Judge())
    assert capsys.readouterr().err == "word\n"


async def test_while_the_candidate_writes_the_screen_is_theirs(
    terminal: Terminal,
) -> None:
    await signs(terminal.screen(), Hear("probe"))
    assert "One moment" not in terminal.shown()


async def test_it_ends_with_what_it_waits_for(terminal: Terminal) -> None:
    async def failing() -> AsyncIterator[str]:
        async for _ in terminal.after_signs(1):
            raise ValueError("broken")
        yield ""

    screen = terminal.screen()
    with pytest.raises(ValueError, match="broken"):
        async for _ in with_signs_of_life(failing(), screen, Coach, QUICK):
            pass
    terminal.shown()
    assert terminal.seen.endswith("\r\x1b[K")
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
