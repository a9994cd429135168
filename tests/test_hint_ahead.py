"""The first hint to a probe is worded while the candidate reads it: once, silently, and given up."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Any

from autogen_agentchat.messages import BaseChatMessage
from autogen_core import CancellationToken
from autogen_core.models import CreateResult

from agents.briefs import HearBrief, HelpBrief, RateBrief
from agents.candidate import Refused
from agents.candidate_coach import ModelCoach
from agents.team import PracticeTeam
from agents.voice.budget import Budget
from agents.voice.fault import ModelError
from agents.voice.model import Model
from agents.voice.service import Service
from practice.event import Hinted
from practice.models import Spending
from practice.typed import Leave, Typed, read_block
from tests.talks import events, kinds, tea_team
from tests.test_early import AS_RULES, Streaming
from tests.test_model_voice import ANSWER, reply

HINT = "Think of the clock."
AUTHORED = "Ask yourself: steep hint one"
NOTHING = reply(boil=("missing", None), steep=("missing", None), warm_pot=("missing", None))


class Hinting(Streaming):
    """A model that words hints, as many as it is asked for, and holds them back or fails."""

    def __init__(self) -> None:
        super().__init__(AS_RULES, NOTHING, NOTHING)
        self.hints = self.ended = self.done = 0
        self.fails = False
        self.may_end = asyncio.Event()
        self.may_end.set()

    async def create_stream(
        self, messages: Sequence[Any], **options: Any
    ) -> AsyncGenerator[str | CreateResult, None]:
        """Yield a hint, or what else is asked for."""
        hint = str(messages[-1].content).startswith("Hint:")
        if hint:
            self.hints += 1
            if self.fails:
                raise ModelError("key", "hinting")
        try:
            async for each in super().create_stream(messages, **options):
                if not hint:
                    yield each
                elif isinstance(each, CreateResult):
                    yield HINT
                    await self.may_end.wait()
                    self.done += 1
                    yield each.model_copy(update={"content": HINT})
        except (asyncio.CancelledError, GeneratorExit):
            self.ended += hint
            raise


class Typing:
    """A candidate who types each thing after something has come about, or leaves."""

    def __init__(self, *typed: str) -> None:
        self.typed = list(typed)
        self.after: dict[int, Any] = {}
        """What is waited for before the thing of that number."""
        self.number = 0

    async def next(self, brief: HearBrief) -> Typed:
        """Return the next thing."""
        until = self.after.get(self.number, lambda: True)
        async with asyncio.timeout(3):
            while not until():
                await asyncio.sleep(0.001)
        self.number += 1
        return read_block(self.typed.pop(0)) if self.typed else Leave("quit")

    async def rate(self, brief: RateBrief) -> int | None:
        """Return nothing."""
        return None

    def refuse(self, typed: Refused, brief: HearBrief) -> None:
        """Fail: nothing odd is typed."""
        raise AssertionError(typed)


async def practised(
    client: Hinting, source: Typing, service: Service | None = None
) -> tuple[PracticeTeam, Service]:
    """Return the team when the candidate has left."""
    service = service or Service()
    model = Model(client, "hinting", 5.0, streaming=True, service=service)
    team = tea_team(model=model, source=source)
    team.foresight.reading_time = 0.0
    async for each in team.run_stream():
        if isinstance(each, BaseChatMessage):
            last = team.ledger.records()[-1].event
            if last.kind in ("answered", "requested", "inquired"):
                service.begin_turn()
    await asyncio.sleep(0.01)
    return team, service


def moments(count: int) -> Callable[[], bool]:
    """Return what comes about at the call of that number, a millisecond each."""
    left = iter(range(count))
    return lambda: next(left, None) is None


def hinted(team: PracticeTeam) -> list[str]:
    return [each.text for each in events(team) if isinstance(each, Hinted)]


async def test_it_is_there_when_it_is_asked_for_and_asked_for_once() -> None:
    client, source = Hinting(), Typing(ANSWER, "/hint")
    source.after[1] = lambda: client.done
    team, service = await practised(client, source)
    assert hinted(team) == [f"Ask yourself: {HINT}"]
    assert client.hints == 1
    assert service.budget.calls_made == len(client.asked)
    assert service.budget.session_tokens == 2 * len(client.asked)


async def test_one_still_under_way_is_waited_for_and_not_asked_for_twice() -> None:
    client, source = Hinting(), Typing(ANSWER, "/hint")
    client.may_end.clear()

    def under_way() -> bool:
        if client.hints:
            client.may_end.set()
        return bool(client.hints)

    source.after[1] = under_way
    team, _ = await practised(client, source)
    assert hinted(team) == [f"Ask yourself: {HINT}"]
    assert client.hints == 1


async def test_who_speaks_at_once_costs_no_request_ahead() -> None:
    client, source = Hinting(), Typing(ANSWER, "No idea.")
    source.after[1] = moments(20)
    model = Model(client, "hinting", 5.0, streaming=True)
    await tea_team(model=model, source=source).run()
    assert client.hints == 0


async def test_an_answer_ends_one_under_way() -> None:
    client, source = Hinting(), Typing(ANSWER, "No idea.")
    client.may_end.clear()
    source.after[1] = lambda: client.hints == 1
    source.after[2] = lambda: client.ended == 1
    team, _ = await practised(client, source)
    assert client.ended == 1
    assert kinds(team).count("answered") == 2


async def test_leaving_ends_one_under_way() -> None:
    client, source = Hinting(), Typing(ANSWER)
    client.may_end.clear()
    source.after[1] = lambda: client.hints == 1
    await practised(client, source)
    assert (client.hints, client.ended, client.done) == (1, 1, 0)


async def test_words_not_used_stay_while_something_else_is_asked() -> None:
    client, source = Hinting(), Typing(ANSWER, "/why", "/hint")
    source.after[1] = source.after[2] = lambda: client.done
    team, _ = await practised(client, source)
    assert kinds(team)[-4:] == ["requested", "explained", "requested", "hinted"]
    assert hinted(team) == [f"Ask yourself: {HINT}"]
    assert client.hints == 1


async def test_one_given_up_is_not_asked_for_ahead_again() -> None:
    client = Hinting()
    coach = tea_team(model=Model(client, "hinting", 5.0, streaming=True)).agents.coach
    brief = HelpBrief(command="hint", lang="en", point="steep", rung=1)
    for _ in range(2):
        coach.get_hint_ready(brief, CancellationToken())
        await asyncio.sleep(0.01)
        coach.give_up()
    assert client.hints == 1


async def test_a_failure_is_silent_and_the_authored_hint_follows() -> None:
    client, source = Hinting(), Typing(ANSWER, "/hint")
    client.fails = True
    source.after[1] = lambda: client.hints == 1
    team, service = await practised(client, source)
    assert hinted(team) == [AUTHORED]
    assert client.hints == 1
    assert service.take_notices() == []
    assert service.fit(team.agents.coach.voice.model.lines)  # type: ignore[attr-defined]


async def test_where_the_turn_may_ask_no_more_nothing_is_and_the_next_turn_asks() -> None:
    client, source = Hinting(), Typing(ANSWER, "/hint")
    source.after[1] = moments(20)
    team, service = await practised(client, source, Service(Budget(Spending(turn_tokens=6))))
    assert client.asked[:3] == ["critic", "coach", "interviewer"]
    assert hinted(team) == [f"Ask yourself: {HINT}"]
    assert client.hints == 1
    assert service.take_notices() == []


async def test_where_the_session_may_ask_no_more_nothing_is() -> None:
    client, source = Hinting(), Typing(ANSWER)
    source.after[1] = moments(20)
    _, service = await practised(client, source, Service(Budget(Spending(session_tokens=6))))
    assert client.asked == ["critic", "coach", "interviewer"]
    assert service.take_notices() == []


async def test_where_the_caller_answers_nothing_is_asked_for_ahead() -> None:
    client = Hinting()
    team = tea_team(model=Model(client, "hinting", 5.0, streaming=True))
    team.foresight.reading_time = 0.0
    await team.run()
    await team.run(task=ANSWER)
    await asyncio.sleep(0.01)
    assert client.hints == 0
    await team.run(task="/hint")
    assert client.hints == 1


async def test_a_model_out_of_service_is_not_asked_ahead() -> None:
    client, service = Hinting(), Service()
    model = Model(client, "hinting", 5.0, streaming=True, service=service)
    assert model.aside() is not None
    service.given_up(ModelError("key", "hinting"), model.lines)
    assert model.aside() is None


async def test_what_is_asked_aside_is_counted_but_not_waited_for() -> None:
    client, service = Hinting(), Service()
    model = Model(client, "hinting", 5.0, streaming=True, service=service)
    aside = ModelCoach(tea_team().question, model).aside()
    assert aside is not None
    assert await aside.model.text("You help", "Hint:", CancellationToken()) == HINT
    assert (service.budget.calls_made, service.budget.session_tokens) == (1, 2)
    assert service.budget.waited == 0.0
