"""A reply put together from what the server sent, and known to have ended.

LiteLLM calls a stream that was cut a success and makes up its end (litellm#40260); only whether the
provider itself gave a reason to end says that all of it came.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from autogen_core import FunctionCall
from autogen_core.models import CreateResult, FinishReasons, RequestUsage

from agents.voice.fault import ModelError
from tools.scrub import keys_in, may_begin, without

REPLY_LIMIT = 200_000
"""Characters of a reply that are read; nothing we ask for takes a tenth of it."""
_FINISH: dict[str, FinishReasons] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "function_calls",
    "function_call": "function_calls",
    "content_filter": "content_filter",
}


@dataclass(frozen=True)
class Limits:
    """Seconds that a stream may keep silent: before its first piece, and between two."""

    first: float = 60.0
    idle: float = 30.0


@dataclass
class Reply:
    """One reply of a model as it grows."""

    model: str
    text: str = ""
    thought: str = ""
    finish: str | None = None
    refusal: str = ""
    usage: RequestUsage = field(default_factory=lambda: RequestUsage(0, 0))
    keys: tuple[str, ...] = field(default_factory=lambda: keys_in(os.environ))
    """What must not stand in it: the keys of this environment."""
    _calls: dict[int, dict[str, str]] = field(default_factory=dict)

    def take(self, said: Any) -> str:
        """Take up a message, or a piece of one, and return its text.

        Raises: ModelError where it grows too big, or is not the model's own.
        """
        role = getattr(said, "role", None) or "assistant"
        if role != "assistant":
            raise ModelError("unreadable", self.model, f"in the role of {role}")
        text = getattr(said, "content", None) or ""
        self.text += text
        self.thought += getattr(said, "reasoning_content", None) or ""
        beside = getattr(said, "provider_specific_fields", None) or {}
        self.refusal += beside.get("refusal") or ""
        for number, each in enumerate(getattr(said, "tool_calls", None) or ()):
            index = getattr(each, "index", None)
            call = self._calls.setdefault(
                number if index is None else index, {"id": "", "name": "", "arguments": ""}
            )
            call["id"] = each.id or call["id"]
            call["name"] += each.function.name or ""
            call["arguments"] += each.function.arguments or ""
        calls = sum(len(each["arguments"]) for each in self._calls.values())
        if len(self.text) + len(self.thought) + calls > REPLY_LIMIT:
            raise ModelError("huge", self.model)
        return text

    def used(self, usage: Any) -> None:
        """Take up what the server counted; the last count stands."""
        if usage is not None:
            self.usage = RequestUsage(
                prompt_tokens=getattr(usage, "prompt_tokens", 0) or 0,
                completion_tokens=getattr(usage, "completion_tokens", 0) or 0,
            )

    def result(self) -> CreateResult:
        """Return the whole reply. Raises: ModelError where it is cut off, refused or empty."""
        if self.finish is None:
            raise ModelError("cut", self.model)
        if self.refusal or self.finish == "content_filter":
            raise ModelError("declined", self.model, self.refusal)
        finish = _FINISH.get(self.finish, "unknown")
        thought = self.thought or None
        if self._calls:
            calls = [
                FunctionCall(id=each["id"], name=each["name"], arguments=each["arguments"])
                for _, each in sorted(self._calls.items())
            ]
            return CreateResult(
                finish_reason="function_calls",
                content=calls,
                usage=self.usage,
                cached=False,
                thought=self.text or thought,
            )
        if not self.text.strip():
            raise ModelError("empty", self.model)
        return CreateResult(
            finish_reason=finish,
            content=without(self.keys, self.text),
            usage=self.usage,
            cached=False,
            thought=thought,
        )


async def pieces(
    stream: Any, reply: Reply, limits: Limits, on_wait: Callable[[asyncio.Future[Any]], object]
) -> AsyncIterator[str]:
    """Yield the text of a LiteLLM stream as it comes, without the keys of this environment.

    `reply` has the whole of it afterwards.

    `on_wait` is given the future of each wait, to cancel it by. Raises: ModelError for a silence
    over the limits, TimeoutError never.
    """
    source, patience, waiting = stream.__aiter__(), limits.first, ""
    while True:
        coming = asyncio.ensure_future(anext(source, None))
        on_wait(coming)
        try:
            async with asyncio.timeout(patience):
                chunk = await coming
        except TimeoutError as error:
            raise ModelError("late", reply.model) from error
        if chunk is None:
            break
        patience = limits.idle
        reply.used(getattr(chunk, "usage", None))
        if getattr(chunk, "choices", None):
            waiting = without(reply.keys, waiting + reply.take(chunk.choices[0].delta))
            shown = len(waiting) - may_begin(reply.keys, waiting)
            if shown:
                yield waiting[:shown]
            waiting = waiting[shown:]
    if waiting:
        yield waiting
    reply.finish = stream.received_finish_reason
