"""What every connection to a model must keep to, before any library reads it.

The OpenAI family (OpenAI, vLLM, llama.cpp, LM Studio, a LiteLLM proxy and whatever speaks like
them) goes through the one HTTP client that is made here. LiteLLM makes those of other providers
itself; there the limit on size is that of the decoded reply (agents/voice/stream.py).
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from weakref import WeakKeyDictionary

import httpx

from agents.voice.fault import WireError

REPLY_BYTES = 1_000_000
"""Bytes of one reply on the wire; a critique with every quote takes about 5,000."""
_CHAT = ("json", "event-stream", "ndjson")

_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, Any] = WeakKeyDictionary()


class _Counted(httpx.AsyncByteStream):
    """A body that ends with an error where it grows too big."""

    def __init__(self, body: httpx.AsyncByteStream) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        async for piece in self._body:
            seen += len(piece)
            if seen > REPLY_BYTES:
                raise WireError("huge")
            yield piece

    async def aclose(self) -> None:
        await self._body.aclose()


async def _inspect(response: httpx.Response) -> None:
    """Refuse what is no chat reply, and count the rest. Raises: WireError."""
    assert isinstance(response.stream, httpx.AsyncByteStream)
    kind = response.headers.get("content-type", "")
    packed = response.headers.get("content-encoding", "identity") != "identity"
    if response.is_success and (packed or not any(each in kind for each in _CHAT)):
        await response.aclose()
        raise WireError("no_chat")
    response.stream = _Counted(response.stream)


async def _ask_plainly(request: httpx.Request) -> None:
    """Ask for no compression: a small body that unpacks to a huge one is then nobody's right."""
    request.headers["Accept-Encoding"] = "identity"


def client(handler: Any) -> Any:
    """Return this event loop's HTTP client; `handler` is LiteLLM's class that makes one."""
    loop = asyncio.get_running_loop()
    if loop not in _clients:
        hooks = {"request": [_ask_plainly], "response": [_inspect]}
        _clients[loop] = handler(event_hooks=hooks).client
    return _clients[loop]


async def close() -> None:
    """Close this event loop's HTTP client."""
    open_one = _clients.pop(asyncio.get_running_loop(), None)
    if open_one is not None:
        await open_one.aclose()
