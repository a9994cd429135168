"""What a critique makes of the session: aid, standings, mark, comparison, and the close."""

from datetime import datetime, timedelta

import pytest

from practice.dialogue import Dialogue
from practice.event import (
    Answered,
    Asked,
    Closed,
    Coached,
    Critiqued,
    Declined,
    Event,
    Explained,
    Hinted,
    PointStanding,
    Rated,
    Record,
    Reflected,
    Requested,
    Revealed,
    Started,
)
from practice.evidence import Aid, Exposure
from practice.round import (
    compare,
    exposures,
    judged,
    session_mark,
)
from practice.verdict import Comparison, Critique, Judge, Judgings, Mark
from tests.samples import (
    NOON,
    days,
    records,
    tea_critique,
    tea_critiqued,
    tea_question,
    tea_ungraded,
)

TEA = tea_question()
HOUR = timedelta(hours=1)
STARTED = Started(question="tea", mode="practice", lang="en", rounds=5, version="1")
QUESTION = Asked(what="question", text="?", lang="en")
ANSWER = Answered(text="Well.", lang="en")
CLOSED = Closed(reason="rounds", text="Thanks.", lang="en")
POINTS = ("boil", "steep", "warm-pot")
SHOWN = (*POINTS, "tea/longer-better", "tea/milk-first")


def probe(point: str) -> Asked:
    return Asked(what="probe", text="?", lang="en", point=point)


def state_after(*events: Event) -> Dialogue:
    return Dialogue.of(TEA, records(*events))


def judge(critique: Critique, *events: Event, now: datetime = NOON + HOUR) -> Critiqued:
    """Return the event of a critique after these events of its session."""
    told = records(STARTED, QUESTION, *events)
    return judged(Dialogue.of(TEA, told), critique, told, now)


# ---------------------------------------------------------------------- what was on the screen


@pytest.mark.parametrize(
    ("event", "shown"),
    [
        (STARTED, {}),
        (QUESTION, {}),
        (probe("steep"), {"steep": "prompted"}),
        (Asked(what="again", text="?", lang="en", point="boil"), {"boil": "prompted"}),
        (Hinted(point="boil", rung=1, text=""), {"boil": "prompted"}),
        (Hinted(point="boil", rung=2, text=""), {"boil": "aided"}),
        (Hinted(point="boil", rung=3, text=""), {"boil": "aided"}),
        (Hinted(point="boil", rung=4, text=""), {"boil": "aided"}),
        (Explained(), dict.fromkeys(SHOWN, "aided")),
        (Revealed(text=""), dict.fromkeys(SHOWN, "aided")),
        (CLOSED, {}),
        (
            tea_critiqued("covered", "partial", "contradicted"),
            {"boil": "aided", "warm-pot": "aided"},
        ),
        (tea_critiqued("missing", "unsure", "partial"), {}),
        (ANSWER, {}),
        (Rated(rating=1), {}),
        (Requested(command="hint"), {}),
        (Declined(command="hint", text=""), {}),
        (Coached(done_well=None, next_action="", lang="en"), {}),
        (Reflected(text=""), {}),
    ],
    ids=lambda each: each.kind if hasattr(each, "kind") else "",
)
def test_what_an_event_puts_on_the_screen(event: Event, shown: dict[str, Aid]) -> None:
    (record,) = records(event)
    assert exposures(TEA, [record]) == [
        Exposure(point=point, aid=aid, at=record.at) for point, aid in shown.items()
    ]


def aids_of(event: Critiqued) -> dict[str | None, Aid]:
    return {each.point: each.aid for each in event.observations if "/" not in each.gap}


def test_a_first_answer_to_the_bare_question_is_unaided() -> None:
    first = judge(tea_critique("covered", "missing", "partial"))
    assert aids_of(first) == dict.fromkeys(POINTS, "unaided")
    assert first.probed is None


