"""What an interview is predicted to score, and how predictions compare with real outcomes."""

from datetime import date

import pytest

from practice.event import PROFILE, Record
from practice.planner import UNSEEN, Exercise, Outlook, Tried
from practice.prediction import COMPARED_FROM, Accuracy, Interview, accuracy, interviews, predict
from practice.profile_event import AskedThere, Debriefed
from practice.schedule import Review, retrievability
from tests.samples import NOON, days

TEA = Exercise("tea", "kitchen", {"heating": 0.75, "tea#boil": 0.25, "tea/milk": 0.5}, 5)
COFFEE = Exercise("coffee", "bar", {"grinding": 1.0}, 5)
MET = [Review(at=days(0), met=True, aid="unaided")]


def test_before_any_practice_nothing_is_predicted() -> None:
    assert predict([TEA, COFFEE], Outlook(at=NOON)) is None


def test_what_was_never_tried_counts_as_unseen_and_misconceptions_not_at_all() -> None:
    outlook = Outlook(at=days(1), tried=[Tried("tea", "kitchen", days(0))])
    assert predict([TEA, COFFEE], outlook) == pytest.approx(100 * UNSEEN)


def test_what_was_shown_counts_by_its_retrievability_and_its_topics_weight() -> None:
    outlook = Outlook(
        at=days(5),
        tried=[Tried("tea", "kitchen", days(0))],
        reviews={"heating": MET, "tea#boil": MET},
        weights={"kitchen": 3.0, "bar": 1.0},
    )
    recall = retrievability(MET, days(5))
    assert predict([TEA, COFFEE], outlook) == pytest.approx(
        100 * (3 * recall + UNSEEN) / 4, abs=0.05
    )


def noted(day: int, went: int, predicted: float | None) -> Record:
    event = Debriefed(
        interview=date(2026, 11, day),
        asked=(AskedThere(text=f"question {went}", went=went),),
        predicted=predicted,
    )
    return Record(id=day * 10 + went, stream=PROFILE, number=day, at=NOON, event=event)


def test_notes_of_one_day_are_one_interview_with_its_first_prediction() -> None:
    (first, second) = interviews([noted(9, 5, 70), noted(4, 1, 60), noted(4, 3, 99)])
    assert (first.day, first.outcome, first.predicted) == (date(2026, 11, 4), 25.0, 60)
    assert (second.outcome, second.predicted) == (100.0, 70)


def test_predictions_are_compared_from_the_third_interview_on() -> None:
    told = [noted(1, 3, 60), noted(2, 2, 50), noted(3, 5, None)]
    assert COMPARED_FROM == 3
    assert accuracy(interviews(told)) is None
    found = accuracy(interviews([*told, noted(4, 4, 45)]))
    assert found == Accuracy(interviews=3, bias=round((10 + 25 - 30) / 3, 1), error=21.7)


def test_an_interview_is_rated_by_the_mean_of_its_questions() -> None:
    asked = tuple(AskedThere(text="?", went=went) for went in (1, 2, 5))
    assert Interview(day=NOON.date(), asked=asked, predicted=None).outcome == pytest.approx(125 / 3)
