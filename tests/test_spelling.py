"""Swapped letters are put back, and nothing else is touched."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.samples import tea_matcher
from tools.spelling import Speller

SPELLER = Speller(["boil*", "(teapot|kettle)~warm", "pour", "stir slowly", "plan", "logn"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a tepaot of tea", "a teapot of tea"),
        ("ketltes", "kettles"),
        ("teapot", "teapot"),
        ("solwly", "slowly"),
        ("the longer", "the longer"),
        ("poru", "poru"),
        ("kettel", "kettle"),
        ("elttek", "elttek"),
        ("tea 壶 tepaot", "tea 壶 teapot"),
        ("", ""),
    ],
)
def test_two_neighbouring_letters_change_back(typed: str, meant: str) -> None:
    assert SPELLER.mended(typed) == meant


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="teapotkling 壶,.", max_size=60))
def test_the_length_never_changes(text: str) -> None:
    assert len(SPELLER.mended(text)) == len(text)


def test_the_matcher_reads_through_slips_and_quotes_what_was_typed() -> None:
    found = tea_matcher().match("The wtaer must be boiling.").points[0]
    assert found.standing == "covered"
    assert found.span is not None
    assert found.span.quote == "The wtaer must be boiling."
