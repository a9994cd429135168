"""How well the reference grader agrees with human graders on public sets of graded answers.

Ours beside the usual measures of shared words, recomputed in the same run; `--published` in place
of a run prints what others reached. Sets of marks are held against the score, sets of right and
not against the probability, whose weights have not seen the set (`fit_reference.py`). “Own cut” is
taken from the set's training split, or where it has none from other questions of the set;
“no labels” calls right what the probability puts at one half or more. SAF is without its blanks.

The quick run takes each eighth answer of every set, training splits included.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.agreement import pearson
from benchmarks.graded_answers import SETS, GradedSet, by_question, load
from benchmarks.harness import Figure, at_least, at_most, data_folder, main, quantile
from benchmarks.lexical_baselines import MEAN, NAMES, Baselines
from benchmarks.marking import best_cut, cut_by_fold, f1, kappa, rmse
from benchmarks.published import MEASURE_A, table
from tools.reference.coefficients import LEFT_OUT

QUICK = 8
MOHLER, ENGLISH_F1, CHINESE = 0.63, 0.72, 0.57
OWN_CUT = {("scientsbank", "uq"): 0.76, ("scientsbank", "ud"): 0.74, ("beetle", "uq"): 0.75}
NINE = ("mohler", "beetle", "scientsbank", "saf", "powergrading")
SCORE, PROBABILITY, TOGETHER = "score", "probability", "ungraded answers pooled"


@dataclass(frozen=True)
class Run:
    """One set with every method's value for each of its answers."""

    graded: GradedSet
    values: dict[str, list[float]]
    milliseconds: list[float]

    def ours(self) -> str:
        """Which of our two numbers the set's grades are held against."""
        return SCORE if self.graded.traits.marks else PROBABILITY

    def places(self, part: str) -> list[int]:
        """The places of a slice's answers; all, where the set has no slices."""
        return [at for at, each in enumerate(self.graded.answers) if not part or each.split == part]

    def picked(self, method: str, places: Sequence[int]) -> list[float]:
        """The values of a method at `places`."""
        return [self.values[method][at] for at in places]

    def scores(self, places: Sequence[int]) -> list[float]:
        """The human scores at `places`."""
        return [self.graded.answers[at].score for at in places]

    def truth(self, places: Sequence[int]) -> list[bool]:
        """Whether a human called each right."""
        return [score >= self.graded.traits.right for score in self.scores(places)]

    def own_cut(self, method: str, part: str) -> list[bool]:
        """What a method calls right in a slice, cut by the set's own labels outside of it."""
        places = self.places(part)
        values = self.picked(method, places)
        if not part:
            groups = [self.graded.answers[at].question for at in places]
            return cut_by_fold(values, self.truth(places), groups)
        train = self.places("train")
        cut = best_cut(self.picked(method, train), self.truth(train))
        return [value >= cut for value in values]


def measured(graded: GradedSet) -> Run:
    """Return all values for a set."""
    graders = graded.graders(LEFT_OUT[graded.name])
    baselines = Baselines(graded)
    values: dict[str, list[float]] = {name: [] for name in (SCORE, PROBABILITY, *NAMES, MEAN)}
    taken: list[float] = []
    for answer in graded.answers:
        start = time.process_time()
        grade = graders[answer.question].grade(answer.text)
        taken.append(1000 * (time.process_time() - start))
        values[SCORE].append(grade.score)
        values[PROBABILITY].append(grade.probability)
        for name, value in baselines.values(answer.question, answer.text).items():
            values[name].append(value)
    together = [0.0] * len(graded.answers)
    for question, places in by_question(graded.answers).items():
        scores = graders[question].grade_together([graded.answers[at].text for at in places])
        for at, score in zip(places, scores, strict=True):
            together[at] = score
    return Run(graded, values | {TOGETHER: together}, taken)


