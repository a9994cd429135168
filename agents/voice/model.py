"""One step of an agent through a model: prompt from a file, reply read and checked, or VoiceError."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Literal, TypeVar

from autogen_core import CancellationToken
from autogen_core.memory import Memory
from autogen_core.model_context import UnboundedChatCompletionContext
from autogen_core.models import (
    AssistantMessage,
    ChatCompletionClient,
    CreateResult,
    LLMMessage,
    RequestUsage,
    SystemMessage,
    UserMessage,
)
from autogen_core.tools import Tool
from pydantic import BaseModel

from agents.voice.fault import ModelError, fault_of
from agents.voice.form import read_form
from agents.voice.patience import Patience
from agents.voice.prompt import fenced, new_mark, prompt
from agents.voice.service import Service
from tools.text import clean

_SHOWN_AGAIN = 4_000
"""Characters of an unreadable reply that the model is shown again."""
_CHARACTERS_A_TOKEN = 2
"""For servers that do not count: on the safe side in both languages."""

Reply = TypeVar("Reply", bound=BaseModel)
Got = TypeVar("Got")


Context = Callable[[], Awaitable[Sequence[Memory]]]


async def no_context() -> Sequence[Memory]:
    """Return no memories."""
    return ()


Watch = Callable[[], Callable[[str], None]]
"""Begun anew at each try, gives what hears a reply's text piece by piece, as it comes."""


def unheard() -> Callable[[str], None]:
    """Return what hears a reply's text and makes nothing of it."""
    return lambda piece: None


def no_fault(reply: BaseModel) -> str | None:
    """Return None: the schema is all that is asked of a reply."""
    return None


@dataclass(frozen=True)
class Line:
    """One model that can be asked."""

    client: ChatCompletionClient
    name: str


@dataclass(frozen=True)
class Heard(Generic[Got]):
    """What was said, and which model said it."""

    said: Got
    model: str


