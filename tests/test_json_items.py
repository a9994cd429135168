"""Items out of a growing JSON text: exactly those whose brace has closed, wherever it is cut."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.json_items import JsonItems

TEXTS = st.text(st.sampled_from('ab"\\{}[],:\n é讲😀/'), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
ITEMS = st.lists(st.dictionaries(TEXTS, VALUES, max_size=4), max_size=4)
REST = st.dictionaries(TEXTS.filter(lambda key: key != "points"), VALUES, max_size=3)


@st.composite
def replies(draw: st.DrawFn) -> tuple[str, list[object]]:
    """Draw an object with a list of items anywhere among its keys, and those items."""
    items, rest = draw(ITEMS), draw(REST)
    keys = draw(st.permutations([*rest, "points"]))
    whole = {key: items if key == "points" else rest[key] for key in keys}
    indent, ascii_only = draw(st.sampled_from([None, 1])), draw(st.booleans())
    text = json.dumps(whole, indent=indent, ensure_ascii=ascii_only)
    return draw(st.sampled_from(["", " \n"])) + text, list(items)


def closed_before(text: str, cut: int, count: int) -> int:
    """Return how many items are whole in `text[:cut]`, found another way: by closing the rest."""
    decoder, start = json.JSONDecoder(), _start(text)
    found = 0
    for _ in range(count):
        _, end = decoder.raw_decode(text, start)
        if end > cut:
            break
        found += 1
        start = end + len(text[end:]) - len(text[end:].lstrip(" \n,"))
    return found


def _start(text: str) -> int:
    """Return where the first item begins, by decoding the object key by key."""
    decoder, at = json.JSONDecoder(), text.index("{") + 1
    while True:
        at += len(text[at:]) - len(text[at:].lstrip(" \n,"))
        key, at = decoder.raw_decode(text, at)
        at += len(text[at:]) - len(text[at:].lstrip(" \n:"))
        if key == "points":
            at += 1
            return at + len(text[at:]) - len(text[at:].lstrip(" \n"))
        _, at = decoder.raw_decode(text, at)


@given(replies(), st.data())
def test_any_cut_hands_out_exactly_the_closed_items(
    reply: tuple[str, list[object]], data: st.DataObject
) -> None:
    text, items = reply
    cut = data.draw(st.integers(0, len(text)))
    reader = JsonItems("points")
    found = [json.loads(each) for each in reader.take(text[:cut])]
    assert found == items[: closed_before(text, cut, len(items))]
    found += [json.loads(each) for each in reader.take(text[cut:])]
    assert found == items


@given(replies(), st.integers(1, 5))
def test_pieces_of_any_size_say_the_same(reply: tuple[str, list[object]], size: int) -> None:
    text, items = reply
    reader = JsonItems("points")
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    found = [json.loads(item) for piece in pieces for item in reader.take(piece)]
    assert found == items


@pytest.mark.parametrize(
    "text",
    [
        'Here you are: {"points": [{"a": 1}]}',
        '```json\n{"points": [{"a": 1}]}',
        '[{"points": [{"a": 1}]}]',
        '{"deep": {"points": [{"a": 1}]}}',
        '{"a": "points", "b": [{"a": 1}]}',
        '{"other": [{"points": [{"a": 1}]}]}',
        '{"points": {"a": {"b": 1}}}',
        '} {"points": [{"a": 1}]}',
        '{"a": "\\"points\\": [{}]"}',
    ],
)
def test_what_is_no_item_of_the_list_is_not_handed_out(text: str) -> None:
    assert JsonItems("points").take(text) == []


def test_a_second_list_of_the_same_key_is_not_read() -> None:
    reader = JsonItems("points")
    assert reader.take('{"points": [{"a": 1}], "points": [{"a": 2}]}') == ['{"a": 1}']


def test_a_key_may_be_written_with_escapes() -> None:
    assert JsonItems("points").take('{"po\\u0069nts": [{"a": 1}') == ['{"a": 1}']


def test_nothing_comes_after_a_bracket_that_does_not_fit() -> None:
    assert JsonItems("points").take('{"points": [{"a": 1}}, {"b": 2}]}') == ['{"a": 1}']
