"""What to practise next: the question that pays back most of what is owed for each minute.

What a question trains are the gaps of its skills and its own key points, each with its weight. What
is owed on each is weight × (1 − retrievability), weighed by the topic's place in the interview;
plain spaced repetition by question does worse than no scheduler at all (`plan_simulation`).
"""

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from practice.evidence import is_misconception, is_point
from practice.schedule import DESIRED_RETENTION, Review, retrievability

UNSEEN = 0.4
"""Taken for the retrievability of what was never tried: neither known nor missed."""
COVERAGE = 0.8
"""Share of the topics that must have been met before a session may do without a new one."""
LAST_DAYS = 3
"""Days before the interview in which little is new."""
TRANSFER_EVERY = timedelta(days=7)
"""Once in so long a question never tried is chosen, to see whether what was learned carries over."""
EASY = 2
"""The difficulty that a check-up does not go beyond."""
EVEN = 0.5
SAME_FOCUS = 2
"""So many questions in a row may have the same focus."""

Reason = Literal["owed", "topic", "transfer", "checkup", "new", "again", "rework", "review"]


@dataclass(frozen=True)
class Exercise:
    """One question as the planner sees it; `trains` are gap keys and key points with weights."""

    question: str
    topic: str
    trains: Mapping[str, float]
    minutes: float
    difficulty: int = 3

    @property
    def focus(self) -> str:
        """What it is mostly about: what it trains with most weight."""
        return max(sorted(self.trains), key=self.trains.__getitem__)


@dataclass(frozen=True)
class Tried:
    """One question tried."""

    question: str
    topic: str
    at: datetime


@dataclass(frozen=True)
class Outlook:
    """All that the choice depends on, at the moment `at`."""

    at: datetime
    reviews: Mapping[str, Sequence[Review]] = field(default_factory=dict)
    tried: Sequence[Tried] = ()
    """In order of time."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """Of topics; 1 where nothing is said."""
    interview: date | None = None
    rework: Collection[str] = ()
    """Questions of a real interview that did not go well, and were not practised since."""
    checkup: int = 0
    """Short questions, spread over the topics, that a new plan still begins with."""

    @property
    def today(self) -> date:
        """The day in the clock's own time zone."""
        return self.at.date()


@dataclass(frozen=True)
class Choice:
    """A question chosen, its reason, and what it mostly trains."""

    question: str
    topic: str
    reason: Reason
    focus: str
    recall: float
    """The retrievability of the focus."""
    weak: int
    """Things it trains that were tried and are more likely to be missed than shown."""


