"""Sessions in brief."""

from practice.dialogue import Dialogue
from practice.event import Answered, Closed, Started
from practice.history import SessionSummary, by_session, summaries
from practice.round import judged
from tests.samples import NOON, days, records, tea_critiqued, tea_question, tea_ungraded

TODAY = NOON.date()
ANSWER = Answered(text="Well.", lang="en")
CLOSED = Closed(reason="rounds", text="Thanks.", lang="en")


def started(question: str = "tea") -> Started:
    return Started(question=question, mode="practice", lang="en", rounds=5, version="1")


# ---------------------------------------------------------------------- summaries


def test_sessions_are_told_in_order_of_beginning_with_the_last_score() -> None:
    half, whole = (
        tea_critiqued("covered", "missing", "missing"),
        tea_critiqued("covered", "covered", "missing"),
    )
    told = [
        *records(started(), ANSWER, half, ANSWER, whole, CLOSED, session="b"),
        *records(started("coffee"), ANSWER, session="a", start=days(1)),
        *records(started(), session="c", start=days(2)),
    ]
    assert summaries(told) == [
        SessionSummary(
            session="b",
            question="tea",
            started=NOON.replace(minute=1),
            status="finished",
            attempts=2,
            score=83.3,
        ),
        SessionSummary(
            session="a",
            question="coffee",
            started=days(1).replace(minute=1),
            status="unfinished",
            attempts=1,
            score=None,
        ),
        SessionSummary(
            session="c",
            question="tea",
            started=days(2).replace(minute=1),
            status="unfinished",
            attempts=0,
            score=None,
        ),
    ]


def test_without_records_there_are_no_sessions() -> None:
    assert summaries([]) == []
    assert by_session([]) == {}


def test_a_session_nobody_could_judge_has_no_score() -> None:
    failed = judged(Dialogue(tea_question()), tea_ungraded(), [], NOON)
    assert summaries(records(started(), ANSWER, failed))[0].score is None


def test_sessions_interleaved_in_the_journal_are_told_apart() -> None:
    one = records(started(), ANSWER, session="a")
    two = records(started("coffee"), CLOSED, session="b")
    both = [one[0], two[0], one[1], two[1]]
    assert by_session(iter(both)) == {"a": one, "b": two}


def test_a_stream_that_begins_otherwise_is_no_session() -> None:
    assert by_session(records(ANSWER, started(), session="profile")) == {}
