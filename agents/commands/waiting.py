"""A sign of life at the terminal while agents are at work: nobody looks at a still screen for long."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from practice.step import End, Hear, Rate, Step
from tools.screen import Screen
from tools.wording import say

EVERY = 1.0
"""Seconds before the first sign, and between two of them."""
Message = TypeVar("Message")


async def with_signs_of_life(
    messages: AsyncIterator[Message],
    screen: Screen,
    step: Callable[[], Step],
    every: float = EVERY,
) -> AsyncIterator[Message]:
    """Yield the messages as they come; in between the screen says how long one is waited for.

    `step` says what comes next: where that is the candidate's turn, the screen is theirs.
    """
    since = time.monotonic()

    async def tell() -> None:
        while True:
            await asyncio.sleep(every)
            if not isinstance(step(), Hear | Rate | End):
                seconds = round(time.monotonic() - since)
                screen.passing(say("session.at_work", screen.lang, seconds=seconds))

    telling = asyncio.ensure_future(tell())
    try:
        async for message in messages:
            screen.passing("")
            yield message
            since = time.monotonic()
    finally:
        telling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await telling
        screen.passing("")
