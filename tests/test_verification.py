"""What code checks of a judgement: where a quote stands, what does not hold, what becomes of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice.verdict import Falsehood, Standing, Verdict
from tests.samples import tea_matcher, tea_question
from tools.verification import Objection, locate, objections, settle

ANSWER = "先把水烧开。The Leaves steep for three minutes, I think."


def verdict(
    point: str, standing: Standing, quote: str | None = None, at: int | None = None
) -> Verdict:
    """Return a verdict whose quote begins at `at`, by default where it stands in ANSWER."""
    start = None if quote is None else (ANSWER.index(quote) if at is None else at)
    known = tea_question().point(point)
    return Verdict(
        point=point,
        skill=known.skill,
        weight=known.weight,
        why="because",
        verdict=standing,
        quote=quote,
        start=start,
        end=None if start is None or quote is None else start + len(quote),
        probability=0.9,
    )


def falsehood(name: str, quote: str, start: int) -> Falsehood:
    """Return a misconception said to be found."""
    return Falsehood(id=name, quote=quote, start=start, end=start + len(quote), correction="no")


def held(*verdicts: Verdict, false: tuple[Falsehood, ...] = ()) -> list[Objection]:
    """Return the objections to a judgement of ANSWER."""
    return objections(ANSWER, tea_question(), verdicts, false, tea_matcher())


@pytest.mark.parametrize(
    ("quote", "text", "expected"),
    [
        ("水烧开", "先把水烧开。", (2, 5)),
        ("the leaves STEEP", "The Leaves steep long", (0, 16)),
        ("ｓｔｅｅｐ", "they steep", (5, 10)),
        ("steep for three", "steep  for\nthree", (0, 16)),
        ("水烧开", "水 烧\n开", (0, 5)),
        ("水 烧开", "水烧开", (0, 3)),
        ("  steep ", "they steep", (5, 10)),
        ("don't boil", "I don’t boil it", (2, 12)),
        ("the water … steep", "the water boils and leaves steep", (0, 32)),
        ("the water...steep", "the water boils and leaves steep", (0, 32)),
        ("…steep…", "leaves steep now", (7, 12)),
        ("a+b (c)*", "use a+b (c)* here", (4, 12)),
    ],
)
def test_a_quote_is_located_across_blanks_width_case_and_ellipsis(
    quote: str, text: str, expected: tuple[int, int]
) -> None:
    span = locate(quote, text)
    assert span is not None
    assert (span.start, span.end) == expected
    assert span.quote == text[expected[0] : expected[1]]


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("", "boil"),
        ("  ", "boil it"),
        ("…", "boil…"),
        ("...", "boil..."),
        ("boil", ""),
        ("boil the water", "boil that water"),
        ("steep … water", "water, then steep"),
        ("water … water", "only one water"),
        ("烧开水", "水烧开"),
        (".*", "anything"),
    ],
)
def test_a_quote_that_does_not_stand_there_is_not_located(quote: str, text: str) -> None:
    assert locate(quote, text) is None


@pytest.mark.parametrize(
    ("quote", "text"), [("no table", "that is notable"), ("now here", "it goes nowhere")]
)
def test_two_words_are_not_located_in_one_other_word(quote: str, text: str) -> None:
    assert locate(quote, text) is None


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="水烧开aB ．.…\n*(İ", max_size=30), st.integers(0, 29), st.integers(1, 30))
def test_what_was_cut_from_a_text_is_located_with_offsets_that_hold(
    text: str, start: int, size: int
) -> None:
    cut = text[start : start + size]
    span = locate(cut, text)
    if cut.strip(" .．…\n"):
        assert span is not None
    assert span is None or span.stands_in(text)


def test_what_holds_raises_no_objection() -> None:
    right = (
        verdict("boil", "covered", "先把水烧开。"),
        verdict("steep", "partial", "The Leaves steep"),
        verdict("warm-pot", "missing"),
    )
    assert held(*right) == []
    assert held() == []


def test_a_quote_that_is_not_in_the_answer_is_objected_to() -> None:
    fault = "the quote does not stand in the answer"
    assert held(verdict("boil", "covered", "水要烧开", at=2)) == [Objection("boil", fault)]
    assert held(verdict("boil", "covered", "水烧开", at=3)) == [Objection("boil", fault)]
    assert held(verdict("boil", "contradicted", "cold water", at=0)) == [Objection("boil", fault)]


def test_a_quote_that_does_not_bear_on_its_point_is_objected_to() -> None:
    fault = "the quote does not bear on the point"
    assert held(verdict("boil", "covered", "three minutes")) == [Objection("boil", fault)]
    assert held(verdict("boil", "partial", "I think")) == [Objection("boil", fault)]


def test_covered_beside_a_falsehood_that_contradicts_it_is_objected_to() -> None:
    false = falsehood("longer-better", "steep", ANSWER.index("steep"))
    fault = "covered, yet it contradicts: longer-better was found"
    covered = verdict("steep", "covered", "steep")
    assert held(covered, false=(false,)) == [Objection("steep", fault)]
    assert held(verdict("boil", "covered", "水烧开"), false=(false,)) == []
    assert held(verdict("steep", "contradicted", "steep"), false=(false,)) == []


def test_a_falsehood_must_be_quoted_from_the_answer() -> None:
    fault = "the quote does not stand in the answer"
    assert held(false=(falsehood("milk-first", "milk first", 0),)) == [
        Objection("milk-first", fault)
    ]
    assert held(false=(falsehood("milk-first", "", 0),)) == [Objection("milk-first", fault)]
    assert held(false=(falsehood("milk-first", "先把水", 0),)) == []


def test_what_failed_is_settled_as_unsure_with_the_nearest_clause() -> None:
    judged = (
        verdict("boil", "covered", "水要烧开", at=2),
        verdict("steep", "covered", "steep for three minutes"),
        verdict("warm-pot", "missing"),
    )
    settled = settle(ANSWER, judged, {"boil"}, tea_matcher())
    assert settled[1:] == judged[1:]
    boil = settled[0]
    assert (boil.verdict, boil.quote, boil.start, boil.end) == ("unsure", "先把水烧开。", 0, 6)
    assert (boil.point, boil.skill, boil.weight, boil.probability) == ("boil", "heating", 3, 0.5)
    assert boil.why == "the judgement did not stand up to checking"


def test_what_failed_and_is_nowhere_near_is_missing() -> None:
    judged = (verdict("warm-pot", "covered", "pot is warm", at=0),)
    settled = settle(ANSWER, judged, {"warm-pot"}, tea_matcher())
    assert [(each.verdict, each.quote, each.probability) for each in settled] == [
        ("missing", None, 0.05)
    ]
