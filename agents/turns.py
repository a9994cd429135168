"""What each agent is told at its turn, and what code adds to its words before they are journaled."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from agents.briefs import (
    AskBrief,
    Brief,
    CloseBrief,
    CoachBrief,
    HearBrief,
    HelpBrief,
    JudgeBrief,
    RateBrief,
    TellBrief,
    TryBrief,
)
from agents.ledger import Ledger
from practice.dialogue import Dialogue
from practice.event import Answered, Asked, Closed, Inquired, Record, Told
from practice.question import Question
from practice.recollection import Recollection
from practice.round import attempted, by_person, closing, compare, judged, texts_shown
from practice.step import Ask, Close, Coach, Hear, Help, Judge, Rate, Tell, Try
from practice.value import Lang
from practice.verdict import Critique
from tools.copying import copied, mostly_within, read
from tools.matching import Matcher
from tools.sandbox import example_of

EARLIER = 3
"""Questions put to the coach before that it is reminded of."""
Recall = Callable[[Sequence[str]], Awaitable[list[Recollection]]]


async def recall_nothing(gaps: Sequence[str]) -> list[Recollection]:
    """Return nothing: the recall of a candidate who is new."""
    return []


def _still_open(found: list[Recollection]) -> list[Recollection]:
    """Return what is still open: a gap on the mend is not held against anybody."""
    return [each for each in found if each.status in ("open", "relapsed")]


class Turns:
    """Briefs for one session's agents, from its state, its ledger and what is recalled."""

    def __init__(
        self,
        question: Question,
        matcher: Matcher,
        ledger: Ledger,
        recall: Recall = recall_nothing,
        questions_with: Callable[[], Mapping[str, int]] = dict,
    ) -> None:
        self.question = question
        self.matcher = matcher
        self.ledger = ledger
        self.recall = recall
        self.questions_with = questions_with
        self._recalled: list[Recollection] | None = None

    def get_ready(self) -> None:
        """Read what the first answer would wait for: its question's past, the rubric's words."""
        self.matcher.warm()
        before = [record for _, seen in self.ledger.earlier(self.question.id) for record in seen]
        for text in texts_shown(self.question, before):
            read(text)

    async def brief(self, step: Any, state: Dialogue) -> Brief:
        """Return what the agent whose step it is needs to know."""
        lang = self._lang(state)
        match step:
            case Ask(what=what, point=point):
                recalled = await self._recalled_for(what, point, state)
                return self.ask(state, step).model_copy(update={"recalled": recalled})
            case Hear():
                return self.hear(state)
            case Rate():
                return RateBrief(lang=lang)
            case Judge():
                return self._judge(state)
            case Try():
                assert state.code is not None
                return TryBrief(code=state.code, lang=lang)
            case Coach():
                return await self._coach(state, step)
            case Help():
                return self.help(state, step)
            case Tell():
                return self._tell(state)
            case Close(reason=reason):
                return CloseBrief(reason=reason, lang=lang)
            case _:
                raise AssertionError(step)

    def completed(self, step: Any, state: Dialogue, said: BaseModel) -> BaseModel:
        """Return the event of what was said: a critique with the session's standing, a close with
        what came of it."""
        match said:
            case Critique():
                return self._critiqued(state, said)
            case Closed():
                gaps = self.ledger.past().gaps(self.questions_with())
                earlier = by_person(self.ledger.earlier(self.question.id))
                told = closing(state, gaps, earlier, self.ledger.now().date())
                return said.model_copy(update=told)
            case _:
                return said

    def ask(self, state: Dialogue, step: Ask) -> AskBrief:
        """Return what the interviewer is told, save for what is recalled."""
        asked = [r.event for r in self.ledger.records() if isinstance(r.event, Asked)]
        probes = [each.text for each in asked if each.what == "probe" and each.point == step.point]
        return AskBrief(
            what=step.what,
            lang=self._lang(state),
            point=step.point,
            answer=state.answers[-1] if state.answers else None,
            asked=tuple(each.text for each in asked),
            probed=probes[-1] if probes else None,
        )

    def hear(self, state: Dialogue) -> HearBrief:
        """Return what the candidate is told: what was asked, and which help was given."""
        asked = state.asked
        assert asked is not None
        hints: dict[str, int] = {}
        for each in state.hints:
            hints[each.point] = max(each.rung, hints.get(each.point, 0))
        return HearBrief(
            what=asked.what,
            text=asked.text,
            lang=self._lang(state),
            point=asked.point,
            hints=hints,
            may_ask_hint=state.tried_since_hint,
            takes_code=example_of(self.question),
        )

    def help(self, state: Dialogue, step: Help) -> HelpBrief:
        """Return what is told to whoever meets a request, or declines it."""
        return HelpBrief(
            command=step.command,
            lang=self._lang(state),
            point=step.point,
            rung=step.rung,
            refused=step.refused,
        )

    def _tell(self, state: Dialogue) -> TellBrief:
        inquiry, asked, records = state.inquiry, state.asked, self.ledger.records()
        assert inquiry is not None
        assert asked is not None
        put = [each.event.text for each in records if isinstance(each.event, Inquired)]
        told = [each.event.text for each in records if isinstance(each.event, Told)]
        return TellBrief(
            text=inquiry.text,
            lang=inquiry.lang,
            question=self.question.ask.of(inquiry.lang),
            open=asked.text,
            answer=state.answers[-1] if state.answers else "",
            earlier=tuple(zip(put[:-1], told, strict=True))[-EARLIER:],
            attempted=attempted(state, records),
        )

    def _judge(self, state: Dialogue) -> JudgeBrief:
        asked = state.asked
        assert state.started is not None
        return JudgeBrief(
            text=state.answers[-1],
            lang=self._lang(state),
            attempt=len(state.answers),
            session=self.ledger.session,
            probed=asked.point if asked and asked.what in ("probe", "again") else None,
            reveal=state.started.mode == "critique",
        )

    async def _coach(self, state: Dialogue, step: Coach) -> CoachBrief:
        first = len(state.critiques) == 1
        recalled = tuple(await self._recurring(state)) if first else ()
        return self.coach(state, step).model_copy(update={"recalled": recalled})

    def coach(self, state: Dialogue, step: Coach) -> CoachBrief:
        """Return what the coach is told, save for what is recalled."""
        critique = state.critiques[-1]
        assert state.started is not None
        rated = len(state.ratings) == len(state.answers)
        return CoachBrief(
            critique=critique.critique,
            standings=state.standings,
            rating=state.ratings[-1].rating if rated and state.ratings else None,
            offer_hint=step.offer_hint,
            closing=step.closing,
            reveal=state.started.mode == "critique",
            lang=self._lang(state),
        )

    async def _recurring(self, state: Dialogue) -> list[Recollection]:
        """Return what is recalled of the gaps that the last critique showed again."""
        if not state.critiques:
            return []
        missed = {each.gap for each in state.critiques[-1].observations if not each.met}
        if not missed:
            return []
        return _still_open(await self.recall(sorted(missed)))

    async def _recalled_for(
        self, what: str, point: str | None, state: Dialogue
    ) -> Recollection | None:
        """Return what is recalled of the gap a probe is about, once a session and after an attempt."""
        if what != "probe" or point is None or self._recalled is not None:
            return None
        skill = self.question.point(point).skill
        found = _still_open(await self.recall([skill]))
        self._recalled = found or self._recalled
        return found[0] if found else None

    def _critiqued(self, state: Dialogue, critique: Critique) -> BaseModel:
        earlier = self.ledger.earlier(self.question.id)
        before: list[Record] = [record for _, records in earlier for record in records]
        compared = compare(critique, by_person(earlier)) if critique.attempt == 1 else None
        so_far = before + self.ledger.told() + self._until_answered()
        return judged(
            state,
            critique.model_copy(update={"compared": compared}),
            so_far,
            self.ledger.now(),
            self._near(state.answers[-1], critique),
            self.matcher.takes_back(state.answers[-1], self._standing_against(state)),
            self._pasted(state, critique, so_far),
        )

    def _until_answered(self) -> list[Record]:
        """Return the session's records up to its last answer: what came after was no aid to it."""
        records = self.ledger.records()
        last = max(
            (at for at, each in enumerate(records) if isinstance(each.event, Answered)), default=0
        )
        return records[: last + 1]

    def _pasted(self, state: Dialogue, critique: Critique, so_far: list[Record]) -> set[str]:
        """Return the points whose words are those of what was shown: they show nothing unaided.

        A simulated candidate has no words but the bank's, and is nobody's evidence anyway.
        """
        if state.started is not None and state.started.candidate == "simulated":
            return set()
        spans = copied(state.answers[-1], set(texts_shown(self.question, so_far)))
        return {
            each.point
            for each in critique.verdicts
            if each.start is not None
            and each.end is not None
            and mostly_within(each.start, each.end, spans)
        }

    def _standing_against(self, state: Dialogue) -> set[str]:
        """Return the points and misconceptions that stand against the candidate so far."""
        wrong = {each for each, at in state.standings.items() if at.standing == "contradicted"}
        return wrong | set(state.false)

    def _near(self, text: str, critique: Critique) -> dict[str, str]:
        """Return the words that come nearest to each missing point: its gap's only evidence."""
        missing = [each.point for each in critique.verdicts if each.verdict == "missing"]
        return {point: span.quote for point, span in self.matcher.nearest(text, missing).items()}

    def _lang(self, state: Dialogue) -> Lang:
        """Return the language to speak: that of the latest answer, else the session's."""
        for record in reversed(self.ledger.records()):
            if isinstance(record.event, Answered):
                return record.event.lang
        assert state.started is not None
        return state.started.lang