def test_a_hint_before_the_first_answer_aids_its_point_alone() -> None:
    hinted = judge(
        tea_critique("covered", "covered", "missing"), Hinted(point="boil", rung=2, text="")
    )
    assert aids_of(hinted) == {"boil": "aided", "steep": "unaided", "warm-pot": "unaided"}


def test_an_answer_to_a_probe_is_prompted() -> None:
    said = (ANSWER, tea_critiqued("missing", "missing", "missing"), probe("steep"))
    probed = judge(tea_critique("missing", "covered", "missing", attempt=2), *said)
    assert (probed.probed, aids_of(probed)) == ("steep", {"steep": "prompted"})


def test_a_close_shows_everything_once_there_was_an_attempt() -> None:
    judged_first = records(
        STARTED, QUESTION, tea_critiqued("missing", "missing", "missing"), CLOSED
    )
    assert [each.point for each in exposures(TEA, judged_first)] == list(SHOWN)
    assert exposures(TEA, records(STARTED, QUESTION, CLOSED)) == []


@pytest.mark.parametrize(("hours", "aid"), [(1, "aided"), (19, "aided"), (21, "unaided")])
def test_an_earlier_session_aids_for_20_hours(hours: int, aid: Aid) -> None:
    said = tea_critiqued("missing", "missing", "missing")
    earlier = records(STARTED, QUESTION, said, CLOSED, session="s0")
    now = NOON + hours * HOUR
    seen = judged(
        state_after(STARTED, QUESTION), tea_critique("covered", "covered", "covered"), earlier, now
    )
    assert set(aids_of(seen).values()) == {aid}


@pytest.mark.parametrize("said_again", [True, False])
def test_a_misconception_just_corrected_is_aided_though_it_is_of_no_point(said_again: bool) -> None:
    """Its correction was on the screen (contract, What is judged): an hour later it is no news."""
    wrong = tea_critique("covered", "covered", "missing", false=["milk-first"])
    earlier = records(STARTED, QUESTION, judge(wrong), CLOSED, session="s0")
    false = ["milk-first"] if said_again else []
    critique = tea_critique("covered", "covered", "covered", false=false)
    now = judged(state_after(STARTED, QUESTION), critique, earlier, NOON + HOUR)
    (milk,) = [each for each in now.observations if each.gap == "tea/milk-first"]
    assert (milk.met, milk.aid) == (not said_again, "aided")


# ---------------------------------------------------------------------- the session's standing


def test_a_critique_carries_the_session_on() -> None:
    first = judge(tea_critique("partial", "contradicted", "missing", false=["longer-better"]))
    assert first.mark == Mark(score=0, low=0, high=0, band="thin")
    assert first.false == {"longer-better": "longer-better words"}
    second = judge(
        tea_critique("missing", "covered", "unsure", attempt=2), ANSWER, first, probe("steep")
    )
    assert second.standings == {
        "boil": PointStanding(standing="partial", quote="boil words", attempt=1),
        "steep": PointStanding(standing="covered", quote="steep words", attempt=2),
        "warm-pot": PointStanding(standing="unsure", quote="warm-pot words", attempt=2),
    }
    assert second.false == {}
    assert second.mark == Mark(score=66.7, low=58.3, high=75, band="solid")


def test_an_answer_nobody_could_judge_changes_nothing() -> None:
    first = judge(tea_critique("covered", "missing", "missing", false=["milk-first"]))
    failed = judge(tea_ungraded(2), ANSWER, first, probe("steep"))
    assert (failed.standings, failed.false, failed.mark) == (
        first.standings,
        first.false,
        first.mark,
    )
    assert failed.observations == ()
    alone = judge(tea_ungraded())
    assert (alone.standings, alone.false, alone.mark) == ({}, {}, None)


def test_after_an_answer_nobody_could_judge_the_next_is_the_first() -> None:
    failed = judge(tea_ungraded())
    second = judge(tea_critique("covered", "missing", "missing", attempt=2), ANSWER, failed)
    assert [each.point for each in second.observations if "/" not in each.gap] == list(POINTS)


