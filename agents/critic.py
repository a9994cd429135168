"""The critic: a verdict for each key point, checked by code before anybody sees it.

What fails the check goes back to the voice once (agents/reflection.py). The score is arithmetic over
what stands (practice/verdict.py). Code that is handed in is run against the question's cases; it
counts beside the score, not in it.
"""

import asyncio
from collections.abc import Mapping, Sequence

from autogen_core import CancellationToken

from agents.briefed import Tell, TellingAgent, nobody
from agents.briefs import HelpBrief, JudgeBrief, TryBrief
from agents.critic_voice import Judgement, RulesCritic
from agents.critic_voice import Tell as TellVerdict
from agents.early import LikelyCritique, VerdictSeen
from agents.reflection import CriticVoice, Reflection
from agents.second_look import claims, settled
from practice.errors import VoiceError
from practice.event import Declined, Explained, PointStanding, Ran
from practice.question import Question, Skill
from practice.verdict import (
    VALUE,
    Critique,
    Falsehood,
    Mark,
    Standing,
    Verdict,
    mark,
)
from tools.advice import done_well, next_action
from tools.answer_match import AnswerMatch
from tools.delivery import delivery_of
from tools.matching import PROBABILITY, Matcher
from tools.sandbox import run_code
from tools.verification import objections
from tools.wording import say


