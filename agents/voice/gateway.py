"""The one place that talks to a model: LiteLLM as an AutoGen `ChatCompletionClient`.

One call is one request: LiteLLM sends 2n + 1 with `num_retries=n`, so it never retries by itself;
who may try again is decided in agents/voice/patience.py. LiteLLM is imported at the first call, with its
price map local and its notices off.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import Any

from autogen_core import CancellationToken
from autogen_core.models import (
    ChatCompletionClient,
    CreateResult,
    LLMMessage,
    ModelFamily,
    ModelInfo,
    RequestUsage,
)
from autogen_core.tools import Tool, ToolSchema
from pydantic import BaseModel

from agents.voice.chat_format import ToolChoice, format_as_sent, messages_as_sent, tools_as_sent
from agents.voice.fault import ModelError, fault_of
from agents.voice.stream import Limits, Reply, pieces
from agents.voice.turnstile import under_way
from memory.litellm_setup import load_litellm

_OLLAMA = ("ollama/", "ollama_chat/")
CONTEXT_TOKENS = 32_000
"""Assumed where nothing better is known; our prompts take about 3,000."""


class LiteLLMClient(ChatCompletionClient):
    """Any LiteLLM model string behind AutoGen's interface; every failure is a ModelError."""

    def __init__(
        self,
        model: str,
        *,
        api_base: str | None = None,
        limits: Limits | None = None,
        model_info: ModelInfo | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.model = model
        self._api_base = api_base
        self._limits = limits or Limits()
        self._info = model_info
        self._clock = clock
        self._used = RequestUsage(prompt_tokens=0, completion_tokens=0)

    async def create(
        self,
        messages: Sequence[LLMMessage],
        *,
        tools: Sequence[Tool | ToolSchema] = (),
        tool_choice: ToolChoice = "auto",
        json_output: bool | type[BaseModel] | None = None,
        extra_create_args: Mapping[str, Any] = {},
        cancellation_token: CancellationToken | None = None,
    ) -> CreateResult:
        """Return the model's whole reply, got with one request.

        Raises: ModelError; ValueError for what the model cannot be asked.
        """
        request = await self._request(messages, tools, tool_choice, json_output)
        reply = Reply(self.model)
        try:
            answer = await self._call({**request, **extra_create_args}, cancellation_token)
            if not getattr(answer, "choices", None):
                raise ModelError("unreadable", self.model, "no choices")
            reply.used(getattr(answer, "usage", None))
            self._add(reply.usage)
            reply.take(answer.choices[0].message)
            reply.finish = answer.choices[0].finish_reason
            return reply.result()
        except Exception as error:
            raise self._fault(error) from error

    async def create_stream(
        self,
        messages: Sequence[LLMMessage],
        *,
        tools: Sequence[Tool | ToolSchema] = (),
        tool_choice: ToolChoice = "auto",
        json_output: bool | type[BaseModel] | None = None,
        extra_create_args: Mapping[str, Any] = {},
        cancellation_token: CancellationToken | None = None,
    ) -> AsyncGenerator[str | CreateResult, None]:
        """Yield the reply's text as it comes, then the result once it is known to have ended.

        Raises: ModelError; ValueError for what the model cannot be asked.
        """
        request = await self._request(messages, tools, tool_choice, json_output)
        request |= {"stream": True, "stream_options": {"include_usage": True}}
        reply, source = Reply(self.model), None
        link = cancellation_token.link_future if cancellation_token else _unlinked
        try:
            async with asyncio.timeout(self._limits.first):
                source = await self._call({**request, **extra_create_args}, cancellation_token)
            async for piece in pieces(source, reply, self._limits, link):
                yield piece
            self._add(reply.usage)
            yield reply.result()
        except Exception as error:
            raise self._fault(error) from error
        finally:
            if source is not None:
                await source.aclose()

    async def _request(
        self,
        messages: Sequence[LLMMessage],
        tools: Sequence[Tool | ToolSchema],
        tool_choice: ToolChoice,
        json_output: bool | type[BaseModel] | None,
    ) -> dict[str, Any]:
        await asyncio.to_thread(load_litellm)
        info = self.model_info
        if isinstance(json_output, type) and not info["structured_output"]:
            raise ValueError(f"{self.model} keeps to no schema; ask for json_output=True instead")
        return {
            "model": self.model,
            "messages": messages_as_sent(messages, vision=info["vision"]),
            "api_base": self._api_base,
            **self._placeholder(),
            "max_retries": 0,
            "num_retries": 0,
            "drop_params": True,
            **tools_as_sent(tools, tool_choice),
            **format_as_sent(json_output, by_schema=self.known() is not None),
        }

    def _placeholder(self) -> dict[str, str]:
        """Return a key that is none, for a server of one's own that asks for none: LiteLLM does."""
        own = self._api_base is not None and self.model.startswith("openai/")
        return {} if not own or os.environ.get("OPENAI_API_KEY") else {"api_key": "none"}

    async def _call(self, request: dict[str, Any], token: CancellationToken | None) -> Any:
        litellm = load_litellm()
        from agents.voice import wire  # which loads LiteLLM too

        wire.keep_rules(litellm)

        def begin() -> asyncio.Future[Any]:
            call: asyncio.Future[Any] = asyncio.ensure_future(litellm.acompletion(**request))
            if token is not None:
                token.link_future(call)
            return call

        return await (await under_way(begin))

    def _fault(self, error: Exception) -> ModelError:
        return fault_of(error, self.model, self._clock())

    def _add(self, usage: RequestUsage) -> None:
        self._used = RequestUsage(
            prompt_tokens=self._used.prompt_tokens + usage.prompt_tokens,
            completion_tokens=self._used.completion_tokens + usage.completion_tokens,
        )

    async def close(self) -> None:
        """Close this event loop's connections, of all models; the next request opens new ones."""
        if "litellm" not in sys.modules:
            return
        from agents.voice import wire

        await wire.close(load_litellm())

    def actual_usage(self) -> RequestUsage:
        """Return the tokens used so far."""
        return self._used

    def total_usage(self) -> RequestUsage:
        """Return the tokens used so far."""
        return self._used

    def cost(self, usage: RequestUsage) -> float | None:
        """Return what so many tokens cost, in US dollars by LiteLLM's table; None without a price."""
        if self.known() is None:
            return None
        try:
            there, back = load_litellm().cost_per_token(
                model=self.model,
                prompt_tokens=usage.prompt_tokens,
                completion_tokens=usage.completion_tokens,
            )
        except Exception:  # it raises bare ones for a model that it does not know
            return None
        return float(there + back)

    def count_tokens(
        self, messages: Sequence[LLMMessage], *, tools: Sequence[Tool | ToolSchema] = ()
    ) -> int:
        """Return the tokens by the encoding that comes with LiteLLM: an estimate for other makers."""
        sent = [*messages_as_sent(messages, vision=True), *tools_as_sent(tools, "auto").values()]
        encoding = load_litellm().encoding
        return sum(len(encoding.encode(str(each), disallowed_special=())) for each in sent)

    def remaining_tokens(
        self, messages: Sequence[LLMMessage], *, tools: Sequence[Tool | ToolSchema] = ()
    ) -> int:
        """Return what is left of the model's context, or of CONTEXT_TOKENS where it is not known."""
        known = self.known() or {}
        context = known.get("max_input_tokens") or known.get("max_tokens") or CONTEXT_TOKENS
        return int(context) - self.count_tokens(messages, tools=tools)

    def known(self) -> Mapping[str, Any] | None:
        """Return what LiteLLM's own table says of the model, or None; nothing is contacted.

        Of Ollama's models LiteLLM would ask the server, and not the one that `api_base` names.
        """
        litellm = load_litellm()
        if self.model.startswith(_OLLAMA) and self.model not in litellm.model_cost:
            return None
        try:
            known: Mapping[str, Any] = litellm.get_model_info(self.model)
        except Exception:  # it raises bare ones for a model that it does not know
            return None
        return known

    @property
    def model_info(self) -> ModelInfo:
        """What the model can do: as given, else by LiteLLM's table, else text, JSON and tools.

        A server of one's own is in no table; what it cannot do shows in its replies.
        """
        if self._info is None:
            known = self.known()
            self._info = ModelInfo(
                vision=bool(known and known.get("supports_vision")),
                function_calling=known is None or bool(known.get("supports_function_calling")),
                json_output=True,
                family=_family(self.model),
                structured_output=known is None or bool(known.get("supports_response_schema")),
            )
        return self._info

    @property
    def capabilities(self) -> ModelInfo:
        """The same under its older name."""
        return self.model_info


def _unlinked(waiting: object) -> None:
    """Take no notice: nobody can cancel."""


def _family(model: str) -> str:
    """Return AutoGen's family of the longest name that stands in the model's own."""
    name = model.lower().replace("gpt-4.1", "gpt-41").replace("gpt-3.5", "gpt-35")
    families = (value for key, value in vars(ModelFamily).items() if key.isupper() and key != "ANY")
    fits = [each for each in families if isinstance(each, str) and each in name]
    return max(fits, key=len, default=ModelFamily.UNKNOWN)
