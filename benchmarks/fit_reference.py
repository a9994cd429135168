"""Fits the weights of the reference grader's probability; prints them for coefficients.py.

    python -m benchmarks.fit_reference

A logistic regression with a small ridge, by Newton's method. Each set weighs the same, and in each
set right and not weigh the same. One fit over all sets, and one for each set without it and
without the set that shares its questions.
"""

import math
import random
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.graded_answers import SETS, TRAINED_RIGHT, GradedSet, load
from benchmarks.harness import data_folder
from tools.reference.coefficients import PROBABILITY, Probability

ROWS = 2_000
"""Answers of a set that are used, drawn with a fixed seed."""

_RIDGE = 1e-3
_STEPS = 15

Vector = list[float]


class Row(NamedTuple):
    """One answer: its features, whether it is right, how much it weighs."""

    features: tuple[float, ...]
    right: bool
    weight: float


def rows(graded: GradedSet) -> list[Row]:
    """Return the rows of a set; right is at least .75 where it gives marks."""
    graders = graded.graders(PROBABILITY)
    least = TRAINED_RIGHT if graded.traits.marks else graded.traits.right
    answers = random.Random(0).sample(graded.answers, min(ROWS, len(graded.answers)))
    right = [answer.score >= least for answer in answers]
    share = sum(right) / len(right)
    return [
        Row(
            graders[answer.question].features(answer.text),
            good,
            0.5 / (share if good else 1 - share) / len(answers),
        )
        for answer, good in zip(answers, right, strict=True)
    ]


def fitted(found: Sequence[Row]) -> Probability:
    """Return the weights on the features as they are; the first feature is the constant 1."""
    size = len(Probability._fields)
    total = sum(row.weight for row in found)
    means = [sum(row.weight * row.features[at] for row in found) / total for at in range(size)]
    spread = [
        math.sqrt(sum(row.weight * (row.features[at] - means[at]) ** 2 for row in found) / total)
        or 1.0
        for at in range(size)
    ]
    means[0], spread[0] = 0.0, 1.0
    data = [
        (
            [(x - m) / s for x, m, s in zip(row.features, means, spread, strict=True)],
            row.right,
            row.weight / total,
        )
        for row in found
    ]
    weights = [0.0] * size
    for _ in range(_STEPS):
        slope, curve = _derivatives(data, weights)
        step = _solved(curve, slope)
        weights = [one - move for one, move in zip(weights, step, strict=True)]
    plain = [one / s for one, s in zip(weights, spread, strict=True)]
    plain[0] -= sum(one * m for one, m in zip(plain[1:], means[1:], strict=True))
    return Probability(*(round(one, 3) for one in plain))


def _derivatives(
    data: Sequence[tuple[Vector, bool, float]], weights: Vector
) -> tuple[Vector, list[Vector]]:
    """Return the gradient and the Hessian of the loss."""
    size = len(weights)
    slope = [_RIDGE * one if at else 0.0 for at, one in enumerate(weights)]
    curve = [[0.0] * size for _ in range(size)]
    for features, right, weight in data:
        logit = sum(one * x for one, x in zip(weights, features, strict=True))
        called = 1 / (1 + math.exp(-logit))
        miss, bend = weight * (called - right), weight * called * (1 - called)
        for at, x in enumerate(features):
            slope[at] += miss * x
            row, scaled = curve[at], bend * x
            for other in range(at + 1):
                row[other] += scaled * features[other]
    for at in range(size):
        curve[at][at] += _RIDGE if at else 1e-9
        for other in range(at):
            curve[other][at] = curve[at][other]
    return slope, curve


def _solved(matrix: list[Vector], right: Vector) -> Vector:
    """Return the solution of a system of linear equations, by elimination with pivots."""
    size = len(right)
    table = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at in range(size):
        pivot = max(range(at, size), key=lambda row: abs(table[row][at]))
        table[at], table[pivot] = table[pivot], table[at]
        for row in range(size):
            if row != at:
                share = table[row][at] / table[at][at]
                table[row] = [x - share * y for x, y in zip(table[row], table[at], strict=True)]
    return [table[at][size] / table[at][at] for at in range(size)]


def left_out(name: str) -> set[str]:
    """Return the sets that must not be seen when `name` is measured."""
    return {name, SETS[name].shares_with}


def main() -> None:
    """Print the weights as Python."""
    folder = data_folder("judging")
    found = {name: rows(load(folder, name)) for name in SETS}
    print("PROBABILITY =", fitted([row for each in found.values() for row in each]))
    print("LEFT_OUT = {")
    for name in SETS:
        kept = [row for other, each in found.items() if other not in left_out(name) for row in each]
        print(f'    "{name}": Probability{tuple(fitted(kept))},')
    print("}")


if __name__ == "__main__":
    main()
