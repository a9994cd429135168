"""Every reason to close a session, and the question back after it."""

from collections.abc import Sequence

import pytest

from practice.event import Command, Event
from practice.round import judged
from practice.step import Ask, Close, Coach, End, Hear
from tests.samples import NOON, tea_critiqued, tea_ungraded
from tests.test_dialogue import (
    ALL_ASKED,
    ANSWER,
    COACHED,
    NONE,
    SHOWN,
    Row,
    closed,
    put,
    start,
    talk,
    turn,
    want,
)


def test_covered_closes_when_no_point_of_weight_2_is_open() -> None:
    assert talk(*turn("covered", "covered", "missing")).step() == Close("covered")
    assert talk(*turn("covered", "covered", "contradicted")).step() == Close("covered")
    for steep in ("partial", "unsure", "contradicted", "missing"):
        row: Row = ("covered", steep, "covered")
        assert talk(*turn(*row)).step() == Ask("probe", "steep")


@pytest.mark.parametrize("rounds", [1, 2, 3])
def test_rounds_closes_after_as_many_answers(rounds: int) -> None:
    rows: Sequence[Row] = [
        NONE,
        ("partial", "missing", "missing"),
        ("partial", "partial", "missing"),
    ]
    said: list[Event] = []
    for row, point in zip(rows[:rounds], ("boil", "steep", "warm-pot"), strict=False):
        assert talk(*said, begun=start(rounds=rounds)).step() != Close("rounds")
        said += [*turn(*row), put("probe", point)]
    assert talk(*said[:-1], begun=start(rounds=rounds)).step() == Close("rounds")


def test_no_progress_closes_after_two_answers_in_a_row_that_moved_nothing() -> None:
    said = (*turn(), put("probe", "boil"), *turn())
    assert talk(*said).step() == Ask("probe", "steep")
    said = (*said, put("probe", "steep"))
    assert talk(*said, *turn()).step() == Close("no_progress")
    moved = (*said, *turn("missing", "unsure", "missing"))
    assert talk(*moved).step() == Ask("probe", "warm-pot")


def test_a_point_that_stands_worse_is_no_progress() -> None:
    said = (*turn(), put("probe", "boil"), *turn("contradicted", "missing", "missing"))
    said = (*said, put("probe", "steep"), *turn("contradicted", "contradicted", "missing"))
    assert talk(*said).step() == Close("no_progress")


def test_an_answer_that_nobody_could_judge_is_not_one_without_progress() -> None:
    said = (*turn(), put("probe", "boil"), ANSWER)
    failed = judged(talk(*said), tea_ungraded(2), [], NOON)
    said = (*said, failed, COACHED, put("probe", "steep"), ANSWER)
    failed = judged(talk(*said), tea_ungraded(3), [], NOON)
    assert talk(*said, failed, COACHED).step() == Ask("probe", "warm-pot")


def test_all_asked_closes_when_every_open_point_was_probed() -> None:
    assert talk(*ALL_ASKED).step() == Close("all_asked")
    skipped = (*turn(), put("probe", "boil"), want("skip"), put("probe", "steep"), want("skip"))
    assert talk(*skipped, put("probe", "warm-pot"), want("skip")).step() == Close("all_asked")


@pytest.mark.parametrize(
    "said",
    [
        (),
        (*turn(), put("probe", "boil")),
        (*SHOWN, put("own_words")),
        (*ALL_ASKED[:-3],),
    ],
    ids=["at-the-question", "at-a-probe", "at-own-words", "at-the-last-probe"],
)
def test_done_stops_wherever_it_is_said(said: tuple[Event, ...]) -> None:
    assert talk(*said, want("done")).step() == Close("stopped")


def test_skip_before_any_answer_stops() -> None:
    assert talk(want("skip")).step() == Close("stopped")


def test_a_critique_closes_at_once_whatever_it_found() -> None:
    for row in (NONE, ("covered", "covered", "covered")):
        said = talk(*turn(*row), begun=start(mode="critique"))
        assert said.step() == Close("critique")
    assert talk(ANSWER, tea_critiqued(*NONE), begun=start(mode="critique")).step() == Coach(
        closing=True
    )


# ---------------------------------------------------------------------- the question back


def test_the_question_back_comes_once_and_only_where_something_stayed_open() -> None:
    assert talk(*turn(), closed("boil")).step() == Ask("reflection")
    assert talk(*turn(), closed()).step() == End()
    assert talk(want("done"), closed("boil", "steep", "warm-pot")).step() == End()
    critique = start(mode="critique")
    assert talk(*turn(), closed("boil"), begun=critique).step() == End()


@pytest.mark.parametrize("command", ["skip", "done", "hint", "why", "answer"])
def test_any_command_skips_the_question_back(command: Command) -> None:
    said = (*turn(), closed("boil"), put("reflection"))
    assert talk(*said).step() == Hear("reflection")
    assert talk(*said, want(command)).step() == End()
    assert talk(*said, want(command)).finished
