"""Whether `/ask` without a model finds the passage that answers, and says so where there is none.

tests/data/asked.jsonl: questions as candidates put them in the middle of a practice, half of them with
an answer in the bank (known by words that must stand in what is shown), half without. All was chosen
on one half of either kind. The other half was run twice, its questions never looked at one by one:
before and after questions of fewer than three words were kept to the question at hand, as two mistakes
on the first half had asked for (0.714 right, 0.750 found, 0.850 silent became what is printed).
"""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from agents.asking import Finder
from agents.casting import library_of
from benchmarks.harness import Figure, at_least, at_most, main, quantile
from practice.value import Value, language_of
from tools.bank import Bank

ASKED = Path(__file__).resolve().parent.parent / "tests" / "data" / "asked.jsonl"


class Case(Value):
    """One question to the coach; `answers` finds an answer in what is shown, None where none is."""

    half: Literal["tuning", "held out"]
    question: str
    asked: str
    answers: str | None


def cases() -> list[Case]:
    """Return all cases."""
    lines = ASKED.read_text(encoding="utf-8").splitlines()
    return [Case.model_validate(json.loads(line)) for line in lines]


def shown(case: Case, finder: Finder) -> str | None:
    """Return the passage that is shown for a case, or None."""
    found = finder.find(case.asked, language_of(case.asked) or "en", case.question)
    return found.text if found else None


def is_right(case: Case, text: str | None) -> bool:
    """Return whether a text that is shown answers."""
    return bool(text and case.answers and re.search(case.answers, text, re.IGNORECASE))


def run(quick: bool) -> Iterator[Figure]:
    """Yield the figures of both halves."""
    finder = Finder(library_of(Bank()))
    for half in ("tuning", "held out"):
        own = [each for each in cases() if each.half == half]
        told = [(each, shown(each, finder)) for each in own]
        answered = [pair for pair in told if pair[1] is not None]
        right = [pair for pair in answered if is_right(*pair)]
        able = [each for each in own if each.answers]
        empty = [pair for pair in told if pair[0].answers is None]
        silent = [pair for pair in empty if pair[1] is None]
        yield at_least(f"{half}: right of what is shown", len(right) / len(answered), 0.8, "")
        yield at_least(f"{half}: found of what the bank has", len(right) / len(able), 0.7, "")
        yield at_least(f"{half}: says so where it has none", len(silent) / len(empty), 0.9, "")
        yield Figure(f"{half}: questions", len(own), "")
    yield from speed(finder)


def speed(finder: Finder) -> Iterator[Figure]:
    """Yield the time of a first question, and of later ones."""
    begun = time.perf_counter()
    shown(cases()[0], Finder(library_of(Bank())))
    yield Figure("first question, bank read anew", time.perf_counter() - begun, "s")
    times = []
    for each in cases():
        begun = time.perf_counter()
        shown(each, finder)
        times.append(time.perf_counter() - begun)
    yield at_most("later questions, 95 of 100", quantile(times[1:], 0.95), 0.5, "s")


if __name__ == "__main__":
    main(__doc__ or "", run)
