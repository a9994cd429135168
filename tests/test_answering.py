"""What a passage takes up of a question, in small exact cases, and the measured set."""

import pytest

from agents.asking import Finder
from agents.casting import library_of
from benchmarks.asking import cases, is_right, shown
from tests.samples import tea_lexicon, tea_question
from tools.answering import AT_HAND, Library, Shelf, content_words, passages
from tools.bank import Bank


def shelf() -> Shelf:
    return Shelf([tea_question()], tea_lexicon(), "en")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("What is the KV cache for?", ["kv", "cache"]),
        ("does HTTP/2 help?", ["http/2", "help"]),
        ("什么是回表？", ["回表"]),
        ("LoRA 会让推理变慢吗", ["lora", "让推", "推理", "理变", "变慢"]),
        ("切", ["切"]),
        ("why is that?", []),
        ("为什么呢", []),
        ("？！…", []),
    ],
)
def test_a_question_is_about_its_words_without_those_of_asking(
    asked: str, words: list[str]
) -> None:
    assert [word for _, _, word in content_words(asked)] == words


def test_each_word_keeps_its_place() -> None:
    asked = "ＬoRA 会变慢吗"
    for start, end, word in content_words(asked):
        assert asked[start:end].lower().replace("ｌ", "l") == word


def test_the_passages_are_points_corrections_and_sentences_of_the_answer() -> None:
    found = list(passages(tea_question(), "en"))
    assert [each.id for each in found] == [
        "tea/point/boil", "tea/point/steep", "tea/point/warm-pot",
        "tea/correction/longer-better", "tea/correction/milk-first",
        "tea/answer/0",
    ]  # fmt: skip
    assert found[3].key == "tea/longer-better"
    assert found[5].key is None


def test_words_in_the_text_count_whole_those_in_the_lead_less_and_concepts_less_again() -> None:
    every = shelf()

    def taken(asked: str, name: str) -> float:
        best = every.best(asked, "tea", [name])
        assert best is not None
        return round(best[1] - AT_HAND, 6)

    assert taken("boiling water", "tea/point/boil") == 1.0
    assert taken("hint", "tea/point/boil") == 0.8
    assert taken("brewing", "tea/point/steep") == 0.5
    assert taken("coffee", "tea/point/steep") == 0.0


def test_a_question_without_words_of_its_own_finds_nothing() -> None:
    assert shelf().best("why?", "tea", ["tea/point/boil"]) is None
    assert shelf().best("boiling", "tea", []) is None


def test_the_library_is_read_only_when_a_question_is_put() -> None:
    def unread() -> list[object]:
        raise AssertionError("read too early")

    Library(unread, tea_lexicon)  # type: ignore[arg-type]


@pytest.mark.slow
def test_what_is_shown_of_the_whole_bank_is_mostly_right_and_mostly_silent_where_it_has_none(
    finder: Finder,
) -> None:
    told = [(each, shown(each, finder)) for each in cases()]
    answered = [pair for pair in told if pair[1] is not None]
    empty = [text for each, text in told if each.answers is None]
    assert sum(is_right(*pair) for pair in answered) >= 0.75 * len(answered)
    assert empty.count(None) >= 0.85 * len(empty)
    assert sum(is_right(*pair) for pair in answered) >= 0.7 * sum(bool(e.answers) for e, _ in told)


@pytest.fixture(scope="module")
def finder(bank: Bank) -> Finder:
    return Finder(library_of(bank))
