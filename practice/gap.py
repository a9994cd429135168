"""Gaps: what recurs across questions, as a fold over observations (contract, Gaps).

    open ──met──► improving ──two unaided days──► closed ──unaided miss──► relapsed ──met──► improving

A gap begins with its first miss. The state is the same on every replay: it is computed from the
opportunities alone, never stored.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal

from practice.event import Critiqued, Record, Started
from practice.evidence import Aid, Failing, Observation
from practice.schedule import Review, due_on, retrievability
from practice.value import Value

Status = Literal["open", "improving", "closed", "relapsed"]

DAYS_APART = 3
LASTING_DAYS = 14
LASTING_RETRIEVABILITY = 0.8


class Evidence(Value):
    """One miss, with the words that show it."""

    quote: str | None
    question: str
    point: str | None
    kind: Failing
    at: datetime
    aid: Aid
    session: str


class Opportunity(Value):
    """One judged answer in which the gap could have shown, and whether it did."""

    gap: str
    question: str
    session: str
    at: datetime
    met: bool
    aid: Aid
    evidence: tuple[Evidence, ...] = ()


class Gap(Value):
    """The state of one gap at the end of its opportunities."""

    gap: str
    status: Status
    occurrences: int
    """Opportunities missed."""
    opportunities: int
    """Opportunities since the first miss, that one included."""
    first: datetime
    last: datetime
    due: date
    """The day on which it should be tried again."""
    evidence: tuple[Evidence, ...]


def opportunities(records: Iterable[Record]) -> list[Opportunity]:
    """Return the opportunities that journaled critiques hold, in the journal's order.

    What a simulated candidate said is nobody's evidence.
    """
    found: list[Opportunity] = []
    questions: dict[str, str] = {}
    simulated: set[str] = set()
    for record in records:
        event = record.event
        if isinstance(event, Started):
            questions[record.stream] = event.question
            if event.candidate == "simulated":
                simulated.add(record.stream)
        elif isinstance(event, Critiqued) and record.stream not in simulated:
            question = questions.get(record.stream, event.critique.question)
            found.extend(_opportunities_of(record, event, question))
    return found


def _opportunities_of(record: Record, event: Critiqued, question: str) -> list[Opportunity]:
    by_gap: dict[str, list[Observation]] = {}
    for each in event.observations:
        by_gap.setdefault(each.gap, []).append(each)
    found = []
    for gap, seen in by_gap.items():
        missed = [each for each in seen if not each.met]
        decisive = missed or seen
        found.append(
            Opportunity(
                gap=gap,
                question=question,
                session=record.stream,
                at=record.at,
                met=not missed,
                aid=_weakest_aid(decisive) if missed else _strongest_aid(decisive),
                evidence=tuple(_evidence(each, record, question) for each in missed),
            )
        )
    return found


def _weakest_aid(seen: list[Observation]) -> Aid:
    """A miss counts as unaided if any of its points was missed unaided."""
    return min((each.aid for each in seen), key=_ORDER.index)


def _strongest_aid(seen: list[Observation]) -> Aid:
    """A success counts as unaided only if all of its points were met unaided."""
    return max((each.aid for each in seen), key=_ORDER.index)


_ORDER: list[Aid] = ["unaided", "prompted", "aided"]


def _evidence(seen: Observation, record: Record, question: str) -> Evidence:
    return Evidence(
        quote=seen.quote,
        question=question,
        point=seen.point,
        kind=seen.failing or "missing",
        at=record.at,
        aid=seen.aid,
        session=record.stream,
    )


def fold(
    all_opportunities: Iterable[Opportunity], questions_with: dict[str, int] | None = None
) -> dict[str, Gap]:
    """Return the gaps by key; `questions_with` is how many questions of the bank have each skill.

    A gap whose skill only one question has may close on that one question.
    """
    by_gap: dict[str, list[Opportunity]] = {}
    for each in all_opportunities:
        if each.gap in by_gap or not each.met:
            by_gap.setdefault(each.gap, []).append(each)
    counts = questions_with or {}
    return {gap: _fold_one(seen, counts.get(gap, 1)) for gap, seen in by_gap.items()}


def _fold_one(seen: list[Opportunity], questions: int) -> Gap:
    status: Status = "open"
    successes: list[Opportunity] = []
    for at, each in enumerate(seen):
        if not each.met:
            status, successes = _after_miss(status, each, successes)
            continue
        if each.aid == "unaided":
            successes.append(each)
        if status != "closed":
            lasting = _lasts(seen[: at + 1], successes, questions)
            status = "closed" if lasting else "improving"
    misses = [each for each in seen if not each.met]
    return Gap(
        gap=seen[0].gap,
        status=status,
        occurrences=len(misses),
        opportunities=len(seen),
        first=seen[0].at,
        last=misses[-1].at,
        due=due_on(_reviews(seen)),
        evidence=tuple(piece for miss in misses for piece in miss.evidence),
    )


def _after_miss(
    status: Status, miss: Opportunity, successes: list[Opportunity]
) -> tuple[Status, list[Opportunity]]:
    """A closed gap relapses by an unaided miss only; any other miss opens it again."""
    if status == "closed":
        return ("relapsed", []) if miss.aid == "unaided" else (status, successes)
    return ("relapsed" if status == "relapsed" else "open"), []


def _lasts(seen: list[Opportunity], successes: list[Opportunity], questions: int) -> bool:
    """Return whether the unaided successes since the last miss close the gap."""
    if not successes or successes[-1] is not seen[-1]:
        return False
    wide = len({each.question for each in successes}) >= min(2, questions)
    days = [each.at.date() for each in successes]
    if not wide or (max(days) - min(days)).days < DAYS_APART:
        return False
    later = seen[-1].at + timedelta(days=LASTING_DAYS)
    return retrievability(_reviews(seen), later) >= LASTING_RETRIEVABILITY


def _reviews(seen: list[Opportunity]) -> list[Review]:
    return [Review(at=each.at, met=each.met, aid=each.aid) for each in seen]
