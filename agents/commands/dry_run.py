"""`coach practice --dry-run`: what the first turn would send, and to whom; nothing is sent or kept.

The agents themselves are asked, with clients that note the request they would send: there is no
second copy of a prompt. What only a session brings forth stands as a named place: ‹your answer›.
"""

import asyncio
import json
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Literal, NoReturn

from autogen_core import CancellationToken
from autogen_core.memory import Memory, MemoryContent, MemoryQueryResult, UpdateContextResult
from autogen_core.model_context import ChatCompletionContext
from autogen_core.models import CreateResult, LLMMessage

from agents.briefs import AskBrief, CoachBrief, HelpBrief, JudgeBrief
from agents.casting import Voices, cast_for, critic_for, voices_of
from agents.commands.app import App
from agents.ledger import Ledger, LooseLedger
from agents.second_look import Claim
from agents.team import Cast
from agents.voice.gateway import LiteLLMClient
from agents.voice.model import Model
from agents.voice.patience import Patience
from memory.mirror import message_entry
from memory.short_term import add_messages
from practice.errors import VoiceError
from practice.event import Answered, Asked, Coached
from practice.models import Agent
from practice.question import Question
from practice.standing import open_points
from practice.value import Lang, Value
from practice.verdict import Critique
from tools.scrub import scrub
from tools.sheet import Line
from tools.wording import say

Task = Literal["judge", "confirm", "advise", "probe", "hint"]
_TOKEN = CancellationToken()


class Request(Value):
    """One request as it would be sent."""

    agent: Agent
    task: Task
    model: str
    endpoint: str | None
    """Null is the provider's own address."""
    stand_ins: tuple[str, ...]
    """Who is sent the same where the model fails."""
    times: int = 1
    """How often it would be sent, side by side."""
    tokens: int
    """By the gateway's count; the candidate's words come on top."""
    messages: tuple[dict[str, str], ...]
    response_format: dict[str, Any] | None


def show(app: App, question: Question) -> int:
    """Print what would be sent of the first turn on `question`; return the exit code."""
    lang = app.settings.lang
    requests = asyncio.run(rehearsed(app, question))
    app.screen.result((each.model_dump(mode="json") for each in requests), _lines(requests, lang))
    return 0


async def rehearsed(app: App, question: Question) -> list[Request]:
    """Return the requests of the first turn, in order; none without a model."""
    rehearsal = _Rehearsal(app)
    cast = cast_for(question, app.bank, rehearsal.voices, context=rehearsal.context)
    rules = await critic_for(question, app.bank, Voices()).critique(
        JudgeBrief(text=rehearsal.words("answer"), lang=app.settings.lang, attempt=1), _TOKEN
    )
    await rehearsal.play(cast, question, rules)
    return rehearsal.noted


class _Rehearsal:
    """The models of a session with clients that note instead of sending, and what was said so far."""

    def __init__(self, app: App) -> None:
        self.lang: Lang = app.settings.lang
        self.noted: list[Request] = []
        self._settings = app.settings
        self._doing: tuple[Agent, Task] = ("critic", "judge")
        self._ledger = LooseLedger(app.clock)
        voices = voices_of(app.settings, Patience(tries=1))
        by_agent = {agent: self._noting(model) for agent, model in voices.by_agent.items()}
        self.voices = replace(voices, by_agent=by_agent)

    def words(self, name: str) -> str:
        """Return the place of what a session brings forth."""
        return say(f"dry.{name}", self.lang)

    def _noting(self, model: Model) -> Model:
        stand_ins = tuple(each.name for each in model.spare)

        def note(client: LiteLLMClient, request: Mapping[str, Any], tokens: int) -> None:
            agent, task = self._doing
            endpoint = self._settings.endpoint_of(client.model)
            self._keep(
                Request(
                    agent=agent,
                    task=task,
                    model=client.model,
                    endpoint=None if endpoint is None else scrub(endpoint, os.environ),
                    stand_ins=stand_ins,
                    tokens=tokens,
                    messages=tuple(request["messages"]),
                    response_format=request.get("response_format"),
                )
            )

        return replace(model, client=_Noting(model.name, note), spare=())

    def _keep(self, request: Request) -> None:
        """Keep a request; one that is word for word like the last is that one, once more."""
        last = self.noted[-1] if self.noted else None
        if last is None or request != last.model_copy(update={"times": 1}):
            self.noted.append(request)
        else:
            self.noted[-1] = last.model_copy(update={"times": last.times + 1})

    async def context(self) -> Sequence[Memory]:
        """Return the memory of what was said so far."""
        return (_Said(self._ledger),)

    async def play(self, cast: Cast, question: Question, rules: Critique) -> None:
        """Let each agent ask its model for all that it may want of it in the first turn."""
        lang, weightiest = self.lang, open_points(question, {})[0]
        answer, action = self.words("answer"), self.words("action")
        judged, asked = JudgeBrief(text=answer, lang=lang, attempt=1), question.ask.of(lang)
        self._ledger.append(Asked(what="question", text=asked, lang=lang))
        self._ledger.append(Answered(text=answer, lang=lang))
        await self._do("critic", "judge", lambda: cast.critic.voice.judge(judged, (), _TOKEN))
        claims = [Claim(weightiest.id, self.words("quote"))]
        await self._do(
            "critic", "confirm", lambda: cast.critic.voice.confirm(judged, claims, _TOKEN)
        )
        coaching = _coaching(rules, self.words("quote"), lang)
        await self._do("coach", "advise", lambda: cast.coach.voice.advise(coaching, action, _TOKEN))
        self._ledger.append(_coached(self.words("coached"), lang))
        probe = AskBrief(what="probe", lang=lang, point=weightiest.id, answer=answer)
        await self._do("interviewer", "probe", lambda: cast.interviewer.voice.put(probe, _TOKEN))
        self._ledger.append(
            Asked(what="probe", text=self.words("probed"), lang=lang, point=weightiest.id)
        )
        hint = HelpBrief(command="hint", lang=lang, point=weightiest.id, rung=1)
        await self._do("coach", "hint", lambda: cast.coach.voice.hint(hint, _TOKEN))

    async def _do(self, agent: Agent, task: Task, step: Callable[[], Awaitable[object]]) -> None:
        """Run one step up to its request; without a model for the agent there is none."""
        self._doing = (agent, task)
        self.voices.service.begin_turn()
        with suppress(VoiceError):
            await step()


