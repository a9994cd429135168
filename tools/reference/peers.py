"""How near each answer is to the other answers to the same question, none of them graded.

Right answers resemble each other, wrong ones differ; answers nearer to the reference count more.
After pseudo relevance feedback (Rocchio 1971).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence, Set

from tools.reference.said import Said

_ASKED = 0.4
_LEAST = 0.02


def nearness(answers: Sequence[Said], overlaps: Sequence[float], asked: Set[str]) -> list[float]:
    """Return the mean cosine of each answer with the others, weighted by their `overlaps`."""
    vectors = [_vector(each, asked) for each in answers]
    trust = [max(_LEAST, overlap) for overlap in overlaps]
    centre: dict[str, float] = defaultdict(float)
    for vector, weight in zip(vectors, trust, strict=True):
        for key, value in vector.items():
            centre[key] += weight * value
    total = sum(trust)
    return [
        max(0.0, sum(value * centre[key] for key, value in vector.items()) - weight)
        / (total - weight)
        if vector and total > weight
        else 0.0
        for vector, weight in zip(vectors, trust, strict=True)
    ]


def _vector(answer: Said, asked: Set[str]) -> dict[str, float]:
    """Return the content words of an answer as a vector of length 1, the question's demoted."""
    counts = Counter(answer.content)
    raw = {
        key: (1 + math.log(count)) * (_ASKED if key in asked else 1.0)
        for key, count in counts.items()
    }
    length = math.sqrt(sum(value * value for value in raw.values()))
    return {key: value / length for key, value in raw.items()}
