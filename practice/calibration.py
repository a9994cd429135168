"""Calibration: how well a candidate's own ratings, given before the verdicts, foretell them.

A rating 1–5 stands for an expected score of 0, 25, 50, 75 and 100: the ends of the one scale are the
ends of the other, with equal steps between. It is held against what the critic made of that answer:
its score, or, where the answer was to a probe or a hint, the verdict on the point asked about
(covered 100, half said 50, missing or contradicted 0), for a rating is of the answer to what was
asked. Simulated sessions, skipped ratings and answers without a judgement do not count.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pydantic import Field

from practice.event import Answered, Critiqued, Rated, Record, Started
from practice.value import Value
from practice.verdict import VALUE

LEAST = 3
"""Below so many ratings nothing is said."""
TREND = 6
"""From so many on, the earlier half is told apart from the later one."""
TOP_RATING = 5


class Forecast(Value):
    """One rating and what came of it, both 0–100."""

    topic: str | None
    """None where the bank no longer has the question."""
    at: datetime
    expected: float
    score: float

    @property
    def over(self) -> float:
        """By how much the candidate expected more than came; negative is less."""
        return self.expected - self.score


class Calibration(Value):
    """How the forecasts of one topic, or all, came out, in points of 100."""

    topic: str | None
    """None is all of them."""
    count: int = Field(ge=1)
    bias: float
    """Mean of expected less scored: positive is over-confident, negative under-confident."""
    error: float
    """Mean distance of expected from scored."""
    earlier: float | None = None
    later: float | None = None
    """The bias of the first and the second half, where there are TREND forecasts or more."""


def forecasts(records: Iterable[Record], topics: Mapping[str, str]) -> list[Forecast]:
    """Return every rating of a person's that a judgement followed; `topics` are those of questions.

    What was pasted back foretells nothing.
    """
    asked: dict[str, str] = {}
    rated: dict[str, int | None] = {}
    found = []
    for record in records:
        match record.event:
            case Started(candidate="human") as started:
                asked[record.stream] = started.question
            case Answered():
                rated.pop(record.stream, None)
            case Rated() as event:
                rated[record.stream] = event.rating
            case Critiqued() as event if record.stream in asked:
                rating, score = rated.pop(record.stream, None), _score(event)
                if rating is not None and score is not None and not event.pasted:
                    found.append(
                        Forecast(
                            topic=topics.get(asked[record.stream]),
                            at=record.at,
                            expected=100 * (rating - 1) / (TOP_RATING - 1),
                            score=score,
                        )
                    )
    return found


def _score(event: Critiqued) -> float | None:
    """Return what came of an answer, 0–100; None where no judgement was reached on it."""
    if event.critique.score is None or event.probed is None:
        return event.critique.score
    for verdict in event.critique.verdicts:
        if verdict.point == event.probed and verdict.verdict != "unsure":
            return 100 * max(0.0, VALUE[verdict.verdict])
    return None


def calibrations(found: Sequence[Forecast]) -> list[Calibration]:
    """Return the calibration of all, then by topic, the furthest off first; none of too few."""
    topics = {each.topic for each in found if each.topic is not None}
    by_topic = {topic: [each for each in found if each.topic == topic] for topic in topics}
    told = [_calibration(topic, seen) for topic, seen in by_topic.items() if len(seen) >= LEAST]
    told.sort(key=lambda each: (-abs(each.bias), each.topic or ""))
    return [_calibration(None, found), *told] if len(found) >= LEAST else []


def _calibration(topic: str | None, found: Sequence[Forecast]) -> Calibration:
    half = len(found) // 2
    trend = len(found) >= TREND
    return Calibration(
        topic=topic,
        count=len(found),
        bias=_mean([each.over for each in found]),
        error=_mean([abs(each.over) for each in found]),
        earlier=_mean([each.over for each in found[:half]]) if trend else None,
        later=_mean([each.over for each in found[half:]]) if trend else None,
    )


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 1)
