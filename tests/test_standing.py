"""How points stand in a session: the best verdict stays, a contradiction until it is taken back."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice.event import PointStanding
from practice.standing import better, merge, merge_false, open_points, progressed, standing_of
from practice.verdict import Standing
from tests.samples import tea_critique, tea_question

STANDINGS: tuple[Standing, ...] = ("covered", "partial", "missing", "contradicted", "unsure")
Row = tuple[Standing, Standing, Standing]
rows = st.tuples(*[st.sampled_from(STANDINGS)] * 3)


def stand(boil: Standing, steep: Standing, warm_pot: Standing) -> dict[str, PointStanding]:
    """Return standings of the tea question without their quotes."""
    found: dict[str, Standing] = {"boil": boil, "steep": steep, "warm-pot": warm_pot}
    return {point: PointStanding(standing=each) for point, each in found.items()}


def after(answers: Sequence[Row]) -> dict[str, PointStanding]:
    """Return the standings after these answers."""
    standings: dict[str, PointStanding] = {}
    for attempt, row in enumerate(answers, start=1):
        standings = merge(standings, tea_critique(*row, attempt=attempt), attempt)
    return standings


def boil_after(*verdicts: Standing) -> Standing:
    """Return how the first point stands after these verdicts on it, one an answer."""
    return after([(each, "missing", "missing") for each in verdicts])["boil"].standing


@pytest.mark.parametrize(
    ("verdicts", "standing"),
    [
        (("missing",), "missing"),
        (("partial", "covered"), "covered"),
        (("covered", "partial"), "covered"),
        (("covered", "missing", "missing"), "covered"),
        (("covered", "unsure"), "covered"),
        (("missing", "unsure"), "unsure"),
        (("unsure", "missing"), "unsure"),
        (("unsure", "partial"), "partial"),
        (("partial", "unsure"), "partial"),
        (("covered", "contradicted"), "contradicted"),
        (("missing", "contradicted"), "contradicted"),
        (("contradicted", "missing"), "contradicted"),
        (("contradicted", "partial"), "contradicted"),
        (("contradicted", "unsure"), "contradicted"),
        (("contradicted", "covered"), "covered"),
        (("contradicted", "covered", "missing"), "covered"),
        (("covered", "contradicted", "partial"), "contradicted"),
        (("covered", "contradicted", "covered"), "covered"),
        (("contradicted", "covered", "contradicted"), "contradicted"),
    ],
)
def test_the_best_verdict_stays_and_a_contradiction_until_it_is_taken_back(
    verdicts: tuple[Standing, ...], standing: Standing
) -> None:
    assert boil_after(*verdicts) == standing


def test_a_standing_names_its_words_and_the_answer_they_are_from() -> None:
    standings = after([("partial", "covered", "missing"), ("covered", "missing", "missing")])
    assert standings == {
        "boil": PointStanding(standing="covered", quote="boil words", attempt=2),
        "steep": PointStanding(standing="covered", quote="steep words", attempt=1),
        "warm-pot": PointStanding(standing="missing", quote=None, attempt=None),
    }


@given(st.lists(rows, min_size=1, max_size=6))
@settings(max_examples=50, deadline=None)
def test_without_contradictions_the_order_of_answers_does_not_matter(answers: list[Row]) -> None:
    plain = [row for row in answers if "contradicted" not in row]
    forth = {point: each.standing for point, each in after(plain).items()}
    back = {point: each.standing for point, each in after(plain[::-1]).items()}
    assert forth == back


@given(st.lists(rows, max_size=5))
@settings(max_examples=50, deadline=None)
def test_a_point_covered_last_is_covered_and_one_contradicted_last_is_contradicted(
    answers: list[Row],
) -> None:
    standings = after([*answers, ("covered", "contradicted", "missing")])
    assert standings["boil"].standing == "covered"
    assert standings["steep"].standing == "contradicted"
    assert all(standings[point].quote for point in ("boil", "steep"))


# ---------------------------------------------------------------------- misconceptions


def false_after(*answers: tuple[Standing, Sequence[str]]) -> dict[str, str]:
    """Return the misconceptions standing after answers, each the verdict on steeping and what
    was wrongly said."""
    standings: dict[str, PointStanding] = {}
    false: dict[str, str] = {}
    for attempt, (steep, said) in enumerate(answers, start=1):
        critique = tea_critique("missing", steep, "missing", false=said, attempt=attempt)
        standings = merge(standings, critique, attempt)
        false = merge_false(tea_question(), false, critique)
    return false


def test_a_misconception_stands_until_its_point_is_covered() -> None:
    said: tuple[Standing, Sequence[str]] = ("contradicted", ["longer-better"])
    assert false_after(said) == {"longer-better": "longer-better words"}
    assert false_after(said, ("partial", [])) == {"longer-better": "longer-better words"}
    assert false_after(said, ("covered", [])) == {}
    assert false_after(said, ("covered", []), said) == {"longer-better": "longer-better words"}


def test_a_misconception_that_contradicts_no_point_stands_to_the_end() -> None:
    said = false_after(("missing", ["milk-first"]), ("covered", []))
    assert said == {"milk-first": "milk-first words"}


@pytest.mark.parametrize("verdict", ["missing", "unsure", "partial"])
def test_what_is_wrongly_said_after_its_point_was_covered_stands(verdict: Standing) -> None:
    """A verdict from before cannot take back what was said later."""
    said = false_after(("covered", []), (verdict, ["longer-better"]))
    assert said == {"longer-better": "longer-better words"}


# ---------------------------------------------------------------------- reading the standings


def test_a_point_not_judged_yet_is_missing() -> None:
    assert standing_of({}, "boil") == "missing"
    assert standing_of(stand("unsure", "missing", "missing"), "boil") == "unsure"


@pytest.mark.parametrize(
    ("row", "left"),
    [
        (("covered", "covered", "covered"), []),
        (("missing", "missing", "missing"), ["boil", "steep", "warm-pot"]),
        (("covered", "contradicted", "unsure"), ["steep", "warm-pot"]),
        (("partial", "covered", "missing"), ["boil", "warm-pot"]),
    ],
)
def test_open_points_are_all_not_covered_the_weightiest_first(row: Row, left: list[str]) -> None:
    assert [each.id for each in open_points(tea_question(), stand(*row))] == left


def test_open_points_of_equal_weight_keep_the_order_of_the_rubric() -> None:
    question = tea_question()
    light, heavy = ({"weight": weight} for weight in (1.0, 3.0))
    boil, steep, warm = question.points
    points = (boil.model_copy(update=light), steep.model_copy(update=light), warm)
    even = question.model_copy(update={"points": points})
    assert [each.id for each in open_points(even, {})] == ["boil", "steep", "warm-pot"]
    last = question.model_copy(update={"points": (*points[:2], warm.model_copy(update=heavy))})
    assert [each.id for each in open_points(last, {})] == ["warm-pot", "boil", "steep"]


def test_a_point_stands_better_along_one_order() -> None:
    order: tuple[Standing, ...] = ("contradicted", "missing", "unsure", "partial", "covered")
    for low, one in enumerate(order):
        for high, two in enumerate(order):
            before, now = (stand(each, "missing", "missing") for each in (one, two))
            assert better(before, now) == (("boil",) if high > low else ())
            assert progressed(before, now) is (high > low)


def test_against_nothing_a_point_is_better_from_unsure_upwards() -> None:
    assert better({}, stand("unsure", "missing", "contradicted")) == ("boil",)
    assert better({}, stand("covered", "partial", "missing")) == ("boil", "steep")
    assert better(stand("covered", "covered", "covered"), {}) == ()
