"""How an answer is told, counted; what a story has, for experience questions only."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice.question import Question
from practice.verdict import Delivery
from tests.samples import tea_question
from tools.delivery import delivery_of

STORY: Question = tea_question().model_copy(update={"kind": "experience"})


def told(text: str) -> dict[str, int]:
    """Return the counts that are not nought."""
    found = delivery_of(text, tea_question()).model_dump(exclude_none=True)
    return {name: count for name, count in found.items() if count}


def story(text: str) -> tuple[bool | None, bool | None, bool | None]:
    """Return whether a story has its situation, its own part and its measured result."""
    found = delivery_of(text, STORY)
    return found.situation, found.own_action, found.measured_result


def test_a_chinese_answer_is_counted() -> None:
    text = "首先把水烧开，大概100度。然后嗯，比如绿茶泡3分钟！"
    assert told(text) == {
        "length": 21,
        "sentences": 2,
        "numbers": 2,
        "examples": 1,
        "hedges": 1,
        "fillers": 1,
        "signposts": 1,
    }


def test_an_english_answer_is_counted() -> None:
    text = "First, um, boil it, maybe at 99 %. Second, for example, I think you wait 3 min!"
    assert told(text) == {
        "length": 16,
        "sentences": 2,
        "numbers": 2,
        "examples": 1,
        "hedges": 2,
        "fillers": 1,
        "signposts": 2,
    }


@pytest.mark.parametrize("text", ["", "   \n", "。。。", "🍵"])
def test_an_answer_without_words_counts_nothing(text: str) -> None:
    assert delivery_of(text, tea_question()).length == 0
    assert delivery_of(text, tea_question()).numbers == 0


def test_full_width_and_capitals_count_like_the_others() -> None:
    assert told("ＦＩＲＳＴ，１００％") == told("first,100%")


def test_a_decimal_number_is_one_number_in_one_sentence() -> None:
    found = told("It rose from 3.5 to 1,000.25 times.")
    assert (found["sentences"], found["numbers"]) == (1, 2)


def test_an_answer_without_an_end_is_still_a_sentence() -> None:
    assert told("boil it")["sentences"] == 1
    assert told("boil it. then wait")["sentences"] == 2


def test_words_within_words_are_no_fillers_or_hedges() -> None:
    assert told("The number of summers and errors") == {"length": 6, "sentences": 1}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("当时客户投诉多，我负责改检索，准确率提升了12%。", (True, True, True)),
        ("Our team had a problem. I built a cache and latency halved.", (True, True, True)),
        ("我们用了缓存。", (False, False, False)),
        ("The customers waited.", (True, False, False)),
        ("I wrote it.", (False, True, False)),
        ("百分之三十", (False, False, True)),
        ("", (False, False, False)),
    ],
)
def test_a_story_has_a_situation_an_own_part_and_a_measured_result(
    text: str, expected: tuple[bool, bool, bool]
) -> None:
    assert story(text) == expected


@pytest.mark.parametrize("kind", ["concept", "compare", "design", "judgement", "coding"])
def test_other_kinds_of_questions_are_not_judged_as_stories(kind: str) -> None:
    question = tea_question().model_copy(update={"kind": kind})
    found = delivery_of("当时我负责改检索，提升了12%。", question)
    assert (found.situation, found.own_action, found.measured_result) == (None, None, None)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200))
def test_every_text_has_a_delivery_and_the_same_each_time(text: str) -> None:
    found = delivery_of(text, STORY)
    assert isinstance(found, Delivery)
    assert found == delivery_of(text, STORY)
    assert found.length <= len(text)
    assert (found.sentences == 0) <= (found.length == 0)
