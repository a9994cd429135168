"""One call of a model behind an agent: prompt from a file, reply within the deadline, or VoiceError."""

import asyncio
import functools
import hashlib
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TypeVar

from autogen_core import CancellationToken
from autogen_core.memory import Memory
from autogen_core.model_context import UnboundedChatCompletionContext
from autogen_core.models import ChatCompletionClient, LLMMessage, SystemMessage, UserMessage
from pydantic import BaseModel, ValidationError

from practice.errors import VoiceError
from tools.text import clean

PROMPTS = Path(__file__).with_name("prompts")
REPLY_LIMIT = 100_000
"""Code points of a reply; a longer one is not read."""

Reply = TypeVar("Reply", bound=BaseModel)


@functools.cache
def _template(name: str) -> Template:
    return Template((PROMPTS / f"{name}.md").read_text(encoding="utf-8"))


def prompt(name: str, **values: str) -> str:
    """Return the prompt of that name with its variables filled in. Raises: KeyError for a missing one."""
    return _template(name).substitute(values)


def prompt_id(name: str) -> str:
    """Return the prompt's name with a hash of its text, as kept with each critique."""
    digest = hashlib.sha256(_template(name).template.encode()).hexdigest()[:12]
    return f"{name}@{digest}"


def fenced(text: str) -> str:
    """Return untrusted `text` between marks that cannot be written from inside: they are random."""
    mark = secrets.token_hex(8)
    return f"<<data {mark}>>\n{clean(text)}\n<<end {mark}>>"


Context = Callable[[], Awaitable[Sequence[Memory]]]


async def no_context() -> Sequence[Memory]:
    """Return no memories."""
    return ()


@dataclass(frozen=True)
class Model:
    """A model as an agent uses it: its client, its name, and the seconds one step may take."""

    client: ChatCompletionClient
    name: str
    deadline: float
    context: Context = no_context
    """Gives the memories that the agent's context is built from; the critic has none."""

    async def text(self, system: str, user: str, cancellation: CancellationToken) -> str:
        """Return the model's reply as clean text. Raises: VoiceError."""
        reply = await self._create(system, user, cancellation, None)
        text = clean(reply).strip()
        if not text:
            raise VoiceError(f"{self.name} sent an empty reply")
        return text

    async def structured(
        self, kind: type[Reply], system: str, user: str, cancellation: CancellationToken
    ) -> Reply:
        """Return the model's reply as a `kind`. Raises: VoiceError where it does not fit."""
        reply = await self._create(system, user, cancellation, kind)
        try:
            return kind.model_validate_json(reply, strict=True)
        except ValidationError as error:
            fault = error.errors()[0]["msg"]
            raise VoiceError(f"{self.name} sent an unreadable reply ({fault})") from error

    async def _create(
        self, system: str, user: str, cancellation: CancellationToken, kind: type[BaseModel] | None
    ) -> str:
        context = UnboundedChatCompletionContext()
        for memory in await self.context():
            await memory.update_context(context)
        messages: list[LLMMessage] = [SystemMessage(content=system)]
        messages += await context.get_messages()
        messages.append(UserMessage(content=user, source="team"))
        try:
            async with asyncio.timeout(self.deadline):
                result = await self.client.create(
                    messages, json_output=kind, cancellation_token=cancellation
                )
        except TimeoutError as error:
            raise VoiceError(f"{self.name} did not answer in {self.deadline:.0f} s") from error
        except VoiceError:
            raise
        except Exception as error:  # clients of other makers share no base class
            reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
            raise VoiceError(f"{self.name} failed ({clean(reason)})") from error
        if not isinstance(result.content, str) or len(result.content) > REPLY_LIMIT:
            raise VoiceError(f"{self.name} sent no readable text")
        if result.finish_reason not in ("stop", "unknown"):
            raise VoiceError(f"{self.name} broke off ({result.finish_reason})")
        return result.content
