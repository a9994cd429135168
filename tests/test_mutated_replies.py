"""A critic's reply, however it is mutated: a valid verdict, one repair, or the rules (facts: F5, F6)."""

import json
import math
from collections.abc import Callable, Sequence
from typing import Any, get_args

import pytest
from autogen_core import CancellationToken
from autogen_core.models import CreateResult, RequestUsage
from autogen_ext.models.replay import ReplayChatCompletionClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.briefs import JudgeBrief
from agents.critic import Critic
from agents.critic_voice import ConfirmReply, ModelCritic, RulesCritic
from agents.voice.model import Model
from agents.voice.patience import Patience
from practice.verdict import Critique, Standing
from tests.samples import tea_matcher, tea_question, tea_skills
from tests.test_model_voice import ANSWER, GOOD, INFO
from tools.strict_json import read_json

NUMBERS = ["NaN", "Infinity", "-Infinity", "1e999", "-1", "101", "9" * 400, "1.0", "true", "null"]
ODD_VALUES = [*NUMBERS, '"covered"', '"perfect"', '""', "[]", "{}", '"\\ud800"', '["covered"]']
SEEDS = [
    "", "[]", "null", "{}", '{"score": "ten"}', '{"score": -5}', '{"score": 100}', '{"scoré": 7}',
    '```json\n{"score": 7}\n```', f"```json\n{GOOD}\n```", f"Here you are: {GOOD}", GOOD + GOOD,
    f"{GOOD}\n{GOOD}", GOOD[:-1] + ",}", "\ufeff" + GOOD, GOOD.replace('"', "'"), '{"a":' * 900,
    GOOD.replace('"points"', '"Points"'), GOOD[:-1] + ', "score": 100}', "{" + GOOD + "}",
    GOOD.replace('"missing"', '"covered", "verdict": "missing"'),
    GOOD.replace('"point": "boil"', '"point": "steep"'), GOOD.replace("boiling", "frozen"),
    GOOD.replace('"misconceptions": []', '"misconceptions": [{"id": "x", "why": "", "quote": ""}]'),
    GOOD.replace("null", '"The water has to be boiling"'), json.dumps(GOOD), f"<think>{GOOD}",
]  # fmt: skip
TEXTUAL = st.tuples(
    st.just("text"), st.integers(0, len(GOOD)), st.integers(0, 12),
    st.text(alphabet='{}[]",:0.eN\\ covermisng\u0000', max_size=6),
)  # fmt: skip
STRUCTURAL = st.tuples(
    st.just("value"), st.integers(0, 40), st.just(0), st.sampled_from(ODD_VALUES)
)
REPEATED = st.tuples(st.just("twice"), st.integers(0, 40), st.just(0), st.sampled_from(ODD_VALUES))
Change = tuple[str, int, int, str]
CHANGES = st.lists(TEXTUAL | STRUCTURAL | REPEATED, min_size=1, max_size=3)
MARK = "\u241f"


def _places(value: Any, make: Callable[[Any], Any] = lambda it: it) -> list[Callable[[], Any]]:
    """Return for each place in `value` what makes a copy with a mark put there."""
    found: list[Callable[[], Any]] = [lambda: make(MARK)]
    if isinstance(value, dict):
        for key in value:
            found += _places(value[key], lambda it, key=key: make({**value, key: it}))  # type: ignore[misc]
    if isinstance(value, list):
        for at in range(len(value)):
            found += _places(
                value[at],
                lambda it, at=at: make([*value[:at], it, *value[at + 1 :]]),  # type: ignore[misc]
            )
    return found


PLACES = [json.dumps(make(), ensure_ascii=False) for make in _places(json.loads(GOOD))]


def mutated(changes: Sequence[Change]) -> str:
    """Return a good reply, changed."""
    text = GOOD
    for kind, at, gone, put in changes:
        if kind == "value":
            text = PLACES[at % len(PLACES)].replace(f'"{MARK}"', put)
        elif kind == "twice":
            keys = ["points", "misconceptions", "point", "why", "quote", "verdict"]
            key = f'"{keys[at % len(keys)]}": '
            text = text.replace(key, f"{key}{put}, {key}", 1)
        else:
            text = text[:at] + put + text[at + gone :]
    return text


