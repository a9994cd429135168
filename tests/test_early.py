"""What is shown before the critique: only what stands, never an open point, taken back in words."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from typing import Any

import pytest
from autogen_agentchat.base import TaskResult
from autogen_agentchat.messages import BaseAgentEvent
from autogen_core import CancellationToken
from autogen_core.models import CreateResult, RequestUsage
from autogen_ext.models.replay import ReplayChatCompletionClient

from agents.ahead import Ahead
from agents.briefs import JudgeBrief
from agents.early import LikelyCritique, VerdictSeen
from agents.voice.model import Model, Watch
from practice.event import Asked, Coached, Critiqued
from practice.verdict import Verdict
from tests.samples import tea_skills
from tests.talks import events, kinds, tea_team
from tests.test_model_voice import ANSWER, GOOD, INFO, reply
from tools.presentation import Presentation

MISSING: tuple[str, None] = ("missing", None)
ADVICE, PROBE = "Take the follow-up, slowly.", "You spoke of minutes. And the clock?"


class Streaming(ReplayChatCompletionClient):
    """Answers each request by what it is about, piece by piece, and keeps what it was asked."""

    def __init__(self, *verdicts: str, pieces: int = 7) -> None:
        super().__init__([], model_info=INFO)
        self.verdicts = list(verdicts)
        self.pieces = pieces
        self.asked: list[str] = []
        self.cancelled: list[str] = []
        self.heard: list[int] = []
        """Characters of the critic's reply that had come when somebody else was asked."""
        self._come = 0
        self.between = asyncio.Event()
        self.between.set()

    def _said(self, messages: Sequence[Any]) -> tuple[str, str]:
        system = str(messages[0].content)
        if system.startswith("You judge"):
            return "critic", self.verdicts.pop(0)
        if system.startswith("You are given single"):
            names = [
                line.split()[1].rstrip(":")
                for line in str(messages[-1].content).splitlines()
                if line.startswith("point ")
            ]
            points = [{"point": name, "why": "so", "verdict": "missing"} for name in names]
            return "second look", json.dumps({"points": points})
        return ("coach", ADVICE) if system.startswith("You help") else ("interviewer", PROBE)

    async def create(self, messages: Sequence[Any], **options: Any) -> CreateResult:
        """Return the whole reply."""
        who, said = self._said(messages)
        self.asked.append(who)
        return result_of(said)

    async def create_stream(
        self, messages: Sequence[Any], **options: Any
    ) -> AsyncGenerator[str | CreateResult, None]:
        """Yield the reply in pieces; others get their turn between them."""
        who, said = self._said(messages)
        self.asked.append(who)
        if who != "critic":
            self.heard.append(self._come)
        try:
            for at in range(0, len(said), self.pieces):
                await asyncio.sleep(0)
                self._come = at if who == "critic" else self._come
                yield said[at : at + self.pieces]
            if who == "coach":
                await self.between.wait()
        except asyncio.CancelledError:
            self.cancelled.append(who)
            raise
        yield result_of(said)


def result_of(said: str) -> CreateResult:
    """Return a whole reply."""
    return CreateResult(finish_reason="stop", content=said, usage=RequestUsage(1, 1), cached=False)


async def seen_and_said(client: Streaming, *answers: str) -> tuple[list[Verdict], Any]:
    """Return the verdicts told early to some answers, each before its critique, and the team."""
    team = tea_team(model=Model(client, "streaming", 5.0, streaming=True))
    await team.run()
    seen: list[Verdict] = []
    for answer in answers:
        judged = len(team.state.critiques)
        async for message in team.run_stream(task=answer):
            if isinstance(message, VerdictSeen):
                assert len(team.state.critiques) == judged, "told after its critique"
                seen.append(message.verdict)
            assert not isinstance(message, LikelyCritique), "what is open is for nobody to see"
            if isinstance(message, TaskResult):
                assert not any(isinstance(each, VerdictSeen) for each in message.messages)
    return seen, team


async def test_verdicts_come_before_the_critique_and_agree_with_it() -> None:
    client = Streaming(GOOD)
    seen, team = await seen_and_said(client, ANSWER)
    assert [(each.point, each.verdict) for each in seen] == [
        ("boil", "covered"), ("steep", "partial"),
    ]  # fmt: skip
    critique = team.state.critiques[-1].critique
    assert critique.judge.voice == "model"
    assert [each for each in critique.verdicts if each.quote] == seen
    assert kinds(team) == ["asked", "answered", "critiqued", "coached", "asked"]


