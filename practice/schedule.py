"""When something comes back: FSRS over met and missed, with the clock as an argument.

Source of the memory model: FSRS-6, package `fsrs`, with its default parameters and two grades.
Reviews of one day count once, so that repeating on the same day grows no interval.
"""

from collections.abc import Sequence
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


def _card(reviews: Sequence[Review]) -> Card | None:
    """Return the card after the reviews, one a day: a day with a miss is a miss.

    Aided successes are no reviews; a clock that went backwards adds none either.
    """
    days: dict[date, tuple[datetime, bool]] = {}
    for each in reviews:
        if each.met and each.aid == "aided":
            continue
        moment = each.at.astimezone(UTC)
        day = each.at.date()
        if days and day < max(days):
            continue
        _, met = days.get(day, (moment, True))
        days[day] = (moment, met and each.met)
    card: Card | None = None
    for moment, met in days.values():
        rating = Rating.Good if met else Rating.Again
        card, _ = _SCHEDULER.review_card(card or Card(card_id=1), rating, moment)
    return card


def retrievability(reviews: Sequence[Review], at: datetime) -> float:
    """Return the predicted probability, 0–1, of success at `at`; 0 without reviews."""
    card = _card(reviews)
    if card is None:
        return 0.0
    return float(_SCHEDULER.get_card_retrievability(card, at.astimezone(UTC)))


def due_on(reviews: Sequence[Review]) -> date:
    """Return the day of the next review; the day of the last one where nothing was unaided."""
    card = _card(reviews)
    return (card.due if card else reviews[-1].at).date()
