"""Several judgings of one answer by one model, put together point by point and never averaged.

They are asked side by side in the same words, and each is checked as a single one would be. Where all
agree, that is the verdict. Where they do not, nobody knows: the point is unsure and says how they
disagreed, for a mean or the word of the majority would look like a verdict that somebody has reached.
What only some call false costs nothing, because the score has no half of it, but it is said. So the
doubt stands in `score_range` as far as points go, and in the judgings' own scores as a whole.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from autogen_core import CancellationToken

from agents.briefs import JudgeBrief
from agents.critic_voice import Judgement, ModelCritic, Tell
from agents.reflection import Reflection
from agents.second_look import Claim
from agents.voice.model import Model
from practice.errors import VoiceError
from practice.question import Question
from practice.value import Bilingual, Lang
from practice.verdict import VALUE, Falsehood, Judge, Judgings, Standing, Verdict, mark
from tools.matching import PROBABILITY, Matcher
from tools.verification import Objection
from tools.wording import say

KEPT = 7
"""Requests of a turn that the judgings leave to others: the second look, and coach and interviewer
three times each, as both may twice have begun in vain. The judgings' own repeats give way first."""
_CREDITED = ("covered", "partial")


class Panel:
    """Judges through a model that is asked several times."""

    def __init__(self, question: Question, matcher: Matcher, model: Model, count: int) -> None:
        self.question = question
        self.matcher = matcher
        self.model = model
        self.count = count
        self.reflection = Reflection(question, matcher)

    @property
    def judge_name(self) -> Judge:
        """The model that is asked first, under the prompt that it is given."""
        return self._voice(self.model).judge_name

    def _voice(self, model: Model) -> ModelCritic:
        return ModelCritic(self.question, self.matcher, model)

    async def judge(
        self,
        brief: JudgeBrief,
        rejected: Sequence[Objection],
        cancellation: CancellationToken,
        tell: Tell | None = None,
    ) -> Judgement:
        """Return what the judgings come to; nothing is `rejected`, as each of them is checked before.

        `tell` hears a verdict once all have given it alike. Where all fail, whoever is left in service
        is asked as a single judge would be. Raises: VoiceError.
        """
        service = self.model.service
        sides = [service.split(KEPT) for _ in range(self.count)]
        listeners = agreeing(self.count, tell) if tell else [None] * self.count
        async with asyncio.TaskGroup() as asking:
            tasks = [
                asking.create_task(
                    self._one(replace(self.model, service=side), brief, cancellation, hears)
                )
                for side, hears in zip(sides, listeners, strict=True)
            ]
        service.join(sides, self.model.lines)
        heard = [each.result() for each in tasks]
        faults = [each for each in heard if isinstance(each, VoiceError)]
        reached = [each for each in heard if isinstance(each, Judgement)]
        if not reached:
            voice = self._voice(self.model)
            reached = [await self.reflection.judged(voice, brief, cancellation)]
        elif faults:
            service.tell(_lost(faults, self.count))
        counted = _of_one_judge(reached)
        service.succeeded(str(counted[0].judge.model))
        return put_together(self.question, counted, self.count, brief.lang)

    async def _one(
        self, model: Model, brief: JudgeBrief, cancellation: CancellationToken, hears: Tell | None
    ) -> Judgement | VoiceError:
        try:
            return await self.reflection.judged(self._voice(model), brief, cancellation, hears)
        except VoiceError as error:
            return error

    async def confirm(
        self, brief: JudgeBrief, claims: Sequence[Claim], cancellation: CancellationToken
    ) -> Mapping[str, Standing]:
        """Return for each claim whether its words alone say it, asked once. Raises: VoiceError."""
        return await self._voice(self.model).confirm(brief, claims, cancellation)


def agreeing(count: int, tell: Tell) -> list[Tell]:
    """Return who hears each judging's verdicts; what all of them gave alike is told on."""
    heard: dict[str, dict[int, Verdict]] = {}

    def listener(number: int) -> Tell:
        def hears(verdict: Verdict) -> None:
            given = heard.setdefault(verdict.point, {})
            given[number] = verdict
            if len(given) == count and len({each.verdict for each in given.values()}) == 1:
                tell(given[0])

        return hears

    return [listener(number) for number in range(count)]


def put_together(
    question: Question, judgements: Sequence[Judgement], asked: int, lang: Lang
) -> Judgement:
    """Return what checked judgements by one judge say together, their scores beside each other."""
    false, disputed = _false(judgements)
    doubted = {question.misconception(each.id).contradicts: each for each in disputed}
    verdicts = tuple(
        _point(given, doubted.get(given[0].point), lang)
        for given in zip(*(each.verdicts for each in judgements), strict=True)
    )
    scores = tuple(_score(question, each) for each in judgements)
    judgings = Judgings(asked=asked, scores=scores, disputed=disputed)
    judge = judgements[0].judge.model_copy(update={"judgings": judgings})
    return Judgement(verdicts, false, judge)


def _score(question: Question, judgement: Judgement) -> float:
    standings = {each.point: each.verdict for each in judgement.verdicts}
    return mark(question, standings, [each.id for each in judgement.false]).score


def _false(
    judgements: Sequence[Judgement],
) -> tuple[tuple[Falsehood, ...], tuple[Falsehood, ...]]:
    """Return what all of them call false, and what only some do."""
    first: dict[str, Falsehood] = {}
    for judgement in judgements:
        for each in judgement.false:
            first.setdefault(each.id, each)
    named = [{each.id for each in judgement.false} for judgement in judgements]
    everywhere = set.intersection(*named)
    by_all = tuple(each for each in first.values() if each.id in everywhere)
    return by_all, tuple(each for each in first.values() if each.id not in everywhere)


def _point(given: Sequence[Verdict], doubted: Falsehood | None, lang: Lang) -> Verdict:
    """Return the verdict on which all agree, or unsure with the words that were credited most.

    Credit for a point of which some have heard the contrary is in doubt as well.
    """
    reasons = list(_reasons(given, doubted, lang))
    if not reasons:
        return given[0]
    quoted = [each for each in given if each.quote is not None]
    best = max(quoted, key=lambda each: VALUE[each.verdict])
    return best.model_copy(
        update={
            "verdict": "unsure",
            "probability": PROBABILITY["unsure"],
            "why": say("judgings.and", lang).join(reasons),
        }
    )


def _reasons(given: Sequence[Verdict], doubted: Falsehood | None, lang: Lang) -> Iterator[str]:
    counts = Counter(each.verdict for each in given)
    if len(counts) > 1:
        told = [
            say("judgings.count", lang, verdict=say(f"verdict.{each}", lang), count=count)
            for each in VALUE
            if (count := counts[each])
        ]
        yield say("judgings.disagree", lang, counts=say("judgings.comma", lang).join(told))
    if doubted is not None and given[0].verdict in _CREDITED:
        yield say("judgings.doubted", lang, quote=doubted.quote)


def _of_one_judge(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Return those by the model that judged most often: a stand-in measures by another measure."""
    often = Counter(each.judge.model for each in judgements)
    ((model, _),) = often.most_common(1)
    return [each for each in judgements if each.judge.model == model]


def _lost(faults: Sequence[VoiceError], asked: int) -> Bilingual:
    """Return in one line that some judgings failed, and why the first of them did."""
    facts = {"count": len(faults), "asked": asked}
    return Bilingual(
        zh=say("judgings.failed", "zh", cause=faults[0].told("zh"), **facts),
        en=say("judgings.failed", "en", cause=faults[0].told("en"), **facts),
    )
