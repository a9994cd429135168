"""The usual measures of shared words, as the facts on the sets describe them.

English words are stemmed, small words out, words of the question count 0.3 (Chinese: single
characters, 0.25); the best of several references counts.
"""

import math
from collections import Counter
from collections.abc import Sequence

from benchmarks.graded_answers import GradedSet
from tools.reference.said import Said

NAMES = ("token F1", "tf-idf cosine", "character n-grams", "BM25")
MEAN = "mean of the four"
_ASKED = {"en": 0.3, "zh": 0.25}
_K1, _B = 1.2, 0.75


class Baselines:
    """The measures over one set; document frequencies are from all its texts, no labels."""

    def __init__(self, graded: GradedSet) -> None:
        self._asked = _ASKED[graded.traits.lang]
        texts = [text for asked, refs in graded.questions.values() for text in (asked, *refs)]
        texts += list({answer.text for answer in graded.answers})
        said = [Said(text) for text in texts]
        self._documents = len(said)
        self._frequency = Counter(key for each in said for key in set(each.content))
        self._length = sum(len(each.content) for each in said) / len(said)
        self._references = {
            question: (set(Said(asked).counts), [Said(text) for text in texts])
            for question, (asked, texts) in graded.questions.items()
        }

    def values(self, question: str, answer: str) -> dict[str, float]:
        """Return each measure of an answer by its name."""
        asked, references = self._references[question]
        said = Said(answer)
        found = [self._measures(reference, said, asked) for reference in references]
        best = {name: max(each[at] for each in found) for at, name in enumerate(NAMES)}
        return best | {MEAN: sum(best.values()) / len(best)}

    def _measures(self, reference: Said, said: Said, asked: set[str]) -> Sequence[float]:
        weight = {
            key: self._asked if key in asked else 1.0 for key in {*reference.content, *said.content}
        }
        own, other = Counter(reference.content), Counter(said.content)
        shared = sum(weight[key] * min(count, other[key]) for key, count in own.items())
        total = sum(weight[key] * count for key, count in (own + other).items())
        rare = {key: weight[key] * self._rarity(key) for key in weight}
        return (
            2 * shared / total if total else 0.0,
            _cosine(own, other, rare),
            _cosine(reference.grams, said.grams, None),
            self._bm25(own, other, rare) / (self._bm25(own, own, rare) or 1.0),
        )

    def _rarity(self, key: str) -> float:
        return math.log(1 + self._documents / (self._frequency[key] + 0.5))

    def _bm25(self, own: Counter[str], other: Counter[str], rare: dict[str, float]) -> float:
        ratio = sum(other.values()) / self._length
        return sum(
            rare[key] * other[key] * (_K1 + 1) / (other[key] + _K1 * (1 - _B + _B * ratio))
            for key in own
            if other[key]
        )


def _cosine(own: Counter[str], other: Counter[str], rare: dict[str, float] | None) -> float:
    def long(counts: Counter[str]) -> float:
        return math.sqrt(sum((n * (rare[key] if rare else 1)) ** 2 for key, n in counts.items()))

    dot = sum(
        count * other[key] * (rare[key] ** 2 if rare else 1)
        for key, count in own.items()
        if key in other
    )
    return dot / ((long(own) * long(other)) or 1.0)
