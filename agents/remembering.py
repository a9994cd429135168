"""The memory of a session under way: Chroma, opened and kept up beside the dialogue.

Importing and opening Chroma takes over a second, so that happens in a thread of its own once the
first question is on the screen. Whoever recalls waits for it; where it fails, nothing is recalled,
that is said once, and the practice goes on: the journal has everything.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autogen_core.memory import Memory

from agents.ledger import Ledger
from memory.embedder import Embedder
from memory.index import Index, Progress, open_index
from memory.long_term import LongTermMemory
from memory.mirror import Taxonomy, long_term, message_entry, short_term, sync
from memory.short_term import ShortTermMemory
from practice.errors import MemoryIndexError
from practice.event import Record
from practice.past import Past
from practice.recollection import Recollection


@dataclass(frozen=True)
class Held:
    """The two memories once they are open."""

    short: ShortTermMemory
    long: LongTermMemory
    short_index: Index
    long_index: Index


class Remembering:
    """Recall and upkeep of one profile's memories during one session."""

    def __init__(
        self,
        folder: Path,
        taxonomy: Callable[[], Taxonomy],
        ledger: Ledger,
        embedder: Embedder,
        progress: Progress,
    ) -> None:
        self._folder = folder
        self._embedder = embedder
        self._progress = progress
        self._waited_for = False
        self._taxonomy = taxonomy
        self._ledger = ledger
        self._loop: asyncio.AbstractEventLoop | None = None
        self._held: asyncio.Future[Held] | None = None
        self._writing: asyncio.Task[None] | None = None
        self._unwritten: list[Record] = []
        self.failure: MemoryIndexError | None = None

    def begin(self) -> None:
        """Open the memories beside the dialogue; a second call changes nothing."""
        if self._held is not None:
            return
        self._loop = asyncio.get_running_loop()
        self._held = self._loop.create_future()
        told = (self._ledger.unclosed(), self._ledger.past())
        threading.Thread(target=self._open, args=told, daemon=True).start()

    def _open(self, unclosed: list[Record], past: Past) -> None:
        """Open both collections and mend their lag; runs in its own thread."""
        session = self._ledger.session
        assert self._loop is not None
        try:
            short_index = open_index(self._folder, "short", self._embedder)
            long_index = open_index(self._folder, "long", self._embedder)
            sync(short_index, short_term(unclosed), self._tell_progress)
            wanted = long_term(past, self._taxonomy(), without=session)
            sync(long_index, wanted, self._tell_progress)
        except Exception as error:  # told to whoever waits: a thread has nobody above it
            self._tell(error)
            return
        short = ShortTermMemory(short_index, session)
        self._tell(Held(short, LongTermMemory(long_index), short_index, long_index))

    def _tell_progress(self, done: int, total: int) -> None:
        """Say how far it is, unless nobody waits: the candidate is typing then."""
        if done == 0 or self._waited_for:
            self._progress(done, total)

    def _tell(self, outcome: Held | Exception) -> None:
        assert self._loop is not None
        with contextlib.suppress(RuntimeError):  # the loop is gone: nobody waits any more
            self._loop.call_soon_threadsafe(self._settle, outcome)

    def _settle(self, outcome: Held | Exception) -> None:
        assert self._held is not None
        if self._held.done():
            return
        if isinstance(outcome, Held):
            self._held.set_result(outcome)
        elif isinstance(outcome, MemoryIndexError):
            self.failure = outcome
            self._held.cancel()
        else:
            self._held.set_exception(outcome)

    async def _ready(self) -> Held | None:
        """Return the memories once they are open, or None where they cannot be used."""
        self.begin()
        assert self._held is not None
        self._waited_for = True
        await asyncio.wait([self._held])
        self._waited_for = False
        return None if self._held.cancelled() else self._held.result()

    async def recall(self, gaps: Sequence[str]) -> list[Recollection]:
        """Return what is remembered under these gap keys, from before this session."""
        held = await self._ready()
        if held is None:
            return []
        try:
            return await held.long.recall(gaps)
        except MemoryIndexError as error:
            self.failure = error
            return []

    async def context(self) -> Sequence[Memory]:
        """Return the memories that a model agent's context is built from."""
        held = await self._ready()
        await self._written()
        return [held.short] if held else []

    def follow(self, record: Record) -> None:
        """Remember one event of this session, off the path."""
        self._unwritten.append(record)
        if self._held is None or not self._held.done() or self._held.cancelled():
            return
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        assert self._held is not None
        held = self._held.result()
        while self._unwritten:
            records, self._unwritten = self._unwritten, []
            entries = [entry for entry in map(message_entry, records) if entry is not None]
            try:
                await held.short.put(entries)
            except MemoryIndexError as error:
                self.failure = error

    async def _written(self) -> None:
        if self._writing is not None:
            await self._writing

    async def finish(self) -> None:
        """Bring both memories up to the journal; the session now counts as remembered."""
        held = await self._ready()
        if held is None:
            return
        await self._written()
        messages = short_term(self._ledger.unclosed())
        try:
            await asyncio.to_thread(sync, held.short_index, messages, self._progress)
            wanted = long_term(self._ledger.past(), self._taxonomy())
            await asyncio.to_thread(sync, held.long_index, wanted, self._progress)
        except MemoryIndexError as error:
            self.failure = error
