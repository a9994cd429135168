"""Strengths: skills met unaided on two days, and not missed since."""

import pytest

from practice.evidence import Aid
from practice.opportunity import Opportunity
from practice.strength import Strength, strengths
from tests.samples import days


def tried(
    day: float, met: bool = True, aid: Aid = "unaided", gap: str = "heating", question: str = "tea"
) -> Opportunity:
    return Opportunity(
        gap=gap, question=question, session=f"s{day}", at=days(day), met=met, aid=aid
    )


def missed(day: float, aid: Aid = "unaided") -> Opportunity:
    return tried(day, met=False, aid=aid)


def test_a_skill_met_unaided_on_two_days_is_a_strength() -> None:
    assert strengths([tried(0), tried(1, question="coffee")]) == {
        "heating": Strength(
            skill="heating", met=2, first=days(0), last=days(1), question="coffee", quote=None
        )
    }


@pytest.mark.parametrize(
    "seen",
    [
        [],
        [tried(0)],
        [tried(0), tried(0.1), tried(0.2)],
        [tried(0), tried(1, aid="prompted")],
        [tried(0), tried(1, aid="aided")],
        [tried(0), tried(1), missed(2)],
        [tried(0), tried(1), missed(2, aid="aided")],
        [tried(0), missed(1), tried(2)],
        [tried(0), tried(1, gap="timing")],
        [tried(0, gap="tea/milk-first"), tried(1, gap="tea/milk-first")],
    ],
    ids=[
        "nothing",
        "once",
        "one-day",
        "prompted",
        "aided",
        "missed-since",
        "missed-since-though-aided",
        "missed-between",
        "two-skills",
        "misconception",
    ],
)
def test_no_strength(seen: list[Opportunity]) -> None:
    assert strengths(seen) == {}


def test_aided_successes_are_not_counted_and_break_nothing() -> None:
    seen = [tried(0), tried(1, aid="aided"), tried(2, aid="prompted"), tried(3)]
    assert strengths(seen)["heating"].met == 2


def test_after_a_miss_it_takes_two_days_again() -> None:
    seen = [tried(0), tried(1), missed(2), tried(3), tried(4), tried(5)]
    found = strengths(seen)["heating"]
    assert (found.met, found.first, found.last) == (3, days(3), days(5))


def test_skills_are_told_apart() -> None:
    seen = [tried(0), tried(0, gap="timing"), tried(1), missed(1), tried(2, gap="timing")]
    assert set(strengths(iter(seen))) == {"timing"}
