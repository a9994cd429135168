"""Words asked for before it is sure that they are wanted, so that nobody waits for them.

While the critic still writes, half of its verdicts say what coach and interviewer will most likely
be asked (agents/critic.py). On 250 answers that people had ticked, taken as the critic's verdicts, the
next probe is then right in 93 of 100 rounds and the next action in 79; by the rules alone, in 87 and
49. What turns out otherwise is given up and asked for anew, and its tokens are counted all the same.
"""

import asyncio
from collections.abc import Awaitable, Callable

from agents.voice.model import Watch, unheard

Ask = Callable[[Watch], Awaitable[str]]
"""Asks for words, which are heard by the watch as they come."""


class Ahead:
    """One text that is being asked for, under the key of what it is asked for."""

    def __init__(self) -> None:
        self._key: object = None
        self._begun: _Begun | None = None

    def begin(self, key: object, ask: Ask) -> None:
        """Ask now for what `key` stands for; whatever else was begun is given up."""
        if self._begun is not None and self._key == key:
            return
        self.give_up()
        self._key, self._begun = key, _Begun(ask)

    async def words(self, key: object, ask: Ask, watch: Watch = unheard) -> str:
        """Return the text for `key`: that which was begun, else one asked for now.

        `watch` hears what has come already at once, and the rest as it comes; nothing of what has
        failed by then. Raises: what `ask` raises.
        """
        begun = self._begun if self._key == key else None
        if begun is None:
            self.give_up()
            return await ask(watch)
        self._begun = None
        if not _has_failed(begun.asking):
            begun.let_hear(watch)
        return await begun.asking

    def give_up(self) -> None:
        """End whatever is begun; its words are not wanted."""
        if self._begun is not None:
            self._begun.asking.cancel()
            self._begun = None

    def give_up_unfinished(self) -> None:
        """End what is still under way; words that are there stay."""
        if self._begun is not None and not self._begun.asking.done():
            self.give_up()


class _Begun:
    """Words under way, and those of the present try until somebody hears them."""

    def __init__(self, ask: Ask) -> None:
        self._come: list[str] = []
        self._listener: Watch | None = None
        self._hears: Callable[[str], None] = self._come.append
        self.asking = asyncio.ensure_future(ask(self._watch))
        self.asking.add_done_callback(_seen)

    def _watch(self) -> Callable[[str], None]:
        self._come.clear()
        if self._listener is not None:
            self._hears = self._listener()
        return lambda piece: self._hears(piece)

    def let_hear(self, listener: Watch) -> None:
        """Let `listener` hear what has come, and all that comes."""
        self._listener, self._hears = listener, listener()
        for piece in self._come:
            self._hears(piece)


def _has_failed(asking: asyncio.Future[str]) -> bool:
    return asking.done() and (asking.cancelled() or asking.exception() is not None)


def _seen(asking: asyncio.Future[str]) -> None:
    """Look at how it ended: a failure is told by who wants the words, or by nobody."""
    if not asking.cancelled():
        asking.exception()
