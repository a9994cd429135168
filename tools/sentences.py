"""Sentences of a text that is still growing: where one has ended, more text does not change.

A sentence is shown once the first character of the next one is there. What looks like an end and may
be none (a decimal point, `e.g.`, a point before a small letter) is taken for none: a longer sentence
waits a little, half of one would read badly.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

_CLOSERS = r"\"'”’」』）)\]"
_END = re.compile(
    rf"[。！？]+[{_CLOSERS}]*(?=[^{_CLOSERS}。！？])"
    rf"|(?:(?<=[^\W\d]{{2}})|(?<=[{_CLOSERS}]))[.!?]+[{_CLOSERS}]*(?=\s+[^\sa-z])"
    r"|\S(?=\s*\n\s*\S)"
)


def ends(text: str, start: int = 0) -> Iterator[int]:
    """Yield where the sentences of `text` from `start` on end that have another behind them."""
    return (found.end() for found in _END.finditer(text, start))


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`, each with the space before it; together they are the text."""
    places = [0, *ends(text), len(text)]
    parts = [text[start:end] for start, end in pairwise(places)]
    return [each for each in parts if each]


def unsaid(text: str, said: Iterable[str]) -> str:
    """Return `text` without the sentences that were `said` already, each as often as it was."""
    left = Counter(each.strip() for piece in said for each in sentences(piece))
    rest = []
    for each in sentences(text):
        if left[each.strip()] > 0:
            left[each.strip()] -= 1
        else:
            rest.append(each)
    return "".join(rest).strip()
