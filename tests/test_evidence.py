"""What one judged answer says of skills: met or missed, how, and with what aid."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from practice.evidence import Aid, Exposure, Observation, aid_for, misconception_gap, observe
from practice.verdict import Critique, Standing
from tests.samples import NOON, tea_critique, tea_question

HOUR = timedelta(hours=1)
NOTHING: dict[str, Standing] = {"boil": "missing", "steep": "missing", "warm-pot": "missing"}
LONGER, MILK = "tea/longer-better", "tea/milk-first"


def shown(aid: Aid, at: datetime, point: str = "boil") -> Exposure:
    return Exposure(point=point, aid=aid, at=at)


# ---------------------------------------------------------------------- aid


def test_nothing_on_the_screen_is_unaided() -> None:
    assert aid_for("boil", [], NOON) == "unaided"
    assert aid_for("boil", [shown("aided", NOON, "steep")], NOON) == "unaided"


@pytest.mark.parametrize("aid", ["prompted", "aided"])
def test_what_was_on_the_screen_is_aid_for_20_hours_and_no_longer(aid: Aid) -> None:
    exposures = [shown(aid, NOON)]
    second = timedelta(seconds=1)
    assert aid_for("boil", exposures, NOON) == aid
    assert aid_for("boil", exposures, NOON + 20 * HOUR - second) == aid
    assert aid_for("boil", exposures, NOON + 20 * HOUR + second) == "unaided"


def test_the_strongest_aid_in_force_counts() -> None:
    exposures = [shown("aided", NOON), shown("prompted", NOON + 10 * HOUR)]
    assert aid_for("boil", exposures, NOON + 11 * HOUR) == "aided"
    assert aid_for("boil", exposures, NOON + 25 * HOUR) == "prompted"
    assert aid_for("boil", exposures, NOON + 31 * HOUR) == "unaided"


def test_a_clock_set_back_makes_no_aid_disappear() -> None:
    assert aid_for("boil", [shown("aided", NOON + HOUR)], NOON) == "aided"


# ---------------------------------------------------------------------- observations


def seen(
    critique: Critique,
    before: Mapping[str, Standing] | None = None,
    probed: str | None = None,
    aids: Mapping[str, Aid] | None = None,
    near: Mapping[str, str] | None = None,
) -> list[Observation]:
    return list(observe(tea_question(), critique, before or {}, probed, aids or {}, near))


def brief(observations: Sequence[Observation]) -> list[tuple[str, str | None, str]]:
    """Return gap, point, and how each was met or missed."""
    return [
        (each.gap, each.point, "met" if each.met else each.failing or "?") for each in observations
    ]


def test_the_first_answer_is_an_opportunity_for_every_point() -> None:
    observations = seen(tea_critique("covered", "partial", "missing"))
    assert observations == [
        Observation(gap="heating", point="boil", met=True, aid="unaided", quote="boil words"),
        Observation(
            gap="timing",
            point="steep",
            met=False,
            failing="vague",
            aid="unaided",
            quote="steep words",
        ),
        Observation(gap="heating", point="warm-pot", met=False, failing="missing", aid="unaided"),
        Observation(gap=MILK, point=None, met=True, aid="unaided"),
    ]


def test_a_contradicted_point_is_missed_as_wrong() -> None:
    observations = seen(tea_critique("contradicted", "missing", "missing"))
    assert brief(observations) == [
        ("heating", "boil", "wrong"),
        ("timing", "steep", "missing"),
        ("heating", "warm-pot", "missing"),
    ]
    assert observations[0].quote == "boil words"


def test_an_unsure_verdict_is_neither_met_nor_missed() -> None:
    first = seen(tea_critique("unsure", "unsure", "unsure"))
    assert first == []
    later = seen(tea_critique("unsure", "missing", "missing"), NOTHING, "boil")
    assert later == []


def test_an_answer_to_a_probe_is_an_opportunity_for_the_point_probed() -> None:
    critique = tea_critique("missing", "missing", "missing", attempt=2)
    assert brief(seen(critique, NOTHING, "steep")) == [("timing", "steep", "missing")]
    assert brief(seen(critique, NOTHING, None)) == []


def test_a_later_answer_counts_for_what_it_shows_better_than_before() -> None:
    before: dict[str, Standing] = {"boil": "partial", "steep": "covered", "warm-pot": "missing"}
    critique = tea_critique("covered", "covered", "partial", attempt=2)
    assert brief(seen(critique, before)) == [("heating", "boil", "met"), (LONGER, "steep", "met")]


def test_a_later_answer_counts_for_what_it_gets_wrong_though_nobody_asked() -> None:
    before: dict[str, Standing] = {"boil": "covered", "steep": "covered", "warm-pot": "covered"}
    critique = tea_critique("contradicted", "missing", "missing", attempt=2)
    assert brief(seen(critique, before, "steep")) == [
        ("heating", "boil", "wrong"),
        ("timing", "steep", "missing"),
    ]


def test_each_observation_has_the_aid_of_its_point() -> None:
    aids: dict[str, Aid] = {"boil": "prompted", "steep": "aided"}
    observations = seen(tea_critique("covered", "covered", "covered"), aids=aids)
    assert [(each.gap, each.point, each.aid) for each in observations] == [
        ("heating", "boil", "prompted"),
        ("timing", "steep", "aided"),
        ("heating", "warm-pot", "unaided"),
        (LONGER, "steep", "aided"),
        (MILK, None, "unaided"),
    ]


def test_a_missing_point_keeps_the_words_that_come_nearest_or_none() -> None:
    near = {"boil": "something about water", "steep": "not for a point with its own words"}
    observations = seen(tea_critique("missing", "partial", "missing"), near=near)
    assert [(each.point, each.quote) for each in observations] == [
        ("boil", "something about water"),
        ("steep", "steep words"),
        ("warm-pot", None),
    ]


# ---------------------------------------------------------------------- misconceptions


def test_a_misconception_is_a_gap_of_its_question() -> None:
    assert misconception_gap("tea", "milk-first") == MILK


def test_a_misconception_stated_is_missed_with_its_quote() -> None:
    critique = tea_critique(
        "covered", "contradicted", "covered", false=["longer-better", "milk-first"]
    )
    aids: dict[str, Aid] = {"steep": "prompted"}
    assert seen(critique, aids=aids)[-2:] == [
        Observation(
            gap=LONGER,
            point="steep",
            met=False,
            failing="wrong",
            aid="prompted",
            quote="longer-better words",
        ),
        Observation(
            gap=MILK,
            point=None,
            met=False,
            failing="wrong",
            aid="unaided",
            quote="milk-first words",
        ),
    ]


def test_a_misconception_is_overcome_where_its_point_is_covered() -> None:
    covered = seen(tea_critique("missing", "covered", "missing"))
    assert covered[-1] == Observation(
        gap=LONGER, point="steep", met=True, aid="unaided", quote="steep words"
    )
    others: tuple[Standing, ...] = ("partial", "missing", "contradicted", "unsure")
    for standing in others:
        assert LONGER not in {
            each.gap for each in seen(tea_critique("covered", standing, "covered"))
        }


@pytest.mark.parametrize(("score", "met"), [(60.0, True), (59.9, False), (None, False)])
def test_a_misconception_without_a_point_is_overcome_by_a_solid_first_answer(
    score: float | None, met: bool
) -> None:
    critique = tea_critique("covered", "missing", "missing").model_copy(update={"score": score})
    assert (MILK in {each.gap for each in seen(critique)}) is met
    assert MILK not in {each.gap for each in seen(critique, NOTHING)}
