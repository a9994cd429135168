"""What a close reports: improved, gained, open, and what comes back."""

from datetime import date

from practice.dialogue import Dialogue
from practice.event import Critiqued, Returning, Started
from practice.gap import Gap, Status
from practice.round import closing, judged, last_standings, question_of
from practice.verdict import Judge
from tests.samples import (
    NOON,
    days,
    records,
    tea_critiqued,
    tea_question,
    tea_ungraded,
)

TEA = tea_question()
STARTED = Started(question="tea", mode="practice", lang="en", rounds=5, version="1")
FIRST = tea_critiqued("missing", "partial", "missing")
LAST = tea_critiqued("covered", "partial", "unsure")
STATE = Dialogue.of(TEA, records(STARTED, FIRST, LAST))


def gap(name: str, status: Status, due: date) -> Gap:
    return Gap(
        gap=name,
        status=status,
        occurrences=1,
        opportunities=1,
        first=days(0),
        last=days(0),
        due=due,
        evidence=(),
    )


def gaps(*each: Gap) -> dict[str, Gap]:
    return {one.gap: one for one in each}


def test_a_close_tells_what_improved_since_the_first_answer_and_what_is_open() -> None:
    assert closing(STATE, {}, [], NOON.date()) == {
        "improved": ("boil", "warm-pot"),
        "gained": (),
        "open": ("steep", "warm-pot"),
        "returning": (),
        "comparable": True,
    }


def test_a_close_tells_what_was_gained_since_the_last_session() -> None:
    older = ("a", records(STARTED, tea_critiqued("missing", "missing", "missing"), session="a"))
    newer = ("b", records(STARTED, tea_critiqued("covered", "missing", "missing"), session="b"))
    assert closing(STATE, {}, [older, newer], NOON.date())["gained"] == ("steep", "warm-pot")
    assert closing(STATE, {}, [newer, older], NOON.date())["gained"] == (
        "boil",
        "steep",
        "warm-pot",
    )


def test_a_session_closed_before_any_answer_leaves_all_points_open() -> None:
    state = Dialogue.of(TEA, records(STARTED))
    earlier = [("a", records(STARTED, tea_critiqued("missing", "missing", "missing")))]
    assert closing(state, {}, earlier, NOON.date()) == {
        "improved": (),
        "gained": (),
        "open": ("boil", "steep", "warm-pot"),
        "returning": (),
        "comparable": True,
    }


def test_the_gaps_of_this_question_come_back_unless_they_are_closed() -> None:
    day = date(2026, 11, 5)
    known = gaps(
        gap("heating", "open", day),
        gap("timing", "closed", day),
        gap("sweetening", "open", day),
        gap("tea/milk-first", "relapsed", date(2026, 11, 6)),
        gap("tea/longer-better", "closed", day),
        gap("tea-2/milk-first", "open", day),
        gap("coffee/milk-first", "open", day),
    )
    assert closing(STATE, known, [], NOON.date())["returning"] == (
        Returning(gap="heating", due=day),
        Returning(gap="tea/milk-first", due=date(2026, 11, 6)),
    )
    improving = gaps(gap("timing", "improving", day))
    assert closing(STATE, improving, [], NOON.date())["returning"] == (
        Returning(gap="timing", due=day),
    )


def test_the_last_standings_are_those_of_the_latest_judged_session() -> None:
    judged_one = ("a", records(STARTED, FIRST, LAST, session="a"))
    unanswered = ("b", records(STARTED, session="b"))
    assert last_standings([judged_one, unanswered]) == LAST.standings
    assert last_standings([unanswered]) == {}
    assert last_standings([]) == {}


def test_a_session_that_nobody_could_judge_does_not_hide_the_one_before() -> None:
    failed = judged(Dialogue.of(TEA, records(STARTED)), tea_ungraded(), [], NOON)
    earlier = [
        ("a", records(STARTED, LAST, session="a")),
        ("b", records(STARTED, failed, session="b")),
    ]
    assert last_standings(earlier) == LAST.standings


def test_a_session_is_on_the_question_of_its_first_event() -> None:
    assert question_of(records(STARTED, FIRST)) == "tea"
    assert question_of(records(FIRST, STARTED)) is None
    assert question_of([]) is None


def by_model(event: Critiqued, model: str) -> Critiqued:
    """Return the event as if a model had judged."""
    judge = Judge(voice="model", model=model, version="test", prompt="critic@1")
    critique = event.critique.model_copy(update={"judge": judge})
    return event.model_copy(update={"critique": critique})


def test_a_close_says_whether_one_judge_judged_all_that_it_compares() -> None:
    last_time = [("a", records(STARTED, by_model(LAST, "one"), session="a"))]
    for critiques, earlier, comparable in (
        ([FIRST, LAST], [], True),
        ([by_model(FIRST, "one"), by_model(LAST, "one")], last_time, True),
        ([by_model(FIRST, "one"), by_model(LAST, "two")], [], False),
        ([by_model(FIRST, "one"), LAST], [], False),
        ([FIRST, LAST], last_time, False),
        ([], last_time, True),
    ):
        state = Dialogue.of(TEA, records(STARTED, *critiques))
        assert closing(state, {}, earlier, NOON.date())["comparable"] is comparable
