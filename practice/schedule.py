"""When something comes back: FSRS over met and missed, with the clock as an argument.

Source of the memory model: FSRS-6, package `fsrs`, with its default parameters and two grades.
Reviews of one day count once, so that repeating on the same day grows no interval.
"""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from fsrs import Card, Rating, Scheduler

from practice.evidence import Aid
from practice.value import Value

DESIRED_RETENTION = 0.9

_SCHEDULER = Scheduler(
    desired_retention=DESIRED_RETENTION,
    learning_steps=(),
    relearning_steps=(),
    enable_fuzzing=False,
)


class Review(Value):
    """One opportunity as the memory model sees it."""

    at: datetime
    met: bool
    aid: Aid


@dataclass(frozen=True)
class Memory:
    """What the memory model knows after some reviews: one review a day, the latest day still open."""

    _card: Card | None = None
    _day: date | None = None
    _moment: datetime | None = None
    _met: bool = True

    def after(self, review: Review) -> "Memory":
        """Return the memory after one more review; a day with a miss is a miss.

        Aided successes are no reviews; a clock that went backwards adds none either.
        """
        if review.met and review.aid == "aided":
            return self
        moment, day = review.at.astimezone(UTC), review.at.date()
        if self._day is None or day > self._day:
            return Memory(self.card, day, moment, review.met)
        if day < self._day:
            return self
        return Memory(self._card, day, moment, self._met and review.met)

    @functools.cached_property
    def card(self) -> Card | None:
        """FSRS's card after the latest day, or None where nothing was reviewed."""
        if self._moment is None:
            return None
        rating = Rating.Good if self._met else Rating.Again
        return _SCHEDULER.review_card(self._card or Card(card_id=1), rating, self._moment)[0]

    def retrievability(self, at: datetime) -> float:
        """Return the predicted probability, 0–1, of success at `at`; 0 without reviews."""
        if self.card is None:
            return 0.0
        return float(_SCHEDULER.get_card_retrievability(self.card, at.astimezone(UTC)))

    @property
    def due_on(self) -> date | None:
        """The day of the next review, or None where nothing was reviewed."""
        return self.card.due.date() if self.card else None


def memory_of(reviews: Iterable[Review]) -> Memory:
    """Return the memory after the reviews, in order."""
    memory = Memory()
    for each in reviews:
        memory = memory.after(each)
    return memory


def retrievability(reviews: Iterable[Review], at: datetime) -> float:
    """Return the predicted probability, 0–1, of success at `at`; 0 without reviews."""
    return memory_of(reviews).retrievability(at)


def due_on(reviews: Sequence[Review]) -> date:
    """Return the day of the next review; the day of the last one where nothing was unaided."""
    return memory_of(reviews).due_on or reviews[-1].at.date()