@pytest.mark.parametrize(
    "unfit",
    [
        ("covered", "water at 100 degrees"),
        ("covered", "I think for some"),
        ("covered", None),
        ("unsure", "for some minutes it must steep"),
        ("missing", None),
        ("contradicted", "I think for some"),
        ("contradicted", "never said"),
        ("covered", "for some minutes it must steep"),
    ],
    ids=["invented", "beside the point", "no quote", "unsure", "missing", "contradicted by words "
         "beside it", "contradicted by invented words", "more than the rules credit"],
)  # fmt: skip
async def test_what_code_has_not_verified_is_not_shown_early(unfit: tuple[str, str | None]) -> None:
    first = reply(boil=MISSING, steep=unfit, warm_pot=MISSING)
    seen, _ = await seen_and_said(Streaming(first, GOOD), ANSWER)
    shown = [each for each in seen if each.point == "steep" and each.verdict != "partial"]
    assert shown == []
    for each in seen:
        assert each.start is not None
        assert ANSWER[each.start : each.end] == each.quote


async def test_an_invented_quote_is_not_shown_even_where_the_rules_credit_the_point() -> None:
    invented = reply(boil=("covered", "boiling water"), steep=MISSING, warm_pot=MISSING)
    seen, team = await seen_and_said(Streaming(invented, GOOD), ANSWER)
    assert "boiling water" not in [each.quote for each in seen]
    assert team.state.critiques[-1].critique.verdicts[0].quote == "The water has to be boiling"


def no_whole_reply() -> list[str]:
    """Return replies that begin well and are none in the end."""
    return [
        GOOD[:-1],
        GOOD + " and that is that",
        GOOD[:-1] + ', "points": []}',
        GOOD.replace('"warm-pot"', '"no-such-point"'),
        GOOD.replace('"missing"', '"brilliant"'),
        GOOD[:-1] + ', "score": 100}',
    ]


@pytest.mark.parametrize("bad", no_whole_reply())
async def test_a_reply_that_fails_in_the_end_is_judged_by_the_rules(bad: str) -> None:
    seen, team = await seen_and_said(Streaming(bad, bad, bad), ANSWER)
    critique = team.state.critiques[-1].critique
    assert critique.judge.voice == "rules"
    assert critique.reason is not None
    assert "boil" in {each.point for each in seen}
    assert kinds(team) == ["asked", "answered", "critiqued", "coached", "asked"]


def lines_of(team: Any, early: Sequence[Verdict]) -> list[str]:
    """Return what a person reads at the critique, after what was shown early."""
    shown = Presentation(tea_skills(), "en", early=tuple(early))
    event = next(each for each in events(team) if isinstance(each, Critiqued))
    return [line.text for line in shown.lines(event, team.state)]


async def test_what_was_told_early_is_not_told_again() -> None:
    seen, team = await seen_and_said(Streaming(GOOD), ANSWER)
    told = lines_of(team, seen)
    assert not any("boiling" in text or "minutes" in text for text in told)
    assert any("still open" in text for text in told)
    assert sum("boiling" in text for text in lines_of(team, ())) == 1


async def test_what_the_whole_judgement_has_otherwise_is_taken_back_in_words() -> None:
    low = reply(boil=("partial", "The water has to be boiling"), steep=MISSING, warm_pot=MISSING)
    seen, team = await seen_and_said(Streaming(low[:-1], low[:-1], low[:-1]), ANSWER)
    assert [(each.point, each.verdict) for each in seen] == [("boil", "partial")]
    told = lines_of(team, seen)
    assert "Taken back, now that all is checked: “The water has to be boiling”" in told
    assert any(text.startswith("Covered · heating") for text in told)


async def test_no_open_point_is_named_early() -> None:
    seen, team = await seen_and_said(Streaming(GOOD), ANSWER)
    shown = Presentation(tea_skills(), "en")
    before = team.state.__class__.of(team.question, team.ledger.records()[:3])
    texts = [line.text for each in seen for line in shown.verdict_lines(each, before)]
    assert texts == [
        "Covered · heating: “The water has to be boiling”",
        "Half said: “for some minutes it must steep”",
    ]
    missing = seen[0].model_copy(
        update={"verdict": "missing", "quote": None, "start": None, "end": None}
    )
    assert list(shown.verdict_lines(missing, before)) == []


async def test_what_stands_from_an_earlier_answer_is_no_news() -> None:
    seen, team = await seen_and_said(Streaming(GOOD, GOOD), ANSWER, ANSWER)
    records = team.ledger.records()
    assert [each.event.kind for each in records[5:8]] == ["asked", "answered", "critiqued"]
    before = team.state.__class__.of(team.question, records[:7])
    shown = Presentation(tea_skills(), "en")
    assert [each.point for each in seen[2:]] == ["boil", "steep"]
    assert [line.text for each in seen[2:] for line in shown.verdict_lines(each, before)] == []


