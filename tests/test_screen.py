"""The terminal: what reaches it, in a pipe, plain, without colour and at 40 columns."""

import json
import os
import pty
import re
import subprocess
import sys
from typing import Any

import pytest
from rich.cells import cell_len

from tests.conftest import ROOT
from tools.screen import Screen
from tools.sheet import Line

EVIL = "a\x1b[31mred\x1b[0m\x07\x9b2J\u202eb\u200b\ud800[bold]c[/]:tea:"
TAMED = "a␛[31mred␛[0m␇�2Jb�[bold]c[/]:tea:"
COLOUR = re.compile(rb"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9\d|10\d)(?:;\d+)*m")
SHOW = """
from tools.screen import Screen
from tools.sheet import Line
screen = Screen(plain={plain}, as_json=False, lang="zh")
screen.show([
    Line("水烧开", "good", 1, "coach"),
    Line("坏的", "bad", who="critic"),
    Line("重", "strong"),
    Line("水" * 50 + " word" * 20 + " " + "x" * 90, "warn", 2, "you"),
])
"""


def at_terminal(*, plain: bool, **environment: str) -> bytes:
    """Return every byte that the same lines bring to a real terminal."""
    ours, theirs = pty.openpty()
    env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "xterm-256color", **environment}
    command = [sys.executable, "-c", SHOW.format(plain=plain)]
    with subprocess.Popen(command, cwd=ROOT, env=env, stdin=theirs, stdout=theirs) as process:
        os.close(theirs)
        told = b""
        while True:
            try:
                piece = os.read(ours, 65_536)
            except OSError:
                break
            if not piece:
                break
            told += piece
    os.close(ours)
    assert process.returncode == 0
    return told


def piped(line: Line, capsys: pytest.CaptureFixture[str], *, plain: bool = False) -> str:
    """Return what one line brings to a pipe."""
    Screen(plain=plain, as_json=False, lang="en").show([line])
    return capsys.readouterr().out


def test_a_terminal_gets_colour_and_a_speaker() -> None:
    told = at_terminal(plain=False)
    assert COLOUR.search(told)
    assert "教练：".encode() in told


def test_without_colour_a_terminal_gets_none() -> None:
    told = at_terminal(plain=False, NO_COLOR="1")
    assert not COLOUR.search(told)
    assert "水烧开".encode() in told


def test_an_empty_no_color_says_nothing() -> None:
    assert COLOUR.search(at_terminal(plain=False, NO_COLOR=""))


@pytest.mark.parametrize("forced", [{}, {"FORCE_COLOR": "1"}, {"COLUMNS": "40"}])
def test_plain_brings_no_control_and_no_wrapping_to_a_terminal(forced: dict[str, str]) -> None:
    told = at_terminal(plain=True, **forced).decode()
    assert "\x1b" not in told
    assert told.split("\r\n") == [
        "  教练：水烧开",
        "评审：坏的",
        "重",
        f"    你：{'水' * 50}{' word' * 20} {'x' * 90}",
        "",
    ]


def test_a_dumb_terminal_gets_no_control() -> None:
    assert b"\x1b" not in at_terminal(plain=False, TERM="dumb")


def test_at_forty_columns_nothing_is_wider_and_nothing_is_lost() -> None:
    told = at_terminal(plain=False, COLUMNS="40", NO_COLOR="1").decode()
    lines = re.sub(r"\x1b\[[0-9;]*m", "", told).split("\r\n")
    assert max(cell_len(line) for line in lines) <= 40
    assert all(line.startswith("    ") for line in lines[3:-1])
    text = "".join("".join(lines[3:]).split())
    assert text == f"你：{'水' * 50}{'word' * 20}{'x' * 90}"


def test_a_pipe_gets_words_only_unwrapped(capsys: pytest.CaptureFixture[str]) -> None:
    text = "水" * 200 + " word" * 50
    told = piped(Line(text, "good", 1, "critic"), capsys)
    assert told == f"  Critic: {text}\n"


@pytest.mark.parametrize("plain", [False, True])
def test_nothing_in_a_text_can_steer_the_terminal_or_style_itself(
    capsys: pytest.CaptureFixture[str], plain: bool
) -> None:
    assert piped(Line(EVIL, "bad"), capsys, plain=plain) == f"{TAMED}\n"


def test_nothing_in_a_notice_or_a_word_to_programs_can_either(
    capsys: pytest.CaptureFixture[str],
) -> None:
    screen = Screen(plain=False, as_json=False, lang="en")
    screen.notice(EVIL)
    screen.told(f"saved {EVIL} 3")
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"{TAMED}\nsaved {TAMED} 3\n"


def test_a_text_of_many_lines_keeps_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert piped(Line("one\r\ntwo\n\nthree"), capsys) == "one\ntwo\n\nthree\n"
    assert piped(Line(""), capsys) == "\n"


def test_json_is_one_object_a_line_with_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    values: list[dict[str, Any]] = [{"text": "水\n“烧开”"}, {"score": None}]
    Screen(plain=False, as_json=True, lang="en").result(values, [Line("words")])
    out, err = capsys.readouterr()
    assert out == '{"text": "水\\n“烧开”"}\n{"score": null}\n'
    assert err == ""


def test_without_json_the_lines_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    Screen(plain=False, as_json=False, lang="en").result([{"a": 1}], [Line("words")])
    assert capsys.readouterr().out == "words\n"


@pytest.mark.parametrize("raw", ["\x1b[2J", "\x9b2J", "\x7f", "\x85"])
def test_no_control_byte_passes_in_json_and_the_value_stays(
    capsys: pytest.CaptureFixture[str], raw: str
) -> None:
    Screen(plain=False, as_json=True, lang="en").json({"text": raw})
    told = capsys.readouterr().out
    assert json.loads(told) == {"text": raw}
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", told)


def test_a_speaker_is_named_in_the_screens_language(capsys: pytest.CaptureFixture[str]) -> None:
    Screen(plain=True, as_json=False, lang="en").speaking("zh").show([Line("好", who="coach")])
    assert capsys.readouterr().out == "教练：好\n"


def test_a_stream_of_another_encoding_loses_signs_and_does_not_fail() -> None:
    env = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "ascii", "TERM": "dumb"}
    command = [sys.executable, "-c", SHOW.format(plain=True)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.splitlines()[2] == b"?"
