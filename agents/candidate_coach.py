"""The candidate coach: one thing done well, one next action, and help on request.

Code checks that nothing said gives away more than it may: the rubric matcher is run over it, and over
each sentence that is shown before the message is complete (agents/aloud.py).
"""

from collections.abc import Mapping
from typing import Protocol

from autogen_core import CancellationToken

from agents.ahead import Ahead
from agents.aloud import COACH, Aloud
from agents.asking import Asking
from agents.briefed import Tell, TellingAgent, nobody
from agents.briefs import CoachBrief, HelpBrief, TellBrief
from agents.voice.model import Model, Watch, unheard
from agents.voice.prompt import prompt
from practice.errors import VoiceError
from practice.event import Coached, Declined, Hinted, Revealed, Told
from practice.question import Question, Skill
from practice.recollection import Recollection
from practice.standing import open_points
from practice.value import Lang
from practice.verdict import Praise
from tools.advice import next_action
from tools.answering import Library
from tools.matching import Matcher
from tools.wording import say

LEAK_FREE_RUNGS = 2
"""Hints on these rungs must not state their point, not even in other words."""


class CoachVoice(Protocol):
    """How the coach finds words for a hint; which point and rung is decided before."""

    async def hint(
        self, brief: HelpBrief, cancellation: CancellationToken, watch: Watch = unheard
    ) -> str:
        """Return the hint's words, which `watch` hears as they come. Raises: VoiceError."""

    async def advise(
        self,
        brief: CoachBrief,
        action: str,
        cancellation: CancellationToken,
        watch: Watch = unheard,
    ) -> str:
        """Return the next action in the voice's words; `action` is the rules'. Raises: VoiceError."""

    @property
    def begins_ahead(self) -> bool:
        """Whether it may be asked for words before it is sure that they are wanted."""

    def aside(self) -> "CoachVoice | None":
        """Return the voice for words that nobody has asked for yet, or None where it has none."""


class BankCoach:
    """Gives the authored hints and the rules' advice."""

    def __init__(self, question: Question) -> None:
        self.question = question

    async def hint(
        self, brief: HelpBrief, cancellation: CancellationToken, watch: Watch = unheard
    ) -> str:
        """Return the authored hint of the rung."""
        assert brief.point is not None
        assert brief.rung is not None
        return self.question.point(brief.point).rung(brief.rung).of(brief.lang)

    async def advise(
        self,
        brief: CoachBrief,
        action: str,
        cancellation: CancellationToken,
        watch: Watch = unheard,
    ) -> str:
        """Return the rules' next action as it is."""
        return action

    @property
    def begins_ahead(self) -> bool:
        """No: what is in the bank is there at once."""
        return False

    def aside(self) -> None:
        """Return None: what is in the bank is there at once."""


class ModelCoach:
    """Words hints and advice after the dialogue so far."""

    def __init__(self, question: Question, model: Model) -> None:
        self.question = question
        self.model = model

    async def hint(
        self, brief: HelpBrief, cancellation: CancellationToken, watch: Watch = unheard
    ) -> str:
        """Return the authored hint of the rung in the model's words. Raises: VoiceError."""
        authored = await BankCoach(self.question).hint(brief, cancellation)
        user = prompt("coach_hint", hint=authored)
        system = self._system(brief.lang)
        return await self.model.text(system, user, cancellation, recalling=True, watch=watch)

    async def advise(
        self,
        brief: CoachBrief,
        action: str,
        cancellation: CancellationToken,
        watch: Watch = unheard,
    ) -> str:
        """Return the next action in the model's words. Raises: VoiceError."""
        user = prompt("coach_advice", action=self.model.fenced(action))
        return await self.model.text(self._system(brief.lang), user, cancellation, watch=watch)

    @property
    def begins_ahead(self) -> bool:
        """Whether the budget has room for words that may not be wanted."""
        return self.model.begins_ahead

    def aside(self) -> "ModelCoach | None":
        """Return the voice for words that nobody has asked for yet, where the model may be asked."""
        model = self.model.aside()
        return ModelCoach(self.question, model) if model else None

    def _system(self, lang: Lang) -> str:
        language = {"zh": "Chinese", "en": "English"}[lang]
        return prompt("coach", language=language, question=self.question.ask.of(lang))


