"""Simulated learners for the planner's benchmark: their truth is not the scheduler's memory model.

    A  activation with spacing-dependent decay (Pavlik & Anderson 2005, "Practice and forgetting
       effects on vocabulary memory"), ages in hours, with its constants: m = ln Σ age^-d,
       d = 0.217·e^m + 0.177 at each practice, recall = 1 / (1 + e^((−0.704 − m) / 0.255))
    B  two traces with half-lives of 1.5 and 45 days; practice restores the first and adds to the
       second, the less the fresher the first still is

A world has 60 gaps in 10 topics and 120 questions of 2–4 gaps (75 % of a question) and a part of
their own (25 %); 40 % of all parts are known at the start. All randomness is seeded.
"""

import math
import random
from dataclasses import dataclass, field
from typing import Literal

TOPICS, GAPS, QUESTIONS = 10, 60, 120
SHARED = 0.75
KNOWN = 0.4
ATTENDANCE = 0.8
MINUTES = (6, 10)
MISSES, FALSE_FLAGS, NOISE = 0.20, 0.05, 0.10
"""The grader overlooks failures, flags what was right, and its score is off by this deviation."""

Truth = Literal["A", "B"]
_HOURS = 24
_DECAY_SCALE, _DECAY_BASE = 0.217, 0.177
_THRESHOLD, _SPREAD = -0.704, 0.255
_SHORT, _LONG = 1.5, 45.0
_GAIN, _FRESH = 0.30, 0.7
_SHORT_WEIGHT = 0.85


@dataclass(frozen=True)
class Task:
    """One question: its parts with their shares of the score, and what an attempt costs."""

    name: str
    topic: str
    parts: dict[str, float]
    minutes: int


@dataclass(frozen=True)
class World:
    """What there is to learn, and what the interview will weigh."""

    bank: list[Task]
    unseen: list[Task]
    weights: dict[str, float]
    """By topic, 1 on average: the job description's, known to a planner that asks for them."""


def world(seed: int, questions: int = QUESTIONS, gaps: int = GAPS) -> World:
    """Return the world of one learner."""
    rng = random.Random(f"world/{seed}")
    topics = [f"t{number}" for number in range(TOPICS)]
    of_topic: dict[str, list[str]] = {topic: [] for topic in topics}
    for number in range(gaps):
        of_topic[topics[number % TOPICS]].append(f"g{number}")
    raw = [rng.gammavariate(1.0, 1.0) for _ in topics]
    weights = {topic: TOPICS * each / sum(raw) for topic, each in zip(topics, raw, strict=True)}
    tasks = [_task(f"q{number}", topics, of_topic, rng) for number in range(2 * questions)]
    return World(tasks[:questions], tasks[questions:], weights)


def _task(name: str, topics: list[str], of_topic: dict[str, list[str]], rng: random.Random) -> Task:
    topic = rng.choice(topics)
    shared = rng.sample(of_topic[topic], min(len(of_topic[topic]), rng.randint(2, 4)))
    parts = dict.fromkeys(shared, SHARED / len(shared))
    parts[f"{name}/own"] = 1 - SHARED
    return Task(name, topic, parts, rng.randint(*MINUTES))


@dataclass
class Learner:
    """One learner's memory of every part, by one of the two truths."""

    truth: Truth
    seed: int
    practised: dict[str, list[float]] = field(default_factory=dict)
    """Days of practice of each part."""
    _decays: dict[str, list[float]] = field(default_factory=dict)
    _long: dict[str, float] = field(default_factory=dict)
    _known: dict[str, bool] = field(default_factory=dict)

    def knows_from_before(self, part: str) -> bool:
        """Return whether the part was known at the start, for good."""
        if part not in self._known:
            self._known[part] = random.Random(f"known/{self.seed}/{part}").random() < KNOWN
        return self._known[part]

    def recall(self, part: str, day: float) -> float:
        """Return the probability, 0–1, that the part is shown on `day`."""
        if self.knows_from_before(part):
            return 0.95
        days = self.practised.get(part)
        if not days:
            return 0.05
        if self.truth == "A":
            return 1 / (1 + math.exp((_THRESHOLD - self._activation(part, day)) / _SPREAD))
        short = _SHORT_WEIGHT * 0.5 ** ((day - days[-1]) / _SHORT)
        lasting = self._long[part] * 0.5 ** ((day - days[-1]) / _LONG)
        return float(1 - (1 - short) * (1 - lasting))

    def _activation(self, part: str, day: float) -> float:
        ages = [max(1.0, _HOURS * (day - each)) for each in self.practised[part]]
        terms = zip(ages, self._decays[part], strict=True)
        return math.log(math.fsum(age**-decay for age, decay in terms))

    def practise(self, part: str, day: float) -> None:
        """Take in that the part was tried, and the right answer seen, on `day`."""
        days = self.practised.setdefault(part, [])
        before = self._activation(part, day) if days and self.truth == "A" else -math.inf
        decay = _DECAY_SCALE * math.exp(before) + _DECAY_BASE
        self._decays.setdefault(part, []).append(decay)
        fresh = 0.5 ** ((day - days[-1]) / _SHORT) if days else 0.0
        kept = self._long.get(part, 0.0) * (0.5 ** ((day - days[-1]) / _LONG) if days else 1.0)
        self._long[part] = kept + _GAIN * (1 - kept) * (1 - _FRESH * fresh)
        days.append(day)

    def expected(self, task: Task, day: float) -> float:
        """Return the expected score of a question, 0–1."""
        return sum(share * self.recall(part, day) for part, share in task.parts.items())


def interview(learner: Learner, place: World, day: float) -> float:
    """Return the expected interview score at `day`: half bank, half unseen, weighed by topic."""

    def mean(tasks: list[Task]) -> float:
        weights = [place.weights[task.topic] for task in tasks]
        scores = [learner.expected(task, day) for task in tasks]
        return sum(w * s for w, s in zip(weights, scores, strict=True)) / sum(weights)

    return (mean(place.bank) + mean(place.unseen)) / 2


def attempt(learner: Learner, task: Task, day: float, rng: random.Random) -> dict[str, bool]:
    """Return which parts the grader saw as met; the learner has practised all of them."""
    seen = {}
    for part in task.parts:
        shown = rng.random() < learner.recall(part, day)
        seen[part] = rng.random() >= FALSE_FLAGS if shown else rng.random() < MISSES
        learner.practise(part, day)
    return seen


def score(task: Task, seen: dict[str, bool], rng: random.Random) -> float:
    """Return the noisy score, 0–1, that a scheduler by question works with."""
    plain = sum(task.parts[part] for part, met in seen.items() if met)
    return min(1.0, max(0.0, plain + rng.gauss(0, NOISE)))
