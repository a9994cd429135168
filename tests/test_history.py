"""Sessions in brief, and the question to practise next."""

from datetime import date

import pytest

from practice.dialogue import Dialogue
from practice.event import Answered, Closed, Started
from practice.gap import Gap, Status
from practice.history import SessionSummary, Suggestion, by_session, suggest, summaries
from practice.question import Question
from practice.round import judged
from tests.samples import NOON, days, records, tea_critiqued, tea_question, tea_ungraded

TODAY = NOON.date()
ANSWER = Answered(text="Well.", lang="en")
CLOSED = Closed(reason="rounds", text="Thanks.", lang="en")


def started(question: str = "tea") -> Started:
    return Started(question=question, mode="practice", lang="en", rounds=5, version="1")


def summary(question: str, day: float) -> SessionSummary:
    return SessionSummary(
        session=f"s{day}",
        question=question,
        started=days(day),
        status="finished",
        attempts=1,
        score=50,
    )


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


# ---------------------------------------------------------------------- what to practise next


def question(name: str, *skills: str, difficulty: int = 1) -> Question:
    """Return a question with a point for each of the skills."""
    base = tea_question()
    points = tuple(
        base.points[0].model_copy(update={"id": f"p{number}", "skill": skill})
        for number, skill in enumerate(skills)
    )
    return base.model_copy(
        update={"id": name, "difficulty": difficulty, "points": points, "misconceptions": ()}
    )


def gap(
    name: str, *, misses: int = 1, due: date = TODAY, status: Status = "open"
) -> dict[str, Gap]:
    return {
        name: Gap(
            gap=name,
            status=status,
            occurrences=misses,
            opportunities=misses,
            first=NOON,
            last=NOON,
            due=due,
            evidence=(),
        )
    }


TEA, COFFEE, MILK = (
    question("tea", "heating", "timing", difficulty=3),
    question("coffee", "heating", difficulty=2),
    question("milk", "cooling", difficulty=2),
)
BANK = [TEA, COFFEE, MILK]


def test_a_bank_without_questions_suggests_nothing() -> None:
    assert suggest([], gap("heating"), [], TODAY) is None


def test_what_is_due_comes_first() -> None:
    due = gap("cooling") | gap("heating", due=date(2026, 11, 3))
    assert suggest(BANK, due, [], TODAY) == Suggestion(question="milk", reason="due", gap="cooling")


@pytest.mark.parametrize(
    ("due", "status", "reason"),
    [
        (date(2026, 11, 1), "open", "due"),
        (date(2026, 11, 2), "open", "due"),
        (date(2026, 11, 2), "improving", "due"),
        (date(2026, 11, 2), "relapsed", "due"),
        (date(2026, 11, 2), "closed", "new"),
        (date(2026, 11, 3), "open", "new"),
    ],
)
def test_a_gap_is_due_from_its_day_on_unless_it_is_closed(
    due: date, status: Status, reason: str
) -> None:
    found = suggest(BANK, gap("cooling", due=due, status=status), [], TODAY)
    assert found is not None
    assert found.reason == reason


def test_the_question_that_trains_most_of_what_is_due_is_taken() -> None:
    both = gap("heating") | gap("timing") | gap("cooling")
    assert suggest(BANK, both, [], TODAY) == Suggestion(question="tea", reason="due", gap="heating")
    often = gap("heating", misses=1) | gap("timing", misses=4)
    assert suggest(BANK, often, [], TODAY) == Suggestion(question="tea", reason="due", gap="timing")


def test_a_misconception_that_is_due_brings_its_question_back() -> None:
    """The close has told the candidate the day on which it comes back."""
    practised = [summary("tea", -3), summary("coffee", -2), summary("milk", -1)]
    false = tea_question()
    due = gap("tea/milk-first")
    found = suggest([MILK, COFFEE, false], due, [*practised, summary("tea", -0.5)], TODAY)
    assert found is not None
    assert (found.question, found.reason) == ("tea", "due")


def test_a_due_gap_that_no_question_trains_is_passed_over() -> None:
    assert suggest(BANK, gap("sweetening"), [], TODAY) == Suggestion(
        question="coffee", reason="new"
    )


def test_then_comes_the_easiest_question_not_practised_yet() -> None:
    assert suggest(BANK, {}, [], TODAY) == Suggestion(question="coffee", reason="new")
    assert suggest(BANK, {}, [summary("coffee", 0)], TODAY) == Suggestion(
        question="milk", reason="new"
    )
    seen = [summary("coffee", 0), summary("milk", 1)]
    assert suggest(BANK, {}, seen, TODAY) == Suggestion(question="tea", reason="new")


def test_then_comes_the_one_practised_longest_ago() -> None:
    seen = [summary("tea", 0), summary("milk", 1), summary("coffee", 2), summary("tea", 3)]
    assert suggest(BANK, {}, seen, TODAY) == Suggestion(question="milk", reason="oldest")


def test_sessions_on_questions_that_the_bank_no_longer_has_do_not_matter() -> None:
    seen = [summary("gone", 0), summary("tea", 1)]
    assert suggest([TEA], {}, seen, TODAY) == Suggestion(question="tea", reason="oldest")
