"""An answer as the matcher reads it: its clauses, and where the concepts of the question occur."""

import functools
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from tools.aside import said
from tools.lexicon import Lexicon
from tools.plea import Pleas
from tools.speech import (
    DENIED_SENTENCE,
    REFUSED,
    REJECTED,
    TURNED,
    UNCERTAIN,
    Clause,
    clauses,
    dead_clauses,
    denied,
    length,
)
from tools.spelling import Speller
from tools.text import Place, fold

WHOLE = 40
"""Characters or words of a sentence that is quoted whole."""
BRIEF = 8
"""Characters or words of a clause that is no more than a doubt about the one before."""
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
    rooms: tuple[int, ...] = ()
    """For each clause where it stands: nothing is put together from clauses of different rooms."""

    def quote(self, passage: Passage, names: Iterable[str]) -> tuple[int, int]:
        """Return start and end of the words to quote for a passage, trimmed of blanks.

        The whole sentence where it is short; else what it says beside the passage about the same
        concepts, and never half of a list.
        """
        marks = [hit.clause for name in names for hit in self.found.get(name, ())]
        first, last = self._richest(passage, marks)
        if self._fits(first, last):
            first, _ = self.sentence_ends[self.clauses[first].sentence]
            _, last = self.sentence_ends[self.clauses[last].sentence]
        else:
            first, last = self._listed(*self._widened(first, last, set(marks)))
        start, end = self.clauses[first].start, self.clauses[last].end
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        return start, start + len(piece.strip().rstrip(" \t\n,，、;；:："))

    def _fits(self, first: int, last: int) -> bool:
        """Return whether the sentences of a stretch are short enough to be quoted whole."""
        begin, _ = self.sentence_ends[self.clauses[first].sentence]
        _, end = self.sentence_ends[self.clauses[last].sentence]
        return length(self.folded[self.clauses[begin].start : self.clauses[end].end]) <= WHOLE

    def _listed(self, first: int, last: int) -> tuple[int, int]:
        """Return the stretch with the rest of a list that it would cut."""
        while first > 0 and self._listing(first - 1):
            first -= 1
        while last + 1 < len(self.clauses) and self._listing(last):
            last += 1
        return first, last

    def _listing(self, clause: int) -> bool:
        """Return whether a clause ends in the mark that goes on with a list."""
        part = self.clauses[clause]
        return self.folded[part.start : part.end].rstrip().endswith("、")

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

    @functools.cached_property
    def sentence_ends(self) -> dict[int, tuple[int, int]]:
        """The first and the last clause of each sentence."""
        ends: dict[int, tuple[int, int]] = {}
        for number, clause in enumerate(self.clauses):
            first, _ = ends.get(clause.sentence, (number, number))
            ends[clause.sentence] = first, number
        return ends

    @functools.cached_property
    def dead_share(self) -> float:
        """How much of the answer says nothing of its own, 0–1."""
        sizes = [length(self.folded[part.start : part.end]) for part in self.clauses]
        dead = sum(size for size, gone in zip(sizes, self.dead, strict=True) if gone)
        return dead / max(1, sum(sizes))

    def without(self, passage: Passage) -> "Reading":
        """Return the reading with nothing found in the sentences that a passage touches."""
        first, _ = self.sentence_ends[self.clauses[passage.first].sentence]
        _, last = self.sentence_ends[self.clauses[passage.last].sentence]
        found = {
            name: tuple(hit for hit in hits if not first <= hit.clause <= last)
            for name, hits in self.found.items()
        }
        return replace(self, found=found)

    def rejected(self, passage: Passage) -> bool:
        """Return whether the speaker says, right behind or at the sentence's head, that it is not so."""
        begin, _ = self.sentence_ends[self.clauses[passage.first].sentence]
        if DENIED_SENTENCE.match(self.folded, self.clauses[begin].start):
            return True
        last = self.clauses[passage.last]
        _, end = self.sentence_ends[last.sentence]
        return bool(REJECTED.search(self.folded[last.end : self.clauses[end].end]))

    def refused(self, passage: Passage, names: Iterable[str]) -> bool:
        """Return whether the speaker says that he does not do what the passage tells."""
        start, end = self.clauses[passage.first].start, self.clauses[passage.last].end
        no = REFUSED.search(self.folded[start:end])
        if no is None:
            return False
        hits = [
            hit
            for name in names
            for hit in self.found.get(name, ())
            if passage.first <= hit.clause <= passage.last
        ]
        said = start + no.end()
        return bool(hits) and all(
            hit.start >= start + no.start() and not TURNED.search(self.folded[said : hit.start])
            for hit in hits
        )

    def uncertain(self, passage: Passage) -> bool:
        """Return whether the speaker says in this passage, or right behind it, that he is guessing."""
        start, last = self.clauses[passage.first].start, self.clauses[passage.last]
        end = last.end
        if passage.last + 1 < len(self.clauses):
            after = self.clauses[passage.last + 1]
            brief = length(self.folded[after.start : after.end]) <= BRIEF
            end = after.end if brief and after.sentence == last.sentence else end
        return bool(UNCERTAIN.search(self.folded[start:end]))


def read(
    text: str,
    lexicon: Lexicon,
    names: tuple[str, ...],
    asked: str,
    speller: Speller | None = None,
    pleas: Pleas | None = None,
) -> Reading:
    """Return the reading of `text` for the concepts `names`; `asked` is the question put.

    With `pleas` it is that of an answer, without its asides.
    """
    folded = speller.mended(fold(text)) if speller else fold(text)
    doubts: list[Place] = []
    if pleas:
        places, doubts = pleas.found(folded)
        folded = said(folded, places)
    parts = clauses(folded)
    dead = dead_clauses(folded, parts, asked)
    found: dict[str, tuple[Hit, ...]] = {}
    mentioned: set[str] = set()
    starts = [part.start for part in parts]
    for name, places in lexicon.find_all(names, folded).items() if parts else ():
        hits: list[Hit] = []
        for start, end in places:
            at = max(0, bisect_right(starts, start) - 1)
            mentioned.add(name)
            if not dead[at]:
                hits.append(Hit(start, end, at, denied(folded, parts[at], start, end)))
        if hits:
            found[name] = tuple(hits)
    rooms = tuple(_room(part, doubts) for part in parts)
    return Reading(text, folded, tuple(parts), tuple(dead), found, frozenset(mentioned), rooms)


def _room(part: Clause, doubts: list[Place]) -> int:
    """Return 0 for a clause of no doubtful paragraph, else the number of its own."""
    return next(
        (number for number, (start, end) in enumerate(doubts, 1) if start <= part.start < end), 0
    )
