"""What every connection to a model must keep to, before any library reads it.

The OpenAI family (OpenAI, vLLM, llama.cpp, LM Studio, a LiteLLM proxy and whatever speaks like
them) goes through one HTTP client, which is made here. LiteLLM makes those of other providers and
keeps them in a cache, which is ours: what is put there keeps to the same rules.
"""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any
from weakref import WeakKeyDictionary

import httpx
from litellm.caching.llm_caching_handler import LLMClientCache
from litellm.llms.custom_httpx.http_handler import AsyncHTTPHandler

from agents.voice.fault import WireError

REPLY_BYTES = 1_000_000
"""Bytes of one reply on the wire; a critique with every quote takes about 5,000."""
_OTHER_ROLE = re.compile(rb'(?<!\\)"role"\s*:\s*"(?!assistant")([a-z]+)"')
_REFUSAL = re.compile(rb'(?<!\\)"refusal"\s*:\s*"[^"]')
"""Fields as they stand in the form of a chunk; in its text the marks are written with a backslash."""
_FIELD_BYTES = 40
"""Bytes that may belong to a field whose rest is still to come."""
_CHAT = ("json", "event-stream", "eventstream")
"""The last is Amazon's."""


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


class _Answering(httpx.AsyncByteStream):
    """A stream that ends with an error where it refuses, or speaks in another role than a model's."""

    def __init__(self, body: httpx.AsyncByteStream) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        before = b""
        async for piece in self._body:
            around = before + piece
            if _REFUSAL.search(around):
                raise WireError("declined")
            other = _OTHER_ROLE.search(around)
            if other is not None:
                raise WireError("unreadable", f"in the role of {other[1].decode()}")
            before = around[-_FIELD_BYTES:]
            yield piece

    async def aclose(self) -> None:
        await self._body.aclose()


async def _hear_the_answer(response: httpx.Response) -> None:
    """Refuse a stream that is no answer: LiteLLM drops refusals, and calls every role assistant."""
    assert isinstance(response.stream, httpx.AsyncByteStream)
    if response.is_success and "event-stream" in response.headers.get("content-type", ""):
        response.stream = _Answering(response.stream)


async def _inspect(response: httpx.Response) -> None:
    """Refuse what is no chat reply, and count the rest. Raises: WireError."""
    assert isinstance(response.stream, httpx.AsyncByteStream)
    kind = response.headers.get("content-type", "")
    packed = response.headers.get("content-encoding", "identity") != "identity"
    if response.is_success and (packed or not any(each in kind for each in _CHAT)):
        await response.aclose()
        raise WireError("no_chat")
    response.stream = _Counted(response.stream)


async def _ask_once(request: httpx.Request) -> None:
    """Let nothing be sent again where it failed: LiteLLM does so with a connection that broke.

    Raises: httpx.TransportError, the one that is being handled.
    """
    failed = sys.exception()
    if isinstance(failed, httpx.TransportError):
        raise failed


async def _ask_plainly(request: httpx.Request) -> None:
    """Ask for no compression: a small body that unpacks to a huge one is then nobody's right."""
    request.headers["Accept-Encoding"] = "identity"


_RULES: dict[str, list[Callable[..., Any]]] = {
    "request": [_ask_once, _ask_plainly],
    "response": [_inspect],
}

_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, Any] = WeakKeyDictionary()
_handlers: WeakKeyDictionary[asyncio.AbstractEventLoop, list[Any]] = WeakKeyDictionary()


class _Cache(LLMClientCache):
    """LiteLLM's own cache, whose HTTP clients keep to the rules and are closed in the end."""

    def set_cache(self, key: str, value: Any, *args: Any, **options: Any) -> Any:
        """Keep a client that LiteLLM has just made."""
        if isinstance(value, AsyncHTTPHandler):
            value.event_hooks = value.client.event_hooks = _RULES
            _handlers.setdefault(asyncio.get_running_loop(), []).append(value)
        return super().set_cache(key, value, *args, **options)


def keep_rules(litellm: Any) -> None:
    """Make all that LiteLLM sends in this event loop keep to the rules."""
    loop = asyncio.get_running_loop()
    if loop not in _clients:
        rules: dict[str, list[Callable[..., Any]]] = {
            **_RULES,
            "response": [*_RULES["response"], _hear_the_answer],
        }
        _clients[loop] = AsyncHTTPHandler(event_hooks=rules).client
    litellm.aclient_session = _clients[loop]
    if not isinstance(litellm.in_memory_llm_clients_cache, _Cache):
        litellm.in_memory_llm_clients_cache = _Cache()


async def close(litellm: Any) -> None:
    """Close this event loop's HTTP clients, of all models; the next request opens new ones."""
    loop = asyncio.get_running_loop()
    open_one = _clients.pop(loop, None)
    if open_one is not None:
        await open_one.aclose()
    for each in _handlers.pop(loop, ()):
        await each.close()
    # both hold on to what is closed
    vars(litellm).pop("module_level_aclient", None)
    litellm.in_memory_llm_clients_cache.flush_cache()
