"""The plan towards the interview: a fold over the journal, and what it says for today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from practice.event import Paused, Planned, Record
from practice.evidence import Observation, is_misconception, point_key
from practice.gap import Gap
from practice.judgement import Judgement
from practice.past import Past
from practice.planner import Choice, Exercise, Outlook, Planner, Tried
from practice.profile_event import Debriefed
from practice.schedule import Review

CHECKUP = 3
"""Short questions that a new plan begins with, and a candidate who has none."""
DEFAULT_MINUTES = 30
WENT_BADLY = 3
"""A question of a real interview rated no better than this is worked through again."""


@dataclass(frozen=True)
class Plan:
    """What was planned, and when; `paused` until it is made anew."""

    planned: Planned
    since: datetime
    paused: bool = False

    def interview(self, today: date) -> date | None:
        """Return the next interview that is not past, or None."""
        return min((each for each in self.planned.interviews if each >= today), default=None)


@dataclass(frozen=True)
class Today:
    """What a day's plan holds: what is to be tried, and the two queues apart."""

    choices: tuple[Choice, ...]
    minutes_left: float
    missed: tuple[str, ...]
    """Gaps missed today: they come back tomorrow, not again today."""
    due: tuple[str, ...]
    """Gaps whose review is due, the most often missed first."""


def plan_of(records: Iterable[Record]) -> Plan | None:
    """Return the plan that stands, or None where none was made."""
    plan: Plan | None = None
    for record in records:
        if isinstance(record.event, Planned):
            plan = Plan(record.event, record.at)
        elif isinstance(record.event, Paused) and plan is not None:
            plan = replace(plan, paused=True)
    return plan


def outlook_of(past: Past, topics: dict[str, str], at: datetime, plan: Plan | None) -> Outlook:
    """Return what the planner looks at: reviews, questions tried, and the plan's wishes.

    `topics` are those of the questions of the bank; what is no longer in it is left out.
    """
    tried = _tried(past, topics)
    checkup = 0
    if plan is None or plan.planned.checkup:
        since = {each.question for each in tried if plan is None or each.at >= plan.since}
        checkup = max(0, CHECKUP - len(since))
    return Outlook(
        at=at,
        reviews=_reviews(past),
        tried=tried,
        weights=plan.planned.weights if plan else {},
        interview=plan.interview(at.date()) if plan else None,
        rework=_rework(past),
        checkup=checkup,
    )


def _rework(past: Past) -> set[str]:
    """Return the questions that went badly in a real interview and were not practised since."""
    wanted: dict[str, int] = {}
    for record in past.profile:
        if isinstance(record.event, Debriefed):
            for asked in record.event.asked:
                if asked.question and asked.went <= WENT_BADLY:
                    wanted[asked.question] = record.id
    latest = {each.question: each.id for each in past.judgements if each.source == "practice"}
    return {question for question, at in wanted.items() if latest.get(question, 0) < at}


def _tried(past: Past, topics: dict[str, str]) -> list[Tried]:
    """Return the questions practised, by the time of their session's first judged answer."""
    first: dict[str, Judgement] = {}
    for each in past.judgements:
        if each.source == "practice" and each.question in topics:
            first.setdefault(each.session, each)
    return [Tried(each.question, topics[each.question], each.at) for each in first.values()]


def _reviews(past: Past) -> dict[str, list[Review]]:
    """Return the reviews of each gap, and of each key point by itself, in order."""
    found: dict[str, list[Review]] = {}
    for each in past.opportunities:
        found.setdefault(each.gap, []).append(Review(at=each.at, met=each.met, aid=each.aid))
    for judged in past.judgements:
        for seen in filter(_of_a_skill, judged.observations):
            key = point_key(judged.question, seen.point or "")
            review = Review(at=judged.at, met=seen.met, aid=seen.aid)
            found.setdefault(key, []).append(review)
    return found


def _of_a_skill(seen: Observation) -> bool:
    return seen.point is not None and not is_misconception(seen.gap)


def today(
    exercises: Sequence[Exercise], outlook: Outlook, minutes: int, gaps: Iterable[Gap]
) -> Today:
    """Return the day's plan: questions in turn until the minutes are used, and the two queues.

    At least one question is planned while nothing was tried today.
    """
    costs = {each.question: each.minutes for each in exercises}
    done = [each for each in outlook.tried if each.at.date() == outlook.today]
    left = minutes - sum(costs.get(each.question, 0.0) for each in done)
    choices: list[Choice] = []
    planner = Planner(exercises, outlook)
    while left > 0 and (choice := planner.choose()):
        if choices and costs[choice.question] > left:
            break
        choices.append(choice)
        left -= costs[choice.question]
        planner = planner.after(choice)
    standing = [each for each in gaps if each.status != "closed"]
    missed = [each.gap for each in standing if each.last.date() == outlook.today]
    due = sorted(
        (each for each in standing if each.due <= outlook.today and each.gap not in missed),
        key=lambda each: (-each.occurrences, each.gap),
    )
    return Today(tuple(choices), max(0.0, left), tuple(missed), tuple(each.gap for each in due))
