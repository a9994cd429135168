"""Running one session for a command: the lock, the journal, the team, the screen, the memory."""

import asyncio
import functools
import sys

from autogen_agentchat.base import TaskResult
from autogen_agentchat.messages import BaseAgentEvent

from agents.briefed import message_of
from agents.candidate import CANDIDATE, AnswerSource, Simulated
from agents.casting import cast_for, voices_of
from agents.commands.app import App
from agents.commands.archive import notes_of, taxonomy_of
from agents.commands.progress import Progress
from agents.commands.sending import disclosed_now
from agents.commands.shown_early import ShownEarly
from agents.commands.usage import usage_told
from agents.commands.waiting import with_signs_of_life
from agents.ledger import JournalLedger, new_session_id
from agents.remembering import Remembering
from agents.sources import KeyboardSource, PipeSource
from agents.team import LEFT, PracticeTeam
from agents.turns import Turns
from memory.embedder import embedder_of
from memory.journal import Journal
from memory.mirror import Taxonomy
from practice.correction import corrections_of
from practice.event import (
    PROFILE,
    Answered,
    Asked,
    Closed,
    Critiqued,
    Event,
    Record,
    Started,
    as_json,
)
from practice.question import Question
from practice.value import LANGS
from tools.presentation import Presentation
from tools.profile_sheet import projects_told
from tools.sandbox import example_of
from tools.screen import Screen
from tools.wording import say

INTERRUPTED = 130
MEMORY_WAITS = 0.3
"""Seconds that an answer already typed ahead has before the memory takes up the machine."""


