"""After a real interview: what was asked, how it went, what was missed; and what is practised next."""

import asyncio
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

from agents.commands.app import App
from agents.commands.archive import Archive
from agents.commands.gap_keys import KnownKeys
from memory.folder import only_writer
from memory.journal import Journal
from practice.correction import provisional_key
from practice.errors import UsageError
from practice.event import PROFILE
from practice.past import Past
from practice.plan import WENT_BADLY, outlook_of
from practice.prediction import Interview, accuracy, interviews, predict
from practice.profile_event import AskedThere, Debriefed, Missed
from practice.value import Lang
from tools.day import read_day
from tools.debrief_file import AskedNote, read_notes
from tools.sheet import Line
from tools.text import clean, first_line
from tools.wording import say

ASK_LIMIT = 70
INTERRUPTED = 130


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
            for asked in [debriefing.from_note(each) for each in notes]:
                debriefing.keep(asked)
            again, left = None, False
        else:
            from agents.commands.debrief_talk import DebriefTalk

            talk = DebriefTalk(debriefing)
            left = asyncio.run(talk.converse())
            app.screen.show(debriefing.summary())
            again = None if left else asyncio.run(talk.again())
    if notes is not None:
        events = (each.model_dump(mode="json") for each in debriefing.kept)
        app.screen.result(events, debriefing.summary())
    if left:
        return INTERRUPTED
    return _practise(app, again) if again else 0


def _practise(app: App, question: str) -> int:
    from agents.commands.running import Wanted, practise
    from practice.dialogue import DEFAULT_ROUNDS

    return practise(app, Wanted(question, DEFAULT_ROUNDS, False, 0.0, 0))


def show_all(app: App) -> None:
    """Print the interviews that were noted, with what was asked and missed."""
    lang = app.settings.lang
    noted = interviews(Archive(app).past.profile)

    def lines() -> Iterator[Line]:
        if not noted:
            yield Line(say("debrief.none", lang))
        for each in noted:
            yield _interview_line(each, lang)
            for asked in each.asked:
                question = f" ({asked.question})" if asked.question else ""
                facts = {"went": asked.went, "asked": asked.text, "question": question}
                yield Line(say("debrief.asked_line", lang, **facts), indent=1)
                yield from (Line(f"– {one.words}", "dim", 2) for one in asked.missed)

    app.screen.result((each.model_dump(mode="json") for each in noted), lines())


def _interview_line(each: Interview, lang: Lang) -> Line:
    predicted = (
        say("debrief.not_predicted", lang)
        if each.predicted is None
        else say("debrief.predicted", lang, predicted=f"{each.predicted:.0f}")
    )
    facts = {"day": each.day, "questions": len(each.asked), "outcome": f"{each.outcome:.0f}"}
    return Line(say("debrief.line", lang, predicted=predicted, **facts), "strong")


class Debriefing:
    """The notes of one interview, each kept as soon as it is whole."""

    def __init__(self, app: App, day: date) -> None:
        self.app = app
        self.day = day
        self.bank = app.bank
        self.archive = Archive(app)
        self.keys = KnownKeys(app.bank, self.archive.past.corrections)
        self.kept: list[Debriefed] = []
        noted = interviews(self.archive.past.profile)
        self._before = {asked for each in noted if each.day == day for asked in each.asked}
        self._predicted = self._prediction()

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
        return predict(self.archive.exercises, outlook)

    def from_note(self, note: AskedNote) -> AskedThere:
        """Return a note of a file as it is kept; words without a known key stay provisional.

        Raises: UsageError for a question or gap that there is not.
        """
        if note.question is not None:
            self.bank.path(note.question)
        missed = tuple(
            Missed(words=clean(each.words), gap=self._key(each.words, each.gap))
            for each in note.missed
        )
        return AskedThere(
            text=clean(note.asked), question=note.question, went=note.went, missed=missed
        )

    def _key(self, words: str, named: str | None) -> str:
        if named is not None and named not in self.archive.taxonomy.names:
            raise UsageError(
                f"no gap “{named}”; coach bank skills lists them. Nothing was kept",
                zh=f"没有薄弱点“{named}”；全部技能：coach bank skills。什么都没有保存",
            )
        return named or self.keys.exact(words) or provisional_key(words)

    def keep(self, asked: AskedThere) -> bool:
        """Journal one question of the interview, unless it is noted already. Raises: JournalError."""
        if asked in self._before:
            told = first_line(asked.text, ASK_LIMIT)
            self.app.screen.notice(say("debrief.again_noted", self.lang, asked=told), "warn")
            return False
        event = Debriefed(interview=self.day, asked=(asked,), predicted=self._predicted)
        with Journal.write(self.app.settings.folder) as journal:
            journal.append(PROFILE, event, self.app.now())
        self.kept.append(event)
        self._before.add(asked)
        return True

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
            about = {"day": self.day, "questions": len(this.asked)}
            yield Line(say("debrief.outcome", self.lang, **about, **facts))
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
        weak = [each for each in asked if each.went <= WENT_BADLY]
        return min(weak, key=lambda each: each.went).question if weak else None
