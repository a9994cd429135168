"""The questions of the bank as the planner sees them: what each trains, and how long it takes."""

from collections.abc import Iterable

from practice.correction import NO_CORRECTIONS, Corrections
from practice.evidence import misconception_gap, point_key
from practice.planner import Exercise
from practice.question import Kind, Question

SHARED = 0.75
"""How much of a point's weight is its skill, which other questions train too; the rest is its own."""
MINUTES: dict[Kind, float] = {
    "concept": 6, "compare": 6, "judgement": 7, "experience": 8, "design": 10, "coding": 10,
}  # fmt: skip
"""What an attempt with its feedback takes."""


def exercises(
    questions: Iterable[Question], corrections: Corrections = NO_CORRECTIONS
) -> list[Exercise]:
    """Return each question with what it trains: skills and key points, whose weights add up to 1,
    and its misconceptions on top, which count once they were stated.

    A gap that the candidate merged, split or dismissed is trained as he sees it.
    """
    return [_exercise(each, corrections) for each in questions]


def _exercise(question: Question, corrections: Corrections) -> Exercise:
    trains: dict[str, float] = {}

    def train(gap: str, weight: float) -> None:
        key = corrections.key(gap, question.id)
        if key not in corrections.dismissed:
            trains[key] = trains.get(key, 0.0) + weight

    for point in question.points:
        share = point.weight / question.total_weight
        train(point.skill, SHARED * share)
        trains[point_key(question.id, point.id)] = (1 - SHARED) * share
    for each in question.misconceptions:
        train(misconception_gap(question.id, each.id), each.weight / question.total_weight)
    return Exercise(
        question=question.id,
        topic=question.topic,
        trains=trains,
        minutes=MINUTES[question.kind],
        difficulty=question.difficulty,
    )
