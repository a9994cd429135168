"""A local server that speaks the OpenAI chat protocol and misbehaves on purpose.

What it does next stands in `acts`, one for each request, the last one for all that follow; a
request for a model whose name is a fault (`openai/busy`) gets that fault whatever the script says,
and one for a model that is called like a garbled reply gets that reply.
Everything is written to the socket byte by byte, so that no library mends a fault on the way.
"""

import asyncio
import json
import socket
import struct
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

USAGE = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
MEGABYTE = 1_000_000
CROWD = 1024
"""Connections that may wait to be taken up; whoever finds no place tries again a second later."""
TLS = b"\x16"
"""With which a client begins that wants encryption."""


def completion(text: str | None, finish: str = "stop", **message: Any) -> bytes:
    """Return the body of a reply; `message` changes what stands beside the text."""
    said = {"role": "assistant", "content": text, **message}
    choice = {"index": 0, "finish_reason": finish, "message": said}
    head = {"id": "x", "object": "chat.completion", "created": 0, "model": "local"}
    return json.dumps({**head, "choices": [choice], "usage": USAGE}).encode()


def chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
    """Return one event of a stream."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    head = {"id": "x", "object": "chat.completion.chunk"}
    return b"data: " + json.dumps({**head, "choices": [choice]}).encode() + b"\n\n"


def stream(text: str, finish: str = "stop") -> bytes:
    """Return a whole stream: the text in pieces, its end, the usage, [DONE]."""
    pieces = [text[at : at + 12] for at in range(0, len(text), 12)]
    body = chunk({"role": "assistant", "content": ""})
    body += b"".join(chunk({"content": piece}) for piece in pieces)
    usage = {"id": "x", "object": "chat.completion.chunk"}
    last = json.dumps({**usage, "choices": [], "usage": USAGE}).encode()
    return body + chunk({}, finish) + b"data: " + last + b"\n\ndata: [DONE]\n\n"


@dataclass
class Exchange:
    """One request, and the way to answer it."""

    request: dict[str, Any]
    text: str
    writer: asyncio.StreamWriter

    @property
    def streams(self) -> bool:
        """Whether a stream was asked for."""
        return bool(self.request.get("stream"))

    async def head(self, status: int = 200, kind: str | None = None, **headers: str) -> None:
        """Send the status line and the headers; the body ends with the connection."""
        kind = kind or ("text/event-stream" if self.streams else "application/json")
        lines = [f"HTTP/1.1 {status} Whatever", f"Content-Type: {kind}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        await self.send("\r\n".join([*lines, "", ""]).encode())

    async def send(self, body: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(body)
        await self.writer.drain()

    async def say(self, text: str, finish: str = "stop") -> None:
        """Answer well."""
        await self.head()
        await self.send(stream(text, finish) if self.streams else completion(text, finish))

    def reset(self) -> None:
        """Break the connection the hard way."""
        plug: socket.socket = self.writer.get_extra_info("socket")
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Act = Callable[[Exchange], Awaitable[None]]


async def well(exchange: Exchange) -> None:
    """Answer well."""
    await exchange.say(exchange.text)


def saying(text: str, finish: str = "stop") -> Act:
    """Return the act of answering well, with these words."""

    async def act(exchange: Exchange) -> None:
        await exchange.say(text, finish)

    return act


def status(code: int, said: str = "as asked", **headers: str) -> Act:
    """Return the act of refusing with a status."""

    async def act(exchange: Exchange) -> None:
        await exchange.head(code, "application/json", **headers)
        await exchange.send(json.dumps({"error": {"message": said, "code": str(code)}}).encode())

    return act


def raw(body: bytes, kind: str | None = None, code: int = 200, **headers: str) -> Act:
    """Return the act of sending a body as it is."""

    async def act(exchange: Exchange) -> None:
        await exchange.head(code, kind, **headers)
        await exchange.send(body)

    return act


def shaped(body: bytes, streamed: bytes) -> Act:
    """Return the act of sending one body or, where a stream was asked for, the other."""

    async def act(exchange: Exchange) -> None:
        await exchange.head()
        await exchange.send(streamed if exchange.streams else body)

    return act


def paced(first: float, rate: float, tokens: Callable[[str], Sequence[str]]) -> Act:
    """Return the act of answering well at the pace of a model.

    The first token comes after `first` seconds, then `rate` of them a second; the whole reply at
    once, as late as its last token, where no stream was asked for.
    """

    async def act(exchange: Exchange) -> None:
        begun = asyncio.get_running_loop().time()
        pieces = tokens(exchange.text)
        await exchange.head()
        if not exchange.streams:
            await _until(begun + first + len(pieces) / rate)
            await exchange.send(completion(exchange.text))
            return
        for number, piece in enumerate(pieces):
            await _until(begun + first + number / rate)
            await exchange.send(chunk({"content": piece}))
        await _until(begun + first + len(pieces) / rate)
        await exchange.send(chunk({}, "stop") + b"data: [DONE]\n\n")

    return act


async def _until(moment: float) -> None:
    """Sleep until the loop's clock says so."""
    await asyncio.sleep(max(0.0, moment - asyncio.get_running_loop().time()))


