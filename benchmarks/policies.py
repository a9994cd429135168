"""Ways to choose the next question that the planner is held against; each sees what it would in use."""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from fsrs import Card, Rating, Scheduler

from benchmarks.learners import Task, World

START = datetime(2026, 1, 1, 9, tzinfo=UTC)
GOOD, EASY = 0.6, 0.85


class Policy(Protocol):
    """Chooses among questions not yet tried today, and learns how an attempt went."""

    def choose(self, day: int, open_today: Sequence[Task]) -> Task:
        """Return the next question."""

    def saw(self, day: int, task: Task, seen: dict[str, bool], score: float) -> None:
        """Take in the grader's verdict on each part, and the score."""


class Plain:
    """A policy that learns nothing."""

    def saw(self, day: int, task: Task, seen: dict[str, bool], score: float) -> None:
        """Forget it."""


class RandomChoice(Plain):
    """Any question."""

    def __init__(self, place: World, seed: int) -> None:
        self._rng = random.Random(f"random/{seed}")

    def choose(self, day: int, open_today: Sequence[Task]) -> Task:
        """Return any of them."""
        return self._rng.choice(open_today)


class FixedOrder(Plain):
    """The bank from front to back, and again."""

    def __init__(self, place: World, seed: int) -> None:
        self._order = [task.name for task in place.bank]
        self._at = 0

    def choose(self, day: int, open_today: Sequence[Task]) -> Task:
        """Return the next in order that is open."""
        names = {task.name: task for task in open_today}
        while True:
            name = self._order[self._at % len(self._order)]
            self._at += 1
            if name in names:
                return names[name]


class TopicSampling(Plain):
    """A topic by its weight, then the question of it tried least: the strongest simple rule."""

    def __init__(self, place: World, seed: int) -> None:
        self._rng = random.Random(f"topics/{seed}")
        self._weights = place.weights
        self._tried: dict[str, int] = defaultdict(int)

    def choose(self, day: int, open_today: Sequence[Task]) -> Task:
        """Return a question of a topic drawn by weight."""
        topics = sorted({task.topic for task in open_today})
        topic = self._rng.choices(topics, [self._weights[each] for each in topics])[0]
        task = min(
            (each for each in open_today if each.topic == topic),
            key=lambda each: (self._tried[each.name], each.name),
        )
        self._tried[task.name] += 1
        return task


class DueFirst:
    """What is due first, the longest overdue; else a new question in order; else the next due."""

    def __init__(self, place: World, seed: int) -> None:
        self._due: dict[str, float] = {}

    def choose(self, day: int, open_today: Sequence[Task]) -> Task:
        """Return the question that its schedule wants."""
        due = [each for each in open_today if self._due.get(each.name, 1e9) <= day]
        if due:
            return min(due, key=lambda each: self._due[each.name])
        fresh = [each for each in open_today if each.name not in self._due]
        return fresh[0] if fresh else min(open_today, key=lambda each: self._due[each.name])


class Sm2(DueFirst):
    """SM-2 (Wozniak 1990), on the score of the question."""

    def __init__(self, place: World, seed: int) -> None:
        super().__init__(place, seed)
        self._state: dict[str, tuple[int, float, float]] = {}

    def saw(self, day: int, task: Task, seen: dict[str, bool], score: float) -> None:
        """Move the interval."""
        times, interval, ease = self._state.get(task.name, (0, 0.0, 2.5))
        quality = 5 * score
        ease = max(1.3, ease + 0.1 - (5 - quality) * (0.08 + (5 - quality) * 0.02))
        if quality < 3:
            times, interval = 0, 1.0
        else:
            times += 1
            interval = (1.0, 6.0)[times - 1] if times <= 2 else interval * ease
        self._state[task.name] = (times, interval, ease)
        self._due[task.name] = day + interval


class Leitner(DueFirst):
    """Five boxes of 1, 2, 4, 8 and 16 days; a score below 0.6 goes back to the first."""

    def __init__(self, place: World, seed: int) -> None:
        super().__init__(place, seed)
        self._box: dict[str, int] = {}

    def saw(self, day: int, task: Task, seen: dict[str, bool], score: float) -> None:
        """Move the card."""
        box = min(4, self._box.get(task.name, -1) + 1) if score >= GOOD else 0
        self._box[task.name] = box
        self._due[task.name] = day + 2**box


class FsrsByQuestion(DueFirst):
    """FSRS-6 at a desired retention of 0.9, a card for each question, graded by its score."""

    def __init__(self, place: World, seed: int) -> None:
        super().__init__(place, seed)
        self._scheduler = Scheduler(
            desired_retention=0.9, learning_steps=(), relearning_steps=(), enable_fuzzing=False
        )
        self._cards: dict[str, Card] = {}

    def saw(self, day: int, task: Task, seen: dict[str, bool], score: float) -> None:
        """Review the card."""
        grades = ((EASY, Rating.Easy), (GOOD, Rating.Good), (0.4, Rating.Hard))
        rating = next((each for least, each in grades if score >= least), Rating.Again)
        card = self._cards.get(task.name) or Card(card_id=len(self._cards) + 1)
        card, _ = self._scheduler.review_card(card, rating, START + timedelta(days=day))
        self._cards[task.name] = card
        self._due[task.name] = (card.due - START).total_seconds() / 86400


BASELINES: dict[str, Callable[[World, int], Policy]] = {
    "FSRS by question": FsrsByQuestion,
    "topic-weighted sampling": TopicSampling,
    "fixed order": FixedOrder,
    "random": RandomChoice,
    "SM-2": Sm2,
    "Leitner": Leitner,
}
