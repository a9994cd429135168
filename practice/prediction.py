"""What the plan predicts for an interview, and how that compares with how interviews really went."""

from collections.abc import Iterable, Sequence
from datetime import date

from practice.event import Record
from practice.evidence import is_misconception
from practice.planner import Exercise, Outlook, Planner
from practice.profile_event import AskedThere, Debriefed
from practice.value import Value

COMPARED_FROM = 3
"""So many interviews with a prediction are compared; fewer say nothing."""


class Interview(Value):
    """One real interview, as the candidate noted it."""

    day: date
    asked: tuple[AskedThere, ...]
    predicted: float | None

    @property
    def outcome(self) -> float:
        """How it went, 0–100: the mean of the candidate's ratings 1–5."""
        return sum(25 * (each.went - 1) for each in self.asked) / len(self.asked)


class Accuracy(Value):
    """How far predictions were from outcomes, over so many interviews."""

    interviews: int
    bias: float
    """Mean of predicted − real, in points of 100; above 0 the plan was too hopeful."""
    error: float
    """Mean of |predicted − real|."""


def predict(exercises: Sequence[Exercise], outlook: Outlook) -> float | None:
    """Return the expected score, 0–100, of an interview at the outlook's moment.

    It is the mean retrievability of what the questions train, weighed as the interview weighs it:
    that of a skill or key point never tried is taken as `planner.UNSEEN`. None where nothing was
    tried yet.
    """
    if not outlook.tried:
        return None
    planner = Planner(exercises, outlook)
    weights = {
        key: weight for key, weight in planner.importance.items() if not is_misconception(key)
    }
    total = sum(weights.values())
    shown = sum(weight * planner.recall[key] for key, weight in weights.items())
    return round(100 * shown / total, 1) if total else None


def interviews(records: Iterable[Record]) -> list[Interview]:
    """Return the real interviews noted, by day; notes of one day belong together."""
    days: dict[date, Interview] = {}
    for record in records:
        event = record.event
        if isinstance(event, Debriefed):
            known = days.get(event.interview)
            asked = (*(known.asked if known else ()), *event.asked)
            predicted = known.predicted if known else event.predicted
            days[event.interview] = Interview(day=event.interview, asked=asked, predicted=predicted)
    return [days[day] for day in sorted(days)]


def accuracy(noted: Iterable[Interview]) -> Accuracy | None:
    """Return how good the predictions were; None until there are enough of them."""
    pairs = [(each.predicted, each.outcome) for each in noted if each.predicted is not None]
    if len(pairs) < COMPARED_FROM:
        return None
    off = [predicted - outcome for predicted, outcome in pairs]
    return Accuracy(
        interviews=len(pairs),
        bias=round(sum(off) / len(off), 1),
        error=round(sum(map(abs, off)) / len(off), 1),
    )
