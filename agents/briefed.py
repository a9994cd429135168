"""An AgentChat agent that answers one typed brief with one typed message."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, Generic, TypeVar, cast

from autogen_agentchat.agents import BaseChatAgent
from autogen_agentchat.base import Response
from autogen_agentchat.messages import BaseChatMessage, StructuredMessage
from autogen_core import CancellationToken
from pydantic import BaseModel

from agents.briefs import Brief

Said = TypeVar("Said", bound=BaseModel)


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

    async def ask(self, brief: Brief, cancellation: CancellationToken) -> Said:
        """Return the agent's answer to `brief`, called as the agent it is.

        Raises: VoiceError.
        """
        message = message_of(brief, source="team")
        response = await self.on_messages([message], cancellation)
        return cast(Said, cast(StructuredMessage[Any], response.chat_message).content)

    async def on_messages(
        self, messages: Sequence[BaseChatMessage], cancellation_token: CancellationToken
    ) -> Response:
        """Return the answer to the last message, which must hold one of our briefs.

        Raises: ValueError for any other message.
        """
        last = messages[-1] if messages else None
        if not isinstance(last, StructuredMessage):
            raise ValueError(f"{self.name} answers briefs (agents/briefs.py), not free text")
        said = await self.reply(last.content, cancellation_token)
        return Response(chat_message=message_of(said, source=self.name))

    async def on_reset(self, cancellation_token: CancellationToken) -> None:
        """There is nothing to reset: all state is in the journal."""


def message_of(content: BaseModel, source: str, **metadata: str) -> StructuredMessage[Any]:
    """Return `content` as a message of the AgentChat kind."""
    kind = cast(type[StructuredMessage[Any]], StructuredMessage.__class_getitem__(type(content)))
    fmt = "{text}" if "text" in type(content).model_fields else None
    return kind(content=content, source=source, format_string=fmt, metadata=metadata)