# ---------------------------------------------------------------------------- begun ahead


AS_RULES = reply(boil=("covered", ANSWER), steep=("partial", ANSWER), warm_pot=MISSING)


async def test_coach_and_interviewer_begin_while_the_critic_still_writes() -> None:
    client = Streaming(AS_RULES)
    _, team = await seen_and_said(client, ANSWER)
    assert client.asked == ["critic", "coach", "interviewer"]
    assert client.heard[0] < len(AS_RULES) - 3 * client.pieces, "they began when it had ended"
    told = events(team)
    assert [each.next_action for each in told if isinstance(each, Coached)] == [ADVICE]
    assert [each.text for each in told if isinstance(each, Asked)][1] == PROBE


async def test_once_a_point_is_missing_the_rest_is_taken_for_missing() -> None:
    """The rules have half of `steep`; a model that does not, and says so last, is foreseen."""
    fewer = reply(warm_pot=MISSING, boil=("covered", ANSWER), steep=MISSING)
    critic = tea_team(model=Model(Streaming(fewer), "streaming", 5.0, streaming=True)).agents.critic
    brief = JudgeBrief(text=ANSWER, lang="en", attempt=1)
    told: list[BaseAgentEvent] = []
    await critic.critique(brief, CancellationToken(), told.append)
    likely = [each.critique for each in told if isinstance(each, LikelyCritique)]
    standings = [{each.point: each.verdict for each in one.verdicts} for one in likely]
    assert standings[0] == {"boil": "missing", "steep": "missing", "warm-pot": "missing"}
    assert standings[1] == {"boil": "covered", "steep": "missing", "warm-pot": "missing"}


async def test_what_was_begun_in_vain_is_ended_and_asked_anew() -> None:
    """The rules see half of `steep`; the model, at the end, the opposite, which changes the advice."""
    other = reply(
        boil=("covered", "The water has to be boiling"),
        steep=("contradicted", "for some minutes it must steep"),
        warm_pot=MISSING,
    )
    client = Streaming(other)
    _, team = await seen_and_said(client, ANSWER)
    assert client.asked.count("critic") == 1
    assert client.asked.count("coach") == 2
    assert kinds(team) == ["asked", "answered", "critiqued", "coached", "asked"]
    point = [each.point for each in events(team) if isinstance(each, Asked)][1]
    assert point == "steep"


async def test_a_model_that_does_not_stream_is_asked_for_nothing_ahead() -> None:
    client = Streaming(GOOD)
    team = tea_team(model=Model(client, "whole", 5.0))
    await team.run()
    await team.run(task=ANSWER)
    assert client.asked == ["critic", "coach", "interviewer"]
    assert kinds(team) == ["asked", "answered", "critiqued", "coached", "asked"]


async def test_what_nobody_wants_any_more_is_ended() -> None:
    ahead, asked, ended = Ahead(), asyncio.Event(), asyncio.Event()

    async def ask(watch: Watch) -> str:
        asked.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.set()
            raise
        return "never"

    async def other(watch: Watch) -> str:
        return "now"

    ahead.begin("one", ask)
    await asked.wait()
    assert await ahead.words("another", other) == "now"
    await asyncio.sleep(0)
    assert ended.is_set()


async def test_a_failure_ahead_is_told_to_who_wants_the_words() -> None:
    ahead = Ahead()

    async def fail(watch: Watch) -> str:
        raise ValueError("as planned")

    ahead.begin("one", fail)
    await asyncio.sleep(0)
    with pytest.raises(ValueError, match="as planned"):
        await ahead.words("one", fail)


async def test_a_cancelled_round_leaves_no_call_behind() -> None:
    client = Streaming(GOOD)
    client.between.clear()
    team = tea_team(model=Model(client, "streaming", 5.0, streaming=True))
    await team.run()

    async def play() -> None:
        async for _ in team.run_stream(task=ANSWER, cancellation_token=CancellationToken()):
            pass

    playing = asyncio.ensure_future(play())
    while "coach" not in client.asked:
        await asyncio.sleep(0)
    playing.cancel()
    await asyncio.gather(playing, return_exceptions=True)
    await asyncio.sleep(0.01)
    assert "coach" in client.cancelled
    assert "interviewer" not in client.asked or "interviewer" in client.cancelled