def _coaching(rules: Critique, quote: str, lang: Lang) -> CoachBrief:
    """Return the coach's brief after an answer of which one point was credited, with that quote."""
    credited = {"verdict": "covered", "quote": quote, "start": 0, "end": len(quote)}
    first = rules.verdicts[0].model_copy(update=credited)
    return CoachBrief(
        critique=rules.model_copy(update={"verdicts": (first,)}),
        standings={},
        rating=None,
        offer_hint=False,
        closing=False,
        reveal=False,
        lang=lang,
    )


def _coached(words: str, lang: Lang) -> Coached:
    return Coached(done_well=None, recall=None, next_action=words, offers_hint=False, lang=lang)


class _NotSentError(VoiceError):
    """Raised in place of sending."""


class _Noting(LiteLLMClient):
    """A client that makes up each request as always, notes it, and does not send it."""

    def __init__(
        self, model: str, note: Callable[[LiteLLMClient, Mapping[str, Any], int], None]
    ) -> None:
        super().__init__(model)
        self._note = note

    async def create(self, messages: Sequence[LLMMessage], **options: Any) -> CreateResult:
        """Note the request. Raises: VoiceError."""
        await self._noted(messages, options)

    async def create_stream(
        self, messages: Sequence[LLMMessage], **options: Any
    ) -> AsyncGenerator[str | CreateResult, None]:
        """Note the request. Raises: VoiceError."""
        await self._noted(messages, options)
        yield ""

    async def _noted(self, messages: Sequence[LLMMessage], options: Mapping[str, Any]) -> NoReturn:
        request = await self._request(
            messages,
            options.get("tools", ()),
            options.get("tool_choice", "auto"),
            options.get("json_output"),
        )
        self._note(self, request, self.count_tokens(messages))
        raise _NotSentError("not sent", zh="没有发送")


class _Said(Memory):
    """What was said so far, as the session's memory puts it into a context; it keeps nothing."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def update_context(self, model_context: ChatCompletionContext) -> UpdateContextResult:
        """Add what was said."""
        entries = map(message_entry, self._ledger.records())
        return await add_messages([each for each in entries if each], model_context)

    async def query(self, *args: Any, **options: Any) -> MemoryQueryResult:
        """Return nothing."""
        return MemoryQueryResult(results=[])

    async def add(
        self, content: MemoryContent, cancellation_token: CancellationToken | None = None
    ) -> None:
        """Take no notice."""

    async def clear(self) -> None:
        """Take no notice."""

    async def close(self) -> None:
        """Nothing is held open."""


# ---------------------------------------------------------------------------- the look


def _lines(requests: Sequence[Request], lang: Lang) -> Iterator[Line]:
    if not requests:
        yield Line(say("dry.none", lang))
        return
    for each in requests:
        yield from _one(each, lang)
    yield Line(say("dry.nothing", lang), "strong")


def _one(request: Request, lang: Lang) -> Iterator[Line]:
    there = say("dry.own_address", lang)
    if request.endpoint is not None:
        there = say("dry.at", lang, where=request.endpoint)
    facts = {
        "agent": say(f"models.{request.agent}", lang),
        "task": say(f"dry.{request.task}", lang),
        "model": request.model,
        "where": there,
        "tokens": f"{request.tokens:,}",
    }
    yield Line(say("dry.head", lang, **facts), "strong")
    if request.stand_ins:
        yield Line(say("dry.spare", lang, models=", ".join(request.stand_ins)), "dim", indent=1)
    if request.times > 1:
        yield Line(say("dry.times", lang, count=request.times), "dim", indent=1)
    for each in request.messages:
        yield Line(say("dry.role", lang, role=each["role"]), "dim", indent=1)
        yield from (Line(line, indent=2) for line in each["content"].splitlines())
    if request.response_format is not None:
        shape = json.dumps(request.response_format, ensure_ascii=False)
        yield Line(say("dry.format", lang, format=shape), "dim", indent=1)
