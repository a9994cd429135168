"""Verdicts checked by code: a quote must stand in the answer and bear on its point.

Whoever judged, rules or a model: what does not hold goes back once, naming what failed, and what
fails again is unsure.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from practice.question import KeyPoint, Question
from practice.recognition import parse, share_of
from practice.verdict import Falsehood, Span, Standing, Verdict
from tools.matching import NEAR, PROBABILITY, Matcher
from tools.text import fold

HALF_THERE = 0.5
"""Share of a formula from which another judge may see the whole of it."""


@dataclass(frozen=True)
class Objection:
    """One verdict that does not hold, and why; `point` may be a misconception's id."""

    point: str
    fault: str


def locate(quote: str, text: str) -> Span | None:
    """Return where `quote` stands in `text`, or None.

    White space, width and case may differ, and an ellipsis may join pieces; a word may not.
    """
    pieces = [piece for piece in re.split(r"…+|\.{3,}", quote) if piece.strip()]
    if not pieces:
        return None
    start = end = 0
    folded, at = fold(text), 0
    for number, piece in enumerate(pieces):
        words = fold(piece).split()
        found = re.compile(_joined(words)).search(folded, at)
        if found is None or found.end() == found.start():
            return None
        start = found.start() if number == 0 else start
        at = end = found.end()
    return Span(quote=text[start:end], start=start, end=end)


def _joined(words: Sequence[str]) -> str:
    """Return the pattern of words in order; only beside Chinese may the blank be missing."""
    pattern = _spaced(re.escape(words[0]))
    for before, word in pairwise(words):
        latin = before[-1].isascii() and word[0].isascii()
        pattern += (r"\s+" if latin else r"\s*") + _spaced(re.escape(word))
    return pattern


def _spaced(word: str) -> str:
    """Let blanks stand anywhere between Chinese characters, where they mean nothing."""
    return re.sub(r"([㐀-鿿])(?=[㐀-鿿])", r"\1\\s*", word)


def bearing_words(text: str, span: Span, point: KeyPoint, matcher: Matcher) -> str:
    """Return the fewest clauses of `span` that bear on the point, empty where even all do not.

    They must come near it together, as the matcher's `nearest` has it, and hold half of what one of
    its formulas looks for: another judge may then see the rest, but not see it in anything.
    A paragraph that may plead with the judge bears on nothing.
    """
    reading = matcher.read(text)
    marked: dict[int, set[str]] = {}
    for name in point.recognized.wanted():
        for hit in reading.found.get(name, ()):
            if span.start <= hit.start < span.end and not reading.rooms[hit.clause]:
                marked.setdefault(hit.clause, set()).add(name)
    others = matcher.of_others(point)
    richest = sorted(marked, key=lambda at: (-len(marked[at] - others), -len(marked[at]), at))
    chosen: list[int] = []
    present: set[str] = set()
    for clause in richest:
        if not marked[clause] <= present:
            chosen.append(clause)
            present |= marked[clause]
        if _bears(present, point, others):
            parts = [reading.clauses[number] for number in sorted(chosen)]
            return " … ".join(reading.text[part.start : part.end].strip() for part in parts)
    return ""


def _bears(present: set[str], point: KeyPoint, others: frozenset[str]) -> bool:
    """Return whether these concepts together come near the point."""
    near = sum(1 if name in others else 2 for name in present)
    stated = [each for each in (point.recognized.covered, point.recognized.half) if each]
    return near >= NEAR and max(share_of(parse(each), present) for each in stated) >= HALF_THERE


def objections(
    text: str,
    question: Question,
    verdicts: Sequence[Verdict],
    false: Sequence[Falsehood],
    matcher: Matcher,
) -> list[Objection]:
    """Return what does not hold among the verdicts and the falsehoods, empty where all holds."""
    found: list[Objection] = []
    contradicted = {question.misconception(each.id).contradicts: each for each in false}
    for verdict in verdicts:
        span = verdict.span
        if span is None:
            continue
        if not span.stands_in(text):
            found.append(Objection(verdict.point, "the quote does not stand in the answer"))
        elif verdict.verdict in ("covered", "partial") and not matcher.bears_on(
            span.quote, question.point(verdict.point)
        ):
            found.append(Objection(verdict.point, "the quote does not bear on the point"))
        elif verdict.verdict == "covered" and verdict.point in contradicted:
            lie = contradicted[verdict.point].id
            found.append(Objection(verdict.point, f"covered, yet it contradicts: {lie} was found"))
    found += [
        Objection(each.id, "the quote does not stand in the answer")
        for each in false
        if text[each.start : each.end] != each.quote or not each.quote
    ]
    return found


def settle(
    text: str, verdicts: Iterable[Verdict], failed: set[str], matcher: Matcher
) -> tuple[Verdict, ...]:
    """Return the verdicts with those of `failed` points turned into unsure.

    Unsure is quoted by the clause that comes nearest to the point; where none does, the point is
    missing.
    """
    return tuple(
        _unsure(text, each, matcher) if each.point in failed else each for each in verdicts
    )


def _unsure(text: str, verdict: Verdict, matcher: Matcher) -> Verdict:
    span = matcher.nearest(text, [verdict.point]).get(verdict.point)
    standing: Standing = "unsure" if span else "missing"
    return Verdict(
        point=verdict.point,
        skill=verdict.skill,
        weight=verdict.weight,
        why="the judgement did not stand up to checking",
        verdict=standing,
        quote=span.quote if span else None,
        start=span.start if span else None,
        end=span.end if span else None,
        probability=PROBABILITY[standing],
    )
