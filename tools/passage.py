"""The smallest passage of an answer in which a formula holds."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from practice.recognition import AllOf, Concept, Formula, SomeOf, Without, concepts_of
from tools.reading import Hit, Passage, Reading

REACH = 10
"""Clauses within which all parts of a formula must stand; spoken answers wander."""
ORDER_REACH = 60
"""Code points between two concepts whose order counts."""


def smallest_passage(
    formula: Formula, reading: Reading, given: frozenset[str] = frozenset()
) -> Passage | None:
    """Return the shortest passage in which `formula` holds, or None.

    `given` are concepts that the question just put has named: they need not be said again, but
    they alone are no evidence.
    """
    names = frozenset(concepts_of(formula))
    marks = sorted({hit.clause for name in names for hit in reading.found.get(name, ())})
    best: Passage | None = None
    for place, first in enumerate(marks):
        for last in marks[place:]:
            if last - first >= REACH or (best and last - first >= best.last - best.first):
                break
            if reading.rooms[first] != reading.rooms[last]:
                break
            if _holds(formula, _Window(reading, first, last, given)):
                best = Passage(first, last)
                break
    return best


@dataclass(frozen=True)
class _Window:
    reading: Reading
    first: int
    last: int
    given: frozenset[str]

    def hits(self, name: str, sign: int = 0) -> Iterator[Hit]:
        """Yield the concept's hits in the window, in order; `sign` as in a formula."""
        found = self.reading.found.get(name, ())
        for hit in found[bisect_left(found, self.first, key=_clause_of) :]:
            if hit.clause > self.last:
                return
            if sign == 0 or hit.denied == (sign < 0):
                yield hit

    def sentences(self) -> "_Window":
        """The same window, widened to whole sentences."""
        ends = self.reading.sentence_ends
        parts = self.reading.clauses
        first, _ = ends[parts[self.first].sentence]
        _, last = ends[parts[self.last].sentence]
        return _Window(self.reading, first, last, frozenset())


def _clause_of(hit: Hit) -> int:
    return hit.clause


def _holds(formula: Formula, window: _Window) -> bool:
    match formula:
        case Concept(name=name, sign=sign):
            return any(window.hits(name, sign)) or (sign >= 0 and name in window.given)
        case Without(part=part):
            return not _holds(part, window.sentences())
        case SomeOf(count=count, parts=parts):
            return sum(_holds(each, window) for each in parts) >= count
        case AllOf(parts=parts, ordered=True):
            return _in_order(parts, window)
        case AllOf(parts=parts):
            return all(_holds(each, window) for each in parts)


def _in_order(parts: tuple[Formula, ...], window: _Window) -> bool:
    """Return whether the parts occur one after the other, each near the one before."""
    ends: list[int] | None = None
    for part in parts:
        spans = [
            (hit.start, hit.end)
            for each in _affirming(part)
            for hit in window.hits(each.name, each.sign)
        ]
        ends = [
            end
            for start, end in spans
            if ends is None or any(0 <= start - before <= ORDER_REACH for before in ends)
        ]
        if not ends:
            return False
    return True


def _affirming(formula: Formula) -> list[Concept]:
    match formula:
        case Concept():
            return [formula]
        case AllOf(parts=parts) | SomeOf(parts=parts):
            return [concept for part in parts for concept in _affirming(part)]
        case _:
            return []