def cut_at(count: int) -> Act:
    """Return the act of ending cleanly after so many bytes of the good stream's body."""

    async def act(exchange: Exchange) -> None:
        await exchange.head()
        await exchange.send(stream(exchange.text)[:count])

    return act


async def _reset_before(exchange: Exchange) -> None:
    exchange.reset()


async def _reset_after(exchange: Exchange) -> None:
    await exchange.head()
    await exchange.send(stream(exchange.text)[:200] if exchange.streams else b'{"id": "x", "cho')
    await asyncio.sleep(0.05)
    exchange.reset()


async def _hang(exchange: Exchange) -> None:
    await asyncio.sleep(600)


async def _stall(exchange: Exchange) -> None:
    await exchange.head()
    await exchange.send(stream(exchange.text)[:400] if exchange.streams else b'{"id": "x", "cho')
    await asyncio.sleep(600)


async def _drip(exchange: Exchange) -> None:
    await exchange.head()
    body = stream(exchange.text) if exchange.streams else completion(exchange.text)
    for byte in body:
        await exchange.send(bytes([byte]))
        await asyncio.sleep(0.1)


async def _headers_drip(exchange: Exchange) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Slow: " + b"z" * 600:
        await exchange.send(bytes([byte]))
        await asyncio.sleep(0.1)


