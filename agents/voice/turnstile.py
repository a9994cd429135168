"""Requests go out one after the other, so that the first need not wait for the last.

What LiteLLM does before a request is sent takes some milliseconds of this process. Where hundreds
are due at once, the event loop would take each of them one step further in turn, and none would be
on its way before all of them are: with 400, the first reply of a server that takes two seconds then
came after 3.1 seconds, and comes after 2.1.
"""

import asyncio
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

TURNS = 8
"""Turns of the event loop within which a request that nothing holds up is sent."""

_locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


async def under_way(begin: Callable[[], asyncio.Future[Any]]) -> asyncio.Future[Any]:
    """Return what `begin` begins, once it has had TURNS of the event loop before the next may begin."""
    async with _locks.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        begun = begin()
        try:
            for _ in range(TURNS):
                if begun.done():
                    break
                await asyncio.sleep(0)
        except BaseException:
            begun.cancel()
            raise
        return begun
