"""Judges by a script, for tests of several judgings of one answer."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from autogen_core import CancellationToken
from autogen_core.models import CreateResult, RequestUsage
from autogen_ext.models.replay import ReplayChatCompletionClient

from agents.briefs import JudgeBrief
from agents.critic import Critic
from agents.critic_voice import ConfirmReply, CriticReply, RulesCritic
from agents.panel import Panel
from agents.voice.fault import ModelError
from agents.voice.model import Line, Model
from agents.voice.patience import Patience
from practice.value import Lang
from practice.verdict import Critique, Standing
from tests.samples import tea_matcher, tea_question, tea_skills
from tests.talks import say_to, tea_team
from tests.test_model_voice import ANSWER, GOOD, INFO, reply
from tools.presentation import Presentation

MISSING: tuple[str, None] = ("missing", None)
BOIL, STEEP = "The water has to be boiling", "for some minutes it must steep"
HALF = reply(boil=("partial", BOIL), steep=("partial", STEEP), warm_pot=MISSING)
"""2.5 of 6 where GOOD has 4: 41.7 and 66.7."""
POT = f"{BOIL}, {STEEP}, and warm the pot."
MILK = f"You pour the milk, then the tea. {BOIL}."
"""A misconception in words that the rules do not know."""
CHEER = "Well begun, and now with a number."


def warm(standing: str) -> str:
    """Return a judgement of POT; covered or partial, it comes to 83.3 or 75 of 100."""
    found = (standing, "warm the pot")
    return reply(boil=("covered", BOIL), steep=("partial", STEEP), warm_pot=found)


def with_false(said: str, name: str, quote: str) -> str:
    """Return a reply that calls something false as well."""
    whole = json.loads(said)
    return json.dumps({**whole, "misconceptions": [{"id": name, "why": "so", "quote": quote}]})


class Judges(ReplayChatCompletionClient):
    """Judges by a script, each judging its own; asked again, or for anything else, it has one word."""

    def __init__(
        self, *first: str | ModelError, again: str = GOOD, confirmed: Standing = "missing"
    ) -> None:
        super().__init__([], model_info=INFO)
        self.first, self.again, self.confirmed = list(first), again, confirmed
        self.asked: list[str] = []
        self.shown: list[str] = []
        """What each first judging was sent."""
        self.waits = 0.0
        """Seconds before a whole reply, and before the last judging of those that stream."""

    def _said(self, messages: Sequence[Any], kind: object) -> str:
        shown = "\n".join(str(each.content) for each in messages)
        if kind is ConfirmReply:
            self.asked.append("confirm")
            names = [
                each.id for each in tea_question().recognizable if f"point {each.id}:" in shown
            ]
            points = [{"point": n, "why": "so", "verdict": self.confirmed} for n in names]
            return json.dumps({"points": points})
        if kind is not CriticReply:
            self.asked.append("words")
            return CHEER
        if "Rejected from your last reply" in shown:
            self.asked.append("again")
            return self.again
        self.asked.append("judge")
        self.shown.append(shown)
        said = self.first.pop(0)
        if isinstance(said, ModelError):
            raise said
        return said

    async def create(self, messages: Sequence[Any], **options: Any) -> CreateResult:
        """Return the whole reply."""
        await asyncio.sleep(self.waits)
        return result(self._said(messages, options.get("json_output")))

    async def create_stream(
        self, messages: Sequence[Any], **options: Any
    ) -> AsyncGenerator[str | CreateResult, None]:
        """Yield the reply in pieces."""
        said = self._said(messages, options.get("json_output"))
        if self.asked[-1] == "judge" and not self.first:
            await asyncio.sleep(self.waits)
        for at in range(0, len(said), 9):
            await asyncio.sleep(0)
            yield said[at : at + 9]
        yield result(said)


def result(said: str) -> CreateResult:
    """Return a reply as a client gives it."""
    return CreateResult(finish_reason="stop", content=said, usage=RequestUsage(1, 1), cached=False)


def broken(name: str = "one") -> ModelError:
    """Return a fault that no repeat mends."""
    return ModelError("request", name, "as planned")


def model_of(client: ReplayChatCompletionClient, *spare: Line, streaming: bool = False) -> Model:
    """Return a model that does not wait between two tries."""
    patience = Patience(chance=lambda: 0.0)
    return Model(client, "one", 5.0, spare=spare, patience=patience, streaming=streaming)


def critic_of(model: Model, count: int = 3) -> Critic:
    """Return the critic that asks the model so often."""
    question, matcher = tea_question(), tea_matcher()
    panel, rules = Panel(question, matcher, model, count), RulesCritic(question, matcher)
    return Critic(question, matcher, tea_skills(), panel, rules)


async def critique_of(model: Model, text: str = ANSWER, lang: Lang = "en") -> Critique:
    """Return what three judgings come to."""
    brief = JudgeBrief(text=text, lang=lang, attempt=1)
    return await critic_of(model).critique(brief, CancellationToken())


def standings(critique: Critique) -> list[Standing]:
    """Return the verdicts in the order of the rubric."""
    return [each.verdict for each in critique.verdicts]


def scores(critique: Critique) -> list[float]:
    """Return the scores of the single judgings, ascending."""
    assert critique.judge.judgings is not None
    return sorted(critique.judge.judgings.scores)


async def lines_told(*judged: str | ModelError, text: str = ANSWER) -> list[str]:
    """Return what a person reads of a whole session with one answer, up to its end."""
    team = tea_team(model=model_of(Judges(*judged)), judgings=3)
    await say_to(team, text, "/why")
    shown = Presentation(tea_skills(), "en")
    records = team.ledger.records()
    states = [team.state.__class__.of(team.question, records[:n]) for n in range(1, len(records))]
    told = zip(records[1:], states, strict=True)
    return [line.text for record, state in told for line in shown.lines(record.event, state)]