class Mutating(ReplayChatCompletionClient):
    """Gives these replies to the critic's question, one after the other, and confirms all."""

    def __init__(self, *replies: str) -> None:
        super().__init__([], model_info=INFO)
        self.replies, self.asked, self.confirmed = list(replies), 0, 0

    async def create(self, messages: Sequence[Any], *args: Any, **options: Any) -> CreateResult:
        """Reply."""
        if options["json_output"] is ConfirmReply:
            self.confirmed += 1
            asked = [
                x.id for x in tea_question().points if f"point {x.id}:" in messages[-1].content
            ]
            points = [{"point": each, "why": "so", "verdict": "covered"} for each in asked]
            content = json.dumps({"points": points})
        else:
            content = self.replies[min(self.asked, len(self.replies) - 1)]
            self.asked += 1
        usage = RequestUsage(1, 1)
        return CreateResult(finish_reason="stop", content=content, usage=usage, cached=False)


async def critique_of(client: ReplayChatCompletionClient) -> Critique:
    """Return what the critic makes of the answer with that model."""
    question, matcher = tea_question(), tea_matcher()
    model = Model(client, "mutating", 5.0, patience=Patience(chance=lambda: 0.0))
    rules = RulesCritic(question, matcher)
    critic = Critic(
        question, matcher, tea_skills(), ModelCritic(question, matcher, model), fallback=rules
    )
    brief = JudgeBrief(text=ANSWER, lang="en", attempt=1)
    return await critic.critique(brief, CancellationToken())


async def holds(first: str, second: str) -> None:
    """Hold that two replies, one after the other, end as a valid critique within six requests."""
    client = Mutating(first, second)
    judged = await critique_of(client)
    assert client.asked <= 5  # a reply and its repair, twice; of an empty one there are three
    assert client.confirmed <= 1
    assert type(judged.score) is float
    assert math.isfinite(judged.score)
    assert 0 <= judged.score <= 100
    assert [each.point for each in judged.verdicts] == [each.id for each in tea_question().points]
    for each in judged.verdicts:
        assert each.verdict in get_args(Standing)
        if each.quote is not None:
            assert ANSWER[each.start : each.end] == each.quote
    if judged.judge.voice == "model":
        assert any(_is_whole(each) for each in (first, second))
    else:
        assert judged.reason
        assert judged.score == (await critique_of(Mutating("nonsense"))).score


def _is_whole(text: str) -> bool:
    """Return whether a text is a reply word for word: of the right keys, and nothing around it."""
    try:
        found = read_json(text)
    except ValueError:
        return False
    return isinstance(found, dict) and found.keys() == {"points", "misconceptions"}


@settings(max_examples=200, suppress_health_check=list(HealthCheck), deadline=None)
@given(CHANGES, CHANGES)
async def test_a_mutated_reply_is_valid_or_repaired_or_not_used(
    first: list[Change], second: list[Change]
) -> None:
    await holds(mutated(first), mutated(second))


@pytest.mark.slow
@settings(max_examples=5_000, suppress_health_check=list(HealthCheck), deadline=None)
@given(CHANGES, CHANGES)
async def test_five_thousand_mutated_replies_are_valid_or_repaired_or_not_used(
    first: list[Change], second: list[Change]
) -> None:
    await holds(mutated(first), mutated(second))


@pytest.mark.parametrize("seed", SEEDS)
async def test_what_models_really_send_is_valid_or_repaired_or_not_used(seed: str) -> None:
    await holds(seed, seed)
    await holds(seed, GOOD)


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_good_reply_after_a_bad_one_is_the_models(seed: str) -> None:
    """The repair is asked for with the fault's name, and then it counts."""
    client = Mutating(seed, GOOD)
    judged = await critique_of(client)
    assert judged.judge.voice == "model"
    assert judged.score == (await critique_of(Mutating(GOOD))).score
