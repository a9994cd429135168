"""What to practise next: the question that pays back most of what is owed for each minute.

What a question trains are the gaps of its skills and its own key points, each with its weight. What
is owed on each is weight × (1 − retrievability), weighed by the topic's place in the interview;
plain spaced repetition by question does worse than no scheduler at all (`plan_simulation`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from practice.schedule import Review, retrievability

UNSEEN = 0.4
"""Taken for the retrievability of what was never tried: neither known nor missed."""
COVERAGE = 0.8
"""Share of the topics that must have been met before a session may do without a new one."""
LAST_DAYS = 3
"""Days before the interview in which little is new."""
TRANSFER_EVERY = timedelta(days=7)
"""Once in so long a question never tried is chosen, to see whether what was learned carries over."""
SAME_FOCUS = 2
"""So many questions in a row may have the same focus."""

Reason = Literal["owed", "topic", "transfer", "again"]


@dataclass(frozen=True)
class Exercise:
    """One question as the planner sees it; `trains` are gap keys and key points with weights."""

    question: str
    topic: str
    trains: Mapping[str, float]
    minutes: float


@dataclass(frozen=True)
class Tried:
    """One question tried, and what it was mostly about."""

    question: str
    topic: str
    focus: str
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
    since: datetime | None = None
    """When this sitting began: what was tried since belongs to it."""

    @property
    def today(self) -> date:
        """The day in the clock's own time zone."""
        return self.at.date()


@dataclass(frozen=True)
class Choice:
    """A question chosen, its reason, what it mostly trains, and what is owed there."""

    question: str
    topic: str
    reason: Reason
    focus: str
    owed: float
    """Of the focus: weight × (1 − retrievability)."""
    gaps: int
    """Things it trains of which more than half is owed."""


def recall(key: str, outlook: Outlook) -> float:
    """Return the retrievability of a gap or key point, 0–1."""
    reviews = outlook.reviews.get(key)
    return retrievability(reviews, outlook.at) if reviews else UNSEEN


def owed(exercise: Exercise, outlook: Outlook) -> dict[str, float]:
    """Return what is owed on each thing that a question trains, weighed by its topic."""
    topic = outlook.weights.get(exercise.topic, 1.0)
    return {
        key: topic * weight * (1 - recall(key, outlook)) for key, weight in exercise.trains.items()
    }


def value(exercise: Exercise, outlook: Outlook) -> float:
    """Return what a question pays back for each minute."""
    return sum(owed(exercise, outlook).values()) / exercise.minutes


def choose(exercises: Iterable[Exercise], outlook: Outlook) -> Choice | None:
    """Return the next question, or None where all have been tried today.

    Not twice a day; never the same focus three times running; until most topics are covered each
    sitting has a new one; once a week something never tried; little that is new in the last days.
    """
    today = {each.question for each in outlook.tried if each.at.date() == outlook.today}
    all_of_them = list(exercises)
    open_today = [each for each in all_of_them if each.question not in today]
    if not open_today:
        return None
    reason, narrowed = _narrowed(all_of_them, open_today, outlook)
    ranked = sorted(narrowed, key=lambda each: (-value(each, outlook), each.question))
    best = next((each for each in ranked if not _tires(each, outlook)), ranked[0])
    return _choice(best, reason, outlook)


def _narrowed(
    everything: Sequence[Exercise], open_today: Sequence[Exercise], outlook: Outlook
) -> tuple[Reason, Sequence[Exercise]]:
    """Return the questions that may be chosen now, and why not the others."""
    known = {each.question for each in outlook.tried}
    fresh = [each for each in open_today if each.question not in known]
    if _near_interview(outlook):
        again = [each for each in open_today if each.question in known]
        return ("owed", again) if again else ("owed", open_today)
    met = {each.topic for each in outlook.tried}
    topics = {each.topic for each in everything}
    if len(met & topics) < COVERAGE * len(topics) and not _new_topic_today(outlook):
        elsewhere = [each for each in fresh if each.topic not in met]
        if elsewhere:
            return "topic", elsewhere
    if fresh and _transfer_due(outlook):
        return "transfer", fresh
    return ("owed" if fresh else "again"), open_today


def _near_interview(outlook: Outlook) -> bool:
    if outlook.interview is None:
        return False
    return timedelta(0) <= outlook.interview - outlook.today < timedelta(days=LAST_DAYS)


def _new_topic_today(outlook: Outlook) -> bool:
    """Return whether a topic was met for the first time in this sitting, or else today."""
    begin = outlook.since
    first: dict[str, datetime] = {}
    for each in outlook.tried:
        first.setdefault(each.topic, each.at)
    if begin is not None:
        return any(at >= begin for at in first.values())
    return any(at.date() == outlook.today for at in first.values())


def _transfer_due(outlook: Outlook) -> bool:
    """Return whether nothing was tried for the first time in the last week."""
    seen: set[str] = set()
    latest: datetime | None = None
    for each in outlook.tried:
        if each.question not in seen:
            latest = each.at
        seen.add(each.question)
    return latest is not None and outlook.at - latest >= TRANSFER_EVERY


def _focus(exercise: Exercise, outlook: Outlook) -> tuple[str, float]:
    shares = owed(exercise, outlook)
    key = max(sorted(shares), key=shares.__getitem__)
    return key, shares[key]


def _tires(exercise: Exercise, outlook: Outlook) -> bool:
    """Return whether the question would be the third in a row with the same focus."""
    last = [each.focus for each in outlook.tried[-SAME_FOCUS:]]
    return len(last) == SAME_FOCUS and set(last) == {_focus(exercise, outlook)[0]}


def _choice(exercise: Exercise, reason: Reason, outlook: Outlook) -> Choice:
    focus, debt = _focus(exercise, outlook)
    half = sum(recall(key, outlook) < 0.5 for key in exercise.trains)
    return Choice(exercise.question, exercise.topic, reason, focus, debt, half)
