"""Who speaks next: every step of a session."""

import pytest

from practice.dialogue import Dialogue
from practice.event import (
    Answered,
    Asked,
    Closed,
    Coached,
    Command,
    Critiqued,
    Event,
    Explained,
    Put,
    Rated,
    Reflected,
    Requested,
    Revealed,
    Started,
)
from practice.round import judged
from practice.step import Ask, Close, Coach, End, Hear, Help, Judge, Rate, Step
from practice.verdict import Mark, Standing
from tests.samples import NOON, records, tea_critiqued, tea_question, tea_ungraded

ANSWER = Answered(text="Well.", lang="en")
COACHED = Coached(done_well=None, next_action="Go on.", lang="en")
REVEALED = Revealed(text="All of it.")
Row = tuple[Standing, Standing, Standing]
NONE: Row = ("missing", "missing", "missing")


def start(**changes: object) -> Started:
    facts = {"question": "tea", "mode": "practice", "lang": "en", "rounds": 9, "version": "1"}
    return Started.model_validate({**facts, **changes})


def put(what: Put, point: str | None = None) -> Asked:
    return Asked(what=what, text="?", lang="en", point=point)


def want(command: Command) -> Requested:
    return Requested(command=command)


def turn(*row: Standing) -> tuple[Event, ...]:
    """Return an answer after which the points stand so, judged and coached."""
    boil, steep, warm = row or NONE
    return (ANSWER, tea_critiqued(boil, steep, warm), COACHED)


def talk(*events: Event, begun: Started | None = None) -> Dialogue:
    """Return the state after the question was put and these events."""
    begin = (begun or start(), put("question"))
    return Dialogue.of(tea_question(), records(*begin, *events))


def closed(*left: str) -> Closed:
    return Closed(reason="rounds", text="Thanks.", lang="en", open=left)


# ---------------------------------------------------------------------- one step after another


def test_a_session_that_has_not_begun_has_nothing_to_come() -> None:
    assert Dialogue.of(tea_question(), []).step() == End()


def test_a_round_from_the_question_to_the_next() -> None:
    events = (
        start(rating=True),
        put("question"),
        ANSWER,
        Rated(rating=3),
        tea_critiqued("covered", "missing", "missing"),
        COACHED,
        put("probe", "steep"),
        ANSWER,
        Rated(rating=5),
        tea_critiqued("covered", "covered", "missing"),
        COACHED,
        closed("warm-pot"),
        put("reflection"),
        Reflected(text="I forgot."),
    )
    steps: list[Step] = [
        Ask("question"),
        Hear("question"),
        Rate(),
        Judge(),
        Coach(),
        Ask("probe", "steep"),
        Hear("probe"),
        Rate(),
        Judge(),
        Coach(closing=True),
        Close("covered"),
        Ask("reflection"),
        Hear("reflection"),
        End(),
    ]
    told = records(*events)
    states = [Dialogue.of(tea_question(), told[:count]) for count in range(1, len(told) + 1)]
    assert [each.step() for each in states] == steps
    assert [each.finished for each in states] == [False] * 11 + [True] * 3
    assert states[-1].last_number == 14


def test_without_rating_the_verdict_follows_the_answer() -> None:
    assert talk(ANSWER).step() == Judge()


def test_a_rating_skipped_once_is_not_asked_for_again() -> None:
    begun = start(rating=True)
    again = (tea_critiqued(*NONE), COACHED, put("probe", "boil"), ANSWER)
    assert talk(ANSWER, Rated(), *again, begun=begun).step() == Judge()
    assert talk(ANSWER, Rated(rating=1), *again, begun=begun).step() == Rate()


def test_probes_go_from_the_weightiest_open_point_down_and_never_twice() -> None:
    said = turn()
    assert talk(*said).step() == Ask("probe", "boil")
    said = (*said, put("probe", "boil"), *turn("partial", "missing", "missing"))
    assert talk(*said).step() == Ask("probe", "steep")
    said = (*said, put("probe", "steep"), *turn("partial", "partial", "missing"))
    assert talk(*said).step() == Ask("probe", "warm-pot")


