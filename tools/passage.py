"""Where the concepts of a question occur in an answer, and the smallest passage where a formula holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from practice.recognition import AllOf, Concept, Formula, SomeOf, Without, concepts_of
from tools.lexicon import Lexicon
from tools.speech import UNCERTAIN, Clause, clauses, dead_clauses, denied
from tools.text import fold

REACH = 10
"""Clauses within which all parts of a formula must stand; spoken answers wander."""
ORDER_REACH = 60
"""Code points between two concepts whose order counts."""
QUOTE_CLAUSES = 4
"""A longer passage is quoted by its richest stretch of so many clauses."""


@dataclass(frozen=True)
class Hit:
    """One occurrence of a concept; `denied` says whether it stands under a negation."""

    start: int
    end: int
    clause: int
    denied: bool


@dataclass(frozen=True)
class Passage:
    """The stretch of clauses `first`–`last` (inclusive) in which a formula holds."""

    first: int
    last: int


Found = Mapping[str, tuple[Hit, ...]]


@dataclass(frozen=True)
class Reading:
    """An answer as the matcher sees it: its clauses and the concepts found in the living ones."""

    text: str
    folded: str
    clauses: tuple[Clause, ...]
    dead: tuple[bool, ...]
    found: Found = field(default_factory=dict)
    mentioned: frozenset[str] = frozenset()
    """Concepts that occur anywhere, dead clauses too: what the answer is at least about."""

    def quote(self, passage: Passage, names: Iterable[str]) -> tuple[int, int]:
        """Return start and end of the words to quote for a passage, trimmed of blanks.

        A short passage takes in what its sentence says beside it about the same concepts.
        """
        marks = [hit.clause for name in names for hit in self.found.get(name, ())]
        first, last = self._widened(*self._richest(passage, marks), set(marks))
        start, end = self.clauses[first].start, self.clauses[last].end
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        return start, start + len(piece.strip().rstrip(",，、;；:："))

    def _richest(self, passage: Passage, marks: list[int]) -> tuple[int, int]:
        """Return the stretch of at most QUOTE_CLAUSES clauses with most of the marks."""
        first, last = passage.first, passage.last
        if last - first < QUOTE_CLAUSES:
            return first, last
        first = max(
            range(first, last - QUOTE_CLAUSES + 2),
            key=lambda at: sum(at <= mark < at + QUOTE_CLAUSES for mark in marks),
        )
        return first, first + QUOTE_CLAUSES - 1

    def _widened(self, first: int, last: int, marked: set[int]) -> tuple[int, int]:
        """Return the stretch with the marked clauses beside it that stand in the same sentence."""

        def joins(clause: int, beside: int) -> bool:
            inside = clause in marked and not self.dead[clause]
            return inside and self.clauses[clause].sentence == self.clauses[beside].sentence

        while last - first < QUOTE_CLAUSES - 1:
            if joins(last + 1, last):
                last += 1
            elif joins(first - 1, first):
                first -= 1
            else:
                break
        return first, last

    def uncertain(self, passage: Passage) -> bool:
        """Return whether the speaker says in this passage that he is guessing."""
        start, end = self.clauses[passage.first].start, self.clauses[passage.last].end
        return bool(UNCERTAIN.search(self.folded[start:end]))


def read(text: str, lexicon: Lexicon, names: Iterable[str], asked: str) -> Reading:
    """Return the reading of `text` for the concepts `names`; `asked` is the question put."""
    folded = fold(text)
    parts = clauses(folded)
    dead = dead_clauses(folded, parts, asked)
    found: dict[str, tuple[Hit, ...]] = {}
    mentioned: set[str] = set()
    starts = [part.start for part in parts]
    for name in names:
        hits: list[Hit] = []
        for match in lexicon.pattern(name).finditer(folded):
            if match.end() == match.start() or not parts:
                continue
            at = _clause_at(starts, match.start())
            mentioned.add(name)
            if not dead[at]:
                no = denied(folded, parts[at], match.start(), match.end())
                hits.append(Hit(match.start(), match.end(), at, no))
        if hits:
            found[name] = tuple(hits)
    return Reading(text, folded, tuple(parts), tuple(dead), found, frozenset(mentioned))


def _clause_at(starts: list[int], position: int) -> int:
    low, high = 0, len(starts) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if starts[middle] <= position:
            low = middle
        else:
            high = middle - 1
    return low


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

    def hits(self, name: str, sign: int = 0) -> list[Hit]:
        return [
            hit
            for hit in self.reading.found.get(name, ())
            if self.first <= hit.clause <= self.last and (sign == 0 or hit.denied == (sign < 0))
        ]

    def sentences(self) -> "_Window":
        """The same window, widened to whole sentences."""
        parts = self.reading.clauses
        first, last = self.first, self.last
        while first > 0 and parts[first - 1].sentence == parts[first].sentence:
            first -= 1
        while last + 1 < len(parts) and parts[last + 1].sentence == parts[last].sentence:
            last += 1
        return _Window(self.reading, first, last, frozenset())


def _holds(formula: Formula, window: _Window) -> bool:
    match formula:
        case Concept(name=name, sign=sign):
            return bool(window.hits(name, sign)) or (sign >= 0 and name in window.given)
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
