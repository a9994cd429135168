"""How well marks agree with a human's: error, kappa, F1, and the cut between right and not."""

import random
from collections.abc import Hashable, Sequence
from math import sqrt

from benchmarks.harness import quantile

FOLDS = 5
_CUTS = 99


def rmse(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the root of the mean squared difference, in the marks' own unit."""
    return sqrt(sum((x - y) ** 2 for x, y in zip(one, other, strict=True)) / len(one))


def kappa(one: Sequence[float], other: Sequence[float], steps: int) -> float:
    """Return Cohen's kappa with quadratic weights (1968), marks 0..1 rounded to `steps`."""
    left, right = [round(x * steps) for x in one], [round(y * steps) for y in other]
    n = len(left)
    seen = sum((x - y) ** 2 for x, y in zip(left, right, strict=True)) / n
    squares = sum(x * x for x in left) / n + sum(y * y for y in right) / n
    chance = squares - 2 * (sum(left) / n) * (sum(right) / n)
    return 1 - seen / chance if chance else 0.0


def f1(truth: Sequence[bool], called: Sequence[bool], *, weighted: bool = False) -> float:
    """Return the mean F1 of right and not, or weighted by how many there are of each."""
    total = 0.0
    for kind in (True, False):
        both = sum(x is kind and y is kind for x, y in zip(truth, called, strict=True))
        either = sum(x is kind for x in truth) + sum(y is kind for y in called)
        share = sum(x is kind for x in truth) / len(truth) if weighted else 0.5
        total += share * (2 * both / either if either else 0.0)
    return total


def best_cut(values: Sequence[float], truth: Sequence[bool]) -> float:
    """Return the percentile of `values` from which calling right gives the best macro-F1."""
    cuts = sorted({quantile(values, share / (_CUTS + 1)) for share in range(1, _CUTS + 1)})
    return max(cuts, key=lambda cut: f1(truth, [value >= cut for value in values]))


def cut_by_fold(
    values: Sequence[float], truth: Sequence[bool], groups: Sequence[Hashable]
) -> list[bool]:
    """Return what is called right where each fold's cut comes from the other folds' groups."""
    names = sorted(set(groups), key=str)
    random.Random(0).shuffle(names)
    fold = {name: at % FOLDS for at, name in enumerate(names)}
    called = [False] * len(values)
    for number in set(fold.values()):
        outside = [at for at, group in enumerate(groups) if fold[group] != number]
        cut = best_cut([values[at] for at in outside], [truth[at] for at in outside])
        for at, group in enumerate(groups):
            if fold[group] == number:
                called[at] = values[at] >= cut
    return called
