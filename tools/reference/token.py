"""Texts as tokens with their places: stemmed English words, numbers, signs, Chinese characters.

Chinese is not segmented: single characters score within .03 of a segmenter's words, and need no
dictionary.
"""

import functools
import re
from dataclasses import dataclass

from tools.reference.stem import stem
from tools.reference.words import COUNTS, FUNCTION, FUNCTION_HAN

_LIST_MARK = re.compile(r"(?:^|(?<=[\s；;。，,：:]))[(（]?\d{1,2}(?:[.、)）](?!\d))\s*")
_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*)|(?P<word>[^\W\d_㐀-鿿]+(?:'[^\W\d_㐀-鿿]+)?)|"
    r"(?P<han>[㐀-鿿])|(?P<sign>[<>≤≥=≠+*/^%]+)"
)
_CONTRACTION = re.compile(r"'(?:s|re|ve|ll|d|m)$")


@dataclass(frozen=True, slots=True)
class Token:
    """One unit of a text: what it counts as, where it stands, and which group of `_TOKEN` it is."""

    key: str
    start: int
    end: int
    kind: str

    @property
    def content(self) -> bool:
        """Whether the token carries content rather than grammar."""
        return self.key not in FUNCTION and self.key not in FUNCTION_HAN


@functools.lru_cache(maxsize=20_000)
def _word_key(word: str) -> str:
    if word == "cannot" or word.endswith("n't"):
        return "not"
    plain = _CONTRACTION.sub("", word)
    if plain in FUNCTION:
        return plain
    return COUNTS.get(plain) or stem(plain)


def tokens(folded: str) -> list[Token]:
    """Return the tokens of folded text in order; list marks such as “1.” are left out."""
    marks = {place for mark in _LIST_MARK.finditer(folded) for place in range(*mark.span())}
    found: list[Token] = []
    for match in _TOKEN.finditer(folded):
        kind = match.lastgroup or ""
        if kind == "number" and match.start() in marks:
            continue
        key = _word_key(match[0]) if kind == "word" else match[0]
        found.append(Token(key, *match.span(), kind))
    return found


def han_share(found: list[Token]) -> float:
    """Return the share of Chinese characters among the tokens, 0 to 1."""
    return sum(each.kind == "han" for each in found) / max(1, len(found))
