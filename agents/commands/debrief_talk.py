"""The conversation at the keyboard in which a real interview is noted, question by question."""

from collections.abc import Sequence

from agents.commands.debriefing import ASK_LIMIT, Debriefing
from agents.commands.gap_keys import asked_before
from practice.correction import provisional_key
from practice.profile_event import AskedThere, Missed
from practice.typed import Leave, Said
from practice.value import language_of
from tools.keyboard import Keyboard
from tools.text import clean, first_line
from tools.wording import say

RATINGS = ("1", "2", "3", "4", "5")
YES = ("y", "yes", "是", "好")
LEAST_LETTERS, LEAST_HAN = 4, 2
"""What is missed is told in so much at least."""


class _LeftError(Exception):
    """The candidate leaves: by Ctrl-D, which ends the notes, or by Ctrl-C."""

    def __init__(self, leave: Leave) -> None:
        super().__init__(leave.how)
        self.interrupts = leave.how == "interrupt"


class DebriefTalk:
    """Asks for one question of the interview after the other."""

    def __init__(self, debriefing: Debriefing) -> None:
        self._debriefing = debriefing
        self._lang = debriefing.lang
        self._screen = debriefing.app.screen
        self._keyboard = Keyboard(plain=self._screen.plain)
        self._missed: list[Missed] = []

    async def converse(self) -> bool:
        """Ask until the candidate has no more; return whether he broke off with Ctrl-C.

        What was told of a question by then is kept, where it was rated.
        """
        self._screen.notice(say("debrief.begin", self._lang, day=self._debriefing.day))
        number, text = 1, ""
        while True:
            self._missed = []
            try:
                text = await self._line("debrief.asked", number=number)
                if not text:
                    return False
                question = await self._matched(text)
                went = await self._rating()
            except _LeftError as left:
                if text or left.interrupts:
                    self._say_what_stays(text)
                return left.interrupts
            left_by = await self._all_missed(question)
            asked = AskedThere(text=text, question=question, went=went, missed=tuple(self._missed))
            if self._debriefing.keep(asked):
                key = "debrief.half_kept" if left_by else "session.saved"
                self._screen.notice(say(key, self._lang))
            if left_by is not None:
                return left_by.interrupts
            number, text = number + 1, ""

    def _say_what_stays(self, text: str) -> None:
        if text:
            self._screen.notice(say("debrief.half_lost", self._lang), "warn")
        count = len(self._debriefing.kept)
        self._screen.notice(say("debrief.stopped", self._lang, count=count), "warn")

    async def _line(self, key: str, **facts: object) -> str:
        """Return one line typed, empty for Enter alone."""
        typed = await self._keyboard.one_line(say(key, self._lang, **facts))
        if isinstance(typed, Leave):
            raise _LeftError(typed)
        return clean(typed).strip()

    async def _choice(self, key: str, names: Sequence[str]) -> int | None:
        """Return which of the names was chosen, or None for none of them."""
        for number, name in enumerate(names, 1):
            self._screen.notice(f"  {number}  {name}", "plain")
        while True:
            typed = await self._line(key)
            if typed in ("", "0", "n"):
                return None
            if typed.isdecimal() and 1 <= int(typed) <= len(names):
                return int(typed) - 1
            self._screen.notice(say("debrief.number", self._lang, most=len(names)), "warn")

    async def _matched(self, text: str) -> str | None:
        """Return the question of the bank that was asked, or one just added, or None."""
        debriefing = self._debriefing
        near = asked_before(debriefing.bank, text)
        if near:
            asks = [debriefing.bank.question(each).ask.of(self._lang) for each in near]
            names = [
                f"{each} · {first_line(ask, ASK_LIMIT)}"
                for each, ask in zip(near, asks, strict=True)
            ]
            chosen = await self._choice("debrief.which", names)
            if chosen is not None:
                return near[chosen]
        if (await self._line("debrief.add")).lower() not in YES:
            return None
        reference = await self._keyboard.next_block(
            say("debrief.reference", self._lang), say("session.sends", self._lang)
        )
        if isinstance(reference, Leave):
            raise _LeftError(reference)
        if not isinstance(reference, Said) or not reference.text.strip():
            return None
        from agents.commands.authoring import keep_one

        made = keep_one(debriefing.app, text, reference.text)
        debriefing.bank = debriefing.bank.again()
        return made

    async def _rating(self) -> int:
        while True:
            typed = await self._line("debrief.went")
            if typed in RATINGS:
                return int(typed)
            self._screen.notice(say("debrief.number", self._lang, most=len(RATINGS)), "warn")

    async def _all_missed(self, question: str | None) -> _LeftError | None:
        """Take down what was missed; return how the candidate left, if he did."""
        try:
            while words := await self._line("debrief.missed"):
                if not _tells(words):
                    self._screen.notice(say("debrief.short", self._lang), "warn")
                    continue
                self._missed.append(
                    Missed(words=words, gap=await self._put_to_key(words, question))
                )
        except _LeftError as left:
            return left
        return None

    async def _put_to_key(self, words: str, question: str | None) -> str:
        """Return the key that the candidate picks for his words, or a provisional one."""
        keys, archive = self._debriefing.keys, self._debriefing.archive
        known = keys.exact(words)
        if known is None:
            about = self._debriefing.bank.question(question) if question else None
            near = keys.shortlist(words, about)
            names = [archive.gap_name(each, self._lang) for each in near]
            chosen = await self._choice("debrief.key", names) if near else None
            known = None if chosen is None else near[chosen]
        name = words if known is None else archive.gap_name(known, self._lang)
        told = "debrief.filed" if known else "debrief.provisional"
        self._screen.notice(say(told, self._lang, name=name))
        return known or provisional_key(words)

    async def again(self) -> str | None:
        """Return the question to practise at once, where the candidate wants to."""
        worst = self._debriefing.worst()
        if worst is None:
            return None
        try:
            typed = await self._line("debrief.now", question=worst)
        except _LeftError:
            return None
        return worst if typed.lower() in YES else None


def _tells(words: str) -> bool:
    """Return whether words are enough to tell what is meant."""
    least = LEAST_HAN if language_of(words) == "zh" else LEAST_LETTERS
    return sum(char.isalnum() for char in words) >= least
