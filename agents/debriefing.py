"""After a real interview: what was asked, how it went, what was missed; and what is practised next."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

from agents.app import App
from agents.archive import Archive
from agents.gap_keys import KnownKeys, asked_before
from memory.folder import only_writer
from memory.journal import Journal
from practice.correction import provisional_key
from practice.errors import UsageError
from practice.event import PROFILE
from practice.past import Past
from practice.plan import outlook_of
from practice.prediction import accuracy, interviews, predict
from practice.profile_event import AskedThere, Debriefed, Missed
from practice.typed import Said
from practice.value import Lang
from tools.day import read_day
from tools.debrief_file import read_notes
from tools.keyboard import Keyboard
from tools.sheet import Line
from tools.text import clean, first_line
from tools.wording import say

RATINGS = ("1", "2", "3", "4", "5")
WEAK = 3
"""What went no better than this is worth practising again."""
_ASK_LIMIT = 70


def debrief(app: App, on: str | None, file: Path | None) -> int:
    """Note a real interview, from a file or at the keyboard; return the exit code.

    Raises: UsageError, BankError, LockedError, JournalError.
    """
    day = read_day(on) if on else app.now().date()
    if day > app.now().date():
        raise UsageError(
            f"{day} is still to come; debrief an interview that has been",
            zh=f"{day} 还没到；请在面试之后再复盘",
        )
    if file is None and not sys.stdin.isatty():
        raise UsageError(
            "nothing was kept: without a terminal, give the notes as --file NOTES.yaml",
            zh="什么都没有保存：这里不能逐个提问，请用 --file NOTES.yaml",
        )
    notes = read_notes(file) if file else None
    with only_writer(app.settings.folder, "debrief"):
        debriefing = Debriefing(app, day)
        if notes is not None:
            for asked in [debriefing.from_note(each.model_dump()) for each in notes]:
                debriefing.keep(asked)
        else:
            asyncio.run(debriefing.converse())
    app.screen.result(
        [each.model_dump(mode="json") for each in debriefing.kept], debriefing.summary()
    )
    again = None if notes is not None else debriefing.again()
    return _practise(app, again) if again else 0


def _practise(app: App, question: str) -> int:
    from agents.running import Wanted, practise
    from practice.dialogue import DEFAULT_ROUNDS

    return practise(app, Wanted(question, DEFAULT_ROUNDS, False, 0.0, 0))


class Debriefing:
    """The notes of one interview, each kept as soon as it is whole."""

    def __init__(self, app: App, day: date) -> None:
        self.app = app
        self.day = day
        self.archive = Archive(app)
        self.keys = KnownKeys(app.bank, self.archive.past.corrections)
        self.kept: list[Debriefed] = []
        self._predicted = self._prediction()
        self._keyboard = Keyboard(plain=app.screen.plain)

    @property
    def lang(self) -> Lang:
        """The language of the conversation."""
        return self.app.settings.lang

    def _prediction(self) -> float | None:
        """Return what the plan would have predicted for the day, from what was practised by then."""
        past = self.archive.past
        before = [each for each in past.judgements if each.at.date() <= self.day]
        at = datetime.combine(self.day, time(12), tzinfo=self.app.now().tzinfo)
        topics = {each.question: each.topic for each in self.archive.exercises}
        outlook = outlook_of(Past(before, past.profile), topics, at, self.archive.plan)
        return predict(self.archive.exercises, replace(outlook, at=at))

    # ------------------------------------------------------------------ from a file

    def from_note(self, note: dict[str, object]) -> AskedThere:
        """Return a note of a file as it is kept; words without a known key stay provisional.

        Raises: UsageError for a question or gap that there is not.
        """
        question = note["question"]
        if question is not None:
            self.app.bank.path(str(question))
        missed = note["missed"]
        assert isinstance(missed, tuple | list)
        return AskedThere(
            text=clean(str(note["asked"])),
            question=None if question is None else str(question),
            went=int(str(note["went"])),
            missed=tuple(
                Missed(words=clean(each["words"]), gap=self._key(each["words"], each["gap"]))
                for each in missed
            ),
        )

    def _key(self, words: str, named: str | None) -> str:
        if named is not None and named not in self.archive.taxonomy.names:
            raise UsageError(
                f"no gap “{named}”; coach bank skills lists them. Nothing was kept",
                zh=f"没有薄弱点“{named}”；全部技能：coach bank skills。什么都没有保存",
            )
        return named or self.keys.exact(words) or provisional_key(words)

    # ------------------------------------------------------------------ at the keyboard

    async def converse(self) -> None:
        """Ask for one question after the other until the candidate has no more."""
        self.app.screen.notice(say("debrief.begin", self.lang, day=self.day))
        number = 1
        while True:
            text = await self._line("debrief.asked", number=number)
            if not text:
                return
            question = await self._matched(text)
            went = await self._rating()
            if went is None:
                return
            missed = [each async for each in self._missed(question)]
            self.keep(AskedThere(text=text, question=question, went=went, missed=tuple(missed)))
            self.app.screen.notice(say("session.saved", self.lang))
            number += 1

    async def _line(self, key: str, **facts: object) -> str:
        """Return one line typed; empty where the candidate has no more to say, or leaves."""
        typed = await self._keyboard.one_line(say(key, self.lang, **facts))
        return clean(typed).strip() if isinstance(typed, str) else ""

    async def _choice(self, key: str, names: Sequence[str]) -> int | None:
        """Return which of the names was chosen, or None for none of them."""
        for number, name in enumerate(names, 1):
            self.app.screen.notice(f"  {number}  {name}", "plain")
        while True:
            typed = await self._line(key)
            if typed in ("", "0", "n"):
                return None
            if typed.isdecimal() and 1 <= int(typed) <= len(names):
                return int(typed) - 1
            self.app.screen.notice(say("debrief.number", self.lang, most=len(names)), "warn")

    async def _matched(self, text: str) -> str | None:
        """Return the question of the bank that was asked, or one just added, or None."""
        bank, lang = self.app.bank, self.lang
        near = asked_before(bank, text)
        if near:
            names = [
                f"{each} · {first_line(bank.question(each).ask.of(lang), _ASK_LIMIT)}"
                for each in near
            ]
            chosen = await self._choice("debrief.which", names)
            if chosen is not None:
                return near[chosen]
        reference = await self._keyboard.next_block(
            say("debrief.reference", lang), say("session.sends", lang)
        )
        if not isinstance(reference, Said) or not reference.text.strip():
            return None
        from agents.authoring import keep_one

        return keep_one(self.app, text, reference.text)

    async def _rating(self) -> int | None:
        while True:
            typed = await self._keyboard.one_line(say("debrief.went", self.lang))
            if not isinstance(typed, str):
                return None
            if typed.strip() in RATINGS:
                return int(typed)
            self.app.screen.notice(say("debrief.number", self.lang, most=5), "warn")

    async def _missed(self, question: str | None) -> AsyncIterator[Missed]:
        while words := await self._line("debrief.missed"):
            yield Missed(words=words, gap=await self._put_to_key(words, question))

    async def _put_to_key(self, words: str, question: str | None) -> str:
        """Return the key that the candidate picks for his words, or a provisional one."""
        known = self.keys.exact(words)
        if known is None:
            about = self.app.bank.question(question) if question else None
            near = self.keys.shortlist(words, about)
            names = [self.archive.gap_name(each, self.lang) for each in near]
            chosen = await self._choice("debrief.key", names) if near else None
            known = None if chosen is None else near[chosen]
        key = known or provisional_key(words)
        name = words if known is None else self.archive.gap_name(known, self.lang)
        told = "debrief.filed" if known else "debrief.provisional"
        self.app.screen.notice(say(told, self.lang, name=name))
        return key

    # ------------------------------------------------------------------ keeping, telling

    def keep(self, asked: AskedThere) -> None:
        """Journal one question of the interview. Raises: JournalError."""
        event = Debriefed(interview=self.day, asked=(asked,), predicted=self._predicted)
        with Journal.write(self.app.settings.folder) as journal:
            journal.append(PROFILE, event, self.app.now())
        self.kept.append(event)

    def summary(self) -> Iterator[Line]:
        """Yield what was noted, what the plan had predicted, and what to practise again."""
        if not self.kept:
            yield Line(say("debrief.nothing", self.lang), "dim")
            return
        missed = sum(len(each.missed) for event in self.kept for each in event.asked)
        told = {"day": self.day, "questions": len(self.kept), "missed": missed}
        yield Line(say("debrief.noted", self.lang, **told), "good")
        noted = interviews(Archive(self.app).past.profile)
        (this,) = [each for each in noted if each.day == self.day]
        if this.predicted is not None:
            facts = {"predicted": f"{this.predicted:.0f}", "outcome": f"{this.outcome:.0f}"}
            yield Line(say("debrief.outcome", self.lang, **facts))
        found = accuracy(noted)
        if found is not None:
            key = "debrief.hopeful" if found.bias > 0 else "debrief.doubtful"
            facts = {"bias": f"{abs(found.bias):.0f}", "error": f"{found.error:.0f}"}
            yield Line(say(key, self.lang, interviews=found.interviews, **facts))
        worst = self.worst()
        if worst is not None:
            yield Line(say("debrief.again", self.lang, question=worst), "strong")

    def worst(self) -> str | None:
        """Return the question of the bank that went worst, where one went badly."""
        asked = [each for event in self.kept for each in event.asked if each.question]
        weak = [each for each in asked if each.went <= WEAK]
        return min(weak, key=lambda each: each.went).question if weak else None

    def again(self) -> str | None:
        """Return the question to practise at once, where the candidate wants to."""
        worst = self.worst()
        if worst is None:
            return None
        typed = asyncio.run(self._keyboard.one_line(say("debrief.now", self.lang, question=worst)))
        return (
            worst
            if isinstance(typed, str) and typed.strip().lower() in ("y", "yes", "是")
            else None
        )
