"""Gaps as dated scenarios: every way from one status to another (contract, Gaps).

Day 0 is Monday, 2 November 2026.
"""

from collections.abc import Sequence
from datetime import date

import pytest

from practice.evidence import Aid
from practice.gap import Gap, Status, fold
from practice.opportunity import Evidence, Opportunity
from practice.schedule import Review
from tests.samples import days

TWO = {"heating": 2, "timing": 2}


def tried(day: float, question: str, met: bool, aid: Aid, gap: str = "heating") -> Opportunity:
    """Return an opportunity; a miss has one piece of evidence."""
    at, session = days(day), f"s{day}"
    miss = Evidence(
        quote=None, question=question, point="p", kind="missing", at=at, aid=aid, session=session
    )
    return Opportunity(
        gap=gap,
        question=question,
        session=session,
        at=at,
        met=met,
        aid=aid,
        evidence=() if met else (miss,),
    )


def met(day: float, question: str = "tea", aid: Aid = "unaided") -> Opportunity:
    return tried(day, question, True, aid)


def missed(day: float, question: str = "tea", aid: Aid = "unaided") -> Opportunity:
    return tried(day, question, False, aid)


def status_after(*seen: Opportunity, bank: dict[str, int] = TWO) -> Status:
    return fold(seen, bank)["heating"].status


CLOSED = (missed(0), met(1), met(4, "coffee"))
RELAPSED = (*CLOSED, missed(7))


# ---------------------------------------------------------------------- open, improving


def test_a_skill_never_missed_is_no_gap() -> None:
    assert fold([met(0), met(3, "coffee")], TWO) == {}
    assert fold([], TWO) == {}


@pytest.mark.parametrize("aid", ["unaided", "prompted", "aided"])
def test_a_gap_opens_with_its_first_miss_however_aided(aid: Aid) -> None:
    assert status_after(missed(0, aid=aid)) == "open"


@pytest.mark.parametrize("aid", ["unaided", "prompted", "aided"])
def test_met_once_after_a_miss_however_aided_is_improving(aid: Aid) -> None:
    assert status_after(missed(0), met(0.1, aid=aid)) == "improving"


def test_a_miss_while_improving_opens_it_again() -> None:
    assert status_after(missed(0), met(1), missed(2)) == "open"
    assert status_after(missed(0), missed(1)) == "open"


def test_what_was_met_before_the_first_miss_counts_for_nothing() -> None:
    gap = fold([met(-9), met(-3, "coffee"), missed(0), met(1)], TWO)["heating"]
    assert (gap.status, gap.opportunities, gap.first) == ("improving", 2, days(0))
    assert gap == fold([missed(0), met(1)], TWO)["heating"]


# ---------------------------------------------------------------------- closed


def test_two_unaided_days_three_apart_on_two_questions_close_a_gap() -> None:
    assert status_after(*CLOSED) == "closed"


@pytest.mark.parametrize(
    "seen",
    [
        [missed(0), met(1), met(3, "coffee")],
        [missed(0), met(1), met(3.49, "coffee")],
        [missed(0), met(1), met(4)],
        [missed(0), met(1), met(4), met(7)],
        [missed(0), met(1, aid="prompted"), met(4, "coffee")],
        [missed(0), met(1), met(4, "coffee", "prompted")],
        [missed(0), met(1), met(4, "coffee", "aided")],
        [missed(0), met(1), met(4, "coffee", "aided"), met(5, "coffee", "prompted")],
        [missed(0), met(1), missed(2), met(4, "coffee")],
        [missed(0), met(1), missed(2, aid="aided"), met(4, "coffee")],
        [missed(0), met(1), missed(30), met(60, "coffee")],
        [missed(0), met(1), met(3, "coffee"), met(8, "tea", "prompted")],
        [missed(0), missed(1), met(2), met(5, "coffee")],
    ],
    ids=[
        "two-days-apart",
        "two-days-apart-by-the-calendar",
        "one-question",
        "one-question-thrice",
        "first-prompted",
        "second-prompted",
        "second-aided",
        "only-one-unaided",
        "missed-between",
        "missed-between-though-aided",
        "missed-between-though-it-would-last",
        "latest-success-prompted",
        "would-not-last",
    ],
)
def test_anything_less_leaves_it_improving(seen: Sequence[Opportunity]) -> None:
    assert status_after(*seen) == "improving"


def test_days_are_counted_by_the_calendar() -> None:
    evening, morning = met(1 + 11 / 24), met(3 + 13 / 24, "coffee")
    assert (evening.at.hour, morning.at.hour) == (23, 1)
    assert status_after(missed(0), evening, morning) == "closed"


