"""The lexical index beside Chroma: letter n-grams ranked by BM25, in any script, nothing to learn.

Grams of 3 and 4 letters of the folded text, of ideographs also of 1 and 2 (McNamee & Mayfield
2004: n-grams do for all languages what a stemmer or a word segmenter does for one), weighed by
BM25 (Robertson & Zaragoza 2009) with its usual constants. A passage of a stream is read together with
the one before and the one after it, whose letters count half: an answer seldom repeats its question.

The postings are NumPy arrays. What is put makes a part of its own; parts of like size are merged,
so that their number stays logarithmic. What is found does not depend on the order of the writing.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SHORTEST, LONGEST = 3, 4
SATURATION, BY_LENGTH = 1.2, 0.75
NEIGHBOUR = 0.5
FEW = 20
"""Above so many passages, a gram that more than half of them have says nothing and is left out.

Its weight by Robertson and Spärck Jones (1976) would be negative.
"""

_IDEOGRAPHS = 0x2E80
_CELLS = 1 << 17

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Codes = NDArray[np.uint64]

_NOT_LETTERS = re.compile(r"[\W_]+")


class Passage(NamedTuple):
    """A text under an id; `number` orders it in its stream, and without a stream it stands alone."""

    id: str
    text: str
    stream: str | None = None
    number: int = 0


@dataclass(frozen=True)
class _Postings:
    """Where grams stand: those of `grams[i]`, ascending, at `starts[i]` to `starts[i + 1]`."""

    grams: Codes
    starts: Ints
    slots: Ints
    counts: Floats

    def spans(self, grams: Codes) -> tuple[Ints, Ints]:
        """Return where the postings of each of `grams` begin, and how many there are."""
        at = np.minimum(np.searchsorted(self.grams, grams), len(self.grams) - 1)
        there = self.grams[at] == grams
        return self.starts[at], np.where(there, self.starts[at + 1] - self.starts[at], 0)

    def without(self, slots: Ints) -> "_Postings | None":
        """Return the postings of all other slots, or None where there are none."""
        stays = ~np.isin(self.slots, slots)
        starts = np.append(0, np.cumsum(stays))[self.starts]
        left = np.append(starts[1:] > starts[:-1], True)
        if len(starts := starts[left]) == 1:
            return None
        return _Postings(self.grams[left[:-1]], starts, self.slots[stays], self.counts[stays])


@dataclass(frozen=True)
class _Layout:
    """The passages side by side: stream by stream with an empty column after each, then the others.

    So up to column `streams` what stands beside a passage are its neighbours, or nothing.
    """

    ids: dict[int, str]
    columns: Ints
    ranges: dict[str, tuple[int, int]]
    streams: int
    damping: Floats


class LexicalIndex:
    """Passages, found by the letters that they share with a query."""

    def __init__(self, passages: Iterable[Passage] = ()) -> None:
        self._slots: dict[str, int] = {}
        self._held: list[Passage | None] = []
        self._lengths: list[int] = []
        self._parts: list[_Postings] = []
        self._layout: _Layout | None = None
        self.put(passages)

    def put(self, passages: Iterable[Passage]) -> None:
        """Take the passages in, over those of the same id."""
        new = list({each.id: each for each in passages}.values())
        if not new:
            return
        self.remove(each.id for each in new)
        first = len(self._held)
        grams, owners = _grams([each.text for each in new])
        self._slots |= {each.id: first + at for at, each in enumerate(new)}
        self._held += [each._replace(text="") for each in new]
        self._lengths += np.bincount(owners, minlength=len(new)).tolist()
        self._layout = None
        if not len(grams):
            return
        self._parts.append(_postings(grams, owners + first, np.ones(len(grams), np.float32)))
        while len(self._parts) > 1 and 2 * len(self._parts[-1].slots) > len(self._parts[-2].slots):
            self._parts[-2:] = [_merged(*self._parts[-2:])]

    def remove(self, ids: Iterable[str]) -> None:
        """Let go of the passages of these ids."""
        slots = [self._slots.pop(each) for each in ids if each in self._slots]
        if not slots:
            return
        for slot in slots:
            self._held[slot] = None
        left = [each.without(np.array(slots)) for each in self._parts]
        self._parts = [each for each in left if each is not None]
        self._layout = None

    def search(self, text: str, count: int, stream: str | None = None) -> list[tuple[str, float]]:
        """Return up to `count` ids that share letters with `text`, the best first, with their scores.

        A score is how much of the query's grams, weighed by rarity, the passage and its neighbours
        have: above 0, below 1. Equal scores stand in the order of streams, numbers and ids. With
        `stream` only its passages are found; what is rare is still counted over all.
        """
        if not self._parts:
            return []
        layout = self._layout = self._layout or self._laid_out()
        everywhere = 0, len(layout.damping)
        first, end = everywhere if stream is None else layout.ranges.get(stream, (0, 0))
        grams = np.unique(_grams([text])[0])
        if first == end:
            return []
        spans = [each.spans(grams) for each in self._parts]
        holding = np.sum([sizes for _, sizes in spans], axis=0)
        rarity = np.log1p((len(self._slots) - holding + 0.5) / (holding + 0.5)).astype(np.float32)
        rarity[holding > max(FEW, len(self._slots) / 2)] = 0
        wanted = np.flatnonzero((holding > 0) & (rarity > 0))
        scores = np.zeros(end - first, np.float32)
        step = max(1, _CELLS // len(scores))
        for at in range(0, len(wanted), step):
            block = wanted[at : at + step]
            near = self._near([(begin[block], sizes[block]) for begin, sizes in spans], first, end)
            near /= near + layout.damping[first:end]
            scores += (near * rarity[block, None]).sum(axis=0)
        whole = float(rarity.sum())
        return [(layout.ids[first + at], float(scores[at]) / whole) for at in _best(scores, count)]

    def _near(self, spans: Sequence[tuple[Ints, Ints]], first: int, end: int) -> Floats:
        """Return a row for each gram: its count in each column, with half of that beside it."""
        assert self._layout is not None
        layout, width = self._layout, end - first + 2
        table = np.zeros((len(spans[0][0]), width), np.float32)
        for part, (begin, sizes) in zip(self._parts, spans, strict=True):
            row = np.repeat(np.arange(len(sizes)) * width, sizes)
            place = np.arange(len(row)) + np.repeat(begin - np.cumsum(sizes) + sizes, sizes)
            column, counts = layout.columns[part.slots[place]], part.counts[place]
            if width - 2 < len(layout.damping):
                inside = (column >= first) & (column < end)
                row, column, counts = row[inside], column[inside], counts[inside]
            table.ravel()[row + column + (1 - first)] = counts
        near = table[:, 1:-1].copy()
        beside = min(layout.streams, end) - first
        if beside > 0:
            near[:, :beside] += NEIGHBOUR * (table[:, :beside] + table[:, 2 : beside + 2])
        return near

    def _laid_out(self) -> _Layout:
        held = [(each, slot) for slot, each in enumerate(self._held) if each is not None]
        held.sort(key=lambda pair: _order(pair[0]))
        columns = np.zeros(len(self._held), np.int64)
        ids: dict[int, str] = {}
        ranges: dict[str, tuple[int, int]] = {}
        at, stream, streams = 0, None, 0
        for passage, slot in held:
            if stream is not None and passage.stream != stream:
                at += 1
            ids[at], columns[slot], stream = passage.id, at, passage.stream
            at += 1
            if stream is not None:
                ranges[stream], streams = (ranges.get(stream, (at - 1,))[0], at), at
        filled = list(ids)
        own = np.zeros(at + 2, np.float32)
        own[np.array(filled) + 1] = [self._lengths[slot] for _, slot in held]
        lengths = own[1:-1].copy()
        lengths[:streams] += NEIGHBOUR * (own[:streams] + own[2 : streams + 2])
        damping = np.full(at, np.inf, np.float32)  # where no passage stands, nothing is found
        share = lengths[filled] / max(1.0, float(lengths[filled].mean()))
        damping[filled] = SATURATION * (1 - BY_LENGTH + BY_LENGTH * share)
        return _Layout(ids, columns, ranges, streams, damping)


def _order(passage: Passage) -> tuple[bool, str, int, str]:
    return passage.stream is None, passage.stream or "", passage.number, passage.id


def _best(scores: Floats, count: int) -> list[int]:
    """Return the places of the best scores above 0; of equal ones the earlier place is better."""
    least = np.partition(scores, -count)[-count] if len(scores) > count else 0
    able = np.flatnonzero((scores >= least) & (scores > 0))
    return [int(at) for at in able[np.argsort(-scores[able], kind="stable")][:count]]


def _grams(texts: Sequence[str]) -> tuple[Codes, Ints]:
    """Return every gram of the texts as one number, and the place of its text; places ascend.

    Four letters of 16 bits make 64. Letters beyond the basic plane share the numbers of others.
    """
    lines = [_folded(each) for each in texts]
    raw = "".join(lines).encode("utf-32-le", "surrogatepass")
    letters = np.frombuffer(raw, np.uint32).astype(np.uint64)
    owners = np.repeat(np.arange(len(lines)), [len(each) for each in lines])
    ideographs = letters >= _IDEOGRAPHS
    code = letters % 0xFFFF + 1
    gram = np.zeros(len(code) + 1, np.uint64)
    found, of = [], []
    for size in range(1, LONGEST + 1):
        gram = (gram[:-1] << np.uint64(16)) | code[size - 1 :]
        last = slice(size - 1, None)
        kept = owners[: len(gram)] == owners[last]
        if size < SHORTEST:
            kept &= ideographs[: len(gram)] & ideographs[last]
        found.append(gram[kept])
        of.append(owners[: len(gram)][kept])
    return np.concatenate(found), np.concatenate(of)


def _folded(text: str) -> str:
    words = _NOT_LETTERS.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()
    return f" {words} " if words else ""


def _postings(grams: Codes, slots: Ints, counts: Floats) -> _Postings:
    """Return the postings sorted; where a gram stands several times in a slot, counts are added."""
    order = np.argsort(grams, kind="stable")
    grams, slots, counts = grams[order], slots[order], counts[order]
    new = np.ones(len(grams), bool)
    new[1:] = (grams[1:] != grams[:-1]) | (slots[1:] != slots[:-1])
    at = np.flatnonzero(new)
    grams, slots, counts = grams[at], slots[at], np.add.reduceat(counts, at)
    first = np.flatnonzero(np.append(True, grams[1:] != grams[:-1]))
    return _Postings(grams[first], np.append(first, len(grams)), slots, counts)


def _merged(*parts: _Postings) -> _Postings:
    return _postings(
        np.concatenate([np.repeat(each.grams, np.diff(each.starts)) for each in parts]),
        np.concatenate([each.slots for each in parts]),
        np.concatenate([each.counts for each in parts]),
    )
