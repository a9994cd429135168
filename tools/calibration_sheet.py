"""Calibration for people: a bar about a centre mark, and the same in words."""

from collections.abc import Iterator, Sequence

from practice.calibration import LEAST, Calibration
from practice.value import Lang
from tools.plan_sheet import topic_name
from tools.sheet import Line, Style
from tools.wording import say

FAIR = 10
"""A bias within so many points of 100 is called none."""
STEP = 25
"""Points between two ratings; who is off by more on average is not called right."""
_CELLS = 10
_POINTS = 10
"""Points of 100 that one cell of the bar stands for."""


def calibration_lines(
    found: Sequence[Calibration], count: int, lang: Lang, *, plain: bool
) -> Iterator[Line]:
    """Yield one line for all and one a topic, or that there are too few of `count` ratings.

    Where `plain`, the words stand alone: they say all that the bar does.
    """
    if not found:
        yield Line(say("calibration.too_few", lang, least=LEAST, count=count))
        return
    if not plain:
        yield Line(say("calibration.legend", lang), "dim")
    for each in found:
        words = calibration_words(each, lang)
        yield Line(words if plain else f"{bar(each.bias)}  {words}", _style(each))


def _style(each: Calibration) -> Style:
    return "strong" if each.topic is None else "plain"


def calibration_words(each: Calibration, lang: Lang) -> str:
    """Return one calibration as a sentence."""
    where = topic_name(each.topic, lang) if each.topic else say("calibration.all", lang)
    told = {"points": f"{abs(each.bias):.0f}", "count": each.count, "error": f"{each.error:.0f}"}
    text = say(f"calibration.{leaning(each)}", lang, where=where, **told)
    if each.earlier is None or each.later is None:
        return text
    earlier, later = _leaned(each.earlier, lang), _leaned(each.later, lang)
    return text + say("calibration.trend", lang, earlier=earlier, later=later)


def _leaned(bias: float, lang: Lang) -> str:
    key = "too_high" if bias > 0 else "too_low"
    return say(f"calibration.{key}", lang, points=f"{abs(bias):.0f}")


def leaning(each: Calibration) -> str:
    """Return which way it leans: over, under, fair, or mixed, where errors only cancel out."""
    if abs(each.bias) < FAIR:
        return "fair" if each.error < STEP else "mixed"
    return "over" if each.bias > 0 else "under"


def bar(bias: float) -> str:
    """Return a bias as a bar of fixed width: to the right of the mark too high, to the left too low."""
    cells = min(_CELLS, round(abs(bias) / _POINTS))
    filled, empty = "#" * cells, "-" * (_CELLS - cells)
    left, right = ("-" * _CELLS, filled + empty) if bias > 0 else (empty + filled, "-" * _CELLS)
    return f"{left}|{right}"
