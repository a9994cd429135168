"""A text read once: its tokens, how often each stands, and its character grams."""

import math
from collections import Counter

from tools.reference.token import Token, han_share, tokens
from tools.text import ANSWER_LIMIT, fold

CHINESE = 0.3
"""Share of Chinese characters among the tokens from which a text counts as Chinese."""


def _grams(found: list[Token], han: bool) -> Counter[str]:
    """Return the character 3–5-grams of the stems, of Chinese texts 1–3-grams."""
    joined = ("" if han else " ").join(each.key for each in found)
    text = joined if han else f" {joined} "
    low, high = (1, 3) if han else (3, 5)
    counted: Counter[str] = Counter()
    for size in range(low, high + 1):
        counted.update(text[at : at + size] for at in range(len(text) - size + 1))
    return counted


def _length(counted: Counter[str]) -> float:
    return math.sqrt(sum(count * count for count in counted.values())) or 1.0


class Said:
    """An answer or a reference, read once and compared with many."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text[:ANSWER_LIMIT])
        self.tokens = tokens(self.folded)
        self.counts = Counter(each.key for each in self.tokens)
        self.content = [each.key for each in self.tokens if each.content]
        self.han = han_share(self.tokens) > CHINESE
        self.grams = _grams(self.tokens, self.han)
        self.grams_length = _length(self.grams)
