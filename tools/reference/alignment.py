"""Which passage of an answer says what a sentence of the reference says."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter

from tools.reference.likeness import Found
from tools.reference.measures import Reference
from tools.reference.said import Said
from tools.speech import clauses

_SENTENCE = re.compile(
    r"[●•\s]*[^。.!?！？;；\n●]*(?:\.(?=\w)[^。.!?！？;；\n●]*)*[。.!?！？;；\n]*"
)
_MARKS = " \t\n●•"
_CLAUSES = 3
_start = attrgetter("start")
_LENGTH_SHARE = 0.3


@dataclass(frozen=True)
class Aligned:
    """A sentence of the reference and the passage of the answer that is nearest to it."""

    sentence: str
    start: int
    end: int
    similarity: float


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the places of the sentences and points of `text` that hold a word."""
    return [
        found.span()
        for found in _SENTENCE.finditer(text)
        if any(char.isalnum() for char in found[0])
    ]


def aligned(reference: Reference, answer: Said, found: Found) -> tuple[Aligned, ...]:
    """Return for each sentence of the reference its nearest passage, of one to three clauses.

    Similarity is mostly the weighted recall of the sentence, a little the passage's precision;
    0 with an empty passage where no content word is shared.
    """
    view = _View(answer, found)
    return tuple(view.nearest(reference, place) for place in sentences(reference.text))


class _View:
    """An answer as the words of the reference that it uses, and its passages."""

    def __init__(self, answer: Said, found: Found) -> None:
        self._tokens = answer.tokens
        self._found = found
        self._places: dict[str, list[int]] = defaultdict(list)
        for at, token in enumerate(answer.tokens):
            self._places[found.read(token.key)].append(at)
        self._content = list(accumulate((token.content for token in answer.tokens), initial=0))
        self._passages = list(_passages(answer))

    def nearest(self, reference: Reference, place: tuple[int, int]) -> Aligned:
        """Return the passage that is nearest to the sentence of the reference at `place`."""
        sentence = reference.text[slice(*place)].strip(_MARKS)
        tokens = reference.said.tokens
        low, high = (bisect_left(tokens, edge, key=_start) for edge in place)
        keys = [token.key for token in tokens[low:high] if token.content]
        wanted = {key: reference.weights[key] * self._found.degree(key) for key in keys}
        here = sorted((at, key) for key in wanted for at in self._places.get(key, ()))
        if not here:
            return Aligned(sentence, 0, 0, 0.0)
        total = sum(reference.weights[key] for key in wanted)
        best, (first, last) = max(
            (
                (
                    self._precision(len(keys), passage) * _weight(wanted, here, passage) / total,
                    passage,
                )
                for passage in self._passages
            ),
            key=lambda each: (each[0], each[1][0] - each[1][1]),
        )
        start, end = self._tokens[first].start, self._tokens[last - 1].end
        return Aligned(sentence, start, end, min(1.0, best))

    def _precision(self, size: int, passage: tuple[int, int]) -> float:
        """Return 1, or less where a passage has more content words than the sentence's `size`."""
        there = self._content[passage[1]] - self._content[passage[0]]
        return 1 - _LENGTH_SHARE + _LENGTH_SHARE * min(1.0, size / max(1, there))


def _weight(
    wanted: dict[str, float], here: list[tuple[int, str]], passage: tuple[int, int]
) -> float:
    """Return the weight of the wanted words within a passage."""
    low, high = (bisect_left(here, (edge, "")) for edge in passage)
    return sum(wanted[key] for key in {key for _, key in here[low:high]})


def _passages(answer: Said) -> Iterator[tuple[int, int]]:
    """Yield the ranges of tokens that one, two or three neighbouring clauses cover."""
    edges = [0]
    at = 0
    for part in clauses(answer.folded):
        while at < len(answer.tokens) and answer.tokens[at].start < part.end:
            at += 1
        if at > edges[-1]:
            edges.append(at)
    if edges[-1] < len(answer.tokens):
        edges.append(len(answer.tokens))
    for first in range(len(edges) - 1):
        for last in range(first + 1, min(first + _CLAUSES, len(edges) - 1) + 1):
            yield edges[first], edges[last]
