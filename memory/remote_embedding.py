"""Vectors from any LiteLLM embedding model: in batches, within a deadline, checked before use.

What the server says is never repeated, since some echo the key: a failure is told by its kind.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, TypeAdapter

from memory.litellm_setup import load_litellm
from practice.errors import EmbeddingError

CHARACTERS = 4_000
"""Code points sent of a text: models read some thousand tokens, and many refuse longer ones."""
_WAITS = (0.5, 1.0)
"""Seconds between the tries of one request, which are one more."""
_BLANK = "…"
"""Sent for a text without any word in it, which servers refuse."""
_TIMEOUT, _UNREACHABLE, _UNREADABLE, _UNKNOWN = 408, 0, 1, 2
"""What has no HTTP status of its own, beside those that have."""


class _Row(BaseModel):
    """One vector of a reply, and which text it is of."""

    model_config = ConfigDict(strict=True)

    index: int
    embedding: Annotated[list[FiniteFloat], Field(min_length=1)]


_ROWS = TypeAdapter(list[_Row])


class RemoteEmbedder:
    """One embedding model. Once it has failed it is not asked again: nobody waits for it twice."""

    batch = 32

    def __init__(
        self,
        model: str,
        api_base: str | None,
        deadline: float,
        waits: Sequence[float] = _WAITS,
    ) -> None:
        self.name = f"litellm:{model}"
        self._model = model
        self._api_base = api_base
        self._deadline = deadline
        self._waits = waits
        self._failure: EmbeddingError | None = None

    def dimension(self) -> int:
        """Return the length of its vectors, by asking for one. Raises: EmbeddingError."""
        return len(self.embed([_BLANK])[0])

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector for each text, all of one length. Raises: EmbeddingError."""
        if self._failure is not None:
            raise self._failure
        try:
            return [
                vector
                for at in range(0, len(texts), self.batch)
                for vector in self._batch(texts[at : at + self.batch])
            ]
        except EmbeddingError as error:
            self._failure = error
            raise

    def _batch(self, texts: Sequence[str]) -> list[list[float]]:
        """Return the vectors of one request's texts; only what may pass is tried again."""
        until = time.monotonic() + self._deadline
        for wait in (*self._waits, None):
            try:
                return self._ask([_sent(each) for each in texts], until - time.monotonic())
            except Exception as error:  # whatever LiteLLM and the providers' clients raise
                kind = _kind(error)
                passing = kind in (_TIMEOUT, 429) or kind >= 500
                if wait is None or not passing or time.monotonic() + wait >= until:
                    raise self._failed(kind) from None
                time.sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _ask(self, texts: list[str], seconds: float) -> list[list[float]]:
        """Return the checked vectors of one request. Raises: whatever went wrong."""
        reply = _within(
            seconds,
            lambda: load_litellm().embedding(
                model=self._model,
                input=texts,
                api_base=self._api_base,
                timeout=max(seconds, 0.001),
                max_retries=0,
            ),
        )
        return _vectors(reply, len(texts))

    def _failed(self, kind: int) -> EmbeddingError:
        cause, cause_zh = _cause(kind, self._deadline)
        return EmbeddingError(
            f"the embedding model {self._model} cannot be used: {cause}; the journal is untouched."
            " Check COACH_EMBEDDING and its key, or unset it",
            zh=f"嵌入模型 {self._model} 用不了：{cause_zh}；日志没有动过。"
            "请检查 COACH_EMBEDDING 和密钥，或去掉这个设置",
        )


def _sent(text: str) -> str:
    return text[:CHARACTERS] if text.strip() else _BLANK


def _within(seconds: float, call: Callable[[], Any]) -> Any:
    """Return what `call` returns. Raises: what it raises; TimeoutError.

    LiteLLM's own timeout is one for each read: a server that drips would hold it for ever.
    """
    outcome: queue.SimpleQueue[tuple[Any, Exception | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcome.put((call(), None))
        except Exception as error:
            outcome.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    try:
        reply, error = outcome.get(timeout=max(seconds, 0.001))
    except queue.Empty:
        raise TimeoutError from None
    if error is not None:
        raise error
    return reply


def _vectors(reply: Any, count: int) -> list[list[float]]:
    """Return the vectors in the order of the texts. Raises: ValueError where they do not fit."""
    data = [each if isinstance(each, dict) else each.model_dump() for each in reply.data]
    rows = sorted(_ROWS.validate_python(data), key=lambda row: row.index)
    if [row.index for row in rows] != list(range(count)):
        raise ValueError("not one vector for each text")
    if len({len(row.embedding) for row in rows}) != 1:
        raise ValueError("vectors of several lengths")
    if not all(any(row.embedding) for row in rows):
        raise ValueError("a vector of zeros")
    return [row.embedding for row in rows]


def _kind(error: BaseException) -> int:
    """Return the HTTP status behind an error, or what else it was.

    LiteLLM files unreadable replies and refused connections under 500, which would be tried again;
    what its transport raised tells them apart.
    """
    import httpx

    for each in _chain(error):
        if isinstance(each, httpx.HTTPStatusError):
            return each.response.status_code
        if isinstance(each, httpx.TimeoutException | TimeoutError):
            return _TIMEOUT
        if isinstance(each, httpx.TransportError | ConnectionError):
            return _UNREACHABLE
    status = getattr(error, "status_code", None)
    if not isinstance(status, int) or status >= 500:
        return _UNREADABLE
    return _UNKNOWN if status in (400, 404) else status


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _cause(kind: int, deadline: float) -> tuple[str, str]:
    """Return what went wrong in English and in Chinese."""
    if kind >= 500:
        return f"its server failed ({kind})", f"它的服务出错（{kind}）"
    told = {
        _TIMEOUT: (f"no answer in {deadline:g} s", f"{deadline:g} 秒内没有回应"),
        _UNREACHABLE: ("its server cannot be reached", "连不上它的服务"),
        _UNREADABLE: ("no usable vectors came from it", "没有得到能用的向量"),
        _UNKNOWN: (
            "LiteLLM knows no such model; a name is PROVIDER/MODEL",
            "LiteLLM 没有这个模型；名称应为 PROVIDER/MODEL",
        ),
        401: ("no key, or one that is refused (401)", "没有密钥，或密钥被拒绝（401）"),
        404: ("no such model or address (404)", "没有这个模型或地址（404）"),
        429: ("too many requests (429)", "请求太多（429）"),
    }
    refused = (f"the request was refused ({kind})", f"请求被拒绝（{kind}）")
    return told.get(kind, refused)
