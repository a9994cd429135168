"""An AgentChat agent that answers one typed brief with one typed message."""

import asyncio
from abc import abstractmethod
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Any, Generic, TypeVar, cast

from autogen_agentchat.agents import BaseChatAgent
from autogen_agentchat.base import Response
from autogen_agentchat.messages import BaseAgentEvent, BaseChatMessage, StructuredMessage
from autogen_core import CancellationToken
from pydantic import BaseModel

from agents.briefs import Brief

Said = TypeVar("Said", bound=BaseModel)
Tell = Callable[[BaseAgentEvent], None]
"""Hears what an agent has to tell before its answer is complete."""


def nobody(event: BaseAgentEvent) -> None:
    """Nobody hears it."""


class BriefedAgent(BaseChatAgent, Generic[Said]):
    """The common part of our agents: they keep no state between briefs."""

    said: tuple[type[BaseModel], ...]
    """The contents that this agent's messages may have."""

    @property
    def produced_message_types(self) -> Sequence[type[BaseChatMessage]]:
        """One StructuredMessage type for each content that the agent may say."""
        return [StructuredMessage[content] for content in self.said]  # type: ignore[valid-type]

    @abstractmethod
    async def reply(self, brief: Any, cancellation: CancellationToken) -> Said:
        """Return what the agent says to its brief. Raises: VoiceError."""

    async def ask(
        self, brief: Brief, cancellation: CancellationToken
    ) -> AsyncGenerator[BaseAgentEvent | Said, None]:
        """Yield what the agent tells early, then its answer to `brief`, as the agent it is.

        Raises: VoiceError.
        """
        message = message_of(brief, source="team")
        async for each in self.on_messages_stream([message], cancellation):
            if isinstance(each, Response):
                yield cast(Said, cast(StructuredMessage[Any], each.chat_message).content)
            else:
                yield cast(BaseAgentEvent, each)

    async def on_messages(
        self, messages: Sequence[BaseChatMessage], cancellation_token: CancellationToken
    ) -> Response:
        """Return the answer to the last message, which must hold one of our briefs.

        Raises: ValueError for any other message.
        """
        said = await self.reply(self._brief(messages), cancellation_token)
        return Response(chat_message=message_of(said, source=self.name))

    def _brief(self, messages: Sequence[BaseChatMessage]) -> BaseModel:
        last = messages[-1] if messages else None
        if not isinstance(last, StructuredMessage):
            raise ValueError(f"{self.name} answers briefs (agents/briefs.py), not free text")
        return cast(BaseModel, last.content)

    async def on_reset(self, cancellation_token: CancellationToken) -> None:
        """There is nothing to reset: all state is in the journal."""


class TellingAgent(BriefedAgent[Said]):
    """An agent that has something to tell before its answer is complete."""

    @abstractmethod
    async def reply(self, brief: Any, cancellation: CancellationToken, tell: Tell = nobody) -> Said:
        """Return what the agent says to its brief; `tell` hears early what may be known by then.

        Raises: VoiceError.
        """

    async def on_messages_stream(
        self, messages: Sequence[BaseChatMessage], cancellation_token: CancellationToken
    ) -> AsyncGenerator[BaseAgentEvent | BaseChatMessage | Response, None]:
        """Yield what can be told before the answer is complete, then the answer.

        Raises: ValueError for any message but our briefs.
        """
        told: asyncio.Queue[BaseAgentEvent | None] = asyncio.Queue()
        brief = self._brief(messages)
        replying = asyncio.ensure_future(self.reply(brief, cancellation_token, told.put_nowait))
        replying.add_done_callback(lambda _: told.put_nowait(None))
        try:
            while (event := await told.get()) is not None:
                yield event
            yield Response(chat_message=message_of(await replying, source=self.name))
        finally:
            replying.cancel()
            await asyncio.wait([replying])


def message_of(content: BaseModel, source: str, **metadata: str) -> StructuredMessage[Any]:
    """Return `content` as a message of the AgentChat kind."""
    kind = cast(type[StructuredMessage[Any]], StructuredMessage.__class_getitem__(type(content)))
    fmt = "{text}" if "text" in type(content).model_fields else None
    return kind(content=content, source=source, format_string=fmt, metadata=metadata)