def test_aided_successes_between_do_not_hinder() -> None:
    seen = [missed(0), met(1), met(2, "coffee", "aided"), met(4, "coffee")]
    assert status_after(*seen) == "closed"


def test_one_more_success_makes_it_last() -> None:
    """Missed twice, the prediction for 14 days is 0.76 after day 5 and 0.83 after day 8."""
    seen = [missed(0), missed(1), met(2), met(5, "coffee"), met(8)]
    assert status_after(*seen) == "closed"


def test_after_a_miss_between_it_takes_two_days_again() -> None:
    seen = [missed(0), met(1), missed(2, aid="aided"), met(5, "coffee"), met(8)]
    assert [status_after(*seen[:count]) for count in range(1, 6)] == [
        "open",
        "improving",
        "open",
        "improving",
        "closed",
    ]


@pytest.mark.parametrize(("bank", "status"), [(1, "closed"), (2, "improving"), (9, "improving")])
def test_one_question_is_enough_where_the_bank_has_no_other(bank: int, status: Status) -> None:
    assert status_after(missed(0), met(1), met(4), bank={"heating": bank}) == status


def test_a_misconception_closes_on_its_one_question() -> None:
    seen = [
        tried(0, "tea", False, "unaided", "tea/milk-first"),
        tried(1, "tea", True, "unaided", "tea/milk-first"),
        tried(4, "tea", True, "unaided", "tea/milk-first"),
    ]
    assert fold(seen, TWO)["tea/milk-first"].status == "closed"
    assert fold(seen)["tea/milk-first"].status == "closed"


# ---------------------------------------------------------------------- relapsed


def test_a_closed_gap_stays_closed_while_it_is_met() -> None:
    assert status_after(*CLOSED, met(9, aid="aided")) == "closed"
    assert status_after(*CLOSED, met(9, aid="aided"), met(20)) == "closed"


def test_a_closed_gap_relapses_by_an_unaided_miss_only() -> None:
    assert status_after(*CLOSED, missed(7)) == "relapsed"
    assert status_after(*CLOSED, missed(7, aid="prompted")) == "closed"
    assert status_after(*CLOSED, missed(7, aid="aided")) == "closed"
    assert status_after(*CLOSED, missed(6, aid="aided"), missed(7)) == "relapsed"
    assert status_after(*CLOSED, missed(400)) == "relapsed"


@pytest.mark.parametrize("aid", ["unaided", "prompted", "aided"])
def test_a_relapsed_gap_stays_so_by_a_miss_and_improves_by_a_success(aid: Aid) -> None:
    assert status_after(*RELAPSED, missed(8, aid=aid)) == "relapsed"
    assert status_after(*RELAPSED, met(8, aid=aid)) == "improving"


def test_a_relapsed_gap_closes_again_by_two_new_days_and_not_by_those_of_before() -> None:
    assert status_after(*RELAPSED, met(10)) == "improving"
    assert status_after(*RELAPSED, met(10, "coffee")) == "improving"
    lasting = (*CLOSED, met(14), met(40), missed(100), met(130))
    assert status_after(*lasting) == "improving"
    assert status_after(*RELAPSED, met(10), met(13, "coffee")) == "closed"
    assert status_after(*RELAPSED, met(10), met(13, "coffee"), missed(20)) == "relapsed"


# ---------------------------------------------------------------------- the whole state


def test_a_gap_tells_its_counts_its_days_and_every_miss() -> None:
    first, last = missed(0), missed(6, "coffee", "prompted")
    assert fold([first, met(1), last], TWO) == {
        "heating": Gap(
            gap="heating",
            status="open",
            occurrences=2,
            opportunities=3,
            first=days(0),
            last=days(6),
            due=date(2026, 11, 9),
            evidence=(*first.evidence, *last.evidence),
            trail=(
                Review(at=days(0), met=False, aid="unaided"),
                Review(at=days(1), met=True, aid="unaided"),
                Review(at=days(6), met=False, aid="prompted"),
            ),
        )
    }


@pytest.mark.parametrize(
    ("seen", "due"),
    [
        (CLOSED[:1], date(2026, 11, 3)),
        (CLOSED[:2], date(2026, 11, 5)),
        (CLOSED, date(2026, 11, 14)),
        (RELAPSED, date(2026, 11, 10)),
        ((missed(0), met(1, aid="aided")), date(2026, 11, 3)),
    ],
)
def test_a_gap_is_due_on_the_day_the_schedule_says(seen: Sequence[Opportunity], due: date) -> None:
    assert fold(seen, TWO)["heating"].due == due
