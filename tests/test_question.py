"""A question of the bank: its bounds, its ids, its ladder of hints."""

import pytest
from pydantic import ValidationError

from practice.question import PROBED_RUNGS, WORKED_RUNG, Question, Skill, Source
from practice.value import Bilingual
from tests.samples import both, tea_question, tea_skills


def changed(**changes: object) -> Question:
    """Return the tea question, written out, changed and read again."""
    return Question.model_validate({**tea_question().model_dump(), **changes})


def changed_point(**changes: object) -> Question:
    """Return the tea question with its first point changed."""
    first, *rest = tea_question().model_dump()["points"]
    return changed(points=[{**first, **changes}, *rest])


def changed_misconception(**changes: object) -> Question:
    """Return the tea question with its first misconception changed."""
    first, *rest = tea_question().model_dump()["misconceptions"]
    return changed(misconceptions=[{**first, **changes}, *rest])


def test_a_question_written_as_json_and_read_again_is_the_same() -> None:
    question = tea_question()
    assert Question.model_validate_json(question.model_dump_json()) == question


def test_a_point_has_four_rungs_and_the_last_is_the_point_itself() -> None:
    point = tea_question().point("boil")
    assert (PROBED_RUNGS, WORKED_RUNG) == (3, 4)
    assert [point.rung(rung).en for rung in (1, 2, 3, 4)] == [
        "boil hint one",
        "boil hint two",
        "boil hint three",
        "First the water has to be boiling.",
    ]


def test_points_and_misconceptions_are_found_by_id() -> None:
    question = tea_question()
    assert question.point("steep").weight == 2
    assert question.misconception("milk-first").weight == 0.5
    with pytest.raises(KeyError, match="milk-first"):
        question.point("milk-first")
    with pytest.raises(KeyError, match="steep"):
        question.misconception("steep")


def test_what_can_be_recognized_is_the_points_then_the_misconceptions() -> None:
    assert [each.id for each in tea_question().recognizable] == [
        "boil",
        "steep",
        "warm-pot",
        "longer-better",
        "milk-first",
    ]


def test_the_total_weight_is_that_of_the_points_alone() -> None:
    assert tea_question().total_weight == 6


@pytest.mark.parametrize("weight", [1, 1.5, 3])
def test_a_point_weighs_1_to_3(weight: float) -> None:
    assert changed_point(weight=weight).point("boil").weight == weight


@pytest.mark.parametrize("weight", [0.99, 3.01, 0, -1, float("nan"), float("inf"), "heavy", None])
def test_a_point_of_another_weight_is_refused(weight: object) -> None:
    with pytest.raises(ValidationError, match="weight"):
        changed_point(weight=weight)


@pytest.mark.parametrize("weight", [0.5, 3])
def test_a_misconception_weighs_a_half_to_3(weight: float) -> None:
    assert changed_misconception(weight=weight).misconceptions[0].weight == weight


@pytest.mark.parametrize("weight", [0.49, 3.01])
def test_a_misconception_of_another_weight_is_refused(weight: float) -> None:
    with pytest.raises(ValidationError, match="weight"):
        changed_misconception(weight=weight)


@pytest.mark.parametrize("name", ["tea", "tea-2", "2-tea", "a" * 64])
def test_an_id_is_small_letters_and_digits_joined_by_single_hyphens(name: str) -> None:
    assert changed(id=name).id == name


@pytest.mark.parametrize(
    "name", ["", "Tea", "tea_2", "-tea", "tea-", "tea--2", "茶", "te a", "tea\n", "a/b", "a" * 65]
)
def test_any_other_id_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="id"):
        changed(id=name)


@pytest.mark.parametrize("difficulty", [0, 6, 1.5])
def test_a_difficulty_is_a_whole_number_from_1_to_5(difficulty: float) -> None:
    assert [changed(difficulty=each).difficulty for each in (1, 5)] == [1, 5]
    with pytest.raises(ValidationError, match="difficulty"):
        changed(difficulty=difficulty)


def test_a_question_without_points_is_refused() -> None:
    with pytest.raises(ValidationError, match="points"):
        changed(points=[])


def test_a_point_has_exactly_three_authored_hints() -> None:
    hint = both("提示", "hint").model_dump()
    for count in (2, 4):
        with pytest.raises(ValidationError, match="hints"):
            changed_point(hints=[hint] * count)


def test_an_unknown_key_is_refused_at_every_depth() -> None:
    for make in (changed, changed_point, changed_misconception):
        with pytest.raises(ValidationError, match="wieght"):
            make(wieght=1)


def test_an_id_used_twice_is_named() -> None:
    points = tea_question().points
    with pytest.raises(ValidationError, match="key point id used twice: boil"):
        changed(points=[*points, points[0]])
    false = tea_question().misconceptions
    with pytest.raises(
        ValidationError, match="misconception id used twice: longer-better, milk-first"
    ):
        changed(misconceptions=[*false, *reversed(false)])


def test_a_misconception_contradicts_a_point_of_its_question_or_none() -> None:
    assert changed_misconception(contradicts=None).misconceptions[0].contradicts is None
    with pytest.raises(
        ValidationError, match="misconception longer-better contradicts no point: milk-first"
    ):
        changed_misconception(contradicts="milk-first")


def test_a_question_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValidationError, match="kind"):
        changed(kind="riddle")


def test_a_skill_has_its_name_in_both_languages() -> None:
    assert tea_skills()["heating"].name == Bilingual(zh="加热", en="heating")
    with pytest.raises(ValidationError, match="id"):
        Skill(id="tea/heating", topic="kitchen", zh="加热", en="heating")


def test_a_source_is_of_a_year_that_can_be() -> None:
    assert Source(title="Tea", year=1950).year == 1950
    for year in (1949, 2101):
        with pytest.raises(ValidationError, match="year"):
            Source(title="Tea", year=year)
