"""The one place that talks to a model: LiteLLM as an AutoGen `ChatCompletionClient`.

LiteLLM is imported at the first call, with its price map local and its notices off, and never
retries by itself: with `num_retries=n` it sends 2n + 1 requests.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, Literal

from autogen_core import CancellationToken
from autogen_core.models import (
    AssistantMessage,
    ChatCompletionClient,
    CreateResult,
    FinishReasons,
    LLMMessage,
    ModelFamily,
    ModelInfo,
    RequestUsage,
    SystemMessage,
    UserMessage,
)
from autogen_core.tools import Tool, ToolSchema
from pydantic import BaseModel

from memory.litellm_setup import load_litellm
from practice.errors import VoiceError

CONTEXT_TOKENS = 32_000
"""Assumed where nothing better is known; our prompts take about 3,000."""
_CHARACTERS_A_TOKEN = 2
_FINISH: dict[str, FinishReasons] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "function_calls",
    "content_filter": "content_filter",
}


class LiteLLMClient(ChatCompletionClient):
    """Any LiteLLM model string behind AutoGen's interface; text only, no tools."""

    def __init__(self, model: str, *, api_base: str | None = None) -> None:
        self.model = model
        self._api_base = api_base
        self._used = RequestUsage(prompt_tokens=0, completion_tokens=0)

    async def create(
        self,
        messages: Sequence[LLMMessage],
        *,
        tools: Sequence[Tool | ToolSchema] = (),
        tool_choice: Tool | Literal["auto", "required", "none"] = "auto",
        json_output: bool | type[BaseModel] | None = None,
        extra_create_args: Mapping[str, Any] = {},
        cancellation_token: CancellationToken | None = None,
    ) -> CreateResult:
        """Return the model's reply. Raises: whatever LiteLLM raises; ValueError for tools."""
        if tools:
            raise ValueError("no agent of ours calls tools yet")
        litellm = await asyncio.to_thread(load_litellm)
        call = asyncio.ensure_future(
            litellm.acompletion(
                model=self.model,
                messages=[_message(each) for each in messages],
                api_base=self._api_base,
                max_retries=0,
                num_retries=0,
                **_format(json_output),
                **extra_create_args,
            )
        )
        if cancellation_token is not None:
            cancellation_token.link_future(call)
        return self._result(await call)

    def _result(self, reply: Any) -> CreateResult:
        if not getattr(reply, "choices", None):
            raise VoiceError(f"{self.model} sent no choices")
        choice = reply.choices[0]
        used = getattr(reply, "usage", None)
        usage = RequestUsage(
            prompt_tokens=getattr(used, "prompt_tokens", 0) or 0,
            completion_tokens=getattr(used, "completion_tokens", 0) or 0,
        )
        self._used = RequestUsage(
            prompt_tokens=self._used.prompt_tokens + usage.prompt_tokens,
            completion_tokens=self._used.completion_tokens + usage.completion_tokens,
        )
        return CreateResult(
            finish_reason=_FINISH.get(choice.finish_reason, "unknown"),
            content=choice.message.content or "",
            usage=usage,
            cached=False,
        )

    async def create_stream(
        self,
        messages: Sequence[LLMMessage],
        *,
        tools: Sequence[Tool | ToolSchema] = (),
        tool_choice: Tool | Literal["auto", "required", "none"] = "auto",
        json_output: bool | type[BaseModel] | None = None,
        extra_create_args: Mapping[str, Any] = {},
        cancellation_token: CancellationToken | None = None,
    ) -> AsyncGenerator[str | CreateResult, None]:
        """Yield the whole reply as one piece, then the result."""
        result = await self.create(
            messages,
            tools=tools,
            json_output=json_output,
            extra_create_args=extra_create_args,
            cancellation_token=cancellation_token,
        )
        yield str(result.content)
        yield result

    async def close(self) -> None:
        """Nothing is held open."""

    def actual_usage(self) -> RequestUsage:
        """Return the tokens used so far."""
        return self._used

    def total_usage(self) -> RequestUsage:
        """Return the tokens used so far."""
        return self._used

    def count_tokens(
        self, messages: Sequence[LLMMessage], *, tools: Sequence[Tool | ToolSchema] = ()
    ) -> int:
        """Return an estimate on the safe side; a tokenizer would be downloaded."""
        return sum(len(str(each.content)) for each in messages) // _CHARACTERS_A_TOKEN

    def remaining_tokens(
        self, messages: Sequence[LLMMessage], *, tools: Sequence[Tool | ToolSchema] = ()
    ) -> int:
        """Return what is left of an assumed context of CONTEXT_TOKENS."""
        return CONTEXT_TOKENS - self.count_tokens(messages, tools=tools)

    @property
    def model_info(self) -> ModelInfo:
        """What is assumed of the model: text, and JSON by request."""
        return ModelInfo(
            vision=False,
            function_calling=False,
            json_output=True,
            family=ModelFamily.UNKNOWN,
            structured_output=True,
        )

    @property
    def capabilities(self) -> ModelInfo:
        """The same under its older name."""
        return self.model_info


def _message(message: LLMMessage) -> dict[str, str]:
    match message:
        case SystemMessage(content=content):
            return {"role": "system", "content": content}
        case UserMessage(content=str() as content):
            return {"role": "user", "content": content}
        case AssistantMessage(content=str() as content):
            return {"role": "assistant", "content": content}
        case _:
            raise ValueError(f"only text goes to a model here, not {type(message).__name__}")


def _format(json_output: bool | type[BaseModel] | None) -> dict[str, Any]:
    """Return the request's format; our prompts state the schema, so plain JSON mode is enough."""
    return {"response_format": {"type": "json_object"}} if json_output else {}