class CandidateCoach(TellingAgent[Coached | Hinted | Revealed | Declined | Told]):
    """The agent that helps."""

    said = (Coached, Hinted, Revealed, Declined, Told)

    def __init__(
        self,
        question: Question,
        matcher: Matcher,
        skills: Mapping[str, Skill],
        voice: CoachVoice | None = None,
        asking: Asking | None = None,
    ) -> None:
        super().__init__(COACH, "Names what went well and the next step; gives hints by rungs.")
        self.question = question
        self.matcher = matcher
        self.skills = skills
        self._bank = BankCoach(question)
        self.voice: CoachVoice = voice or self._bank
        alone = Library(lambda: [question], lambda: matcher.lexicon)
        self.asking = asking or Asking(question, matcher, alone)
        self.ahead = Ahead()
        self.hint_ahead = Ahead()
        self._prepared: set[tuple[str | None, int | None]] = set()
        """The points and rungs for which a hint was asked for ahead; once is enough."""

    async def reply(
        self,
        brief: CoachBrief | HelpBrief | TellBrief,
        cancellation: CancellationToken,
        tell: Tell = nobody,
    ) -> Coached | Hinted | Revealed | Declined | Told:
        """Return the coach's words after a critique, or its answer to a request or a question.

        `tell` hears a model's words as they come, as far as they may be shown by then.
        """
        if isinstance(brief, TellBrief):
            return await self.asking.tell(brief, cancellation, tell)
        if isinstance(brief, CoachBrief):
            return await self._comment(brief, cancellation, tell)
        if brief.refused is not None:
            text = say(f"refused.{brief.refused}", brief.lang)
            return Declined(command=brief.command, text=text)
        if brief.command == "answer":
            return Revealed(text=self.question.answer.of(brief.lang).strip())
        return await self._hint(brief, cancellation, tell)

    async def _hint(
        self, brief: HelpBrief, cancellation: CancellationToken, tell: Tell = nobody
    ) -> Hinted:
        assert brief.point is not None
        assert brief.rung is not None
        point, rung = self.question.point(brief.point), brief.rung

        def opened(text: str) -> str:
            return say(f"hint.{rung}", brief.lang, text=text)

        aloud = Aloud(tell, lambda text: self.matcher.gives_away(text, point), opened)
        try:
            text = await self.hint_ahead.words(
                brief, lambda watch: self.voice.hint(brief, cancellation, watch), aloud.watch
            )
        except VoiceError:
            text = await self._bank.hint(brief, cancellation)
        if rung <= LEAK_FREE_RUNGS and aloud.leaks(text):
            text = await self._bank.hint(brief, cancellation)
        return Hinted(point=point.id, rung=rung, text=opened(text))

    def get_hint_ready(self, brief: HelpBrief, cancellation: CancellationToken) -> None:
        """Begin to word the hint that may be asked for next, once, where a model does that."""
        key = (brief.point, brief.rung)
        voice = None if key in self._prepared else self.voice.aside()
        if voice is not None:
            self._prepared.add(key)
            self.hint_ahead.begin(brief, lambda watch: voice.hint(brief, cancellation, watch))

    def give_up(self) -> None:
        """End whatever is begun ahead."""
        self.ahead.give_up()
        self.hint_ahead.give_up()

    def get_ready(self, brief: CoachBrief, cancellation: CancellationToken) -> None:
        """Begin to word what a brief like this one will ask for, where a model does that."""
        if self.voice.begins_ahead and brief.critique.band != "not_graded":
            rules = self._rules(brief)
            self.ahead.begin(
                (rules, brief.lang),
                lambda watch: self.voice.advise(brief, rules, cancellation, watch),
            )

    def _rules(self, brief: CoachBrief) -> str:
        critique = brief.critique
        return next_action(
            self.question,
            brief.standings,
            critique.misconceptions,
            critique.delivery,
            brief.lang,
            off_question=critique.band == "off_question",
            honest_unknown=critique.honest_unknown,
            rating=brief.rating,
            reveal=brief.reveal,
            closing=brief.closing,
        )

    async def _comment(
        self, brief: CoachBrief, cancellation: CancellationToken, tell: Tell = nobody
    ) -> Coached:
        """Return praise, recall and the next action; the first two wait for no model."""
        praise, recall, action = (
            self._praise(brief),
            self._recall(brief),
            brief.critique.next_action,
        )
        if brief.critique.band != "not_graded":
            aloud = Aloud(tell, lambda text: self._leaks(text, brief))
            if self.voice is not self._bank:
                for text in filter(None, (praise.text if praise else None, recall)):
                    aloud.paragraph(text)
            action = await self._advice(brief, cancellation, aloud)
        if self._leaks(action, brief):
            action = say("action.open", brief.lang)
        return Coached(
            done_well=praise,
            recall=recall,
            next_action=action,
            offers_hint=brief.offer_hint,
            lang=brief.lang,
        )

    async def _advice(
        self, brief: CoachBrief, cancellation: CancellationToken, aloud: Aloud
    ) -> str:
        """Return the next action in the voice's words, or the rules' where it fails or leaks."""
        rules = self._rules(brief)
        try:
            action = await self.ahead.words(
                (rules, brief.lang),
                lambda watch: self.voice.advise(brief, rules, cancellation, watch),
                aloud.watch,
            )
        except VoiceError:
            return rules
        return rules if aloud.leaks(action) else action

    def _leaks(self, text: str, brief: CoachBrief) -> bool:
        """Return whether `text` states a point that is open; corrections of false words may."""
        if brief.reveal or brief.critique.misconceptions:
            return False
        return any(
            self.matcher.gives_away(text, point)
            for point in open_points(self.question, brief.standings)
        )

    def _praise(self, brief: CoachBrief) -> Praise | None:
        """Praise is for what this answer showed, and only in its own words."""
        return brief.critique.done_well

    def _recall(self, brief: CoachBrief) -> str | None:
        """Return what recurs, since when, and how it was put last; None where nothing does."""
        if not brief.recalled:
            return None
        recalled = brief.recalled[0]
        told = say(
            "coach.recall",
            brief.lang,
            skill=self._gap_name(recalled, brief.lang),
            since=recalled.since.date().isoformat(),
            times=recalled.times,
        )
        quote = recalled.quote
        if quote is None or self._leaks(quote, brief):
            return told
        last = say("coach.recall_quote", brief.lang, question=recalled.question, quote=quote[:160])
        return f"{told} {last}"

    def _gap_name(self, recalled: Recollection, lang: Lang) -> str:
        skill = self.skills.get(recalled.gap)
        if skill is not None:
            return skill.name.of(lang)
        _, _, misconception = recalled.gap.partition("/")
        return self.question.misconception(misconception).says.of(lang)
