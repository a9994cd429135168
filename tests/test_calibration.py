"""Calibration: ratings held against verdicts, in exact numbers."""

import pytest

from practice.calibration import Calibration, Forecast, calibrations, forecasts
from practice.event import Answered, Asked, Event, Rated, Record, Started
from practice.verdict import Standing
from tests.samples import NOON, days, tea_critique, tea_critiqued, tea_ungraded
from tools.calibration_sheet import bar, calibration_lines, calibration_words

TOPICS = {"tea": "kitchen", "rag-overview": "rag"}


def records(*events: Event, session: str = "s1") -> list[Record]:
    """Return the events as a session's records."""
    return [
        Record(id=number, stream=session, number=number, at=NOON, event=event)
        for number, event in enumerate(events, 1)
    ]


def begun(candidate: str = "human", question: str = "tea") -> Started:
    """Return a session's beginning."""
    return Started.model_validate(
        {"question": question, "mode": "practice", "lang": "en", "rounds": 5, "rating": True,
         "candidate": candidate, "version": "t"}
    )  # fmt: skip


def rated(rating: int | None, *standings: Standing, probed: str | None = None) -> tuple[Event, ...]:
    """Return an answer, its rating and its critique; the score is that of the standings."""
    critique = tea_critiqued(*standings).model_copy(update={"probed": probed})
    return Answered(text="…", lang="en"), Rated(rating=rating), critique


def pairs(*events: Event, session: str = "s1") -> list[tuple[float, float]]:
    """Return what was expected and what was scored."""
    found = forecasts(records(*events, session=session), TOPICS)
    return [(each.expected, each.score) for each in found]


@pytest.mark.parametrize(
    ("rating", "expected"), [(1, 0.0), (2, 25.0), (3, 50.0), (4, 75.0), (5, 100.0)]
)
def test_a_rating_stands_for_a_score(rating: int, expected: float) -> None:
    told = rated(rating, "covered", "missing", "missing")
    assert pairs(begun(), *told) == [(expected, 50.0)]


@pytest.mark.parametrize(
    ("standing", "score"),
    [("covered", 100.0), ("partial", 50.0), ("missing", 0.0), ("contradicted", 0.0)],
)
def test_an_answer_to_a_probe_is_held_against_the_point_asked_about(
    standing: Standing, score: float
) -> None:
    told = rated(5, "missing", standing, "missing", probed="steep")
    assert pairs(begun(), *told) == [(100.0, score)]


def test_what_has_no_rating_or_no_judgement_does_not_count() -> None:
    whole: tuple[Standing, ...] = ("covered", "covered", "covered")
    assert pairs(begun(), *rated(None, *whole)) == []
    assert pairs(begun("simulated"), *rated(5, *whole)) == []
    assert pairs(begun(), *rated(5, "missing", "unsure", "missing", probed="steep")) == []
    answer, rating, event = rated(5, *whole)
    ungraded = event.model_copy(update={"critique": tea_ungraded()})
    assert pairs(begun(), answer, rating, ungraded) == []
    assert pairs(begun(), answer, event) == []
    assert pairs(begun(), answer, rating, answer, event) == []  # the rating was of another answer
    assert pairs(begun(), answer, rating) == []


def test_a_rating_is_held_against_its_own_answer_however_sessions_interleave() -> None:
    one = records(begun(), *rated(5, "covered", "covered", "covered"), session="s1")
    two = records(begun(), *rated(1, "missing", "missing", "missing"), session="s2")
    mixed = [record for pair in zip(one, two, strict=True) for record in pair]
    found = forecasts(mixed, TOPICS)
    assert [(each.expected, each.score) for each in found] == [(100.0, 100.0), (0.0, 0.0)]


def test_what_was_asked_between_changes_nothing() -> None:
    asked = Asked(what="question", text="?", lang="en")
    told = rated(3, "covered", "missing", "missing")
    assert pairs(begun(), asked, *told, asked) == [(50.0, 50.0)]
    assert tea_critique("covered", "missing", "missing").score == 50.0


def forecast(over: float, topic: str | None = "rag", day: int = 0) -> Forecast:
    """Return a forecast that was off by `over`."""
    return Forecast(topic=topic, at=days(day), expected=50 + over / 2, score=50 - over / 2)


def test_bias_error_and_count_in_exact_numbers() -> None:
    found = [forecast(30), forecast(-10), forecast(25), forecast(-40, "llm"), forecast(0, None)]
    assert calibrations(found) == [
        Calibration(topic=None, count=5, bias=1.0, error=21.0),
        Calibration(topic="rag", count=3, bias=15.0, error=21.7),
    ]


def test_of_too_few_nothing_is_said() -> None:
    assert calibrations([forecast(50), forecast(50)]) == []
    (overall,) = calibrations([forecast(50, "rag"), forecast(50, "llm"), forecast(50, "lib")])
    assert (overall.topic, overall.count) == (None, 3)


def test_the_furthest_off_comes_first_and_six_have_a_trend() -> None:
    rag = [forecast(over, "rag") for over in (60, 40, 50, 10, 0, 20)]
    llm = [forecast(-70, "llm")] * 3
    overall, first, second = calibrations([*rag, *llm])
    assert (first.topic, first.bias, first.earlier) == ("llm", -70.0, None)
    assert (second.topic, second.earlier, second.later) == ("rag", 50.0, 10.0)
    assert overall.count == 9


@pytest.mark.parametrize(
    ("bias", "drawn"),
    [
        (0.0, "----------|----------"),
        (24.9, "----------|##--------"),
        (-14.0, "---------#|----------"),
        (100.0, "----------|##########"),
        (-100.0, "##########|----------"),
    ],
)
def test_a_bar_leans_to_the_side_of_the_error(bias: float, drawn: str) -> None:
    assert bar(bias) == drawn


def test_the_words_say_all_that_the_bar_does() -> None:
    each = Calibration(topic="rag", count=7, bias=18.4, error=24.0, earlier=30.0, later=9.6)
    assert calibration_words(each, "en") == (
        "retrieval (RAG): you rate yourself 18 points too high on average, over-confident"
        " (7 ratings, off by 24); at first 30 too high, later 10 too high"
    )
    assert calibration_words(each, "zh") == (
        "检索增强：自评平均高了 18 分，偏乐观（7 次，平均相差 24 分）；起初高 30 分，后来高 10 分"
    )
    low = each.model_copy(update={"topic": None, "bias": -12.0, "earlier": None, "later": None})
    plain = [line.text for line in calibration_lines([low], 7, "en", plain=True)]
    assert plain == [
        "Overall: you rate yourself 12 points too low on average, under-confident"
        " (7 ratings, off by 24)"
    ]
    drawn = [line.text for line in calibration_lines([low], 7, "en", plain=False)]
    assert drawn[1] == f"---------#|----------  {plain[0]}"


@pytest.mark.parametrize(
    ("bias", "error", "told"),
    [(9.9, 20.0, "about right"), (-9.9, 40.0, "now too high, now too low"), (10.0, 10.0, "over-"),
     (-10.0, 40.0, "under-")],
)  # fmt: skip
def test_errors_that_cancel_out_are_not_called_right(bias: float, error: float, told: str) -> None:
    assert told in calibration_words(
        Calibration(topic="rag", count=4, bias=bias, error=error), "en"
    )


def test_too_few_are_counted() -> None:
    (line,) = calibration_lines([], 2, "en", plain=False)
    assert line.text.startswith("Too few ratings yet: 2 of at least 3")
