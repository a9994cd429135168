"""JSON read strictly, and that no mutation of a good verdict becomes another verdict by itself."""

import json
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.critic_voice import CriticReply
from agents.voice.form import read_form
from practice.verdict import Standing
from tests.test_model_voice import GOOD
from tools.strict_json import read_json


@pytest.mark.parametrize(
    "text", ['{"a": [1, 2.5, -3e10, null, true, "x"]}', " [] ", '"only a string"']
)
def test_good_json_is_read_as_ever(text: str) -> None:
    assert read_json(text) == json.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", '{"a": 1} and more', 'so: {"a": 1}', '```json\n{"a": 1}\n```', '{"a": 1,}',
        '{"a": 1, "a": 2}', '{"b": {"a": 1, "a": 1}}', '{"a": NaN}', '{"a": Infinity}',
        '{"a": -Infinity}', '{"a": 1e999}', '{"a": -1e999}', '{"a": ' + "9" * 400 + "}",
        '{"a":' * 5000, "[" * 100_000, "{'a': 1}", '{"a": 01}', '{"a": "\n"}',
    ],
)  # fmt: skip
def test_what_is_not_strictly_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_json(text)


MUTATIONS = st.tuples(
    st.integers(0, len(GOOD)),
    st.integers(0, 12),
    st.text(alphabet='{}[]",:0.eN\\ covermisng', max_size=6),
)


@settings(max_examples=500)
@given(st.lists(MUTATIONS, min_size=1, max_size=4))
def test_a_mutated_verdict_is_valid_or_named_as_faulty(changes: list[tuple[int, int, str]]) -> None:
    text = GOOD
    for at, gone, put in changes:
        text = text[:at] + put + text[at + gone :]
    reply, fault = read_form(CriticReply, text)
    if reply is None:
        assert fault
        return
    assert fault is None
    assert json.loads(text).keys() == {"points", "misconceptions"}
    assert {each.verdict for each in reply.points} <= set(get_args(Standing))


@pytest.mark.parametrize("put", ["true", "1", "100", "null", '"perfect"', '["covered"]'])
def test_a_verdict_is_one_of_five_words_and_nothing_that_looks_like_one(put: str) -> None:
    reply, fault = read_form(CriticReply, GOOD.replace('"missing"', put))
    assert reply is None
    assert fault is not None
    assert "points.2.verdict" in fault


def test_of_two_verdicts_on_one_point_none_is_taken() -> None:
    """A lenient reader takes the last: whatever an answer smuggles in behind the first."""
    reply, fault = read_form(
        CriticReply, GOOD.replace('"missing"', '"missing", "verdict": "covered"')
    )
    assert reply is None
    assert fault == "it is no valid JSON: the key 'verdict' is given twice"
