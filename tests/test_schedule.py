"""When something comes back: exact days for exact reviews."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice.evidence import Aid
from practice.schedule import DESIRED_RETENTION, Review, due_on, retrievability
from tests.samples import NOON, days

SHANGHAI = timezone(timedelta(hours=8))


def met(day: float, aid: Aid = "unaided") -> Review:
    return Review(at=days(day), met=True, aid=aid)


def missed(day: float, aid: Aid = "unaided") -> Review:
    return Review(at=days(day), met=False, aid=aid)


@pytest.mark.parametrize(
    ("reviews", "due"),
    [
        ([met(0)], date(2026, 11, 4)),
        ([missed(0)], date(2026, 11, 3)),
        ([missed(0), met(1)], date(2026, 11, 5)),
        ([missed(0), met(1), met(4)], date(2026, 11, 14)),
        ([missed(0), met(3), met(6)], date(2026, 11, 17)),
        ([missed(0), missed(1), missed(2), met(3), met(6)], date(2026, 11, 9)),
        ([missed(0), met(1), met(4), missed(5)], date(2026, 11, 8)),
    ],
)
def test_the_next_day_follows_from_the_reviews(reviews: list[Review], due: date) -> None:
    assert due_on(reviews) == due


def test_retrievability_is_the_predicted_chance_of_success() -> None:
    reviews = [missed(0), met(1), met(4)]
    at = [days(day) for day in (4, 11, 18, 104)]
    assert [round(retrievability(reviews, each), 2) for each in at] == [1.0, 0.91, 0.85, 0.67]


def test_on_the_day_it_is_due_the_chance_is_the_desired_retention() -> None:
    reviews = [missed(0), met(1), met(4), met(14)]
    due = datetime.combine(due_on(reviews), NOON.timetz())
    assert DESIRED_RETENTION == 0.9
    assert retrievability(reviews, due) == pytest.approx(0.9, abs=0.01)


def test_without_reviews_nothing_is_remembered() -> None:
    assert retrievability([], NOON) == 0.0


def test_an_aided_success_is_no_review() -> None:
    assert retrievability([met(0, "aided")], days(1)) == 0.0
    assert due_on([met(0, "aided"), met(2, "aided")]) == date(2026, 11, 4)
    assert due_on([missed(0), met(1, "aided")]) == due_on([missed(0)])
    assert due_on([missed(0), met(1, "prompted")]) == due_on([missed(0), met(1)])


def test_an_aided_miss_is_a_miss() -> None:
    assert due_on([met(0), met(3), missed(6, "aided")]) == due_on([met(0), met(3), missed(6)])


def test_reviews_of_one_day_count_once() -> None:
    often = [missed(0), *(met(1 + minute / 1440) for minute in range(0, 200, 10))]
    assert due_on(often) == due_on([missed(0), met(1)])
    once = [missed(0), Review(at=often[-1].at, met=True, aid="unaided")]
    assert retrievability(often, days(30)) == retrievability(once, days(30))


@pytest.mark.parametrize(
    "day", [[missed(0), met(0.1)], [met(0), missed(0.1)], [met(0), missed(0.1), met(0.2)]]
)
def test_a_day_with_a_miss_is_a_miss(day: list[Review]) -> None:
    assert due_on(day) == date(2026, 11, 3)
    once = [Review(at=day[-1].at, met=False, aid="unaided")]
    assert retrievability(day, days(9)) == retrievability(once, days(9))


def test_a_day_is_the_candidates_own_day() -> None:
    """In Shanghai the morning's eight o'clock is midnight in UTC, and no new day."""
    before = datetime(2026, 11, 3, 7, 50, tzinfo=SHANGHAI)
    after = datetime(2026, 11, 3, 8, 10, tzinfo=SHANGHAI)
    day = [Review(at=before, met=False, aid="unaided"), Review(at=after, met=True, aid="unaided")]
    one = [Review(at=after, met=False, aid="unaided")]
    assert retrievability(day, days(9)) == pytest.approx(retrievability(one, days(9)), abs=1e-9)


def test_the_offset_of_a_moment_does_not_matter_where_the_day_is_the_same() -> None:
    noon = [missed(0), met(1)]
    evening = [replace(each, at=each.at.astimezone(SHANGHAI)) for each in noon]
    assert retrievability(evening, days(9).astimezone(SHANGHAI)) == retrievability(noon, days(9))


def test_a_clock_set_back_adds_no_review() -> None:
    assert due_on([missed(3), met(1)]) == due_on([missed(3)])
    assert due_on([missed(0), met(3), missed(2), met(6)]) == due_on([missed(0), met(3), met(6)])


def test_what_is_met_later_comes_back_later_than_what_is_missed() -> None:
    for past in ([], [missed(0)], [met(0)], [missed(0), met(2)]):
        assert due_on([*past, missed(5)]) < due_on([*past, met(5)])


reviews = st.lists(st.tuples(st.integers(1, 20), st.booleans()), min_size=1, max_size=12)


@given(reviews)
@settings(max_examples=50, deadline=None)
def test_memory_fades_and_is_due_after_its_last_review(steps: list[tuple[int, bool]]) -> None:
    day, seen = 0, []
    for gap, success in steps:
        day += gap
        seen.append(Review(at=days(day), met=success, aid="unaided"))
    fading = [retrievability(seen, days(day + later)) for later in (0, 1, 7, 30, 365)]
    assert fading == sorted(fading, reverse=True)
    assert 0 < fading[-1] < fading[0] == 1.0
    assert due_on(seen) > days(day).astimezone(UTC).date()
    assert due_on(seen) == due_on(list(seen))
