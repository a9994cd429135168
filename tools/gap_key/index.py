"""An index of texts by their features: tf-idf vectors of unit length, compared by cosine.

Salton and Buckley (1988): 1 + ln(count), times ln((n + 1) / (df + ½)).
"""

import base64
import functools
import itertools
import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from practice.value import Value
from tools.gap_key.features import NOTION, PAIR, RUN, WORD, Features

WEIGHT = {NOTION: 1.0, WORD: 1.0, PAIR: 1.0, RUN: 0.5}

Vector = dict[str, float]


class Rarity(Value):
    """How telling each feature is in a collection of texts."""

    unseen: float
    weights: dict[str, float]

    @classmethod
    def of(cls, texts: Collection[Features]) -> "Rarity":
        """Return how telling the features of these texts are."""
        frequency = Counter(name for each in texts for name in each)
        weights = {n: math.log((len(texts) + 1) / (df + 0.5)) for n, df in frequency.items()}
        return cls(unseen=math.log(2 * (len(texts) + 1)), weights=weights)

    def vector(self, text: Features) -> Vector:
        """Return the vector of a text, of length 1 unless it is empty."""
        raw = {
            name: _damped(count) * self.weights.get(name, self.unseen) * WEIGHT[name[0]]
            for name, count in text.items()
        }
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {name: value / length for name, value in raw.items()}


def _damped(count: float) -> float:
    return 1 + math.log(count) if count > 1 else count


class Index(Value):
    """Vectors by what stands in them, packed, since a file of a million numbers is slow to read."""

    size: int
    counts: dict[str, int]
    """How many vectors have each feature, in the order of the packed entries."""
    rows: str
    values: str

    @classmethod
    def of(cls, vectors: Sequence[Mapping[str, float]]) -> "Index":
        """Return the index of these vectors, which it numbers from 0."""
        rows: dict[str, list[int]] = defaultdict(list)
        values: dict[str, list[float]] = defaultdict(list)
        for row, vector in enumerate(vectors):
            for name, value in vector.items():
                rows[name].append(row)
                values[name].append(value)
        return cls(
            size=len(vectors),
            counts={name: len(found) for name, found in rows.items()},
            rows=_packed(array("I", itertools.chain.from_iterable(rows.values()))),
            values=_packed(array("f", itertools.chain.from_iterable(values.values()))),
        )

    @functools.cached_property
    def _entries(self) -> tuple["array[int]", "array[float]", dict[str, tuple[int, int]]]:
        rows, values = array("I"), array("f")
        rows.frombytes(base64.b64decode(self.rows))
        values.frombytes(base64.b64decode(self.values))
        ends = list(itertools.accumulate(self.counts.values()))
        return (
            rows,
            values,
            dict(zip(self.counts, zip([0, *ends], ends, strict=False), strict=True)),
        )

    def likeness(self, vector: Mapping[str, float]) -> list[float]:
        """Return the cosine of each indexed vector with this one."""
        rows, values, places = self._entries
        found = [0.0] * self.size
        for name, value in vector.items():
            start, end = places.get(name, (0, 0))
            for row, other in zip(rows[start:end], values[start:end], strict=True):
                found[row] += value * other
        return found


def _packed(numbers: "array[int] | array[float]") -> str:
    return base64.b64encode(numbers.tobytes()).decode("ascii")
