"""The critic's two voices: rules over the bank, and a model that fills in a schema."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from autogen_core import CancellationToken

from agents.briefs import JudgeBrief
from agents.second_look import Claim
from agents.voice.model import Model, Watch
from agents.voice.prompt import prompt, prompt_id
from practice.question import Question
from practice.value import Lang, Value
from practice.verdict import Falsehood, Judge, Standing, Verdict
from tools.json_items import JsonItems
from tools.matching import MATCHER_VERSION, PROBABILITY, Matcher
from tools.strict_json import read_json
from tools.verification import Objection, locate

Tell = Callable[[Verdict], None]
"""Hears a verdict as soon as it is there, unchecked, and before the whole judgement is."""


@dataclass(frozen=True)
class Judgement:
    """What a voice found, before it is checked."""

    verdicts: tuple[Verdict, ...]
    false: tuple[Falsehood, ...]
    judge: Judge


def _verdict(
    question: Question,
    point_id: str,
    standing: Standing,
    quote: tuple[str, int, int] | None,
    why: str,
) -> Verdict:
    point = question.point(point_id)
    text, start, end = quote if quote else (None, None, None)
    return Verdict(
        point=point.id,
        skill=point.skill,
        weight=point.weight,
        why=why,
        verdict=standing,
        quote=text,
        start=start,
        end=end,
        probability=PROBABILITY[standing],
    )


class RulesCritic:
    """Judges by the rubric matcher."""

    def __init__(self, question: Question, matcher: Matcher) -> None:
        self.question = question
        self.matcher = matcher

    @property
    def judge_name(self) -> Judge:
        """The rules, under the matcher's version."""
        return Judge(voice="rules", version=MATCHER_VERSION)

    async def judge(
        self,
        brief: JudgeBrief,
        rejected: Sequence[Objection],
        cancellation: CancellationToken,
        tell: Tell | None = None,
    ) -> Judgement:
        """Return what the matcher finds; rules read the same text the same way twice."""
        found = self.matcher.match(brief.text, brief.probed)
        verdicts = tuple(
            _verdict(
                self.question,
                each.point.id,
                each.standing,
                (each.span.quote, each.span.start, each.span.end) if each.span else None,
                each.why,
            )
            for each in found.points
        )
        false = tuple(
            Falsehood(
                id=each.misconception.id,
                quote=each.span.quote,
                start=each.span.start,
                end=each.span.end,
                correction=each.misconception.correction.of(brief.lang),
            )
            for each in found.misconceptions
        )
        return Judgement(verdicts, false, self.judge_name)

    async def confirm(
        self, brief: JudgeBrief, claims: Sequence[Claim], cancellation: CancellationToken
    ) -> Mapping[str, Standing]:
        """Return nothing: the rules claim nothing beyond themselves."""
        return {}


class ClaimReply(Value):
    """The model's word on one claim, by the words that were shown alone."""

    point: str
    why: str
    verdict: Literal["covered", "partial", "missing"]


class ConfirmReply(Value):
    """The model's whole reply to the second look."""

    points: list[ClaimReply]


class PointReply(Value):
    """The model's verdict on one key point; the reason comes first, so that it argues first."""

    point: str
    why: str
    quote: str | None
    verdict: Standing


class FalseReply(Value):
    """A misconception that the model found."""

    id: str
    why: str
    quote: str


class CriticReply(Value):
    """The model's whole reply."""

    points: list[PointReply]
    misconceptions: list[FalseReply]


