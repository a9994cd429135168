"""Agreement between two gradings: correlation by value and by rank."""

from collections.abc import Sequence
from math import sqrt


def pearson(one: Sequence[float], other: Sequence[float]) -> float:
    """Return Pearson's correlation, −1 to 1; 0 where one side does not vary."""
    n = len(one)
    mean_one, mean_other = sum(one) / n, sum(other) / n
    covariance = sum((x - mean_one) * (y - mean_other) for x, y in zip(one, other, strict=True))
    spread = sqrt(sum((x - mean_one) ** 2 for x in one) * sum((y - mean_other) ** 2 for y in other))
    return covariance / spread if spread else 0.0


def ranks(values: Sequence[float]) -> list[float]:
    """Return the rank of each value from 1, ties sharing their mean rank."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    at = 0
    while at < len(order):
        run = at
        while run + 1 < len(order) and values[order[run + 1]] == values[order[at]]:
            run += 1
        for place in order[at : run + 1]:
            found[place] = (at + run) / 2 + 1
        at = run + 1
    return found


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Return Spearman's rank correlation: Pearson's over ranks with ties averaged."""
    return pearson(ranks(one), ranks(other))
