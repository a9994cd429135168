"""Sentences of a growing text: an end that was found stays one, and nothing is said twice or lost."""

import pytest

from tools.sentences import ends, sentences, unsaid

TEXTS = [
    "Take the follow-up. It goes for what is missing! Why? Because.",
    "先想一想时间。为什么要等？“因为会苦。”再说一遍！好……就这样。",
    "Use a cache, e.g. Redis, or v1.5 of it. Set 3 minutes. then wait.\n\n- One\n- Two (both.) Done",
    "Say “boil.” Then wait... Well.\r\nNext",
    "",
    "no end at all",
]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One thing. Another.", ["One thing.", " Another."]),
        ("先想时间。再想水！", ["先想时间。", "再想水！"]),
        ("他说“要开。”然后等。", ["他说“要开。”", "然后等。"]),
        ("Wait 1.5 minutes, e.g. Two. Or not.", ["Wait 1.5 minutes, e.g. Two.", " Or not."]),
        ("First:\n- one\n- two", ["First:", "\n- one", "\n- two"]),
        ("So it says. and goes on.", ["So it says. and goes on."]),
        ("", []),
    ],
)
def test_sentences_are_told_apart_where_they_surely_end(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@pytest.mark.parametrize("text", TEXTS)
def test_what_has_ended_has_ended_whatever_follows(text: str) -> None:
    whole = list(ends(text))
    assert "".join(sentences(text)) == text
    for cut in range(len(text)):
        found = list(ends(text[:cut]))
        assert found == whole[: len(found)]
        assert all(end < cut for end in found), "an end without a character behind it"


def test_what_was_said_is_left_out_as_often_as_it_was_said() -> None:
    text = "Again. One more. Again. Last."
    assert unsaid(text, []) == text
    assert unsaid(text, ["Again."]) == "One more. Again. Last."
    assert unsaid(text, ["Again. One more.", "Again.\n"]) == "Last."
    assert unsaid(text, [text, "Other words."]) == ""