def _slice(run: Run, part: str) -> Iterator[Figure]:
    """Yield the figures of one slice, ours first."""
    name, marks = f"{run.graded.name} {part}".strip(), run.graded.traits.marks
    places = run.places(part)
    human, truth = run.scores(places), run.truth(places)
    ours = run.picked(run.ours(), places)
    yield Figure(f"{name}: answers", len(places), "")
    for method in (run.ours(), *NAMES, MEAN, TOGETHER):
        yield Figure(f"{name}: Pearson, {method}", pearson(run.picked(method, places), human), "")
    yield Figure(f"{name}: RMSE, ours as it stands", rmse(ours, human), "")
    steps = run.graded.traits.steps
    yield Figure(f"{name}: quadratic kappa, ours", kappa(ours, human, steps), "")
    for method in dict.fromkeys((PROBABILITY, SCORE, *NAMES, MEAN, TOGETHER)):
        value = f1(truth, run.own_cut(method, part))
        target = OWN_CUT.get((run.graded.name, part)) if method == PROBABILITY else None
        told = f"{name}: macro-F1 own cut, {method}"
        yield at_least(told, value, target, "") if target else Figure(told, value, "")
    called = run.own_cut(PROBABILITY, part)
    yield Figure(f"{name}: weighted F1 own cut, ours", f1(truth, called, weighted=True), "")
    if marks and run.graded.name == "mohler":
        yield Figure(f"{name}: RMSE in points of 5, ours", 5 * rmse(ours, human), "points")


def _no_labels(run: Run, part: str) -> float:
    places = run.places(part)
    called = [value >= 0.5 for value in run.picked(PROBABILITY, places)]
    return f1(run.truth(places), called)


def _whole(run: Run, method: str) -> float:
    places = run.places("")
    return pearson(run.picked(method, places), run.scores(places))


def _summary(runs: dict[str, Run]) -> Iterator[Figure]:
    """Yield the figures that have targets over several sets."""
    yield at_least("TARGET mohler: Pearson", _whole(runs["mohler"], SCORE), MOHLER, "")
    pooled = _whole(runs["mohler"], TOGETHER)
    yield Figure("mohler: Pearson with the ungraded answers pooled", pooled, "")
    slices = {
        (name, part): _no_labels(runs[name], part) for name in NINE for part in SETS[name].slices
    }
    for (name, part), value in slices.items():
        yield Figure(f"{f'{name} {part}'.strip()}: macro-F1 no labels", value, "")
    mean = sum(slices.values()) / len(slices)
    yield at_least("TARGET English: macro-F1 no labels, mean of nine", mean, ENGLISH_F1, "")
    chinese = {name: _whole(runs[name], SCORE) for name in MEASURE_A}
    for name, value in chinese.items():
        yield Figure(f"{name}: macro-F1 no labels", _no_labels(runs[name], ""), "")
        yield at_least(f"TARGET {name}: Pearson, at least A's", value, MEASURE_A[name], "")
    mean = sum(chinese.values()) / len(chinese)
    yield at_least("TARGET Chinese: Pearson, mean of five", mean, CHINESE, "")
    pooled = sum(_whole(runs[name], TOGETHER) for name in chinese) / len(chinese)
    yield Figure("Chinese: Pearson pooled, mean of five", pooled, "")
    taken = [each for run in runs.values() for each in run.milliseconds]
    yield at_most("TARGET CPU time an answer, p50", quantile(taken, 0.5), 15, "ms")
    yield at_most("TARGET CPU time an answer, p99", quantile(taken, 0.99), 15, "ms")


def run(quick: bool) -> Iterator[Figure]:
    """Yield the figures of all sets, and the targets at the end."""
    folder = data_folder("judging")
    runs: dict[str, Run] = {}
    for name, traits in SETS.items():
        runs[name] = measured(load(folder, name, QUICK if quick else 1))
        for part in traits.slices:
            yield from _slice(runs[name], part)
    yield from _summary(runs)


if __name__ == "__main__":
    if "--published" in sys.argv:
        print(table())
    else:
        main("The reference grader beside human graders and usual measures", run)
