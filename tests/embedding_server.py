"""A local server that speaks the OpenAI embeddings protocol, and misbehaves where it is told to."""

import json
import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """One answer of the server in place of the good one."""

    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    delay: float = 0.0


def rows(vectors: Sequence[Sequence[object]], order: Sequence[int] | None = None) -> bytes:
    """Return the body of a reply with these vectors, each under its number."""
    numbered = enumerate(vectors)
    data = [{"object": "embedding", "index": at, "embedding": each} for at, each in numbered]
    listed = [data[at] for at in order] if order else data
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return json.dumps({"object": "list", "model": "m", "data": listed, "usage": usage}).encode()


def vector(text: str, dimension: int) -> list[float]:
    """Return the server's vector of a text: the same one every time."""
    drawn = random.Random(text)
    return [drawn.uniform(-1, 1) for _ in range(dimension)]


class EmbeddingServer:
    """What the server was asked, and what it answers: first `replies` in turn, then well."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.keys: list[str] = []
        self.replies: list[Reply | None] = []
        self.dimension = 8
        self.delay = 0.0
        """Seconds before a good answer."""
        self.url = ""

    def answer(self, request: dict[str, Any], key: str) -> Reply:
        """Return the answer to one request; None in `replies` is a good one."""
        texts = request["input"]
        self.asked.append(texts)
        self.keys.append(key)
        planned = self.replies.pop(0) if self.replies else None
        good = rows([vector(each, self.dimension) for each in texts])
        return planned or Reply(body=good, delay=self.delay)


@contextmanager
def embedding_server() -> Iterator[EmbeddingServer]:
    """Run the server on loopback."""
    state = EmbeddingServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            request = json.loads(self.rfile.read(length))
            reply = state.answer(request, self.headers.get("Authorization", ""))
            time.sleep(reply.delay)
            try:
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.kind)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)
            except BrokenPipeError:
                pass  # the client did not wait

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
