"""Requests that are due at once go out one after the other."""

import asyncio

import pytest

from agents.voice.turnstile import TURNS, under_way

MANY = 20


class Sending:
    """Requests that take some turns of the loop each, and what happened in which order."""

    def __init__(self, turns: int) -> None:
        self.turns = turns
        self.happened: list[str] = []

    async def send(self, number: int) -> int:
        self.happened.append(f"begun {number}")
        for _ in range(self.turns):
            await asyncio.sleep(0)
        self.happened.append(f"sent {number}")
        await asyncio.sleep(0.01)
        return number

    async def ask(self, number: int) -> int:
        sent = await under_way(lambda: asyncio.ensure_future(self.send(number)))
        got: int = await sent
        return got


async def test_each_is_sent_before_the_next_begins() -> None:
    sending = Sending(TURNS - 2)
    assert await asyncio.gather(*map(sending.ask, range(MANY))) == list(range(MANY))
    assert sending.happened == [
        f"{what} {number}" for number in range(MANY) for what in ("begun", "sent")
    ]


async def test_one_that_takes_long_to_send_holds_nobody_up() -> None:
    sending = Sending(10 * TURNS)
    await asyncio.gather(sending.ask(0), sending.ask(1))
    assert sending.happened.index("begun 1") < sending.happened.index("sent 0")


async def test_a_request_that_cannot_begin_leaves_the_way_free() -> None:
    def fails() -> asyncio.Future[int]:
        raise ValueError("no such model")

    with pytest.raises(ValueError, match="no such model"):
        await under_way(fails)
    assert await asyncio.wait_for(Sending(1).ask(7), 1) == 7


async def test_who_is_cancelled_at_the_turnstile_takes_the_request_along() -> None:
    begun: list[asyncio.Future[int]] = []

    def begin() -> asyncio.Future[int]:
        begun.append(asyncio.ensure_future(Sending(10 * TURNS).send(1)))
        return begun[0]

    waiting = asyncio.ensure_future(under_way(begin))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    with pytest.raises(asyncio.CancelledError):
        await begun[0]
