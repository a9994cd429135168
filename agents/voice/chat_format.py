"""AutoGen's messages and tools in the shape of the OpenAI chat protocol, which LiteLLM reads."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from autogen_core import FunctionCall, Image
from autogen_core.models import (
    AssistantMessage,
    FunctionExecutionResultMessage,
    LLMMessage,
    SystemMessage,
    UserMessage,
)
from autogen_core.tools import Tool, ToolSchema
from pydantic import BaseModel

ToolChoice = Tool | Literal["auto", "required", "none"]
_TOOL_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def messages_as_sent(messages: Sequence[LLMMessage], *, vision: bool) -> list[dict[str, Any]]:
    """Return the messages as they are sent, system messages at the head merged into one.

    Chat templates of open models take one system message only, and only at the head. Raises:
    ValueError for an image that the model cannot see.
    """
    sent = [each for message in messages for each in _message(message, vision=vision)]
    head: list[str] = []
    while sent and sent[0]["role"] == "system":
        head.append(sent.pop(0)["content"])
    return [{"role": "system", "content": "\n\n".join(head)}, *sent] if head else sent


def _message(message: LLMMessage, *, vision: bool) -> Iterable[dict[str, Any]]:
    match message:
        case SystemMessage(content=content):
            yield {"role": "system", "content": content}
        case UserMessage(content=str() as content):
            yield {"role": "user", "content": content}
        case UserMessage(content=list() as parts):
            yield {"role": "user", "content": [_part(each, vision=vision) for each in parts]}
        case AssistantMessage(content=str() as content):
            yield {"role": "assistant", "content": content}
        case AssistantMessage(content=list() as calls, thought=thought):
            # no provider takes an empty string beside calls; all take nothing
            said = thought or None
            yield {"role": "assistant", "content": said, "tool_calls": [_call(c) for c in calls]}
        case FunctionExecutionResultMessage(content=results):
            for each in results:
                yield {"role": "tool", "tool_call_id": each.call_id, "content": each.content}


def _part(part: str | Image, *, vision: bool) -> dict[str, Any]:
    if isinstance(part, str):
        return {"type": "text", "text": part}
    if not vision:
        raise ValueError("this model sees no images")
    return dict(part.to_openai_format())


def _call(call: FunctionCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": call.id, "type": "function", "function": function}


def tools_as_sent(tools: Sequence[Tool | ToolSchema], choice: ToolChoice) -> dict[str, Any]:
    """Return the request's tools and choice among them, empty without tools.

    Raises: ValueError for a name that no provider takes, and for a choice that is not among them.
    """
    schemas = [each.schema if isinstance(each, Tool) else each for each in tools]
    names = [each["name"] for each in schemas]
    for name in names:
        if not _TOOL_NAME.fullmatch(name):
            raise ValueError(f"tool name {name!r}: letters, digits, _ and - only, at most 64")
    if isinstance(choice, Tool) and choice.name not in names:
        raise ValueError(f"tool_choice {choice.name!r} is not among the tools given")
    if not schemas:
        return {}
    chosen: Any = choice
    if isinstance(choice, Tool):
        chosen = {"type": "function", "function": {"name": choice.name}}
    return {"tools": [_tool(each) for each in schemas], "tool_choice": chosen}


def _tool(schema: ToolSchema) -> dict[str, Any]:
    function = {
        "name": schema["name"],
        "description": schema.get("description", ""),
        "parameters": schema.get("parameters", {"type": "object", "properties": {}}),
    }
    return {"type": "function", "function": function}


def format_as_sent(wanted: bool | type[BaseModel] | None, *, by_schema: bool) -> dict[str, Any]:
    """Return the request's format: a schema where the model is known to keep to one, else plain JSON."""
    if not wanted:
        return {}
    if isinstance(wanted, bool) or not by_schema:
        return {"response_format": {"type": "json_object"}}
    schema = {"name": wanted.__name__, "schema": wanted.model_json_schema(), "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": schema}}
