"""Critiques of many written answers, one a line; nothing of it is kept in the profile."""

import asyncio
import json
from collections.abc import Callable, Iterable
from typing import Any

from autogen_core import CancellationToken
from pydantic import Field, ValidationError

from agents.briefs import JudgeBrief
from agents.casting import critic_for, voices_of
from agents.commands.app import App
from agents.commands.usage import usage_told
from agents.critic import Critic
from practice.errors import CoachError
from practice.value import Lang, Value, language_of
from tools.strict_json import read_json
from tools.text import ANSWER_LIMIT


class BatchLine(Value):
    """One answer of a batch (contract)."""

    question: str
    text: str = Field(max_length=ANSWER_LIMIT)
    lang: Lang | None = None
    id: str | int | None = None


class Batch:
    """Judges answers line by line, with one critic a question."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._voices = voices_of(app.settings, app.patience)
        self._critics: dict[str, Critic] = {}

    def run(self, lines: Iterable[str], tell: Callable[[dict[str, Any]], None]) -> None:
        """Tell one critique a line, in order; a bad line as its number and what is wrong."""
        asyncio.run(self._run(lines, tell))

    async def _run(self, lines: Iterable[str], tell: Callable[[dict[str, Any]], None]) -> None:
        for number, text in enumerate(lines, start=1):
            if not text.strip():
                continue
            try:
                tell(await self._judged(BatchLine.model_validate(read_json(text))))
            except (ValueError, CoachError) as error:
                tell({"line": number, "error": _fault(error)})
        used = usage_told(self._voices.service.budget, self.app.settings.lang)
        if used is not None:
            self.app.screen.notice(used)

    async def _judged(self, line: BatchLine) -> dict[str, Any]:
        """Return the critique of one line with its `id`. Raises: UsageError, BankError."""
        lang = line.lang or language_of(line.text) or self.app.settings.lang
        brief = JudgeBrief(text=line.text, lang=lang, attempt=1, reveal=True)
        self._voices.service.begin_turn()
        critique = await self._critic(line.question).critique(brief, CancellationToken())
        self.app.screen.notices(self._voices.service.take_notices())
        named = {"id": line.id} if line.id is not None else {}
        return {**named, **critique.model_dump(mode="json")}

    def _critic(self, question_id: str) -> Critic:
        if question_id not in self._critics:
            question = self.app.bank.question(question_id)
            self._critics[question_id] = critic_for(question, self.app.bank, self._voices)
        return self._critics[question_id]


def _fault(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(
            f"{'.'.join(map(str, each['loc'])) or 'line'}: {each['msg']}" for each in error.errors()
        )
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} at column {error.colno}"
    return str(error)
