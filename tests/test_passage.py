"""Where a formula holds in an answer, how far apart its parts may stand, and what is quoted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice.recognition import parse
from tests.samples import tea_lexicon
from tools.passage import ORDER_REACH, REACH, smallest_passage
from tools.reading import QUOTE_CLAUSES, Passage, Reading, read

NAMES = tuple(sorted(tea_lexicon().concepts))


def reading(text: str, asked: str = "") -> Reading:
    """Return the reading of `text` for all concepts of the tea lexicon."""
    return read(text, tea_lexicon(), NAMES, asked)


def passage(formula: str, text: str, given_names: str = "") -> tuple[int, int] | None:
    """Return first and last clause of where `formula` holds in `text`, or None."""
    found = smallest_passage(parse(formula), reading(text), frozenset(given_names.split()))
    return (found.first, found.last) if found else None


def test_a_reading_has_every_occurrence_with_clause_and_denial() -> None:
    found = reading("Boil the WATER, but never boil milk.").found
    assert {name: len(hits) for name, hits in found.items()} == {
        "boiling": 2,
        "milk": 1,
        "water": 1,
    }
    assert [(hit.start, hit.end, hit.clause, hit.denied) for hit in found["boiling"]] == [
        (0, 4, 0, False),
        (26, 30, 1, True),
    ]


def test_what_stands_in_a_dead_clause_is_mentioned_but_not_found() -> None:
    pile = reading("water, teapot, boiling, milk, cup, leaf")
    assert pile.found == {}
    assert pile.mentioned == {"water", "pot", "boiling", "milk"}


@pytest.mark.parametrize("text", ["", "  ", "。。。", "nothing of it is said"])
def test_where_nothing_is_found_no_formula_holds(text: str) -> None:
    assert reading(text).found == {}
    assert passage("water", text) is None
    assert passage("!water", text) is None


@pytest.mark.parametrize(
    ("formula", "text", "expected"),
    [
        ("water & boiling", "the water is there", None),
        ("water & boiling", "the water is there, it is boiling", (0, 1)),
        ("water | milk", "it is tea, then the milk", (1, 1)),
        ("2 of (water, pot, milk)", "we have water", None),
        ("2 of (water, pot, milk)", "we have water and a pot", (0, 0)),
        ("3 of (water, pot, milk)", "we have water and a pot", None),
        ("+boiling", "do not boil it", None),
        ("-boiling", "do not boil it", (0, 0)),
        ("-boiling", "we boil it", None),
        ("+boiling", "do not boil it. we boil it", (1, 1)),
        ("water & !milk", "we have water", (0, 0)),
        ("water & !milk", "we have water, and milk is there.", None),
        ("water & !milk", "we have water. and milk is there.", (0, 0)),
        ("milk > water", "the milk, then the water", (0, 1)),
        ("milk > water", "the water, then the milk", None),
        ("milk > pot > water", "the milk is in the pot, then the water", (0, 1)),
        ("milk > pot > water", "the milk is there, the water, then the pot", None),
        ("(water | milk) > pot", "milk is in the pot", (0, 0)),
    ],
)
def test_a_formula_holds_where_its_author_meant_it(
    formula: str, text: str, expected: tuple[int, int] | None
) -> None:
    assert passage(formula, text) == expected


def test_the_shortest_passage_is_chosen_and_the_first_among_equals() -> None:
    text = "the water is here, it is mine, it is boiling, the water is boiling, water is boiling"
    assert passage("water & boiling", text) == (3, 3)


def spread(between: int) -> str:
    """Return an answer with `between` clauses between water and boiling."""
    return f"the water is there,{' so it is and so,' * between} it is boiling"


def test_the_parts_stand_within_the_reach() -> None:
    assert passage("water & boiling", spread(REACH - 2)) == (0, REACH - 1)
    assert passage("water & boiling", spread(REACH - 1)) is None


def test_order_counts_within_its_reach() -> None:
    near = f"milk {'x' * (ORDER_REACH - 2)} water is it"
    far = f"milk {'x' * (ORDER_REACH - 1)} water is it"
    assert passage("milk > water", near) == (0, 0)
    assert passage("milk > water", far) is None


def test_what_the_probe_named_need_not_be_said_again() -> None:
    assert passage("water & boiling", "it must be boiling", "water") == (0, 0)
    assert passage("water & +boiling", "it must not be boiling", "water") is None
    assert passage("2 of (water, pot, milk)", "the pot is there", "water") == (0, 0)


def test_what_the_probe_named_is_no_evidence_alone() -> None:
    assert passage("water & boiling", "it is nice", "water boiling") is None
    assert passage("water", "", "water") is None


def test_what_the_probe_named_cannot_be_denied_for_the_speaker() -> None:
    assert passage("-water & boiling", "it must be boiling", "water") is None


def test_what_the_probe_named_does_not_count_as_forbidden() -> None:
    assert passage("boiling & !milk", "it must be boiling", "milk") == (0, 0)


def quoted(text: str, first: int, last: int, names: str = "") -> str:
    """Return the words quoted for a passage."""
    start, end = reading(text).quote(Passage(first, last), names.split())
    return text[start:end]


def test_a_quote_is_trimmed_of_blanks_and_hanging_commas() -> None:
    assert quoted("  水要烧开，然后泡茶。", 0, 0) == "水要烧开，然后泡茶。"
    far = "，很久" * 20
    assert quoted(f"  水要烧开，然后泡茶{far}。", 0, 0) == "水要烧开"
    assert quoted(f"so: it boils ; then tea{' and tea' * 40}", 1, 1) == "it boils"


def test_a_short_passage_takes_in_its_sentence_about_the_same_concepts() -> None:
    long = ", and so it goes on" * 10
    text = f"it is so, the water is here, the pot is there, it is fine{long}. water is good"
    assert quoted(text, 1, 1, "water pot") == "the water is here, the pot is there"
    assert quoted(text, 1, 1, "water") == "the water is here"
    assert quoted("the water is so. the pot is so", 0, 0, "water pot") == "the water is so."
    assert quoted(text, 2, 2, "water pot") == "the water is here, the pot is there"


def test_a_list_is_not_cut() -> None:
    text = "茶壶、茶杯、开水、茶叶都要备好，" + "别的再说，" * 12 + "完。"
    assert quoted(text, 1, 1) == "茶壶、茶杯、开水、茶叶都要备好"


def test_a_long_passage_is_quoted_by_its_richest_stretch() -> None:
    text = "the water is a, b is so, c is so, d is so, the pot is e, warm is f, milk is g"
    text += ", and so it goes on" * 10
    assert QUOTE_CLAUSES == 4
    names = "water pot warm milk"
    assert quoted(text, 0, 3, names) == "the water is a, b is so, c is so, d is so"
    assert quoted(text, 0, 6, names) == "d is so, the pot is e, warm is f, milk is g"


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["water ", "水", "烧开", "not ", "茶壶", "，", "。", ", ", ". ", " ", "the ", "İ"]
        ),
        max_size=40,
    ),
    st.sampled_from(["water & boiling", "water | pot", "pot > water", "water & !pot"]),
)
def test_a_quote_always_stands_in_the_answer(parts: list[str], formula: str) -> None:
    text = "".join(parts)
    found = reading(text)
    holds = smallest_passage(parse(formula), found)
    if holds is not None:
        start, end = found.quote(holds, ["water", "boiling", "pot"])
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert any(
            start <= hit.start < hit.end <= end for hits in found.found.values() for hit in hits
        )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I guess the water boils.", True),
        ("不确定水是不是要烧开。", True),
        ("The water boils.", False),
        ("Maybe the water boils.", False),
    ],
)
def test_a_passage_is_uncertain_where_its_speaker_guesses(text: str, expected: bool) -> None:
    assert reading(text).uncertain(Passage(0, 0)) is expected
