"""One judgement as it stands once code has checked it: the reflection.

What fails the check goes back to the voice once, naming what failed; what fails again is unsure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from autogen_core import CancellationToken

from agents.briefs import JudgeBrief
from agents.critic_voice import Judgement, Tell
from agents.second_look import Claim
from agents.voice.fault import ModelError
from practice.question import Question
from practice.verdict import Judge, Standing
from tools.matching import Matcher
from tools.verification import Objection, objections, settle


class CriticVoice(Protocol):
    """How the critic reads an answer."""

    async def judge(
        self,
        brief: JudgeBrief,
        rejected: Sequence[Objection],
        cancellation: CancellationToken,
        tell: Tell | None = None,
    ) -> Judgement:
        """Return verdicts and falsehoods; `rejected` says what failed last time.

        Where they come one by one, `tell` hears each of them unchecked. Raises: VoiceError.
        """

    async def confirm(
        self, brief: JudgeBrief, claims: Sequence[Claim], cancellation: CancellationToken
    ) -> Mapping[str, Standing]:
        """Return for each claim whether its words alone say it. Raises: VoiceError."""

    @property
    def judge_name(self) -> Judge:
        """Who judges."""


class Reflection:
    """The check of what is judged of one question's answers."""

    def __init__(self, question: Question, matcher: Matcher) -> None:
        self.question = question
        self.matcher = matcher

    async def judged(
        self,
        voice: CriticVoice,
        brief: JudgeBrief,
        cancellation: CancellationToken,
        tell: Tell | None = None,
    ) -> Judgement:
        """Return the judgement of a voice, checked; what cannot be asked again is unsure at once.

        Raises: VoiceError.
        """
        judgement = await voice.judge(brief, (), cancellation, tell)
        failed = self._objections(brief, judgement)
        if not failed:
            return judgement
        try:
            judgement = await voice.judge(brief, failed, cancellation)
        except ModelError as error:
            if error.kind not in ("calls", "budget"):
                raise
        names = {each.point for each in self._objections(brief, judgement)}
        return replace(
            judgement,
            verdicts=settle(brief.text, judgement.verdicts, names, self.matcher),
            false=tuple(each for each in judgement.false if each.id not in names),
        )

    def _objections(self, brief: JudgeBrief, judgement: Judgement) -> list[Objection]:
        return objections(
            brief.text, self.question, judgement.verdicts, judgement.false, self.matcher
        )
