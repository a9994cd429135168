"""The ladder of hints: which point, which rung, and an attempt between two of them."""

import pytest

from practice.event import Declined, Event, Explained, Hinted
from practice.step import Ask, Close, Hear, Help
from tests.samples import tea_critiqued
from tests.test_dialogue import ANSWER, COACHED, NONE, put, start, talk, turn, want


def hint(point: str, rung: int) -> tuple[Event, ...]:
    """Return a hint asked for and given."""
    return (want("hint"), Hinted(point=point, rung=rung, text="Think."))


PROBED = (*turn(), put("probe", "steep"))
DECLINED = Declined(command="hint", text="Answer first.")


def asks(*said: Event) -> Help:
    """Return what comes of /hint after these events."""
    step = talk(*said, want("hint")).step()
    assert isinstance(step, Help)
    return step


def test_the_first_hint_is_rung_1_for_the_weightiest_open_point() -> None:
    assert asks() == Help("hint", point="boil", rung=1)
    known = (*turn("covered", "missing", "missing"), put("again"))
    assert asks(*known) == Help("hint", point="steep", rung=1)


def test_at_a_probe_the_hint_is_for_the_point_probed() -> None:
    assert asks(*PROBED) == Help("hint", point="steep", rung=1)


def test_a_point_probed_and_covered_gets_no_hint_but_the_weightiest_open_one() -> None:
    said = (*turn("missing", "covered", "missing"), put("probe", "steep"))
    assert asks(*said) == Help("hint", point="boil", rung=1)


def test_a_hint_leaves_the_question_standing() -> None:
    assert talk(*PROBED, *hint("steep", 1)).step() == Hear("probe")
    assert talk(*hint("boil", 1)).step() == Hear("question")


def test_between_two_rungs_stands_an_attempt() -> None:
    said = (*PROBED, *hint("steep", 1))
    refused = Help("hint", refused="attempt_first")
    assert asks(*said) == refused
    assert asks(*said, want("hint"), DECLINED) == refused
    assert asks(*said, want("why"), Explained()) == refused
    tried = (*said, *turn(), put("again", "steep"))
    assert asks(*tried) == Help("hint", point="steep", rung=2)
    assert asks(*tried, *hint("steep", 2)) == refused


def test_a_hint_refused_leaves_the_question_standing() -> None:
    assert talk(*PROBED, *hint("steep", 1), want("hint"), DECLINED).step() == Hear("probe")


def climbed(rungs: int) -> tuple[Event, ...]:
    """Return a talk in which so many rungs for steeping were given, each followed by an attempt
    that moved something else."""
    moved = [
        ("missing", "missing", "unsure"),
        ("missing", "missing", "partial"),
        ("unsure", "missing", "partial"),
        ("partial", "missing", "partial"),
    ]
    said = PROBED
    for rung, (boil, steep, warm) in enumerate(moved[:rungs], start=1):
        event = tea_critiqued(boil, steep, warm)  # type: ignore[arg-type]
        said = (*said, *hint("steep", rung), ANSWER, event, COACHED)
        if rung < 4:
            said = (*said, put("again", "steep"))
    return said


@pytest.mark.parametrize("rungs", [0, 1, 2, 3])
def test_each_hint_is_one_rung_higher(rungs: int) -> None:
    assert asks(*climbed(rungs)) == Help("hint", point="steep", rung=rungs + 1)


def test_after_the_worked_answer_the_ladder_is_done() -> None:
    said = (*climbed(4), put("again", "steep"))
    assert asks(*said) == Help("hint", refused="ladder_done")


def test_each_point_has_a_ladder_of_its_own() -> None:
    said = (*climbed(2)[:-1], put("probe", "boil"))
    assert asks(*said) == Help("hint", point="boil", rung=1)


def test_with_nothing_open_there_is_nothing_to_hint_at() -> None:
    said = (*turn("covered", "covered", "covered"), put("own_words"))
    assert asks(*said) == Help("hint", refused="nothing_open")


# ---------------------------------------------------------------------- after a hinted attempt


def test_a_hinted_attempt_that_leaves_the_point_open_is_asked_again() -> None:
    for rungs in (1, 2, 3):
        assert talk(*climbed(rungs)[:-1]).step() == Ask("again", "steep")


def test_after_the_worked_answer_the_talk_moves_on() -> None:
    assert talk(*climbed(4)).step() == Ask("probe", "boil")


def test_a_hinted_attempt_that_covers_the_point_moves_on() -> None:
    said = (*PROBED, *hint("steep", 1), *turn("missing", "covered", "missing"))
    assert talk(*said).step() == Ask("probe", "boil")


def test_skip_leaves_the_hinted_point() -> None:
    assert talk(*PROBED, *hint("steep", 1), want("skip")).step() == Ask("probe", "boil")
    assert talk(*climbed(1), want("skip")).step() == Ask("probe", "boil")


def test_a_hint_at_the_question_itself_is_followed_by_the_probe() -> None:
    assert talk(*hint("boil", 1), *turn()).step() == Ask("probe", "boil")


def test_hinted_attempts_without_end_are_ended_by_rounds_and_by_standstill() -> None:
    said = (*PROBED, *hint("steep", 1), ANSWER, tea_critiqued(*NONE), COACHED)
    assert talk(*said, begun=start(rounds=2)).step() == Close("rounds")
    said = (*said, put("again", "steep"), *hint("steep", 2), *turn())
    assert talk(*said).step() == Close("no_progress")
