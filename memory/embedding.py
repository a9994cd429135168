"""Our own embedding of texts: hashed letter n-grams, deterministic, in any script, no download.

Feature hashing with signs (Weinberger et al. 2009) over character 1–3-grams of the folded text, a
square root on the counts, unit length. Likeness by it only builds shortlists; identity is by key.
"""

import math
import unicodedata
import zlib
from collections import Counter
from collections.abc import Sequence

DIMENSION = 384
NAME = "answer-coach-ngrams"
VERSION = 1
FINGERPRINT = f"{NAME}/{VERSION}/{DIMENSION}"
"""Kept with every collection; another one on opening means that it is rebuilt."""

_LONGEST = 3


def embed(text: str) -> list[float]:
    """Return the vector of `text`, of DIMENSION floats and length 1."""
    vector = [0.0] * DIMENSION
    for gram, count in _grams(text).items():
        code = zlib.crc32(gram.encode("utf-8", "surrogatepass"))
        sign = 1.0 if code & 1 else -1.0
        vector[(code >> 1) % DIMENSION] += sign * math.sqrt(count)
    norm = math.sqrt(sum(value * value for value in vector))
    if norm == 0.0:
        return [1.0] + [0.0] * (DIMENSION - 1)
    return [value / norm for value in vector]


def _grams(text: str) -> Counter[str]:
    words = "".join(
        char if char.isalnum() else " " for char in unicodedata.normalize("NFKC", text).lower()
    ).split()
    line = f" {' '.join(words)} "
    return Counter(
        line[at : at + size]
        for size in range(1, _LONGEST + 1)
        for at in range(len(line) - size + 1)
        if line[at : at + size].strip()
    )


def embed_all(texts: Sequence[str]) -> list[list[float]]:
    """Return one vector for each text."""
    return [embed(text) for text in texts]
