"""Where a person's words come from: the keyboard of a terminal, or a pipe."""

import sys

from agents.briefs import HearBrief, RateBrief
from agents.candidate import Refused, too_long
from practice.typed import (
    ASK_COMMAND,
    ASK_LIMIT,
    CodeFile,
    Inquiry,
    Leave,
    Nothing,
    Said,
    Typed,
    Unknown,
    by_keyboard,
    read_block,
)
from practice.value import Lang
from tools.keyboard import Keyboard
from tools.pipe import PipeReader
from tools.screen import Screen
from tools.text import ANSWER_LIMIT, fold
from tools.wording import say

RATINGS = tuple(str(number) for number in range(1, 6))


class KeyboardSource:
    """A person at a terminal."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._keyboard = Keyboard(plain=screen.plain)
        self._draft = self._notice = ""

    async def next(self, brief: HearBrief) -> Typed:
        """Return the next thing typed."""
        draft, self._draft = self._draft, ""
        notice, self._notice = self._notice, ""
        prompt, hint = say("session.prompt", brief.lang), say("session.sends", brief.lang)
        return await self._keyboard.next_block(prompt, hint, draft, notice)

    async def rate(self, brief: RateBrief) -> int | Inquiry | Leave | None:
        """Return the rating typed, or a question to the coach; an empty line skips."""
        prompt = say("session.rate", brief.lang)
        while True:
            typed = await self._keyboard.one_line(prompt)
            if isinstance(typed, Leave):
                return typed
            word = by_keyboard(fold(typed.strip()))
            if word == "/quit":
                return Leave("quit")
            command = read_block(word)
            if isinstance(command, Inquiry) and len(command.text) <= ASK_LIMIT:
                return command
            if isinstance(command, Inquiry) or (
                isinstance(command, Unknown) and command.asks_nothing
            ):
                self._screen.notice(_asking(command, brief.lang), "warn")
                continue
            if word in ("", "/skip"):
                self._screen.notice(say("session.no_more_rating", brief.lang))
                return None
            if word in RATINGS:
                return int(word)
            if not word.startswith("/") and len(word) > len(RATINGS):
                self._draft = typed  # words, not a rating: they wait in the next input
                self._screen.notice(say("session.rate_kept", brief.lang))
                return None
            self._screen.notice(say("session.rate_again", brief.lang), "warn")

    def refuse(self, typed: Refused, brief: HearBrief) -> None:
        """Say why it was not taken; what was too long is put back to be shortened."""
        self._screen.notice(_refusal(typed, brief), "warn")
        if isinstance(typed, Said | Inquiry):
            command = f"/{ASK_COMMAND} " if isinstance(typed, Inquiry) else ""
            self._draft, self._notice = command + typed.text, _refusal(typed, brief)


class PipeSource:
    """Another program, or a file."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._reader = PipeReader(sys.stdin.fileno())

    async def next(self, brief: HearBrief) -> Typed:
        """Return the next block. Raises: AnswerError for an answer too long to be judged."""
        typed = await self._reader.next_block()
        if isinstance(typed, Said) and len(typed.text) > ANSWER_LIMIT:
            raise too_long(typed.text)
        if isinstance(typed, Nothing):
            self._screen.notice(brief.text)
        return typed

    async def rate(self, brief: RateBrief) -> int | None:
        """No rating is asked for in a pipe."""
        return None

    def refuse(self, typed: Refused, brief: HearBrief) -> None:
        """Say on standard error why it was not taken."""
        self._screen.notice(_refusal(typed, brief), "warn")


def _asking(typed: Inquiry | Unknown, lang: Lang) -> str:
    """Return how a question to the coach is put, or that it is too long."""
    if isinstance(typed, Unknown):
        return say("ask.usage", lang)
    return say("ask.too_long", lang, length=f"{len(typed.text):,}", limit=f"{ASK_LIMIT:,}")


def _refusal(typed: Refused, brief: HearBrief) -> str:
    if isinstance(typed, Inquiry) or (isinstance(typed, Unknown) and typed.asks_nothing):
        return _asking(typed, brief.lang)
    if isinstance(typed, Said):
        length = len(typed.text)
        return say("session.too_long", brief.lang, length=f"{length:,}", limit=f"{ANSWER_LIMIT:,}")
    if isinstance(typed, CodeFile):
        key = "session.no_code_file" if brief.takes_code else "session.no_code"
        return say(key, brief.lang, path=typed.path)
    commands = say("session.commands", brief.lang)
    if brief.takes_code:
        commands = f"{commands}\n{say('session.takes_code', brief.lang, example=brief.takes_code)}"
    if typed.asks_for_help:
        return commands
    return f"{say('session.unknown', brief.lang, text=typed.text)} {commands}"