class Critic(TellingAgent[Critique | Explained | Declined | Ran]):
    """The agent that judges."""

    said = (Critique, Explained, Declined, Ran)

    def __init__(
        self,
        question: Question,
        matcher: Matcher,
        skills: Mapping[str, Skill],
        voice: CriticVoice,
        fallback: CriticVoice | None = None,
    ) -> None:
        super().__init__("critic", "Judges an answer against the rubric, with quotes.")
        self.question = question
        self.matcher = matcher
        self.skills = skills
        self.voice = voice
        self.fallback = fallback
        self.reflection = Reflection(question, matcher)

    async def reply(
        self,
        brief: JudgeBrief | TryBrief | HelpBrief,
        cancellation: CancellationToken,
        tell: Tell = nobody,
    ) -> Critique | Explained | Declined | Ran:
        """Return the critique of one answer, or how code fared; to `why`, that all may be shown.

        `tell` hears each verdict of a critique that stands already.
        """
        if isinstance(brief, TryBrief):
            assert self.question.cases is not None
            outcome = await asyncio.to_thread(run_code, brief.code, self.question.cases)
            return Ran(outcome=outcome)
        if isinstance(brief, HelpBrief):
            if brief.refused is None:
                return Explained()
            return Declined(command=brief.command, text=say(f"refused.{brief.refused}", brief.lang))
        return await self.critique(brief, cancellation, tell)

    async def critique(
        self, brief: JudgeBrief, cancellation: CancellationToken, tell: Tell = nobody
    ) -> Critique:
        """Return the checked critique; not_graded with its reason where no voice could judge."""
        voice, cause = self.voice, None
        early = None if tell is nobody else await self._early(brief, tell)
        try:
            judgement = await self._checked(voice, brief, cancellation, early)
        except VoiceError as error:
            cause = error.told(brief.lang)
            if self.fallback is None:
                return self._not_graded(brief, cause)
            voice = self.fallback
            judgement = await self._checked(voice, brief, cancellation)
        return self._composed(brief, judgement, cause)

    async def _early(self, brief: JudgeBrief, tell: Tell) -> TellVerdict:
        """Return what passes on the verdicts that stand whatever else the judgement brings.

        At the half, and with the last of them, it tells as well, to the team alone, what the
        critique will likely be: the voice is asked for missing points last, so after one of them
        the rest is taken for missing, and before that for what the rules have.
        """
        rules = await RulesCritic(self.question, self.matcher).judge(brief, (), CancellationToken())
        known = {each.point: each for each in rules.verdicts}
        likely = dict(known)
        heard: set[str] = set()

        def hears(verdict: Verdict) -> None:
            if verdict.point in heard:
                return
            stands = self._stands(brief, verdict, known[verdict.point], rules)
            heard.add(verdict.point)
            likely[verdict.point] = verdict
            if verdict.verdict == "missing":
                likely.update({name: _missing(likely[name]) for name in likely.keys() - heard})
            if stands:
                tell(VerdictSeen(verdict=verdict, source=self.name))
            if len(heard) in (len(likely) // 2, len(likely)):
                judgement = Judgement(tuple(likely.values()), rules.false, self.voice.judge_name)
                critique = self._composed(brief, judgement, None)
                tell(LikelyCritique(critique=critique, source=self.name))

        return hears

    def _stands(
        self, brief: JudgeBrief, verdict: Verdict, known: Verdict, rules: Judgement
    ) -> bool:
        """Return whether a verdict may be shown before the rest is there.

        It is quoted from the answer, bears on its point, and gives no more credit than the rules
        do: what goes beyond them waits for the second look.
        """
        span, point = verdict.span, self.question.point(verdict.point)
        if span is None or verdict.verdict == "unsure":
            return False
        if VALUE[verdict.verdict] > VALUE[known.verdict]:
            return False
        if objections(brief.text, self.question, [verdict], rules.false, self.matcher):
            return False
        return self.matcher.bears_on(span.quote, point)

    async def _checked(
        self,
        voice: CriticVoice,
        brief: JudgeBrief,
        cancellation: CancellationToken,
        early: TellVerdict | None = None,
    ) -> Judgement:
        judgement = await self.reflection.judged(voice, brief, cancellation, early)
        if judgement.judge.voice == "rules":
            return judgement
        return await self._looked_at_again(voice, brief, judgement, cancellation)

    async def _looked_at_again(
        self,
        voice: CriticVoice,
        brief: JudgeBrief,
        judgement: Judgement,
        cancellation: CancellationToken,
    ) -> Judgement:
        """Return the judgement with what it credits beyond the rules confirmed, or as the rules have it."""
        known = await RulesCritic(self.question, self.matcher).judge(brief, (), cancellation)
        rules = known.verdicts, known.false
        verdicts, false = judgement.verdicts, judgement.false
        asked = claims(brief.text, self.question, verdicts, false, rules, self.matcher)
        confirmed: Mapping[str, Standing] = {}
        if asked:
            try:
                confirmed = await voice.confirm(brief, asked, cancellation)
            except VoiceError:
                confirmed = {}  # the notice is told by the model itself; the rules' reading stands
        verdicts, false = settled(verdicts, false, rules, confirmed)
        return Judgement(verdicts, false, judgement.judge)

    def _composed(self, brief: JudgeBrief, judgement: Judgement, cause: str | None) -> Critique:
        seen = self.matcher.match(brief.text, brief.probed)
        reached = self._mark(judgement.verdicts, judgement.false, seen)
        delivery = delivery_of(brief.text, self.question)
        standings = {
            each.point: PointStanding(standing=each.verdict, quote=each.quote)
            for each in judgement.verdicts
        }
        return Critique(
            question=self.question.id,
            session=brief.session,
            attempt=brief.attempt,
            lang=brief.lang,
            score=reached.score,
            score_range=(reached.low, reached.high),
            band=reached.band,
            reason=cause,
            honest_unknown=seen.honest_unknown,
            verdicts=judgement.verdicts,
            misconceptions=judgement.false,
            delivery=delivery,
            done_well=done_well(self.question, judgement.verdicts, self.skills, brief.lang),
            next_action=next_action(
                self.question,
                standings,
                judgement.false,
                delivery,
                brief.lang,
                off_question=reached.band == "off_question",
                honest_unknown=seen.honest_unknown,
                reveal=brief.reveal,
            ),
            judge=judgement.judge,
        )

    def _mark(
        self, verdicts: Sequence[Verdict], false: Sequence[Falsehood], seen: AnswerMatch
    ) -> Mark:
        standings = {each.point: each.verdict for each in verdicts}
        bears = seen.bears or any(each != "missing" for each in standings.values())
        return mark(self.question, standings, [each.id for each in false], bears=bears)

    def _not_graded(self, brief: JudgeBrief, cause: str) -> Critique:
        return Critique(
            question=self.question.id,
            session=brief.session,
            attempt=brief.attempt,
            lang=brief.lang,
            score=None,
            score_range=None,
            band="not_graded",
            reason=cause,
            honest_unknown=False,
            verdicts=(),
            misconceptions=(),
            delivery=delivery_of(brief.text, self.question),
            done_well=None,
            next_action=say("action.not_graded", brief.lang),
            judge=self.voice.judge_name,
        )


def _missing(verdict: Verdict) -> Verdict:
    """Return the verdict that its point is missing."""
    nothing = {"quote": None, "start": None, "end": None}
    return verdict.model_copy(
        update={**nothing, "verdict": "missing", "probability": PROBABILITY["missing"]}
    )