def test_skip_moves_on_to_the_next_probe() -> None:
    said = (*turn(), put("probe", "boil"), want("skip"))
    assert talk(*said).step() == Ask("probe", "steep")


# ---------------------------------------------------------------------- why and answer


@pytest.mark.parametrize("command", ["why", "answer"])
def test_what_gives_all_away_needs_an_attempt_first(command: Command) -> None:
    assert talk(want(command)).step() == Help(command, refused="attempt_first")
    probed = (*turn(), put("probe", "boil"), want(command))
    assert talk(*probed).step() == Help(command)


def test_an_explanation_leaves_the_question_standing() -> None:
    said = (*turn(), put("probe", "boil"), want("why"), Explained())
    assert talk(*said).step() == Hear("probe")


SHOWN = (*turn(), put("probe", "boil"), want("answer"), REVEALED)


def test_the_model_answer_is_followed_by_ones_own_words_and_then_the_close() -> None:
    assert talk(*SHOWN).step() == Ask("own_words")
    said = (*SHOWN, put("own_words"))
    assert talk(*said).step() == Hear("own_words")
    assert talk(*said, ANSWER).step() == Judge()
    judged_well = tea_critiqued("partial", "covered", "missing")
    assert talk(*said, ANSWER, judged_well).step() == Coach(closing=True)
    assert talk(*said, ANSWER, judged_well, COACHED).step() == Close("model_answer")


def test_the_model_answer_shown_again_still_waits_for_ones_own_words() -> None:
    said = (*SHOWN, put("own_words"), want("answer"), REVEALED)
    assert talk(*said).step() in (Ask("own_words"), Hear("own_words"))


def test_ones_own_words_can_be_skipped() -> None:
    assert talk(*SHOWN, put("own_words"), want("skip")).step() == Close("model_answer")


# ---------------------------------------------------------------------- the coach's turn


ALL_ASKED = (
    *turn(),
    put("probe", "boil"),
    *turn("partial", "missing", "missing"),
    put("probe", "steep"),
    *turn("partial", "partial", "missing"),
    put("probe", "warm-pot"),
    *turn("partial", "partial", "covered"),
)


def scored(score: float) -> Critiqued:
    mark = Mark(score=score, low=score, high=score, band="thin")
    return tea_critiqued(*NONE).model_copy(update={"mark": mark})


def test_after_a_very_weak_answer_a_hint_is_offered_once() -> None:
    assert talk(ANSWER, scored(24.9)).step() == Coach(offer_hint=True)
    assert talk(ANSWER, scored(25.0)).step() == Coach(offer_hint=False)
    offered = COACHED.model_copy(update={"offers_hint": True})
    said = (ANSWER, scored(0), offered, put("probe", "boil"), ANSWER, scored(0))
    assert talk(*said).step() == Coach(offer_hint=False)
    declined = (ANSWER, scored(0), COACHED, put("probe", "boil"), ANSWER, scored(0))
    assert talk(*declined).step() == Coach(offer_hint=True)


def test_no_hint_is_offered_where_nothing_more_is_asked() -> None:
    last = talk(ANSWER, scored(0), begun=start(rounds=1))
    assert last.step() == Coach(offer_hint=False, closing=True)


def test_the_coach_knows_that_the_last_probe_was_the_last() -> None:
    """`closing` says that nothing is asked any more; all_asked is such a close too."""
    assert talk(*ALL_ASKED[:-1]).step() == Coach(closing=True)


def test_an_answer_that_nobody_could_judge_is_not_a_weak_one() -> None:
    ungraded = judged(talk(ANSWER), tea_ungraded(), [], NOON)
    assert ungraded.mark is None
    assert talk(ANSWER, ungraded).step() == Coach(offer_hint=False)