@dataclass(frozen=True)
class Model:
    """A model as an agent uses it: its client, its name, and the seconds one step may take."""

    client: ChatCompletionClient
    name: str
    deadline: float
    context: Context = no_context
    """Gives the memories that the agent's context is built from; the critic has none."""
    spare: tuple[Line, ...] = ()
    """Who is asked where this model has failed for good."""
    service: Service = field(default_factory=Service)
    patience: Patience = field(default_factory=Patience)
    streaming: bool = False
    mark: str = field(default_factory=new_mark)
    """Of the fences around untrusted text, the same for a whole session."""

    def fenced(self, text: str) -> str:
        """Return untrusted `text` between marks that cannot be written from inside."""
        return fenced(text, self.mark)

    @property
    def lines(self) -> tuple[Line, ...]:
        """This model, then those that stand in for it."""
        return (Line(self.client, self.name), *self.spare)

    @property
    def begins_ahead(self) -> bool:
        """Whether the budget has room for words that may not be wanted."""
        return self.service.budget.ample()

    def aside(self) -> "Model | None":
        """Return this model for words that nobody has asked for yet; None where it may not be asked.

        It is asked once, stands for itself alone, and what fails is neither told nor held against it.
        """
        service = self.service.aside()
        if not service.may_ask(self.lines[0]):
            return None
        return replace(self, spare=(), service=service, patience=replace(self.patience, tries=1))

    async def text(
        self,
        system: str,
        user: str,
        cancellation: CancellationToken,
        *,
        recalling: bool = False,
        watch: Watch = unheard,
    ) -> str:
        """Return the model's reply as clean text; `recalling` shows it the dialogue so far as well.

        Where it streams, `watch` hears its text as it comes. Raises: VoiceError.
        """
        messages = await self._messages(system, user, self.context if recalling else no_context)

        async def attempt(line: Line, seconds: float) -> str:
            text = clean(await self._reply(line, messages, None, cancellation, watch())).strip()
            if not text:
                raise ModelError("empty", line.name)
            return text

        return (await self._step(attempt)).said

    async def structured(
        self,
        kind: type[Reply],
        system: str,
        user: str,
        cancellation: CancellationToken,
        fault_in: Callable[[Reply], str | None] = no_fault,
        watch: Watch | None = None,
    ) -> Heard[Reply]:
        """Return the model's reply as a `kind` in which `fault_in` finds nothing wrong.

        What does not fit goes back once, naming what is wrong with it. Where it streams, `watch`
        hears its text before any of that is known. Raises: VoiceError.
        """
        messages = await self._messages(system, user, self.context)
        repair: dict[str, list[LLMMessage]] = {}

        async def attempt(line: Line, seconds: float) -> Reply:
            asked = [*messages, *repair.get(line.name, ())]
            hears = watch() if watch else None
            text = await self._reply(line, asked, kind, cancellation, hears)
            reply, fault = read_form(kind, text)
            if reply is not None:
                fault = fault_in(reply)
            if reply is not None and fault is None:
                return reply
            again = not repair
            repair[line.name] = [
                AssistantMessage(content=text[:_SHOWN_AGAIN], source=line.name),
                UserMessage(content=prompt("repair", fault=str(fault)), source="team"),
            ]
            raise ModelError("unreadable", line.name, str(fault), again=again)

        return await self._step(attempt)

    async def turn(
        self,
        messages: Sequence[LLMMessage],
        tools: Sequence[Tool],
        cancellation: CancellationToken,
        *,
        may_call: bool,
        watch: Watch = unheard,
    ) -> Heard[CreateResult]:
        """Return one reply that may ask for tools, where the model takes them.

        Where it streams, `watch` hears its text as it comes. Raises: VoiceError.
        """

        async def attempt(line: Line, seconds: float) -> CreateResult:
            takes = bool(tools) and line.client.model_info["function_calling"]
            given = tools if takes else ()
            choice: Literal["auto", "none"] = "auto" if may_call else "none"
            return await self._result(
                line,
                messages,
                watch(),
                tools=given,
                tool_choice=choice,
                cancellation_token=cancellation,
            )

        return await self._step(attempt)

    async def _messages(self, system: str, user: str, recalled: Context) -> list[LLMMessage]:
        context = UnboundedChatCompletionContext()
        for memory in await recalled():
            await memory.update_context(context)
        messages: list[LLMMessage] = [SystemMessage(content=system)]
        messages += map(self._as_data, await context.get_messages())
        return [*messages, UserMessage(content=user, source="team")]

    def _as_data(self, message: LLMMessage) -> LLMMessage:
        """Return a message of the dialogue so far as data: the agents quote the candidate too."""
        if isinstance(message, UserMessage | SystemMessage) and isinstance(message.content, str):
            source = getattr(message, "source", "team")
            return UserMessage(content=self.fenced(message.content), source=source)
        return message

    async def _step(self, attempt: Callable[[Line, float], Awaitable[Got]]) -> Heard[Got]:
        """Return what the first model in service brings. Raises: ModelError.

        What it takes to load LiteLLM is this machine's time and not the model's.
        """
        await asyncio.to_thread(getattr, self.client, "model_info")
        lines = self.service.fit(self.lines)
        if not lines:
            raise self.service.fault(self.lines)

        async def heard(line: Line, seconds: float) -> Heard[Got]:
            self.service.take(line.name)
            try:
                said = await attempt(line, seconds)
            except ModelError:
                raise
            except Exception as error:  # clients of other makers share no base class
                raise fault_of(error, line.name, time.time()) from error
            self.service.succeeded(line.name)
            return Heard(said, line.name)

        def given_up(fault: ModelError) -> None:
            self.service.given_up(fault, lines)

        with self.service.waiting():
            return await self.patience.persevere(lines, self.deadline, heard, given_up)

    async def _reply(
        self,
        line: Line,
        messages: Sequence[LLMMessage],
        kind: type[BaseModel] | None,
        cancellation: CancellationToken,
        hears: Callable[[str], None] | None = None,
    ) -> str:
        """Return the whole text of one reply, got with one request."""
        by_schema = kind is not None and line.client.model_info["structured_output"]
        wanted = kind if by_schema else (True if kind else None)
        result = await self._result(
            line, messages, hears, json_output=wanted, cancellation_token=cancellation
        )
        if not isinstance(result.content, str):
            raise ModelError("unreadable", line.name, "a tool call")
        if result.finish_reason not in ("stop", "unknown"):
            raise ModelError("broke_off", line.name, result.finish_reason)
        return result.content

    async def _result(
        self,
        line: Line,
        messages: Sequence[LLMMessage],
        hears: Callable[[str], None] | None,
        **options: Any,
    ) -> CreateResult:
        """Return what one request brings; it streams where somebody hears it, and is counted."""
        if self.streaming and hears is not None:
            result = await _last(line.client.create_stream(messages, **options), hears)
        else:
            result = await line.client.create(messages, **options)
        self._spend(line, messages, result)
        return result

    def _spend(self, line: Line, messages: Sequence[LLMMessage], result: CreateResult) -> None:
        """Count what a reply used; where the server did not say, by the number of characters."""
        usage = result.usage
        counted = bool(usage.prompt_tokens + usage.completion_tokens)
        if not counted:
            there = sum(len(str(each.content)) for each in messages)
            back = len(str(result.content))
            usage = RequestUsage(there // _CHARACTERS_A_TOKEN, back // _CHARACTERS_A_TOKEN)
        cost = getattr(line.client, "cost", None)
        money = cost(usage) if cost else None
        self.service.budget.spend(usage, money, estimated=not counted)


async def _last(
    stream: AsyncIterator[str | CreateResult], hears: Callable[[str], None]
) -> CreateResult:
    """Return the result that ends a stream. Raises: ModelError by way of the client."""
    result: CreateResult | None = None
    async for each in stream:
        if isinstance(each, CreateResult):
            result = each
        else:
            hears(each)
    assert result is not None, "a stream of AutoGen's ends with its result"
    return result
