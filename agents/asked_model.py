"""The model answers `/ask`: a few rounds of read-only lookups, then words."""

import asyncio
from collections.abc import Callable, Sequence

from autogen_core import CancellationToken, FunctionCall
from autogen_core.models import (
    AssistantMessage,
    CreateResult,
    FunctionExecutionResult,
    FunctionExecutionResultMessage,
    LLMMessage,
    SystemMessage,
    UserMessage,
)

from agents.aloud import LIMIT
from agents.asking import Answer, Listening, unlistened
from agents.briefs import TellBrief
from agents.looking_up import Lookups
from agents.voice.fault import ModelError
from agents.voice.model import Heard, Model, Watch
from agents.voice.prompt import fenced, prompt, prompt_id
from tools.text import clean

ROUNDS = 4
"""Times that the model may look something up before it must answer."""
AT_ONCE = 4
"""Lookups that are made in one round; more are refused."""
_PROMPT = "coach_ask"


class ModelAsked:
    """Answers in a model's words."""

    def __init__(self, model: Model, lookups: Callable[[TellBrief], Lookups]) -> None:
        self.model = model
        self._lookups = lookups

    async def answer(
        self, brief: TellBrief, cancellation: CancellationToken, listening: Listening = unlistened
    ) -> Answer:
        """Return the model's answer, within the deadline. Raises: VoiceError."""
        lookups = self._lookups(brief)
        try:
            async with asyncio.timeout(self.model.deadline):
                said = await self._talk(brief, lookups, cancellation, listening(lookups.read))
        except TimeoutError as error:
            raise ModelError("late", self.model.name) from error
        return Answer(
            text=said.said,
            model=said.model,
            prompt=prompt_id(_PROMPT),
            read=tuple(sorted(lookups.read)),
        )

    async def _talk(
        self, brief: TellBrief, lookups: Lookups, cancellation: CancellationToken, watch: Watch
    ) -> Heard[str]:
        messages = _opening(brief)
        for left in range(ROUNDS, -1, -1):
            heard = await self.model.turn(
                messages, lookups.tools, cancellation, may_call=left > 0, watch=watch
            )
            result = heard.said
            if isinstance(result.content, str):
                return Heard(self._words(result, heard.model), heard.model)
            messages.append(AssistantMessage(content=result.content, source="coach"))
            messages.append(await _looked_up(result.content, lookups, cancellation))
        raise ModelError("unreadable", self.model.name, "it went on looking things up")

    def _words(self, result: CreateResult, model: str) -> str:
        text = clean(str(result.content)).strip()
        if result.finish_reason not in ("stop", "unknown"):
            raise ModelError("broke_off", model, result.finish_reason)
        if not text:
            raise ModelError("empty", model)
        return text if len(text) <= LIMIT else text[: LIMIT - 1] + "…"


def _opening(brief: TellBrief) -> list[LLMMessage]:
    earlier = "\n".join(f"{asked}\n{told}" for asked, told in brief.earlier)
    user = prompt(
        f"{_PROMPT}_question",
        question=fenced(brief.question),
        open=fenced(brief.open),
        answer=fenced(brief.answer),
        earlier=fenced(earlier),
        points=", ".join(sorted(brief.attempted)) or "none yet",
        asked=fenced(brief.text),
    )
    language = {"zh": "Chinese", "en": "English"}[brief.lang]
    return [
        SystemMessage(content=prompt(_PROMPT, language=language)),
        UserMessage(content=user, source="team"),
    ]


async def _looked_up(
    calls: Sequence[FunctionCall], lookups: Lookups, cancellation: CancellationToken
) -> FunctionExecutionResultMessage:
    """Return what the calls found; what goes wrong with one is told to the model as text."""
    results = []
    for number, call in enumerate(calls):
        if number < AT_ONCE:
            text = await lookups.call(call.name, call.arguments, cancellation)
        else:
            text = "not looked up: too many at once"
        results.append(
            FunctionExecutionResult(content=text, name=call.name, call_id=call.id, is_error=False)
        )
    return FunctionExecutionResultMessage(content=results)
