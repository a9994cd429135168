"""Verdicts with their quotes, and the score that arithmetic makes of them."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from practice.verdict import (
    Band,
    Critique,
    Falsehood,
    Judge,
    Judgings,
    Mark,
    Span,
    Standing,
    Verdict,
    band,
    mark,
)
from tests.samples import tea_critique, tea_question, tea_verdict

STANDINGS: tuple[Standing, ...] = ("covered", "partial", "missing", "contradicted", "unsure")
FALSE = ["longer-better", "milk-first"]
standings = st.sampled_from(STANDINGS)


def tea_mark(
    boil: Standing, steep: Standing, warm_pot: Standing, *false: str, bears: bool = True
) -> Mark:
    """Return the mark of a tea answer (weights 3, 2, 1; misconceptions 1 and 0.5)."""
    found: dict[str, Standing] = {"boil": boil, "steep": steep, "warm-pot": warm_pot}
    return mark(tea_question(), found, false, bears=bears)


def marked(score: float, low: float, high: float, name: Band) -> Mark:
    return Mark(score=score, low=low, high=high, band=name)


@pytest.mark.parametrize(
    ("found", "false", "expected"),
    [
        (("covered", "covered", "covered"), (), marked(100, 100, 100, "strong")),
        (("missing", "missing", "missing"), (), marked(0, 0, 0, "thin")),
        (("partial", "partial", "partial"), (), marked(50, 50, 50, "partial")),
        (("unsure", "unsure", "unsure"), (), marked(50, 0, 100, "partial")),
        (("covered", "missing", "missing"), (), marked(50, 50, 50, "partial")),
        (("covered", "missing", "covered"), (), marked(66.7, 66.7, 66.7, "solid")),
        (("covered", "covered", "missing"), (), marked(83.3, 83.3, 83.3, "strong")),
        (("covered", "partial", "unsure"), (), marked(75, 66.7, 83.3, "solid")),
        (("covered", "contradicted", "covered"), (), marked(50, 50, 50, "partial")),
        (("covered", "covered", "contradicted"), (), marked(75, 75, 75, "solid")),
        (("contradicted", "covered", "missing"), (), marked(8.3, 8.3, 8.3, "thin")),
        (("covered", "covered", "covered"), FALSE, marked(75, 75, 75, "solid")),
        (("covered", "contradicted", "covered"), FALSE[:1], marked(33.3, 33.3, 33.3, "thin")),
        (("covered", "covered", "covered"), FALSE[1:] * 3, marked(91.7, 91.7, 91.7, "strong")),
        (("contradicted", "contradicted", "covered"), FALSE, marked(0, 0, 0, "thin")),
        (("missing", "unsure", "missing"), FALSE, marked(0, 0, 8.3, "thin")),
    ],
)
def test_the_score_is_the_formula(
    found: tuple[Standing, Standing, Standing], false: list[str], expected: Mark
) -> None:
    assert tea_mark(*found, *false) == expected


def test_a_point_without_a_verdict_is_missing() -> None:
    assert mark(tea_question(), {"boil": "covered"}) == marked(50, 50, 50, "partial")
    assert mark(tea_question(), {}) == marked(0, 0, 0, "thin")


def test_a_misconception_that_the_question_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError, match="sugar"):
        tea_mark("covered", "covered", "covered", "sugar")


def test_an_answer_that_does_not_bear_on_the_question_is_off_question() -> None:
    nothing = tea_mark("missing", "missing", "missing", bears=False)
    assert nothing == marked(0, 0, 0, "off_question")


@pytest.mark.parametrize(
    ("score", "name"),
    [
        (100, "strong"),
        (80, "strong"),
        (79.9, "solid"),
        (60, "solid"),
        (59.9, "partial"),
        (40, "partial"),
        (39.9, "thin"),
        (0, "thin"),
    ],
)
def test_a_band_begins_at_its_floor(score: float, name: Band) -> None:
    assert band(score) == name


@given(boil=standings, steep=standings, warm=standings, false=st.lists(st.sampled_from(FALSE)))
@settings(max_examples=50, deadline=None)
def test_a_score_lies_within_0_and_100_and_within_its_range(
    boil: Standing, steep: Standing, warm: Standing, false: list[str]
) -> None:
    found = tea_mark(boil, steep, warm, *false)
    assert 0 <= found.low <= found.score <= found.high <= 100
    assert (found.low == found.high) or "unsure" in (boil, steep, warm)


def test_a_better_verdict_never_lowers_a_score() -> None:
    worse_to_better: tuple[Standing, ...] = ("contradicted", "missing", "partial", "covered")
    for rest in product(STANDINGS, STANDINGS):
        scores = [tea_mark(each, *rest).score for each in worse_to_better]
        assert scores == sorted(scores)


# ---------------------------------------------------------------------- quotes


@pytest.mark.parametrize("standing", STANDINGS)
def test_a_verdict_is_quoted_unless_it_is_missing(standing: Standing) -> None:
    quoted = {"quote": "boil", "start": 0, "end": 4}
    nulls = {"quote": None, "start": None, "end": None}
    right, wrong = (nulls, quoted) if standing == "missing" else (quoted, nulls)
    facts = {**tea_verdict("boil", standing).model_dump(), **right}
    assert Verdict.model_validate(facts).verdict == standing
    with pytest.raises(ValidationError, match="null for missing only"):
        Verdict.model_validate({**facts, **wrong})


@pytest.mark.parametrize("field", ["quote", "start", "end"])
@pytest.mark.parametrize("standing", ["covered", "missing"])
def test_a_verdict_with_half_a_quote_is_refused(field: str, standing: Standing) -> None:
    facts = tea_verdict("boil", standing).model_dump()
    other = {"quote": "boil", "start": 0, "end": 4}[field] if standing == "missing" else None
    with pytest.raises(ValidationError, match="boil: quote, start and end"):
        Verdict.model_validate({**facts, field: other})


def test_a_verdict_has_its_span_and_a_missing_one_has_none() -> None:
    span = tea_verdict("boil", "covered").span
    assert span == Span(quote="boil words", start=0, end=10)
    assert tea_verdict("boil", "missing").span is None


@pytest.mark.parametrize("probability", [-0.1, 1.1, float("nan")])
def test_a_probability_lies_within_0_and_1(probability: float) -> None:
    facts = tea_verdict("boil", "covered").model_dump()
    with pytest.raises(ValidationError, match="probability"):
        Verdict.model_validate({**facts, "probability": probability})


@pytest.mark.parametrize(
    ("span", "stands"),
    [
        (Span(quote="茶好", start=2, end=4), True),
        (Span(quote="🍵", start=0, end=1), True),
        (Span(quote="茶", start=1, end=2), False),
        (Span(quote="茶好", start=2, end=3), False),
        (Span(quote="喝", start=4, end=99), True),
        (Span(quote="", start=1, end=1), False),
        (Span(quote="喝", start=50, end=51), False),
    ],
)
def test_a_span_stands_where_the_text_says_just_that_in_code_points(
    span: Span, stands: bool
) -> None:
    assert span.stands_in("🍵 茶好喝") is stands


def test_an_offset_is_never_negative() -> None:
    """Counted from the end, `text[start:end] == quote` would hold for what is no offset."""
    with pytest.raises(ValidationError):
        Span(quote="喝", start=-1, end=5)
    verdict = tea_verdict("boil", "covered").model_dump()
    with pytest.raises(ValidationError):
        Verdict.model_validate({**verdict, "start": -10, "end": -1})
    with pytest.raises(ValidationError):
        Falsehood(id="milk-first", quote="milk", start=-5, end=-1, correction="No.")


# ---------------------------------------------------------------------- the critique


def test_a_critique_written_as_json_and_read_again_is_the_same() -> None:
    critique = tea_critique("covered", "contradicted", "missing", false=["longer-better"])
    assert Critique.model_validate_json(critique.model_dump_json()) == critique


PROMISED = [
    "question",
    "session",
    "attempt",
    "lang",
    "score",
    "score_range",
    "band",
    "honest_unknown",
    "verdicts",
    "misconceptions",
    "delivery",
    "done_well",
    "next_action",
    "judge",
    "compared",
]
POINT_KEYS = {"point", "skill", "weight", "verdict", "quote", "start", "end", "probability", "why"}


def test_a_critique_has_the_keys_of_the_contract_in_their_order() -> None:
    critique = tea_critique("covered", "missing", "unsure").model_dump(mode="json")
    assert [key for key in critique if key in PROMISED] == PROMISED
    assert set(critique) - set(PROMISED) == {"reason"}
    assert set(critique["verdicts"][0]) == POINT_KEYS
    assert critique["score_range"] == [50, 66.7]
    assert critique["judge"] == {
        "voice": "rules",
        "model": None,
        "version": "test",
        "prompt": None,
        "judgings": None,
    }


def judged_by(*scores: float, asked: int = 3) -> Judge:
    """Return a judge that was asked several times, and came to these scores."""
    judgings = Judgings(asked=asked, scores=scores) if scores else None
    return Judge(voice="model", model="one", version="1", judgings=judgings)


@pytest.mark.parametrize(
    ("scores", "uncertain"),
    [
        ((66.7, 66.7, 66.7), False),
        ((51.7, 60.0, 66.7), False),
        ((1.1, 16.1), False),
        ((51.7, 60.0, 66.8), True),
        ((0.0, 100.0), True),
        ((40.0,), False),
    ],
    ids=["alike", "15.0 apart", "15.0 apart, not in binary", "15.1 apart", "all apart", "alone"],
)
def test_more_than_fifteen_points_apart_is_uncertain(
    scores: tuple[float, ...], uncertain: bool
) -> None:
    judgings = judged_by(*scores).judgings
    assert judgings is not None
    assert judgings.uncertain is uncertain


def test_judgings_of_another_number_measure_otherwise() -> None:
    """It is those that were reached that count: one that was left alone judges as one."""
    three, again = judged_by(40.0, 50.0, 60.0), judged_by(70.0, 70.0, 70.0)
    single, alone = judged_by(), judged_by(50.0)
    two = judged_by(50.0, 60.0)
    assert three.measures_like(again)
    assert single.measures_like(alone)
    assert not three.measures_like(single)
    assert not three.measures_like(two)


def test_a_judge_stored_before_there_were_judgings_is_read_as_one() -> None:
    old = Judge.model_validate_json('{"voice": "model", "model": "one", "version": "1"}')
    assert (old.judgings, old.heads) == (None, 1)
    kept = judged_by(40.0, 60.0)
    assert Judge.model_validate_json(kept.model_dump_json()) == kept


def test_why_stands_before_the_verdict_so_that_a_model_argues_first() -> None:
    names = list(Verdict.model_fields)
    assert names.index("why") < names.index("verdict")
