"""The door: what untrusted text may not carry through, and that folding keeps every offset."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.text import clean, first_line, fold

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ZERO_WIDTH = "\u200b\u2060\ufeff\u180e\u2061\u2062\u2063\u2064"
ANY_TEXT = st.text(st.characters())
"""Every code point, lone surrogates too."""


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\x1b[31mred\x1b[0m", "a␛[31mred␛[0m"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("bell\x07 back\x08 nul\x00 del\x7f", "bell␇ back␈ nul␀ del␡"),
        ("\x0b\x0c\x1f", "␋␌␟"),
        ("c1 \x80\x9b31m\x9f", "c1 \ufffd\ufffd31m\ufffd"),
        ("\ud800水\udfff", "\ufffd水\ufffd"),
    ],
)
def test_what_could_steer_a_terminal_becomes_a_visible_sign(raw: str, shown: str) -> None:
    assert clean(raw) == shown


@pytest.mark.parametrize("char", list(BIDI + ZERO_WIDTH + "\U000e0001\U000e0041\U000e007f"))
def test_direction_marks_zero_width_and_tag_characters_go(char: str) -> None:
    assert clean(f"水{char}烧开 wa{char}ter") == "水烧开 water"


@pytest.mark.parametrize("char", ["\u00ad", "\u206a", "\u206f", "\ufff9", "\U000e0100"])
def test_other_invisible_characters_cannot_hide_in_a_word(char: str) -> None:
    assert clean(f"wa{char}ter") == "water"


def test_line_ends_become_lf_and_tabs_stay() -> None:
    assert clean("a\r\nb\rc\u2028d\u2029e\nf\tg") == "a\nb\nc\nd\ne\nf\tg"


def test_at_most_four_marks_stay_on_one_letter() -> None:
    assert clean("e" + "\u0301" * 4 + "x") == "e" + "\u0301" * 4 + "x"
    assert clean("e" + "\u0301" * 500 + "x") == "e" + "\u0301" * 4 + "x"
    assert (
        clean("水" + "\u0300" * 5 + "开" + "\u0300" * 5)
        == "水" + "\u0300" * 4 + "开" + "\u0300" * 4
    )


@pytest.mark.parametrize(
    "marks", ["\u0489" * 50, ("\u0301" * 4 + "\u034f") * 50], ids=["enclosing", "joined"]
)
def test_marks_of_combining_class_nought_are_counted_too(marks: str) -> None:
    kept = clean("e" + marks)
    assert len([char for char in kept if unicodedata.category(char)[0] == "M"]) <= 4


@pytest.mark.parametrize(
    "text",
    [
        "",
        "水要先烧开，再泡茶！",
        "plain ASCII, 100 %",
        "naïve café Ω",
        "🍵 tea 🇨🇳",
        "ไม่ใช่",
        "हिन्दी",
    ],
)
def test_ordinary_text_of_any_script_passes_unchanged(text: str) -> None:
    assert clean(text) == text


@settings(max_examples=50, deadline=None)
@given(ANY_TEXT)
def test_nothing_dangerous_passes_and_a_second_pass_changes_nothing(text: str) -> None:
    passed = clean(text)
    assert not [c for c in passed if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    assert not set(passed) & set(BIDI + ZERO_WIDTH + "\u2028\u2029")
    assert clean(passed) == passed
    passed.encode("utf-8")


@settings(max_examples=50, deadline=None)
@given(ANY_TEXT)
def test_folding_keeps_every_offset(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert folded == "".join(fold(char) for char in text)


def test_folding_keeps_the_length_of_every_code_point() -> None:
    every = "".join(map(chr, range(0x30000)))
    assert len(fold(every)) == len(every)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("RAG", "rag"),
        ("ＲＡＧ２，（ａ）！", "rag2,(a)!"),
        ("don’t ‘quote’", "don't 'quote'"),
        ("水烧开。", "水烧开。"),
        ("ΣÀ", "σà"),
        ("İﬁ㎏ß…", "İﬁ㎏ß…"),
        ("", ""),
    ],
)
def test_folding_is_lower_case_and_half_width(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_first_line_is_one_line_within_its_limit() -> None:
    assert first_line("  How do\n you\tmake\r\ntea? ") == "How do you make tea?"
    assert first_line("x" * 60) == "x" * 60
    assert first_line("x" * 61) == "x" * 59 + "…"
    assert first_line("水烧开了", limit=3) == "水烧…"
    assert first_line("\x1b[2J") == "␛[2J"
    assert first_line("") == ""