class ModelCritic:
    """Judges through a model, which is told the rubric and nothing of hints, memory or coach."""

    def __init__(self, question: Question, matcher: Matcher, model: Model) -> None:
        self.question = question
        self.matcher = matcher
        self.model = model

    @property
    def judge_name(self) -> Judge:
        """The model that is asked first, under the prompt that it is given."""
        return self._judge(self.model.name)

    def _judge(self, name: str) -> Judge:
        return Judge(voice="model", model=name, version=MATCHER_VERSION, prompt=prompt_id("critic"))

    async def judge(
        self,
        brief: JudgeBrief,
        rejected: Sequence[Objection],
        cancellation: CancellationToken,
        tell: Tell | None = None,
    ) -> Judgement:
        """Return the model's verdicts, each quote put in its place. Raises: VoiceError."""
        system = self.system(brief)
        answer = self.model.fenced(brief.text)
        user = prompt("critic_answer", probe=self._probe(brief), answer=answer)
        if rejected:
            faults = "\n".join(f"- {each.point}: {each.fault}" for each in rejected)
            user += "\n\n" + prompt("critic_rejected", rejected=faults)
        watch = self._watch(brief, tell) if tell else None
        heard = await self.model.structured(
            CriticReply, system, user, cancellation, self._fault_in, watch
        )
        return Judgement(
            self._verdicts(brief, heard.said),
            self._false(brief, heard.said),
            self._judge(heard.model),
        )

    def system(self, brief: JudgeBrief) -> str:
        """Return what the model is told before any answer: the same at each turn of a session."""
        question = self.question.ask.of(brief.lang)
        return prompt("critic", question=question, rubric=self._rubric(brief))

    async def confirm(
        self, brief: JudgeBrief, claims: Sequence[Claim], cancellation: CancellationToken
    ) -> Mapping[str, Standing]:
        """Return for each claim whether its words alone say it. Raises: VoiceError."""
        shown = [
            f"point {each.id}: {self._says(each.id, brief.lang)}\n{self.model.fenced(each.words)}"
            for each in claims
        ]
        wanted = sorted(each.id for each in claims)

        def fault_in(reply: ConfirmReply) -> str | None:
            given = sorted(each.point for each in reply.points)
            return None if given == wanted else f"points must have these once: {wanted}"

        heard = await self.model.structured(
            ConfirmReply, prompt("critic_confirm"), "\n\n".join(shown), cancellation, fault_in
        )
        return {each.point: each.verdict for each in heard.said.points}

    def _watch(self, brief: JudgeBrief, tell: Tell) -> Watch:
        """Return what tells each verdict of a growing reply as soon as its item closes."""

        def begin() -> Callable[[str], None]:
            items = JsonItems("points")

            def hears(piece: str) -> None:
                for text in items.take(piece):
                    verdict = self._early(brief, text)
                    if verdict is not None:
                        tell(verdict)

            return hears

        return begin

    def _early(self, brief: JudgeBrief, text: str) -> Verdict | None:
        """Return the verdict of one item, or None where it could be none of a whole reply."""
        try:
            read_json(text)
            reply = PointReply.model_validate_json(text, strict=True)
        except ValueError:
            return None
        known = {each.id for each in self.question.points}
        return self._one(brief, reply) if reply.point in known else None

    def _says(self, name: str, lang: Lang) -> str:
        for each in self.question.recognizable:
            if each.id == name:
                return each.says.of(lang)
        raise KeyError(name)

    def _fault_in(self, reply: CriticReply) -> str | None:
        """Return what is wrong with a reply that keeps to the schema, or None."""
        points = sorted(each.id for each in self.question.points)
        if sorted(each.point for each in reply.points) != points:
            return f"points must have each of these once: {', '.join(points)}"
        known = {each.id for each in self.question.misconceptions}
        unknown = [each.id for each in reply.misconceptions if each.id not in known]
        return (
            f"misconceptions has an id that is not in the rubric: {unknown[0]}" if unknown else None
        )

    def _rubric(self, brief: JudgeBrief) -> str:
        points = [f"- {each.id}: {each.says.of(brief.lang)}" for each in self.question.points]
        lies = [f"- {each.id}: {each.says.of(brief.lang)}" for each in self.question.misconceptions]
        return "\n".join(["Key points:", *points, "Misconceptions:", *lies])

    def _probe(self, brief: JudgeBrief) -> str:
        if brief.probed is None:
            return "none"
        return self.question.point(brief.probed).probe.of(brief.lang)

    def _verdicts(self, brief: JudgeBrief, reply: CriticReply) -> tuple[Verdict, ...]:
        given = {each.point: each for each in reply.points}
        return tuple(self._one(brief, given[each.id]) for each in self.question.points)

    def _one(self, brief: JudgeBrief, reply: PointReply) -> Verdict:
        """Return the verdict; a quote that stands nowhere is kept as given, for the check to reject."""
        if reply.verdict == "missing":
            return _verdict(self.question, reply.point, "missing", None, reply.why)
        span = locate(reply.quote or "", brief.text)
        if span is None and reply.verdict == "unsure":
            span = self.matcher.nearest(brief.text, [reply.point]).get(reply.point)
            if span is None:
                return _verdict(self.question, reply.point, "missing", None, reply.why)
        quote = (span.quote, span.start, span.end) if span else (reply.quote or "", 0, 0)
        return _verdict(self.question, reply.point, reply.verdict, quote, reply.why)

    def _false(self, brief: JudgeBrief, reply: CriticReply) -> tuple[Falsehood, ...]:
        known = {each.id: each for each in self.question.misconceptions}
        found = []
        for each in reply.misconceptions:
            span = locate(each.quote, brief.text)
            found.append(
                Falsehood(
                    id=each.id,
                    quote=span.quote if span else each.quote,
                    start=span.start if span else 0,
                    end=span.end if span else 0,
                    correction=known[each.id].correction.of(brief.lang),
                )
            )
        return tuple(found)