class Planner:
    """What is owed at one moment, and the question that pays back most of it for each minute."""

    def __init__(self, exercises: Iterable[Exercise], outlook: Outlook) -> None:
        self.exercises = list(exercises)
        self.outlook = outlook
        self._known = {each.question for each in outlook.tried}

    @functools.cached_property
    def importance(self) -> dict[str, float]:
        """What each gap and key point weighs in the interview: over all questions, by topic."""
        found: dict[str, float] = {}
        for each in self.exercises:
            topic = self.outlook.weights.get(each.topic, 1.0)
            for key, weight in each.trains.items():
                found[key] = found.get(key, 0.0) + topic * weight
        return found

    @functools.cached_property
    def recall(self) -> dict[str, float]:
        """The retrievability of each gap and key point, 0–1."""
        reviews, at = self.outlook.reviews, self.outlook.at
        return {
            key: retrievability(reviews[key], at) if reviews.get(key) else _unseen(key)
            for key in self.importance
        }

    def owed(self, key: str) -> float:
        """Return what is owed on one gap or key point: importance × (1 − retrievability)."""
        return self.importance[key] * (1 - self.recall[key])

    def value(self, exercise: Exercise) -> float:
        """Return what a question pays back for each minute."""
        return sum(map(self.owed, exercise.trains)) / exercise.minutes

    def weightiest(self, exercise: Exercise) -> str:
        """Return what most is owed on of all that a question trains."""
        return max(sorted(exercise.trains), key=self.owed)

    def after(self, choice: Choice) -> "Planner":
        """Return the planner once a question was tried, before anything of it is judged."""
        tried = [*self.outlook.tried, Tried(choice.question, choice.topic, self.outlook.at)]
        checkup = max(0, self.outlook.checkup - 1)
        later = Planner(self.exercises, replace(self.outlook, tried=tried, checkup=checkup))
        later.recall = self.recall
        return later

    def choose(self) -> Choice | None:
        """Return the next question, or None where all have been tried today.

        What a real interview asked and did not go well comes first. Not twice a day; never the same
        focus three times running; until most topics are covered each sitting has a new one, and where
        a review is due it has one too; once a week something never tried; little new in the last days.
        """
        tried = self.outlook.tried
        today = {each.question for each in tried if each.at.date() == self.outlook.today}
        open_today = [each for each in self.exercises if each.question not in today]
        if not open_today:
            return None
        reason, narrowed = self._narrowed(open_today)
        ranked = sorted(narrowed, key=lambda each: (-self.value(each), each.question))
        best = next((each for each in ranked if not self._tires(each)), ranked[0])
        return self._choice(best, reason)

    def again(self) -> Choice | None:
        """Return the question tried longest ago, or None without questions."""
        last = {each.question: each.at for each in self.outlook.tried}
        known = [each for each in self.exercises if each.question in last]
        oldest = min(known, key=lambda each: last[each.question], default=None)
        return self._choice(oldest, "again") if oldest else None

    def _narrowed(self, open_today: Sequence[Exercise]) -> tuple[Reason, Sequence[Exercise]]:
        """Return the questions that may be chosen now, and why not the others."""
        rework = [each for each in open_today if each.question in self.outlook.rework]
        if rework:
            return "rework", rework
        fresh = [each for each in open_today if each.question not in self._known]
        met = {each.topic for each in self.outlook.tried}
        topics = {each.topic for each in self.exercises}
        if self.outlook.checkup:
            easy = [each for each in fresh if each.difficulty <= EASY]
            short = [each for each in easy if each.topic not in met] or easy
            if short:
                return "checkup", short
        if self._near_interview():
            again = [each for each in open_today if each.question in self._known]
            return "owed", again or open_today
        if len(met & topics) < COVERAGE * len(topics) and not self._new_topic_today():
            elsewhere = [each for each in fresh if each.topic not in met]
            if elsewhere:
                return "topic", elsewhere
        if fresh and self._transfer_due():
            return "transfer", fresh
        reviews = [each for each in open_today if self._reviews(each)]
        if reviews and not self._reviewed_today():
            return "review", reviews
        return "owed", open_today

    def _near_interview(self) -> bool:
        if self.outlook.interview is None:
            return False
        left = self.outlook.interview - self.outlook.today
        return timedelta(0) <= left < timedelta(days=LAST_DAYS)

    @functools.cached_property
    def due(self) -> frozenset[str]:
        """Gaps due for review: missed before, and by now less likely shown than is desired."""
        reviews = self.outlook.reviews
        missed = (key for key in reviews if not all(each.met for each in reviews[key]))
        gaps = (key for key in missed if not is_point(key))
        return frozenset(key for key in gaps if self.recall.get(key, 1.0) <= DESIRED_RETENTION)

    def _reviews(self, exercise: Exercise) -> bool:
        """Return whether a question was tried and trains something that is due."""
        return exercise.question in self._known and not self.due.isdisjoint(exercise.trains)

    def _reviewed_today(self) -> bool:
        """Return whether a question that was known before today was tried today."""
        first = {each.question: each.at for each in reversed(self.outlook.tried)}
        return any(
            each.at.date() == self.outlook.today
            and first[each.question].date() < self.outlook.today
            for each in self.outlook.tried
        )

    def _new_topic_today(self) -> bool:
        """Return whether a topic was met for the first time today."""
        first = {each.topic: each.at for each in reversed(self.outlook.tried)}
        return any(at.date() == self.outlook.today for at in first.values())

    def _transfer_due(self) -> bool:
        """Return whether nothing was tried for the first time in the last week."""
        first = {each.question: each.at for each in reversed(self.outlook.tried)}
        return bool(first) and self.outlook.at - max(first.values()) >= TRANSFER_EVERY

    def _tires(self, exercise: Exercise) -> bool:
        """Return whether the question would be the third in a row with the same focus."""
        about = {each.question: each.focus for each in self.exercises}
        last = [about.get(each.question) for each in self.outlook.tried[-SAME_FOCUS:]]
        return len(last) == SAME_FOCUS and set(last) == {exercise.focus}

    def _choice(self, exercise: Exercise, reason: Reason) -> Choice:
        focus = self.weightiest(exercise)
        if reason == "review":
            focus = max(sorted(self.due.intersection(exercise.trains)), key=self.owed)
        reviews = self.outlook.reviews
        weak = sum(bool(reviews.get(key)) and self.recall[key] < EVEN for key in exercise.trains)
        if reason == "owed" and exercise.question not in self._known:
            reason = "new"
        return Choice(exercise.question, exercise.topic, reason, focus, self.recall[focus], weak)


def _unseen(key: str) -> float:
    """Return what is taken for a thing never tried; nothing is owed on a mistake never made."""
    return 1.0 if is_misconception(key) else UNSEEN
