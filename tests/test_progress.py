"""How far a long piece of work is: said after a second, not at every step, and never of short work."""

import time

import pytest

from agents.commands import progress
from agents.commands.progress import Progress
from tools.screen import Screen


def to_stderr() -> Progress:
    return Progress(Screen(plain=True, as_json=True, lang="en"))


def test_short_work_passes_in_silence(capsys: pytest.CaptureFixture[str]) -> None:
    told = to_stderr()
    for done in range(100):
        told(done, 100)
    told(100, 100)
    assert capsys.readouterr() == ("", "")


def test_long_work_is_told_after_a_second_and_then_now_and_then(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = to_stderr()
    told(0, 9)
    time.sleep(progress.FIRST)
    for done in range(1, 10):
        told(done, 9)
    assert capsys.readouterr() == ("", "Memory: 1 of 9…\n")
    told(0, 9)
    told(1, 9)
    assert capsys.readouterr() == ("", "")
