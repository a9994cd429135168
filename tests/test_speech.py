"""Clauses with their offsets, denial, doubt, and what says nothing of its own."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools import speech
from tools.speech import clauses, dead_clauses, denied, length, sentences_around
from tools.text import fold

SPOKEN = st.text(alphabet="水烧开不没是了 ab3.,，。；：!?？\n…”", max_size=60)


def pieces(text: str) -> list[str]:
    """Return the words of each clause."""
    return [text[part.start : part.end] for part in clauses(text)]


def is_denied(text: str, word: str) -> bool:
    """Return whether `word` is denied in the clause of `text` it stands in."""
    folded = fold(text)
    start = folded.index(word)
    part = next(each for each in clauses(folded) if each.start <= start < each.end)
    return denied(folded, part, start, start + len(word))


def dead(
    text: str, asked: str = "怎么泡一杯好茶？ How do you make a good cup of tea?"
) -> list[bool]:
    """Return which clauses of `text` say nothing of their own."""
    folded = fold(text)
    return dead_clauses(folded, clauses(folded), asked)


def test_clauses_end_at_punctuation_of_both_languages() -> None:
    assert pieces("水烧开，泡茶。好喝！") == ["水烧开，", "泡茶。", "好喝！"]
    assert pieces("boil it, then steep. done") == ["boil it,", " then steep.", " done"]
    assert pieces("first line\nsecond") == ["first line\n", "second"]


def test_a_sentence_said_again_word_for_word_is_said_once() -> None:
    told = (
        "The kettle boils, then we pour it. It cools in a cup.\nThe kettle boils, then we pour it."
    )
    assert dead(told) == [False, False, False, True, True]
    assert not any(dead("The kettle boils. The kettle boils slowly."))


def test_sentences_are_counted_from_nought() -> None:
    found = clauses("a, b. c; d! e\nf")
    assert [part.sentence for part in found] == [0, 0, 1, 1, 2, 3]


@pytest.mark.parametrize("text", ["", "   ", "。。。", "...", "\n\n", "，"])
def test_text_without_words_has_no_clauses(text: str) -> None:
    assert clauses(text) == []


def test_a_decimal_point_ends_nothing() -> None:
    assert pieces("it rose to 3.5 percent. good") == ["it rose to 3.5 percent.", " good"]


@settings(max_examples=50, deadline=None)
@given(SPOKEN)
def test_clauses_stand_in_order_apart_and_hold_every_word(text: str) -> None:
    found = clauses(text)
    assert all(text[part.start : part.end].strip() for part in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(two.sentence - one.sentence in (0, 1) for one, two in pairwise(found))
    inside = {at for part in found for at in range(part.start, part.end)}
    assert all(at in inside for at, char in enumerate(text) if char.isalnum())


def test_the_sentences_around_a_place_are_whole_and_trimmed() -> None:
    text = "First, boil it. Then, steep it. Done."
    at = text.index("steep")
    assert sentences_around(text, at, at + 5) == "Then, steep it."
    assert sentences_around(text, 3, at) == "First, boil it. Then, steep it."
    assert sentences_around("水烧开。茶泡好。", 4, 5) == "茶泡好。"
    assert sentences_around("", 0, 0) == ""


def test_length_counts_han_characters_and_english_words_together() -> None:
    assert length("水烧开 then steep it") == 6
    assert length("it's 35") == 2
    assert length("。，!?") == 0


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("水不要烧开", "烧开", True),
        ("水没有烧开", "烧开", True),
        ("避免把水烧开", "烧开", True),
        ("水要烧开", "烧开", False),
        ("不能不把水烧开", "烧开", False),
        ("不断把水烧开", "烧开", False),
        ("不仅要烧开", "烧开", False),
        ("不是冷水而是把水烧开", "烧开", False),
        ("烧开根本没必要", "烧开", True),
        ("do not boil it", "boil", True),
        ("never boil it", "boil", True),
        ("you don’t boil it", "boil", True),
        ("steep it rather than boil it", "boil", True),
        ("boil it", "boil", False),
        ("it is not cold but you boil it", "boil", False),
        ("boil isn't needed", "boil", True),
        ("notable people boil it", "boil", False),
    ],
)
def test_denial_reaches_what_it_governs_and_two_cancel(
    text: str, word: str, expected: bool
) -> None:
    assert is_denied(text, word) is expected


def test_denial_does_not_reach_into_another_clause_or_from_afar() -> None:
    assert is_denied("不行，水要烧开", "烧开") is False
    assert is_denied("不说别人家里到底会怎么样做这件事水烧开", "烧开") is False
    assert is_denied(f"not {'very ' * 10}boil", "boil") is False


def test_an_answer_of_four_bare_terms_is_a_pile_and_one_of_three_is_not() -> None:
    assert dead("水，茶壶，烧开，分钟") == [True] * 4
    assert dead("水，茶壶，烧开") == [False] * 3
    assert dead("water, teapot, boiling, minutes") == [True] * 4
    assert dead("water, teapot, boiling") == [False] * 3


def test_a_list_within_an_answer_is_no_pile_until_six_stand_in_a_row() -> None:
    told = "我们先把水烧开，然后把茶壶温一下，再把茶叶泡三分钟：{}。最后可以倒给客人。"
    assert True not in dead(told.format("水，壶，茶，杯，奶"))
    assert dead(told.format("水，壶，茶，杯，奶，盐")).count(True) == 6


def test_a_long_string_of_terms_without_a_relating_word_is_a_pile() -> None:
    eleven = "tea water kettle pot cup leaf minute steep boil brew warm"
    assert dead(eleven) == [False]
    assert dead(f"{eleven} pour") == [True]
    assert dead(f"{eleven} and then we pour") == [False]


def test_a_pile_kills_only_itself() -> None:
    text = "水要先烧开。水，壶，茶，杯，温，奶。然后泡三分钟。"
    assert dead(text) == [False, *[True] * 6, False]


def test_a_short_list_within_an_answer_that_relates_things_is_alive() -> None:
    assert dead("水要先烧开，温度很高。茶壶，茶叶，杯子。然后泡三分钟。") == [False] * 6


@pytest.mark.parametrize(
    "echo",
    ["怎么泡一杯好茶？", "How do you make a good cup of tea?", "ＨＯＷ do you make a GOOD cup"],
)
def test_an_echo_of_the_question_says_nothing(echo: str) -> None:
    assert dead(echo) == [True]


def test_an_echo_is_heard_whatever_the_case_of_the_question() -> None:
    assert dead("how do you make good tea", asked="HOW DO YOU MAKE GOOD TEA") == [True]


def test_an_answer_that_takes_up_the_question_is_alive() -> None:
    assert dead("A good cup of tea needs boiling water") == [False]
    assert dead("一杯好茶要把水烧开") == [False]


@pytest.mark.parametrize(
    "text",
    ["不知道", "这个我没做过", "不太了解", "答不上来", "i don't know", "i do not really know",
     "i haven't used it", "i have never worked with it", "not very familiar with it",
     "这块没专门优化过", "没有亲身的理由", "这题我做不出来", "参数我真分不清。", "我没在项目里用过",
     "i haven't practised it", "i can't come up with a way", "it would be second-hand"],
)  # fmt: skip
def test_not_knowing_is_heard_in_both_languages(text: str) -> None:
    assert speech.UNKNOWN.search(text)


@pytest.mark.parametrize(
    "text",
    ["我知道", "水要烧开", "i know it well", "we have used it", "", "不知道就说不知道",
     "让模型回答不知道", "答不出来的转人工"],
)  # fmt: skip
def test_knowing_is_not_taken_for_not_knowing(text: str) -> None:
    assert not speech.UNKNOWN.search(text)


@pytest.mark.parametrize(
    "text",
    ["我不确定", "瞎猜的", "记不清了", "i'm not sure", "i guess so", "i would guess", "no idea"],
)
def test_a_guess_is_heard_in_both_languages(text: str) -> None:
    assert speech.UNCERTAIN.search(text)


@pytest.mark.parametrize("text", ["我确定", "i am sure", "guests", "maybe", "可能"])
def test_sureness_and_a_mere_hedge_are_no_guess(text: str) -> None:
    assert not speech.UNCERTAIN.search(text)
