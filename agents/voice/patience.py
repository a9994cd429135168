"""How often and how long a step is tried: the one place that decides it (facts: F3, F4, F11).

A step is one thing an agent wants of a model. All its tries, pauses and changes to another model
fit within one deadline and one number of tries. Pauses grow and are drawn at random from nothing up
to the whole (full jitter, as in Amazon's "Exponential Backoff And Jitter", 2015), unless the server
itself says how long to wait.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from agents.voice.fault import PLAUSIBLE_WAIT, ModelError

TRIES = 3
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 8.0


class Named(Protocol):
    """Whatever is tried: a model with a name."""

    @property
    def name(self) -> str:
        """The model's name."""


Line = TypeVar("Line", bound=Named)
Got = TypeVar("Got")


@dataclass(frozen=True)
class Patience:
    """How tries are spaced; clock, sleep and chance are given, so that tests need no real time."""

    tries: int = TRIES
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random
    """Gives numbers of [0, 1)."""

    async def persevere(
        self,
        lines: Sequence[Line],
        seconds: float,
        attempt: Callable[[Line, float], Awaitable[Got]],
        given_up: Callable[[ModelError], None],
    ) -> Got:
        """Return what the first of `lines` that succeeds brings, within `seconds` altogether.

        Each later line is left one try and its share of the time. `attempt` is given the seconds it
        may take; `given_up` hears of each line that is left. Raises: ModelError, the last one.
        """
        ends = self.clock() + seconds
        left = self.tries
        fault: ModelError | None = None
        for number, line in enumerate(lines[: self.tries]):
            behind = len(lines[: self.tries]) - 1 - number
            until = self.clock() + (ends - self.clock()) / (behind + 1)
            tried = 0
            while True:
                left, tried = left - 1, tried + 1
                try:
                    return await self._within(until, line, attempt)
                except ModelError as failed:
                    fault = failed
                pause = self.pause(tried, fault.wait)
                if not fault.again or left <= behind or self.clock() + pause >= until:
                    break
                await self.sleep(pause)
            given_up(fault)
        assert fault is not None, "no model was given"
        raise fault

    async def _within(
        self, until: float, line: Line, attempt: Callable[[Line, float], Awaitable[Got]]
    ) -> Got:
        left = max(0.0, until - self.clock())
        try:
            async with asyncio.timeout(left):
                return await attempt(line, left)
        except TimeoutError as error:
            raise ModelError("late", line.name) from error

    def pause(self, tried: int, asked: float | None) -> float:
        """Return the seconds before the next try, after `tried` of them."""
        if asked is not None and 0 <= asked <= PLAUSIBLE_WAIT:
            return asked
        return self.chance() * min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0**tried)
