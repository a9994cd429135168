"""Formulas over concepts: what they mean, and where they cannot be read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from practice.recognition import (
    AllOf,
    Concept,
    Formula,
    Recognition,
    SomeOf,
    Without,
    concepts_of,
    parse,
)

A, B, C, D = (Concept(name, 0) for name in "abcd")


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("a", A),
        ("  a  ", A),
        ("keep-whole2", Concept("keep-whole2", 0)),
        ("+needs", Concept("needs", 1)),
        ("-needs", Concept("needs", -1)),
        ("-a-b", Concept("a-b", -1)),
        ("a & b", AllOf((A, B))),
        ("a&b&c", AllOf((A, B, C))),
        ("a | b", SomeOf(1, (A, B))),
        ("a > b", AllOf((A, B), ordered=True)),
        ("a > b > c", AllOf((A, B, C), ordered=True)),
        ("!a", Without(A)),
        ("!!a", Without(Without(A))),
        ("(a)", A),
        ("((a))", A),
        ("2 of (a, b, c)", SomeOf(2, (A, B, C))),
        ("2  of(a|b, c & d)", SomeOf(2, (SomeOf(1, (A, B)), AllOf((C, D))))),
        ("1 of (a)", SomeOf(1, (A,))),
        ("of & office", AllOf((Concept("of", 0), Concept("office", 0)))),
        ("a\n & b", AllOf((A, B))),
    ],
)
def test_a_formula_is_read(text: str, formula: Formula) -> None:
    assert parse(text) == formula


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("a | b & c", SomeOf(1, (A, AllOf((B, C))))),
        ("a & b | c", SomeOf(1, (AllOf((A, B)), C))),
        ("a & b > c", AllOf((A, AllOf((B, C), ordered=True)))),
        ("a > b & c", AllOf((AllOf((A, B), ordered=True), C))),
        ("a > b | c", SomeOf(1, (AllOf((A, B), ordered=True), C))),
        ("!a & b", AllOf((Without(A), B))),
        ("!a > b", AllOf((Without(A), B), ordered=True)),
        ("!(a & b)", Without(AllOf((A, B)))),
        ("(a | b) & c", AllOf((SomeOf(1, (A, B)), C))),
    ],
)
def test_order_binds_tighter_than_and_and_and_than_or(text: str, formula: Formula) -> None:
    assert parse(text) == formula


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "at its end"),
        ("   ", "at its end"),
        ("a &", "at its end"),
        ("(a", "at its end"),
        ("2 of (a, b", "at its end"),
        ("a b", "at “b”"),
        ("a)", "at “)”"),
        ("& a", "at “& a”"),
        ("a & & b", "at “& b”"),
        ("a, b", "at “, b”"),
        ("()", "at “)”"),
        ("2 (a)", "at “2 (a)”"),
        ("2 of a", "at “a”"),
        ("2 of ()", "at “)”"),
        ("2of (a)", "at “2of (a)”"),
        ("--a", "at “--a”"),
        ("- a", "at “- a”"),
        ("Water", "at “Water”"),
        ("水", "at “水”"),
        ("a & b_c", "at “_c”"),
        ("a ？ b and a very long rest of it", "at “？ b and a very long ”"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(text: str, place: str) -> None:
    with pytest.raises(ValueError, match="cannot be read") as refused:
        parse(text)
    assert str(refused.value) == f"formula “{text.strip()}” cannot be read {place}"


def attempted(text: str) -> Formula | ValueError:
    """Return the formula, or the error that says why there is none; any other error is a bug."""
    try:
        return parse(text)
    except ValueError as error:
        return error


@given(st.text(alphabet="ab-+ 12of(),&|!>水\n", max_size=30))
@settings(max_examples=50, deadline=None)
def test_any_text_is_a_formula_or_a_value_error(text: str) -> None:
    outcome = attempted(text)
    if isinstance(outcome, ValueError):
        assert "cannot be read" in str(outcome)
    else:
        assert parse(written(outcome)) == outcome


# ---------------------------------------------------------------------- writing back

names = st.from_regex(r"[a-z][a-z0-9]{0,4}(-[a-z0-9]{1,3})?", fullmatch=True)
concepts = st.builds(Concept, names, st.sampled_from([-1, 0, 1]))


def compound(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(AllOf, several, st.booleans()),
        st.builds(SomeOf, st.integers(1, 3), several),
        st.builds(Without, inner),
    )


formulas = st.recursive(concepts, compound, max_leaves=8)


def written(formula: Formula) -> str:
    """Return the formula as text, with every bracket that could be needed."""
    match formula:
        case Concept(name=name, sign=sign):
            return {1: "+", -1: "-", 0: ""}[sign] + name
        case Without(part=part):
            return f"!({written(part)})"
        case AllOf(parts=parts, ordered=ordered):
            return (" > " if ordered else "&").join(f"({written(each)})" for each in parts)
        case SomeOf(count=1, parts=parts) if len(parts) > 1:
            return "|".join(f"({written(each)})" for each in parts)
        case SomeOf(count=count, parts=parts):
            return f"{count} of ({', '.join(written(each) for each in parts)})"


@given(formulas)
@settings(max_examples=50, deadline=None)
def test_a_formula_written_and_read_again_is_the_same(formula: Formula) -> None:
    assert parse(written(formula)) == formula


# ---------------------------------------------------------------------- the formulas of one point


def test_concepts_are_all_that_a_formula_names_even_the_forbidden_ones() -> None:
    formula = parse("a & !(b | -c) > 2 of (d, a)")
    assert list(concepts_of(formula)) == ["a", "b", "c", "d", "a"]


def test_a_recognition_yields_its_formulas_and_the_concepts_of_all_three() -> None:
    recognized = Recognition(covered="a & b", half="c", flipped="a & !d")
    assert list(recognized.formulas()) == [AllOf((A, B)), C, AllOf((A, Without(D)))]
    assert recognized.concepts() == {"a", "b", "c", "d"}


def test_a_recognition_with_one_formula_yields_one() -> None:
    assert list(Recognition(covered="a").formulas()) == [A]


@pytest.mark.parametrize("field", ["covered", "half", "flipped"])
def test_a_recognition_refuses_an_unreadable_formula_in_any_place(field: str) -> None:
    with pytest.raises(ValidationError, match="cannot be read at its end"):
        Recognition.model_validate({"covered": "a", field: "a &"})