def off_question() -> Critique:
    nothing = tea_critique("missing", "missing", "missing")
    return nothing.model_copy(update={"band": "off_question"})


def test_a_first_answer_off_the_question_is_marked_so() -> None:
    mark = judge(off_question()).mark
    assert mark == Mark(score=0, low=0, high=0, band="off_question")


def test_a_session_with_something_said_is_not_off_question() -> None:
    standings = {"boil": PointStanding(standing="covered")}
    mark = session_mark(TEA, standings, {}, off_question(), later=True)
    assert mark == Mark(score=50, low=50, high=50, band="partial")
    false = session_mark(TEA, {}, {"milk-first": "milk"}, off_question(), later=False)
    assert false == Mark(score=0, low=0, high=0, band="thin")


# ---------------------------------------------------------------------- compared with last time


def session(*critiqued: Critiqued, name: str, at: datetime) -> tuple[str, list[Record]]:
    return name, records(STARTED, QUESTION, *critiqued, session=name, start=at)


def test_an_attempt_is_compared_with_the_end_of_the_last_judged_session() -> None:
    earlier = [
        session(tea_critiqued("covered", "covered", "covered"), name="a", at=days(0)),
        session(
            tea_critiqued("missing", "missing", "missing"),
            tea_critiqued("covered", "partial", "missing"),
            name="b",
            at=days(1),
        ),
        session(name="left-unanswered", at=days(2)),
    ]
    now = tea_critique("partial", "covered", "missing")
    assert compare(now, earlier) == Comparison(
        session="b", at="2026-11-03T12:04:00+00:00", score=66.7, gained=("steep",), lost=("boil",)
    )


@pytest.mark.parametrize("model", [None, "one", "two"])
def test_a_comparison_says_whether_the_judge_was_the_same(model: str | None) -> None:
    earlier = [session(tea_critiqued("covered", "missing", "missing"), name="a", at=days(0))]
    judge = Judge(voice="model" if model else "rules", model=model, version="another")
    now = tea_critique("covered", "covered", "missing").model_copy(update={"judge": judge})
    found = compare(now, earlier)
    assert found is not None
    assert found.gained == ("steep",)
    assert found.comparable is (model is None)


@pytest.mark.parametrize(("asked", "comparable"), [(1, False), (2, False), (3, True)])
def test_judgings_of_another_number_are_another_judge(asked: int, comparable: bool) -> None:
    def judged_by(count: int) -> Critique:
        several = Judgings(asked=count, scores=(50.0,) * count) if count > 1 else None
        judge = Judge(voice="model", model="one", version="1", judgings=several)
        found = tea_critique("covered", "missing", "missing")
        return found.model_copy(update={"judge": judge})

    earlier = [session(judge(judged_by(3)), name="a", at=days(0))]
    found = compare(judged_by(asked), earlier)
    assert found is not None
    assert found.comparable is comparable


def test_a_first_attempt_is_compared_with_nothing() -> None:
    now = tea_critique("covered", "covered", "covered")
    assert compare(now, []) is None
    assert compare(now, [session(name="left-unanswered", at=days(0))]) is None


def test_a_session_that_nobody_could_judge_is_nothing_to_compare_with() -> None:
    failed = session(judge(tea_ungraded()), name="b", at=days(1))
    now = tea_critique("covered", "missing", "missing")
    assert compare(now, [failed]) is None
    judged_one = session(tea_critiqued("covered", "covered", "missing"), name="a", at=days(0))
    found = compare(now, [judged_one, failed])
    assert found is not None
    assert (found.session, found.gained, found.lost) == ("a", (), ("steep",))


def test_an_answer_that_nobody_could_judge_has_lost_nothing() -> None:
    earlier = [session(tea_critiqued("covered", "covered", "covered"), name="a", at=days(0))]
    found = compare(tea_ungraded(), earlier)
    assert found is None or (found.gained, found.lost) == ((), ())
