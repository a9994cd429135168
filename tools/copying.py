"""What an answer repeats word for word of a text that was shown: pasted back, it shows nothing."""

import functools
from collections.abc import Iterable

from tools.reference.token import han_share, tokens
from tools.text import fold

WORDS = 12
"""So many English words in a row are no accident; people share shorter runs."""
HAN = 20
"""So many Chinese characters are not either."""


def copied(answer: str, sources: Iterable[str]) -> list[tuple[int, int]]:
    """Return the spans of `answer`, in code points, that stand in a source word for word.

    Case, width, punctuation and white space do not count.
    """
    found = tokens(fold(answer))
    size = round(WORDS + (HAN - WORDS) * han_share(found))
    shown: set[tuple[str, ...]] = set()
    for source in sources:
        shown.update(_runs(read(source), size))
    said = tuple(each.key for each in found)
    starts = [at for at, run in enumerate(_runs(said, size)) if run in shown]
    spans: list[tuple[int, int]] = []
    for at in starts:
        start, end = found[at].start, found[at + size - 1].end
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


@functools.lru_cache(maxsize=2048)
def read(source: str) -> tuple[str, ...]:
    """Return the words of a text that was shown; once read, it waits for the next answer."""
    return tuple(each.key for each in tokens(fold(source)))


def _runs(keys: tuple[str, ...], size: int) -> list[tuple[str, ...]]:
    return [keys[at : at + size] for at in range(len(keys) - size + 1)]


def mostly_within(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    """Return whether at least half of a quote lies in the spans."""
    inside = sum(max(0, min(end, last) - max(start, first)) for first, last in spans)
    return 2 * inside >= end - start > 0
