"""Strengths: skills shown unaided and never missed since (contract, Gaps, by the same evidence)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from practice.evidence import is_misconception
from practice.opportunity import Opportunity
from practice.value import Value

TIMES = 2
"""Unaided successes in a row that make a strength, on two days."""


class Strength(Value):
    """A skill that stands."""

    skill: str
    met: int
    """Unaided successes since the last miss."""
    first: datetime
    last: datetime
    question: str
    quote: str | None = None


def strengths(
    opportunities: Iterable[Opportunity], questions_with: Mapping[str, int] | None = None
) -> dict[str, Strength]:
    """Return the strengths by skill; misconceptions avoided are none.

    Where the bank has two questions with the skill, it was shown on two.
    """
    counts = questions_with or {}
    runs: dict[str, list[Opportunity]] = {}
    for each in opportunities:
        if is_misconception(each.gap):
            continue
        run = runs.setdefault(each.gap, [])
        if not each.met:
            run.clear()
        elif each.aid == "unaided":
            run.append(each)
    return {
        skill: _strength(skill, run)
        for skill, run in runs.items()
        if _stands(run, counts.get(skill, 1))
    }


def _stands(run: list[Opportunity], questions: int) -> bool:
    wide = len({each.question for each in run}) >= min(TIMES, questions)
    return wide and len(run) >= TIMES and run[0].at.date() != run[-1].at.date()


def _strength(skill: str, run: list[Opportunity]) -> Strength:
    return Strength(
        skill=skill,
        met=len(run),
        first=run[0].at,
        last=run[-1].at,
        question=run[-1].question,
    )
