"""Several judgings of one answer: agreed or in doubt, never averaged, never outvoted."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from agents.critic_voice import Judgement
from agents.panel import put_together
from practice.value import Lang
from practice.verdict import Falsehood, Judge, Standing
from tests.judges import (
    BOIL,
    HALF,
    MILK,
    MISSING,
    POT,
    STEEP,
    Judges,
    critique_of,
    lines_told,
    model_of,
    scores,
    standings,
    warm,
    with_false,
)
from tests.samples import tea_matcher, tea_question, tea_verdict
from tests.test_model_voice import ANSWER, GOOD, reply
from tools.verification import objections

# ---------------------------------------------------------------------------- agreed or in doubt


async def test_where_all_agree_that_is_the_verdict() -> None:
    client = Judges(GOOD, GOOD, GOOD)
    critique = await critique_of(model_of(client))
    assert standings(critique) == ["covered", "partial", "missing"]
    assert (critique.score, critique.score_range) == (66.7, (66.7, 66.7))
    assert scores(critique) == [66.7, 66.7, 66.7]
    assert critique.judge.model == "one"
    assert client.asked == ["judge"] * 3
    assert len(set(client.shown)) == 1


@pytest.mark.parametrize(
    ("lang", "why"),
    [
        ("en", "the judgings disagree: Covered 2×, Half said 1×"),
        ("zh", "几次评审的看法不同：讲到了 2 次，讲了一半 1 次"),
    ],
)
async def test_a_point_on_which_they_disagree_is_unsure_whatever_the_majority_says(
    lang: Lang, why: str
) -> None:
    critique = await critique_of(model_of(Judges(GOOD, GOOD, HALF)), lang=lang)
    boil = critique.verdicts[0]
    assert standings(critique) == ["unsure", "partial", "missing"]
    assert (boil.quote, ANSWER[boil.start : boil.end], boil.probability) == (BOIL, BOIL, 0.5)
    assert boil.why == why
    assert (critique.score, critique.score_range) == (41.7, (16.7, 66.7))
    assert scores(critique) == [41.7, 66.7, 66.7]


async def test_less_than_fifteen_points_apart_only_the_point_is_in_doubt() -> None:
    critique = await critique_of(
        model_of(Judges(warm("covered"), warm("partial"), warm("covered"))), POT
    )
    assert scores(critique) == [75.0, 83.3, 83.3]
    assert (critique.score, critique.score_range) == (75.0, (66.7, 83.3))
    assert critique.verdicts[2].quote == "warm the pot"
    assert critique.judge.judgings is not None
    assert not critique.judge.judgings.uncertain


async def test_more_than_fifteen_points_apart_is_said_aloud() -> None:
    aloud = "The score is uncertain: judged 3 times, this answer got between 42 and 67 of 100."
    told = await lines_told(GOOD, HALF, GOOD)
    assert aloud in told
    assert "Partly there: 42 of 100 (17–67, as some of it is unsure)." in told
    assert "the judgings disagree: Covered 2×, Half said 1×" in told
    assert not any("54" in line or "58" in line for line in told), "a mean was made"
    near = await lines_told(warm("covered"), warm("partial"), warm("covered"), text=POT)
    assert not any("uncertain" in line for line in near)


# ---------------------------------------------------------------------------- what is called false


async def test_what_all_call_false_costs_its_weight() -> None:
    said = with_false(
        reply(boil=("covered", BOIL), steep=MISSING, warm_pot=MISSING),
        "milk-first",
        "You pour the milk, then the tea",
    )
    critique = await critique_of(model_of(Judges(said, said, said)), MILK)
    assert [each.id for each in critique.misconceptions] == ["milk-first"]
    assert (critique.score, scores(critique)) == (41.7, [41.7] * 3)
    assert critique.judge.judgings is not None
    assert critique.judge.judgings.disputed == ()


async def test_what_some_call_false_costs_nothing_and_is_said() -> None:
    plain = reply(boil=("covered", BOIL), steep=MISSING, warm_pot=MISSING)
    said = with_false(plain, "milk-first", "You pour the milk, then the tea")
    critique = await critique_of(model_of(Judges(said, plain, said)), MILK)
    assert critique.misconceptions == ()
    assert (critique.score, scores(critique)) == (50.0, [41.7, 41.7, 50.0])
    assert critique.judge.judgings is not None
    assert [each.id for each in critique.judge.judgings.disputed] == ["milk-first"]
    told = await lines_told(said, plain, said, text=MILK)
    aloud = "Perhaps not true; the judgings disagree, so it costs nothing: “You pour the milk, then"
    assert any(line.startswith(aloud) for line in told)


async def test_credit_for_a_point_of_which_some_hear_the_contrary_is_in_doubt() -> None:
    text = f"{BOIL}, {STEEP}, and more of it is tastier."
    said = with_false(GOOD, "longer-better", "more of it is tastier")
    critique = await critique_of(model_of(Judges(GOOD, said, GOOD)), text)
    assert standings(critique) == ["covered", "unsure", "missing"]
    steep = critique.verdicts[1]
    assert (steep.quote, steep.why) == (
        STEEP,
        "some judgings, not all, call this false: “more of it is tastier”",
    )
    assert (critique.score, critique.score_range) == (66.7, (50.0, 83.3))
    assert scores(critique) == [50.0, 66.7, 66.7]


async def test_what_the_rules_call_false_too_is_for_the_second_look() -> None:
    text = f"The milk goes in first. {BOIL}."
    plain = reply(boil=("covered", BOIL), steep=MISSING, warm_pot=MISSING)
    said = with_false(plain, "milk-first", "The milk goes in first")
    for confirmed, score, costs in (("covered", 41.7, ["milk-first"]), ("missing", 50.0, [])):
        client = Judges(plain, said, plain, confirmed=confirmed)  # type: ignore[arg-type]
        critique = await critique_of(model_of(client), text)
        assert client.asked == ["judge"] * 3 + ["confirm"]
        assert ([each.id for each in critique.misconceptions], critique.score) == (costs, score)


# ---------------------------------------------------------------------------- laws


POINTS = tea_question().points
FOUND = st.sampled_from(("covered", "partial", "missing", "contradicted", "unsure"))
FALSE = st.sets(st.sampled_from(("longer-better", "milk-first")))
TEXT = "boiling water, steep three minutes, warm the pot"
QUOTES = ("boiling water", "steep three minutes", "warm the pot")


def judgement(found: Sequence[Standing], false: set[str]) -> Judgement:
    """Return a judgement of TEXT as code would have let it pass."""
    verdicts = []
    for point, standing, quote in zip(POINTS, found, QUOTES, strict=True):
        doubtful = point.id == "steep" and "longer-better" in false and standing == "covered"
        base = tea_verdict(point.id, "unsure" if doubtful else standing)
        start = TEXT.index(quote)
        place = {"quote": quote, "start": start, "end": start + len(quote)}
        verdicts.append(base if base.verdict == "missing" else base.model_copy(update=place))
    lies = tuple(
        Falsehood(id=each, quote="boiling", start=0, end=7, correction="No.")
        for each in sorted(false)
    )
    return Judgement(tuple(verdicts), lies, Judge(voice="model", model="one", version="1"))


JUDGEMENTS = st.lists(
    st.builds(judgement, st.tuples(FOUND, FOUND, FOUND), FALSE), min_size=1, max_size=5
)


@given(JUDGEMENTS)
@bounded(max_examples=200, deadline=None)
def test_a_verdict_is_everybodys_or_unsure_and_nothing_of_it_is_objected_to(
    judgements: list[Judgement],
) -> None:
    question = tea_question()
    together = put_together(question, judgements, max(2, len(judgements)), "en")
    for at, verdict in enumerate(together.verdicts):
        said = {each.verdicts[at].verdict for each in judgements}
        assert said == {verdict.verdict} or verdict.verdict == "unsure"
        assert (verdict.verdict == "missing") == (verdict.quote is None)
        assert verdict.span is None or verdict.span.stands_in(TEXT)
    named: list[set[object]] = [{each.id for each in one.false} for one in judgements]
    judgings = together.judge.judgings
    assert judgings is not None
    assert {each.id for each in together.false} == set.intersection(*named)
    assert {each.id for each in judgings.disputed} == set.union(*named) - set.intersection(*named)
    assert objections(TEXT, question, together.verdicts, together.false, tea_matcher()) == []


@given(JUDGEMENTS, st.randoms(use_true_random=False))
@bounded(max_examples=100, deadline=None)
def test_who_was_heard_first_decides_nothing(judgements: list[Judgement], chance: Any) -> None:
    shuffled = list(judgements)
    chance.shuffle(shuffled)
    asked = max(2, len(judgements))
    first, second = (
        put_together(tea_question(), each, asked, "en") for each in (judgements, shuffled)
    )
    assert [each.verdict for each in first.verdicts] == [each.verdict for each in second.verdicts]
    assert [each.quote for each in first.verdicts] == [each.quote for each in second.verdicts]
    assert {each.id for each in first.false} == {each.id for each in second.false}
