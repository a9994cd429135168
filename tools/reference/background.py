"""What is known beside the question: how rare words are, and answers to other questions."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from tools.reference.said import Said

STRANGERS = 40
"""Answers to other questions that a reference is compared with."""

_DAMPING = 0.35


class Background:
    """Document frequencies of `documents`, and `strangers`: model answers to other questions."""

    def __init__(self, documents: Iterable[str] = (), strangers: Sequence[str] = ()) -> None:
        self._frequency: Counter[str] = Counter()
        self._documents = 0
        for text in documents:
            self._documents += 1
            self._frequency.update(set(Said(text).counts))
        self._strangers = [Said(text) for text in dict.fromkeys(strangers)]

    def rarity(self, key: str) -> float:
        """Return the inverse document frequency between 0 and 1, damped by a power of .35.

        Spärck Jones 1972; powers of .25 to .5 did best on the sets of graded answers.
        """
        if not self._documents:
            return 1.0
        top = math.log((self._documents + 1) / 0.5)
        share = math.log((self._documents + 1) / (self._frequency[key] + 0.5)) / top
        return float(max(0.0, share) ** _DAMPING)

    def strangers(self, own: Sequence[str]) -> list[Said]:
        """Return up to 40 answers to other questions, evenly spread, none of them in `own`."""
        others = [each for each in self._strangers if each.text not in own]
        step = max(1.0, len(others) / STRANGERS)
        return [others[int(at * step)] for at in range(min(STRANGERS, len(others)))]
