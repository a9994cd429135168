"""What the planner is worth: simulated learners practise towards an interview under each policy.

Two truths of memory (`learners.py`), three regimes of days and minutes, a noisy grader; paired
learners, so that every policy meets the same worlds. A figure is the gain in expected interview
score for each minute practised, as a ratio to FSRS by question; intervals are 95 % of the paired
difference by bootstrap over learners. Worlds and learners were written and committed before the
planner was tuned. Simulated learners are not people.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from benchmarks.harness import Figure, at_least, main
from benchmarks.learners import (
    ATTENDANCE,
    Learner,
    Task,
    Truth,
    World,
    attempt,
    interview,
    score,
    world,
)
from benchmarks.policies import BASELINES, START, Policy
from practice import planner
from practice.planner import Exercise, Outlook, Tried
from practice.schedule import Review

REGIMES = ((14, 20), (21, 25), (28, 30))
"""Days to the interview, minutes a day."""
TRUTHS: tuple[Truth, ...] = ("A", "B")
LEARNERS, QUICK = 30, 3
OURS, REFERENCE, SAMPLING, FIXED = (
    "planner",
    "FSRS by question",
    "topic-weighted sampling",
    "fixed order",
)
SMALL = {"questions": 30, "gaps": 20}


@dataclass
class Planner:
    """Our planner, called as the product calls it: with the reviews and questions so far."""

    place: World
    seed: int
    days: int
    reviews: dict[str, list[Review]] = field(default_factory=dict)
    tried: list[Tried] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._exercises = {
            task.name: Exercise(task.name, task.topic, _keys(task.parts), task.minutes)
            for task in self.place.bank
        }

    def choose(self, day: int, open_today: Sequence[Task]) -> Task:
        """Return the question that the planner chooses."""
        at = START + timedelta(days=day)
        outlook = Outlook(
            at=at,
            reviews=self.reviews,
            tried=self.tried,
            weights=self.place.weights,
            interview=(START + timedelta(days=self.days)).date(),
        )
        choice = planner.Planner(self._exercises.values(), outlook).choose()
        assert choice is not None
        return next(task for task in open_today if task.name == choice.question)

    def saw(self, day: int, task: Task, seen: dict[str, bool], score: float) -> None:
        """Keep what the journal would."""
        at = START + timedelta(days=day)
        for part, met in seen.items():
            self.reviews.setdefault(_key(part), []).append(Review(at=at, met=met, aid="unaided"))
        self.tried.append(Tried(task.name, task.topic, at))


def _key(part: str) -> str:
    """Return the key of a part as the product writes it: a question's own part is a key point."""
    return part.replace("/", "#")


def _keys(parts: Mapping[str, float]) -> dict[str, float]:
    return {_key(part): share for part, share in parts.items()}


def gain(policy: Policy, place: World, truth: Truth, seed: int, days: int, minutes: int) -> float:
    """Return the gain in expected interview score for each minute practised."""
    learner = Learner(truth, seed)
    before = interview(learner, place, days)
    present, rng = random.Random(f"present/{seed}"), random.Random(f"attempts/{seed}")
    spent = 0
    for day in range(days):
        if present.random() >= ATTENDANCE:
            continue
        left, tried = minutes, set[str]()
        while True:
            open_today = [task for task in place.bank if task.name not in tried]
            if not open_today:
                break
            task = policy.choose(day, open_today)
            if task.minutes > left:
                break
            tried.add(task.name)
            left -= task.minutes
            spent += task.minutes
            seen = attempt(learner, task, day, rng)
            policy.saw(day, task, seen, score(task, seen, rng))
    return (interview(learner, place, days) - before) / max(1, spent)


def cell(
    truth: Truth, days: int, minutes: int, learners: int, **size: int
) -> dict[str, list[float]]:
    """Return the gains of every policy, learner by learner."""
    found: dict[str, list[float]] = {}
    for seed in range(learners):
        place = world(seed, **size)
        policies: Mapping[str, Policy] = {
            OURS: Planner(place, seed, days),
            **{name: make(place, seed) for name, make in BASELINES.items()},
        }
        for name, policy in policies.items():
            found.setdefault(name, []).append(gain(policy, place, truth, seed, days, minutes))
    return found


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the ratio of the mean gains."""
    return sum(ours) / sum(theirs)


def lower_bound(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the 2.5 % quantile of the ratio, by 1,000 resamplings of the learners."""
    rng = random.Random("bootstrap")
    pairs = list(zip(ours, theirs, strict=True))
    ratios = []
    for _ in range(1000):
        drawn = rng.choices(pairs, k=len(pairs))
        ratios.append(sum(one for one, _ in drawn) / sum(other for _, other in drawn))
    return sorted(ratios)[25]


def _cells(learners: int) -> Iterator[tuple[str, dict[str, list[float]]]]:
    for truth in TRUTHS:
        for days, minutes in REGIMES:
            yield f"{truth} {days}d/{minutes}m", cell(truth, days, minutes, learners)


def run(quick: bool) -> Iterator[Figure]:
    """Yield the ratios of every cell, and the targets."""
    learners = QUICK if quick else LEARNERS
    to_fsrs, to_sampling = [], []
    for name, gains in _cells(learners):
        for policy in (SAMPLING, FIXED, "random", "SM-2", "Leitner"):
            yield Figure(
                f"{name}: {policy}, of {REFERENCE}", ratio(gains[policy], gains[REFERENCE]), "×"
            )
        to_fsrs.append(ratio(gains[OURS], gains[REFERENCE]))
        to_sampling.append(ratio(gains[OURS], gains[SAMPLING]))
        yield at_least(f"{name}: planner, of {REFERENCE}", to_fsrs[-1], 1.25, "×")
        yield at_least(f"{name}: planner, of {SAMPLING}", to_sampling[-1], 1.08, "×")
        bound = lower_bound(gains[OURS], gains[SAMPLING])
        yield at_least(f"{name}: lower 95 % bound of that", bound, 1.0, "×")
        yield at_least(f"{name}: planner, of {FIXED}", ratio(gains[OURS], gains[FIXED]), 1.0, "×")
    yield at_least(f"TARGET planner, of {REFERENCE}, mean", sum(to_fsrs) / len(to_fsrs), 1.35, "×")
    mean = sum(to_sampling) / len(to_sampling)
    yield at_least(f"TARGET planner, of {SAMPLING}, mean", mean, 1.10, "×")
    for truth in TRUTHS:
        gains = cell(truth, 28, 30, learners, **SMALL)
        told = f"{truth} small bank 28d/30m: planner, of {FIXED}"
        yield at_least(told, ratio(gains[OURS], gains[FIXED]), 1.0, "×")


if __name__ == "__main__":
    main("The planner beside other ways to choose, on simulated learners", run)
