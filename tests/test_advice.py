"""One thing done well and one next action: in the right order, and never naming an open point."""

import pytest

from practice.event import PointStanding
from practice.value import LANGS, Lang
from practice.verdict import Delivery, Falsehood, Standing, Verdict
from tests.samples import both, tea_critique, tea_question, tea_skills, tea_verdict
from tools.advice import done_well, next_action
from tools.wording import say

DELIVERY = Delivery(length=9, sentences=1, numbers=0, examples=0, hedges=0, fillers=0, signposts=0)


def standings(boil: Standing, steep: Standing, warm_pot: Standing) -> dict[str, PointStanding]:
    """Return the points standing so, each with the words it rests on."""
    return {
        each.point: PointStanding(standing=each.verdict, quote=each.quote)
        for each in tea_critique(boil, steep, warm_pot).verdicts
    }


def action(
    *stand: Standing,
    false: tuple[Falsehood, ...] = (),
    delivery: Delivery = DELIVERY,
    lang: Lang = "en",
    rating: int | None = None,
    **flags: bool,
) -> str:
    """Return the next action after an answer whose points stand so."""
    found = standings(*stand)
    return next_action(tea_question(), found, false, delivery, lang, rating=rating, **flags)


def praise(*verdicts: Verdict) -> str | None:
    """Return the English praise for these verdicts."""
    found = done_well(tea_question(), verdicts, tea_skills(), "en")
    return found.text if found else None


FALSE = tea_critique("missing", "missing", "missing", false=["milk-first", "longer-better"])


def test_praise_is_for_the_weightiest_covered_point_in_the_answers_words() -> None:
    verdicts = tea_critique("covered", "covered", "covered").verdicts
    assert praise(*reversed(verdicts)) == "Done well, on heating: you said “boil words”."
    assert praise(*verdicts[1:]) == "Done well, on timing: you said “steep words”."


def test_there_is_no_praise_without_a_credited_quote() -> None:
    assert praise() is None
    for standing in ("partial", "unsure", "contradicted", "missing"):
        assert praise(tea_verdict("boil", standing)) is None


def test_a_long_quote_is_shortened_in_the_praise_and_kept_whole_beside_it() -> None:
    long = "水" * 121
    verdict = tea_verdict("boil", "covered").model_copy(update={"quote": long, "end": 121})
    found = done_well(tea_question(), [verdict], tea_skills(), "zh")
    assert found is not None
    assert found.quote == long
    assert found.text == f"讲得好的一点：加热，你说到了“{'水' * 119}…”。"


def test_the_heaviest_falsehood_comes_before_everything_else() -> None:
    told = action(
        "missing", "missing", "missing", false=FALSE.misconceptions,
        honest_unknown=True, off_question=True,
    )  # fmt: skip
    assert told == ("First, correct this: “longer-better words”. Steeped for long it turns bitter.")


@pytest.mark.parametrize(
    ("rating", "sure"), [(None, False), (1, False), (3, False), (4, True), (5, True)]
)
def test_what_was_wrong_and_rated_high_is_said_to_have_been_sure(
    rating: int | None, sure: bool
) -> None:
    told = action("missing", "missing", "missing", false=FALSE.misconceptions, rating=rating)
    assert told.startswith("You were sure of it, yet" if sure else "First, correct this")


def test_an_honest_unknown_gets_the_next_step_of_the_question_or_of_all() -> None:
    told = action("missing", "missing", "missing", honest_unknown=True, off_question=True)
    assert told == say("action.unknown", "en")
    own = tea_question().model_copy(update={"not_done": both("想想开水。", "Think of a kettle.")})
    assert next_action(own, {}, (), DELIVERY, "en", honest_unknown=True) == "Think of a kettle."
    assert next_action(own, {}, (), DELIVERY, "zh", honest_unknown=True) == "想想开水。"


def test_an_answer_to_something_else_is_led_back_to_the_question() -> None:
    told = action("missing", "missing", "missing", off_question=True)
    assert "How do you make a good cup of tea?" in told


def test_a_contradiction_comes_before_what_is_unsure_and_both_are_quoted() -> None:
    told = action("unsure", "contradicted", "missing")
    assert told == say("action.contradicted", "en", quote="steep words")
    assert action("unsure", "partial", "unsure") == say("action.unsure", "en", quote="boil words")


def test_an_open_point_is_named_only_where_all_may_be_shown() -> None:
    assert action("missing", "covered", "missing") == say("action.open_example", "en")
    numbered = DELIVERY.model_copy(update={"numbers": 1})
    told = action("missing", "covered", "missing", delivery=numbered)
    assert told == say("action.open", "en")
    half = action("missing", "covered", "partial")
    assert half == say("action.partial", "en", quote="warm-pot words")
    assert action("missing", "covered", "missing", reveal=True) == (
        "Next, add the weightiest point: First the water has to be boiling."
    )
    closing = action("missing", "covered", "partial", closing=True)
    assert closing == say("action.closing", "en", count=2)
    assert "follow-up" not in closing


def test_where_all_is_covered_a_story_without_a_figure_wants_one() -> None:
    told = action("covered", "covered", "covered")
    assert told == say("action.keep", "en")
    bare = DELIVERY.model_copy(update={"measured_result": False})
    assert action("covered", "covered", "covered", delivery=bare) == say("action.number", "en")
    there = DELIVERY.model_copy(update={"measured_result": True})
    assert action("covered", "covered", "covered", delivery=there) == say("action.keep", "en")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("closing", [False, True])
@pytest.mark.parametrize("off", [False, True])
@pytest.mark.parametrize("unknown", [False, True])
@pytest.mark.parametrize("standing", ["missing", "partial", "unsure", "contradicted"])
def test_unless_all_may_be_shown_no_open_point_is_named(
    standing: Standing, unknown: bool, off: bool, closing: bool, lang: Lang
) -> None:
    told = action(
        *(standing, standing, standing),
        lang=lang,
        closing=closing,
        off_question=off,
        honest_unknown=unknown,
    )
    for point in tea_question().points:
        assert point.says.of(lang) not in told
        assert tea_skills()[point.skill].name.of(lang) not in told


def test_before_anything_was_judged_the_follow_up_comes_next() -> None:
    told = next_action(tea_question(), {}, (), DELIVERY, "en")
    assert told == say("action.open_example", "en")