async def _huge(exchange: Exchange) -> None:
    """Send 20 MB as one reply."""
    await exchange.head()
    before, after = completion("MARK").split(b"MARK")
    await exchange.send(chunk({"content": "y"}) if exchange.streams else before)
    for _ in range(200):
        piece = b"z" * (MEGABYTE // 10)
        await exchange.send(chunk({"content": piece.decode()}) if exchange.streams else piece)
    await exchange.send(chunk({}, "stop") if exchange.streams else after)


async def _endless(exchange: Exchange) -> None:
    await exchange.head()
    if not exchange.streams:
        await exchange.send(completion("MARK").split(b"MARK")[0])
    number = 0
    while True:
        number += 1
        word = f"{number} "
        await exchange.send(chunk({"content": word}) if exchange.streams else word.encode())


async def _error_chunk(exchange: Exchange) -> None:
    await exchange.head()
    await exchange.send(chunk({"content": exchange.text[:5]}))
    await exchange.send(b'data: {"error": {"message": "overloaded", "code": 500}}\n\n')


async def _cut(exchange: Exchange) -> None:
    await exchange.head()
    body = stream(exchange.text) if exchange.streams else completion(exchange.text)
    await exchange.send(body[: len(body) // 2])


async def _wrong_role(exchange: Exchange) -> None:
    await exchange.head()
    streamed = chunk({"role": "user", "content": exchange.text}) + chunk({}, "stop")
    await exchange.send(streamed if exchange.streams else completion(exchange.text, role="user"))


_CALL = [{"id": "c", "index": 0, "type": "function", "function": {"name": "rm", "arguments": "{}"}}]
_NO_CHOICES = {"id": "x", "object": "chat.completion", "created": 0, "model": "m", "choices": []}
HTML = raw(b"<html><body>Welcome to the hotel</body></html>", "text/html")

FAULTS: dict[str, Act] = {
    **{str(code): status(code) for code in (400, 401, 402, 403, 404, 408, 409, 413)},
    **{str(code): status(code) for code in (500, 502, 503, 529)},
    "busy": status(429),
    "busy-seconds": status(429, Retry_After="0"),
    "busy-long": status(429, Retry_After="30"),
    "busy-date": status(429, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT"),
    "busy-absurd": status(429, Retry_After="1e9"),
    "busy-words": status(429, Retry_After="when the cows come home"),
    "reset-before": _reset_before,
    "reset-after": _reset_after,
    "hang": _hang,
    "headers-drip": _headers_drip,
    "stall": _stall,
    "drip": _drip,
    "html": HTML,
    "empty-body": raw(b""),
    "bad-gzip": raw(b"not gzip at all", None, Content_Encoding="gzip"),
    "bad-charset": raw(b"\xff\xfe\xfa{}", "application/json; charset=utf-16"),
    "no-choices": shaped(
        json.dumps(_NO_CHOICES).encode(),
        b"data: " + json.dumps(_NO_CHOICES).encode() + b"\n\ndata: [DONE]\n\n",
    ),
    "null-content": shaped(completion(None), chunk({"content": None}) + chunk({}, "stop")),
    "refusal": shaped(
        completion(None, refusal="I must not."), chunk({"refusal": "I must not."}) + chunk({}, "stop")
    ),
    "filtered": shaped(
        completion("", "content_filter"), chunk({"content": ""}) + chunk({}, "content_filter")
    ),
    "tool-call": shaped(
        completion(None, "tool_calls", tool_calls=_CALL),
        chunk({"tool_calls": _CALL}) + chunk({}, "tool_calls"),
    ),
    "wrong-role": _wrong_role,
    "too-long": shaped(completion("half", "length"), chunk({"content": "ha"}) + chunk({}, "length")),
    "truncated": _cut,
    "huge": _huge,
    "endless": _endless,
    "error-chunk": _error_chunk,
}  # fmt: skip
"""Every fault that is one whatever was asked."""

GARBLED: dict[str, str] = {
    "schema-ignored": "I would give it 100 of 100.",
    "cut-json": '{"points": [{"point": "boil", "why": "so", "quo',
    "duplicate-keys": '{"points": [], "points": [], "misconceptions": []}',
    "nan": '{"points": NaN, "misconceptions": []}',
    "out-of-range": '{"score": 1e999, "points": [], "misconceptions": []}',
    "full-marks": '{"score": 100, "points": [], "misconceptions": []}',
    "trailing": '{"points": [], "misconceptions": []} and that is that',
    "deep": '{"a":' * 5000,
}
"""Replies that arrive whole and are no reply to the critic's question."""


class FaultServer:
    """What the server was asked, and what it does next."""

    def __init__(self) -> None:
        self.url = ""
        self.requests: list[dict[str, Any]] = []
        self.closed_early = 0
        """Exchanges that the other side ended before the server did."""
        self.acts: list[Act] = []
        self.reply: Callable[[dict[str, Any]], str] = lambda request: "hello"
        """What a good answer to a request says."""

    def _act(self, request: dict[str, Any]) -> Act:
        name = str(request.get("model"))
        if name in FAULTS:
            return FAULTS[name]
        if name in GARBLED:
            return saying(GARBLED[name])
        number = len(self.requests) - 1
        return self.acts[min(number, len(self.acts) - 1)] if self.acts else well

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection."""
        try:
            request = await _request(reader)
            self.requests.append(request)
            exchange = Exchange(request, self.reply(request), writer)
            acting = asyncio.ensure_future(self._act(request)(exchange))
            gone = asyncio.ensure_future(reader.read())
            await asyncio.wait({acting, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not acting.done():
                self.closed_early += 1
            for each in (acting, gone):
                each.cancel()
            await asyncio.gather(acting, gone, return_exceptions=True)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def _request(reader: asyncio.StreamReader) -> dict[str, Any]:
    first = await reader.readexactly(1)
    if first == TLS:
        raise ConnectionError("a web server does not speak TLS on its plain port")
    head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = next(
        int(line.partition(":")[2])
        for line in head.splitlines()
        if line.startswith("content-length")
    )
    request: dict[str, Any] = json.loads(await reader.readexactly(length))
    return request


@asynccontextmanager
async def _listening(state: FaultServer) -> AsyncIterator[None]:
    server = await asyncio.start_server(state.serve, "127.0.0.1", 0, backlog=CROWD)
    port = server.sockets[0].getsockname()[1]
    state.url = f"http://127.0.0.1:{port}/v1"
    try:
        yield
    finally:
        server.close()


@contextmanager
def fault_server() -> Iterator[FaultServer]:
    """Run the server on loopback, in a thread with a loop of its own."""
    state, ready, ending = FaultServer(), threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def live() -> None:
        async with _listening(state):
            ready.set()
            await ending.wait()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(live(),), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield state
    finally:
        loop.call_soon_threadsafe(ending.set)
        thread.join(10)
        loop.close()
