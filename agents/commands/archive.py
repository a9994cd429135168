"""What is remembered, for those who only read: sessions, gaps with their evidence, a suggestion.

Read from the journal, which is the truth; never locks, and runs beside a session.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agents.commands.app import App
from agents.notes import Notes
from memory.journal import Journal
from memory.mirror import Taxonomy
from practice.correction import Corrections
from practice.errors import UsageError
from practice.event import Record
from practice.evidence import misconception_gap
from practice.exercise import exercises
from practice.gap import Gap
from practice.history import SessionSummary, summaries
from practice.past import Past
from practice.plan import DEFAULT_MINUTES, Plan, Today, outlook_of, plan_of, today
from practice.planner import Choice, Exercise, Outlook, Planner
from practice.prediction import interviews
from practice.profile_event import Split
from practice.round import question_of
from practice.value import Bilingual, Lang
from tools.bank import Bank
from tools.gap_sheet import brief_lines
from tools.plan_sheet import PlanSheet, reason_for
from tools.wording import say

LATEST = "last"
MOST_NOTED = 8
"""Gaps that a model may read of, those most often missed first."""


@dataclass(frozen=True)
class GapReport:
    """One gap under its name."""

    name: Bilingual
    state: Gap

    def as_json(self) -> dict[str, object]:
        """Return the gap as `coach gaps --json` prints it (contract)."""
        return {
            "gap": self.state.gap,
            "name": self.name.model_dump(),
            **self.state.model_dump(mode="json", exclude={"gap"}),
        }


def taxonomy_of(bank: Bank, corrections: Corrections) -> Taxonomy:
    """Return the names of all gap keys and how many questions have each, as the candidate has it."""
    names: dict[str, Bilingual] = {key: skill.name for key, skill in bank.skills.items()}
    counts: dict[str, int] = {}
    for question in bank.readable():
        for key in {corrections.key(point.skill, question.id) for point in question.points}:
            counts[key] = counts.get(key, 0) + 1
        for each in question.misconceptions:
            names[misconception_gap(question.id, each.id)] = Bilingual(
                zh=say("screen.misconception", "zh", says=each.says.zh),
                en=say("screen.misconception", "en", says=each.says.en),
            )
    for _, made in corrections.numbered:
        if isinstance(made, Split):
            name, where = names.get(made.gap), ", ".join(made.questions)
            if name is not None:
                names[made.apart] = Bilingual(zh=f"{name.zh}（{where}）", en=f"{name.en} ({where})")
    given = {key: Bilingual(zh=name, en=name) for key, name in corrections.names.items()}
    return Taxonomy(names=names | given, questions_with=counts)


def no_session(name: str) -> UsageError:
    """Return the error for a session that the journal does not have."""
    return UsageError(
        f"no session “{name}”; coach history lists them",
        zh=f"没有练习“{name}”；全部练习：coach history",
    )


class Archive:
    """A profile's past."""

    def __init__(self, app: App) -> None:
        self.app = app

    @functools.cached_property
    def records(self) -> Sequence[Record]:
        """All records in the journal's order. Raises: JournalError."""
        journal = Journal.read(self.app.settings.folder)
        if journal is None:
            return ()
        with journal:
            return journal.records()

    @functools.cached_property
    def past(self) -> Past:
        """What gaps and plan follow from. Raises: JournalError."""
        journal = Journal.read(self.app.settings.folder)
        if journal is None:
            return Past()
        with journal:
            return journal.past()

    @functools.cached_property
    def taxonomy(self) -> Taxonomy:
        """The names of gap keys."""
        return taxonomy_of(self.app.bank, self.past.corrections)

    def sessions(self) -> list[SessionSummary]:
        """Return all sessions, the latest first."""
        return summaries(self.records)[::-1]

    def unfinished(self) -> SessionSummary | None:
        """Return the latest session that is not finished."""
        return next((each for each in self.sessions() if each.status == "unfinished"), None)

    def session(self, name: str) -> list[Record]:
        """Return the records of a session, or of the `last` one. Raises: UsageError."""
        sessions = self.sessions()
        if name == LATEST and sessions:
            name = sessions[0].session
        found = [each for each in self.records if each.stream == name]
        if not found:
            raise no_session(name)
        return found

    @functools.cached_property
    def gaps(self) -> Mapping[str, Gap]:
        """All gaps by key."""
        return self.past.gaps(self.taxonomy.questions_with)

    def gap_reports(self, *, closed_too: bool) -> list[GapReport]:
        """Return the gaps, those most often missed first."""
        gaps = sorted(self.gaps.values(), key=lambda each: (-each.occurrences, each.gap))
        return [
            GapReport(self.taxonomy.name(each.gap), each)
            for each in gaps
            if closed_too or each.status != "closed"
        ]

    def question_of(self, session: str) -> str:
        """Return the question of a session. Raises: UsageError."""
        question = question_of(self.session(session))
        if question is None:
            raise UsageError(
                f"“{session}” is no session; coach history lists them",
                zh=f"“{session}”不是一次练习；全部练习：coach history",
            )
        return question

    @functools.cached_property
    def plan(self) -> Plan | None:
        """The plan that stands."""
        return plan_of(self.past.profile)

    @functools.cached_property
    def exercises(self) -> list[Exercise]:
        """All sound questions as the planner sees them."""
        return exercises(self.app.bank.readable(), self.past.corrections)

    @functools.cached_property
    def outlook(self) -> Outlook:
        """What the planner looks at now."""
        topics = {each.question: each.topic for each in self.exercises}
        return outlook_of(self.past, topics, self.app.now(), self.plan)

    def suggestion(self, topic: str | None = None) -> Choice | None:
        """Return what to practise next, tried today already where nothing else is left.

        Raises: UsageError for an unknown topic.
        """
        self.app.bank.check_topic(topic)
        wanted = [each for each in self.exercises if topic in (None, each.topic)]
        planner = Planner(wanted, self.outlook)
        return planner.choose() or planner.again()

    def today(self) -> Today:
        """Return the day's plan."""
        minutes = self.plan.planned.minutes if self.plan else DEFAULT_MINUTES
        return today(self.exercises, self.outlook, minutes, self.gaps.values())

    def reason(self, choice: Choice, lang: Lang) -> str:
        """Return in one true sentence why a question was chosen."""
        return reason_for(choice, self.outlook, self.exercises, self.gap_name, lang)

    def plan_sheet(self, lang: Lang) -> PlanSheet:
        """Return all that is told of the plan today."""
        planned = self.today()
        return PlanSheet(
            self.plan,
            planned,
            [self.reason(each, lang) for each in planned.choices],
            [each.state for each in self.gap_reports(closed_too=False)],
            self.gap_name,
            self.app.now().date(),
            {each.day for each in interviews(self.past.profile)},
        )

    def gap_name(self, gap: str, lang: Lang) -> str:
        """Return the name of a gap key."""
        return self.taxonomy.name(gap).of(lang)


def notes_of(app: App) -> Notes:
    """Return the notes on the profile, read from the journal each time they are asked for."""

    def gaps(lang: Lang) -> str:
        lines = [
            line.text
            for each in Archive(app).gap_reports(closed_too=False)[:MOST_NOTED]
            for line in brief_lines(each.name, each.state, lang, plain=True)
        ]
        return "\n".join(lines) or "no gaps"

    def plan(lang: Lang) -> str:
        lines = Archive(app).plan_sheet(lang).lines(lang)
        return "\n".join(line.text for line in lines)

    return Notes(gaps, plan)
