"""Values that cross a border, the language of a text, and the tree of errors."""

import inspect

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from practice import errors
from practice.errors import CoachError, UsageError
from practice.value import LANGS, Bilingual, Lang, language_of, spoken_language


def test_a_value_is_frozen() -> None:
    text = Bilingual(zh="茶", en="tea")
    with pytest.raises(ValidationError, match="frozen"):
        text.en = "coffee"  # type: ignore[misc]
    assert text.en == "tea"


@pytest.mark.parametrize(
    "given_keys",
    [{"zh": "茶"}, {"zh": "茶", "en": "tea", "fr": "thé"}, {"zh": "茶", "en": None}, {}],
    ids=["missing", "unknown", "null", "empty"],
)
def test_a_value_refuses_unknown_missing_and_null_keys(given_keys: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Bilingual.model_validate(given_keys)


def test_a_bilingual_text_is_read_by_language() -> None:
    text = Bilingual(zh="茶", en="tea")
    assert LANGS == ("zh", "en")
    assert [text.of(lang) for lang in LANGS] == ["茶", "tea"]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("", None),
        (" \n\t", None),
        ("42 ± 3 %", None),
        ("🍵🍵", None),
        ("I", None),
        ("a b c", None),
        ("ok", "en"),
        ("茶", "zh"),
        ("Boil the water first.", "en"),
        ("先把水烧开。", "zh"),
        ("我们用 Redis 做 cache aside，TTL 加随机数", "zh"),
        ("The word 茶 means tea", "en"),
        ("用 Redis", "zh"),
        ("用 Redis cache", "en"),
        ("豈", "zh"),
        ("㐀", "zh"),
    ],
)
def test_the_language_is_the_one_with_more_han_characters_or_words(
    text: str, lang: Lang | None
) -> None:
    assert language_of(text) == lang


@given(han=st.integers(0, 30), words=st.integers(0, 30))
@settings(max_examples=50, deadline=None)
def test_one_han_character_weighs_as_much_as_one_word_and_wins_a_tie(han: int, words: int) -> None:
    expected = None if han == words == 0 else "zh" if han >= words else "en"
    assert language_of("水" * han + " tea" * words) == expected


def test_a_huge_text_has_a_language_too() -> None:
    assert language_of("水" * 200_000 + "water " * 100_000) == "zh"


# ---------------------------------------------------------------------- errors


def error_types() -> dict[str, type[CoachError]]:
    found = vars(errors).values()
    return {
        each.__name__: each
        for each in found
        if inspect.isclass(each) and issubclass(each, CoachError)
    }


def test_every_failure_exits_1_and_wrong_usage_2() -> None:
    assert {name: each.exit_code for name, each in error_types().items()} == {
        "CoachError": 1,
        "UsageError": 2,
        "BankError": 1,
        "FolderError": 1,
        "JournalError": 1,
        "LockedError": 1,
        "MemoryIndexError": 1,
        "EmbeddingError": 1,
        "AnswerError": 1,
        "DocumentError": 1,
        "VoiceError": 1,
    }


def test_the_tree_drawn_at_the_top_names_every_error() -> None:
    drawn = errors.__doc__ or ""
    assert [name for name in error_types() if f"{name} " not in drawn] == []


def test_an_error_says_its_line_and_nothing_else() -> None:
    assert str(UsageError("profile “a/b”: letters only")) == "profile “a/b”: letters only"


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("ReAct = Reasoning + Acting, thought, action, observation", "zh", "zh"),
        ("semantic chunking", "zh", "zh"),
        ("semantic chunking，再加 parent child retrieval 和 overlap", "zh", "zh"),
        ("I would split the document at its headings.", "zh", "en"),
        ("按标题切分。", "en", "zh"),
        ("I said 你好 and then we split at the headings.", "en", "en"),
        ("42", "en", "en"),
        ("", "zh", "zh"),
    ],
)
def test_a_dialogue_changes_its_language_only_with_a_plain_sentence(
    text: str, before: Lang, after: Lang
) -> None:
    assert spoken_language(text, before) == after
