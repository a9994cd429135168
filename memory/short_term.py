"""Short-term memory: the dialogue under way, in Chroma, as an AutoGen `Memory`."""

import asyncio
from collections.abc import Sequence
from typing import Any

from autogen_core import CancellationToken
from autogen_core.memory import Memory, MemoryContent, MemoryQueryResult, UpdateContextResult
from autogen_core.model_context import ChatCompletionContext
from autogen_core.models import SystemMessage, UserMessage

from memory.content import as_content, as_entry, query_text
from memory.entry import Entry
from memory.index import Index
from memory.mirror import message_id

RECENT = 12
"""Messages of the dialogue that an agent's context is built from."""


class ShortTermMemory(Memory):
    """The messages of one session; likeness finds earlier ones, `update_context` the latest."""

    component_type = "memory"

    def __init__(self, index: Index, session: str) -> None:
        self._index = index
        self.session = session
        self._latest = 0

    async def add(
        self, content: MemoryContent, cancellation_token: CancellationToken | None = None
    ) -> None:
        """Remember one message; without a number in its metadata it comes after the latest."""
        facts = dict(content.metadata or {})
        if "number" not in facts:
            latest = await self.recent(1)
            self._latest = max([self._latest, *(int(each.facts["number"]) for each in latest)])
        number = int(facts.get("number", self._latest + 1))
        facts |= {"session": self.session, "number": number}
        await self.put([as_entry(content, message_id(self.session, number), facts)])

    async def put(self, entries: list[Entry]) -> None:
        """Remember several messages in one write."""
        await asyncio.to_thread(self._index.put, entries)
        numbers = [int(each.facts["number"]) for each in entries]
        self._latest = max([self._latest, *numbers])

    async def recent(self, count: int = RECENT) -> list[Entry]:
        """Return the last messages of the session, the oldest first."""
        held = await asyncio.to_thread(self._index.all)
        own = [each for each in held.values() if each.facts.get("session") == self.session]
        return sorted(own, key=lambda each: int(each.facts["number"]))[-count:]

    async def query(
        self,
        query: str | MemoryContent,
        cancellation_token: CancellationToken | None = None,
        **kwargs: Any,
    ) -> MemoryQueryResult:
        """Return up to RECENT messages of this session, those most like `query` first.

        Likeness is by letters (memory/lexical.py), its `score` above 0 and below 1; a message is
        read together with the one before and the one after. What shares no letters is not found.
        """
        text = query_text(query)
        found = await asyncio.to_thread(self._index.search, text, RECENT, self.session)
        return MemoryQueryResult(results=[as_content(entry, score) for entry, score in found])

    async def update_context(self, model_context: ChatCompletionContext) -> UpdateContextResult:
        """Add the session's latest messages to `model_context`, those that it lacks."""
        return await add_messages(await self.recent(), model_context)

    async def clear(self) -> None:
        """Forget the messages of this session."""
        held = await asyncio.to_thread(self._index.all)
        own = [key for key, each in held.items() if each.facts.get("session") == self.session]
        await asyncio.to_thread(self._index.remove, own)

    async def close(self) -> None:
        """Nothing is held open."""


async def add_messages(
    entries: Sequence[Entry], model_context: ChatCompletionContext
) -> UpdateContextResult:
    """Add the messages of a session to `model_context`, those that it lacks."""
    held = {str(message.content) for message in await model_context.get_messages()}
    for entry in entries:
        speaker = entry.facts.get("speaker", "note")
        shown = entry.text if speaker == "candidate" else f"{speaker}: {entry.text}"
        if shown in held:
            continue
        if speaker == "candidate":
            await model_context.add_message(UserMessage(content=entry.text, source="candidate"))
        else:
            await model_context.add_message(SystemMessage(content=shown))
    return UpdateContextResult(
        memories=MemoryQueryResult(results=[as_content(entry) for entry in entries])
    )
