"""What a candidate typed: a one-line block beginning with / is a command, all else an answer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice.typed import (
    COMMANDS,
    Code,
    CodeFile,
    Inquiry,
    Leave,
    Nothing,
    Said,
    Typed,
    Unknown,
    Wish,
    by_keyboard,
    read_block,
)


def test_the_commands_are_these_five() -> None:
    assert COMMANDS == ("hint", "answer", "why", "skip", "done")


@pytest.mark.parametrize(
    ("block", "typed"),
    [
        ("/hint", Wish("hint")),
        ("/answer", Wish("answer")),
        ("/why", Wish("why")),
        ("/skip", Wish("skip")),
        ("/done", Wish("done")),
        ("/HINT", Wish("hint")),
        ("/hint \n", Wish("hint")),
        ("/quit", Leave("quit")),
        ("/Quit\n", Leave("quit")),
        ("/help", Unknown("/help")),
        ("/hints", Unknown("/hints")),
        ("/hint now", Unknown("/hint now")),
        ("/", Unknown("/")),
        ("//", Unknown("//")),
        ("/提示", Unknown("/提示")),
        ("hint", Said("hint")),
        ("hint /hint", Said("hint /hint")),
        ("／hint", Said("／hint")),
        (
            "/etc/hosts names the hosts\nand DNS the rest",
            Said("/etc/hosts names the hosts\nand DNS the rest"),
        ),
        ("/hint\nmore", Said("/hint\nmore")),
        ("/code a b.py", CodeFile("a b.py")),
        ("/code", Unknown("/code")),
        ("/ask what is recall?", Inquiry("what is recall?")),
        ("/ASK  什么是召回 \n", Inquiry("什么是召回")),
        ("/ask\u3000什么是召回", Inquiry("什么是召回")),
        ("/ask", Unknown("/ask")),
        ("/ask \t", Unknown("/ask")),
        ("/asks why", Unknown("/asks why")),
        ("/ask one\ntwo", Said("/ask one\ntwo")),
        ("```\nx = 1\n```", Code("x = 1", "```\nx = 1\n```")),
        (" ~~~python\nx\n\ny\n~~~\n", Code("x\n\ny", " ~~~python\nx\n\ny\n~~~")),
        ("```py\n```", Code("", "```py\n```")),
        ("see\n```\nx\n```", Said("see\n```\nx\n```")),
        ("```\nx\n``` so", Said("```\nx\n``` so")),
        ("```x```", Said("```x```")),
        ("/quit\n/quit", Said("/quit\n/quit")),
        ("", Nothing()),
        ("\n\n", Nothing()),
        (" \t\u3000", Nothing()),
        ("0", Said("0")),
        ("不知道", Said("不知道")),
    ],
)
def test_a_block_is_read(block: str, typed: Typed) -> None:
    assert read_block(block) == typed


def test_an_answer_keeps_its_blanks_and_inner_lines_but_no_empty_lines_around() -> None:
    assert read_block("\n\n  first\n\n second  \n\n") == Said("  first\n\n second  ")


def test_only_help_asks_for_the_list_of_commands() -> None:
    asked = read_block("/HELP")
    other = read_block("/helpme")
    assert isinstance(asked, Unknown)
    assert isinstance(other, Unknown)
    assert (asked.asks_for_help, other.asks_for_help) == (True, False)


def test_an_ask_without_words_asks_nothing() -> None:
    empty, other = read_block("/ASK "), read_block("/asks")
    assert isinstance(empty, Unknown)
    assert isinstance(other, Unknown)
    assert (empty.asks_nothing, other.asks_nothing) == (True, False)


@given(st.text(min_size=1, max_size=80))
@settings(max_examples=50, deadline=None)
def test_what_does_not_begin_with_a_slash_is_kept_word_for_word(text: str) -> None:
    block = "x" + text + "x"
    assert read_block(block) == Said(block)


@given(st.text(max_size=40))
@settings(max_examples=50, deadline=None)
def test_a_block_of_two_lines_is_an_answer_whatever_it_begins_with(text: str) -> None:
    block = "/" + text + "\nx"
    assert read_block(block) == Said(block)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("／hint", "/hint"),
        ("、hint", "/hint"),
        (" ／ask 召回指什么？", "/ask 召回指什么？"),
        ("、Quit ", "/Quit"),
        ("／tmp 目录", "／tmp 目录"),
        ("、然后切分", "、然后切分"),
        ("／hint\n再说", "／hint\n再说"),
        ("不用／hint", "不用／hint"),
        ("", ""),
    ],
)
def test_the_slash_of_a_chinese_keyboard_is_one_before_a_command(typed: str, read: str) -> None:
    assert by_keyboard(typed) == read