class Session:
    """One session, new or taken up again, in a journal that this process may write."""

    def __init__(self, app: App, journal: Journal, session: str) -> None:
        self.app = app
        self.ledger = JournalLedger(journal, session, app.clock)
        self.session = session
        self.explain = False
        self._taxonomy: Taxonomy | None = None
        self._ready = False
        self._early = ShownEarly()

    # ------------------------------------------------------------------ beginning

    @classmethod
    def begin(cls, app: App, journal: Journal, started: Started) -> "Session":
        """Return a new session; it begins when it runs."""
        made = cls(app, journal, new_session_id(app.now()))
        made.ledger.append(started)
        return made

    @functools.cached_property
    def screen(self) -> Screen:
        """The screen, speaking the session's language."""
        return self.app.screen.speaking(self.started.lang)

    @property
    def started(self) -> Started:
        """How the session began."""
        event = self.ledger.records()[0].event
        assert isinstance(event, Started)
        return event

    def question(self) -> Question:
        """Return the session's question. Raises: UsageError where the bank no longer has it."""
        return self.app.bank.question(self.started.question)

    def taxonomy(self) -> Taxonomy:
        """Return the names of gap keys; it takes reading the whole bank, so not before the ask."""
        if self._taxonomy is None:
            corrections = corrections_of(self.ledger.journal.records(PROFILE))
            self._taxonomy = taxonomy_of(self.app.bank, corrections)
        return self._taxonomy

    def _source(self, question: Question) -> AnswerSource:
        started = self.started
        if started.candidate == "simulated":
            matcher = self.app.bank.matcher(question)
            level, seed = started.level or 0.0, started.seed or 0
            return Simulated(question, level, seed, started.lang, matcher)
        return KeyboardSource(self.screen) if self.by_keyboard else PipeSource(self.screen)

    @property
    def by_keyboard(self) -> bool:
        """Whether a person types at a terminal."""
        typed = self.started.candidate == "human" and at_terminal()
        return typed and not self.screen.as_json

    # ------------------------------------------------------------------ running

    async def run(self, answer: Answered | None = None) -> int:
        """Run until the session closes or the candidate leaves; return the exit code.

        `answer` is given to a critique session, which asks nobody.
        """
        question = self.question()
        settings, progress = self.app.settings, Progress(self.screen)
        memory = Remembering(
            settings.folder, self.taxonomy, self.ledger, embedder_of(settings), progress
        )
        source = None if answer else self._source(question)
        voices = voices_of(self.app.settings, self.app.patience)
        if answer and self.screen.as_json:
            voices = voices.of_critic_alone()
        notes = notes_of(self.app)
        cast = cast_for(question, self.app.bank, voices, source, memory.context, notes)
        matcher = cast.critic.matcher
        turns = Turns(
            question, matcher, self.ledger, memory.recall, lambda: self.taxonomy().questions_with
        )
        team = PracticeTeam(question, cast, turns, self.ledger)
        self._disclose()
        self._greet(team)
        if team.state.asked is not None:
            self._get_ready(memory, turns)
        reason = ""
        task = message_of(answer, source=CANDIDATE) if answer else None
        talk = team.run_stream(task=task)
        async for message in with_signs_of_life(talk, self.screen, lambda: team.state.step()):
            if isinstance(message, TaskResult):
                reason = message.stop_reason or ""
            elif isinstance(message, BaseAgentEvent):
                if self._shows_early:
                    self.screen.show(self._early.lines(message, self._presentation(), team.state))
            else:
                self.screen.notices(voices.follow(self.ledger.records()[-1].event))
                self._tell(team)
                memory.follow(self.ledger.records()[-1])
                self._get_ready(memory, turns)
        await voices.close()
        used = usage_told(voices.service.budget, self.screen.lang)
        code = await self._leave(reason, team, memory)
        if used is not None:
            self.screen.notice(used)
        return code

    def _disclose(self) -> None:
        """Say once for each model what goes where, before anything does."""
        new = disclosed_now(self.ledger.journal, self.app.settings)
        if new is not None:
            event, told = new
            self.ledger.journal.append(PROFILE, event, self.ledger.now())
            self.screen.notice(told.of(self.screen.lang))

    def _get_ready(self, memory: Remembering, turns: Turns) -> None:
        """Do, once the question is on the screen, what the first answer would wait for."""
        if not self._ready:
            self._ready = True
            turns.get_ready()
            asyncio.get_running_loop().call_later(MEMORY_WAITS, memory.begin)

    def _greet(self, team: PracticeTeam) -> None:
        """Show how the session stands: its header, or where it was left."""
        records = self.ledger.records()
        if len(records) == 1:
            self._show(records[0], team)
            if self.by_keyboard and records[0].id == 1 and self.app.settings.lang_is_a_guess:
                both = [say("session.language", lang) for lang in LANGS]
                self.screen.notice(" / ".join(both))
        else:
            self._recapitulate(records, team)
            if not self.by_keyboard:
                self.screen.told(f"resumed {self.session} {records[-1].number}")
        if self.by_keyboard and self.started.mode == "practice":
            self.screen.notice(say("session.keys", self.screen.lang))
        self._tell_projects(team)
        example = example_of(team.question)
        if example and self.started.mode == "practice":
            self.screen.notice(say("session.takes_code", self.screen.lang, example=example))

    def _tell_projects(self, team: PracticeTeam) -> None:
        """Say before the first answer of a story which confirmed projects it could be told of."""
        told = projects_told(self.ledger.journal.records(PROFILE), self.screen.lang)
        asks = team.question.kind == "experience" and self.started.mode == "practice"
        if told and asks and self.started.candidate == "human" and not team.state.answers:
            self.screen.notice(told)

    def _recapitulate(self, records: list[Record], team: PracticeTeam) -> None:
        state = team.state
        text = say(
            "session.resumed",
            self.screen.lang,
            session=self.session,
            answers=len(state.answers),
        )
        self.screen.notice(text)
        asked = [each for each in records if isinstance(each.event, Asked)]
        since = asked[-1].number if asked else 1
        for record in records:
            if record.number >= since:
                self._show(record, team, echo=True)

    def _show(self, record: Record, team: PracticeTeam, *, echo: bool = False) -> None:
        if self.screen.as_json:
            self._show_json(record)
            return
        shown = self._presentation(echo=echo or not self.by_keyboard)
        self.screen.show(shown.lines(record.event, team.state))
        self._early.over(record.event, closes_at_once=self.started.mode == "critique")

    def _presentation(self, *, echo: bool = False) -> Presentation:
        return Presentation(
            self.app.bank.skills,
            self.started.lang,
            echo=echo,
            explain=self.explain,
            early=tuple(self._early.verdicts),
            spoken=tuple(self._early.words),
        )

    @property
    def _shows_early(self) -> bool:
        """Whether anything is shown as it comes; a critique is only to somebody who waits for it."""
        if self.started.mode == "critique" and (self.explain or not sys.stdout.isatty()):
            return False
        return not self.screen.as_json

    def _show_json(self, record: Record) -> None:
        """Print the event; of a critique session only the critique itself."""
        if self.started.mode == "practice":
            self.screen.json(as_json(record))
        elif isinstance(record.event, Critiqued):
            self.screen.json(record.event.critique.model_dump(mode="json"))

    def _tell(self, team: PracticeTeam) -> None:
        """Show one event just journaled; an answer is called saved only here, after that."""
        record = self.ledger.records()[-1]
        event: Event = record.event
        if event.kind in ("answered", "reflected", "submitted"):
            if self.by_keyboard:
                self.screen.notice(say("session.saved", self.screen.lang))
            elif self.started.candidate == "human" and self.started.mode == "practice":
                self.screen.told(f"saved {self.session} {record.number}")
        self._show(record, team)
        if event.kind == "submitted":
            self.screen.notice(say("session.running", self.screen.lang))
        if event.kind == "reflected" and not self.screen.as_json:
            self.screen.notice(say("session.reflected", self.screen.lang))

    def tell_kept(self) -> None:
        """Say that the session is kept and how to go on, or to see it again where it is closed."""
        closed = any(isinstance(each.event, Closed) for each in self.ledger.records())
        key = "session.finished" if closed else "session.left"
        self.screen.notice(say(key, self.screen.lang, session=self.session))

    async def _leave(self, reason: str, team: PracticeTeam, memory: Remembering) -> int:
        how = reason.removeprefix(LEFT) if reason.startswith(LEFT) else ""
        lang = self.screen.lang
        if how == "interrupt":
            self.tell_kept()
            return INTERRUPTED
        quiet = self.screen.as_json or not sys.stderr.isatty()
        if not quiet:
            self.screen.notice(say("session.remembering", lang))
        await memory.finish()
        if memory.failure:
            self.screen.notice(
                say("session.memory_off", lang, reason=memory.failure.told(lang)), "warn"
            )
        if self.started.mode == "practice":
            key = "session.finished" if team.state.finished else "session.left"
            self.screen.notice(say(key, lang, session=self.session))
        return 0


def at_terminal() -> bool:
    """Return whether a person sits before both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()
