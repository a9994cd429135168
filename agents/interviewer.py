"""The interviewer: poses the question, probes what is open, ends the session with a reason."""

from difflib import SequenceMatcher
from typing import Protocol

from autogen_core import CancellationToken

from agents.ahead import Ahead
from agents.briefed import BriefedAgent
from agents.briefs import AskBrief, CloseBrief
from agents.voice.model import Model
from agents.voice.prompt import prompt
from practice.errors import VoiceError
from practice.event import Asked, Closed
from practice.question import KeyPoint, Question
from practice.value import Lang
from tools.matching import Matcher
from tools.text import fold
from tools.wording import say

SAME = 0.9
"""Share of matching characters (difflib's ratio) from which a probe has been put before."""


class InterviewerVoice(Protocol):
    """How the interviewer finds words; what to ask about is decided before."""

    async def put(self, brief: AskBrief, cancellation: CancellationToken) -> str:
        """Return the words for `brief`. Raises: VoiceError."""

    @property
    def begins_ahead(self) -> bool:
        """Whether it may be asked for words before it is sure that they are wanted."""


class BankInterviewer:
    """Speaks the bank's own questions and probes."""

    def __init__(self, question: Question) -> None:
        self.question = question

    @property
    def begins_ahead(self) -> bool:
        """No: what is in the bank is there at once."""
        return False

    async def put(self, brief: AskBrief, cancellation: CancellationToken) -> str:
        """Return the authored words for `brief`."""
        match brief.what:
            case "question":
                return self.question.ask.of(brief.lang)
            case "probe":
                assert brief.point is not None
                return self.question.point(brief.point).probe.of(brief.lang)
            case "again" if brief.point is None:
                ask = self.question.ask.of(brief.lang)
                return say("interviewer.again_question", brief.lang, ask=ask)
            case "again":
                assert brief.point is not None
                probe = brief.probed or self.question.point(brief.point).probe.of(brief.lang)
                return say("interviewer.again", brief.lang, probe=probe)
            case what:
                return say(f"interviewer.{what}", brief.lang)


class ModelInterviewer:
    """Words a probe after the candidate's answer, within the point that was chosen."""

    def __init__(self, question: Question, model: Model) -> None:
        self.question = question
        self.model = model
        self._bank = BankInterviewer(question)

    @property
    def begins_ahead(self) -> bool:
        """Whether the budget has room for words that may not be wanted."""
        return self.model.begins_ahead

    async def put(self, brief: AskBrief, cancellation: CancellationToken) -> str:
        """Return a probe in the model's words; all else is the bank's. Raises: VoiceError."""
        authored = await self._bank.put(brief, cancellation)
        if brief.what != "probe" or brief.answer is None:
            return authored
        ask = self.question.ask.of(brief.lang)
        system = prompt("interviewer", language=_LANGUAGE[brief.lang], question=ask)
        user = prompt("interviewer_probe", probe=authored, answer=self.model.fenced(brief.answer))
        return await self.model.text(system, user, cancellation)


_LANGUAGE: dict[Lang, str] = {"zh": "Chinese", "en": "English"}


def _matter(brief: AskBrief) -> AskBrief:
    """Return what the words are about; how they are opened does not count."""
    return brief.model_copy(update={"recalled": None})


class Interviewer(BriefedAgent[Asked | Closed]):
    """The agent that asks."""

    said = (Asked, Closed)

    def __init__(
        self, question: Question, matcher: Matcher, voice: InterviewerVoice | None = None
    ) -> None:
        super().__init__("interviewer", "Asks the question and probes what the answer left open.")
        self.question = question
        self.matcher = matcher
        self._bank = BankInterviewer(question)
        self.voice: InterviewerVoice = voice or self._bank
        self.ahead = Ahead()

    def get_ready(self, brief: AskBrief, cancellation: CancellationToken) -> None:
        """Begin to word what a brief like this one will ask for, where a model does that."""
        if self.voice.begins_ahead and brief.what == "probe":
            self.ahead.begin(_matter(brief), lambda watch: self.voice.put(brief, cancellation))

    async def reply(
        self, brief: AskBrief | CloseBrief, cancellation: CancellationToken
    ) -> Asked | Closed:
        """Return the words that put or close; a probe that may not be put so is the bank's."""
        if isinstance(brief, CloseBrief):
            text = say(f"close.{brief.reason}", brief.lang)
            return Closed(reason=brief.reason, text=text, lang=brief.lang)
        try:
            text = await self.ahead.words(
                _matter(brief), lambda watch: self.voice.put(brief, cancellation)
            )
        except VoiceError:
            text = await self._bank.put(brief, cancellation)
        if brief.point and not self._fits(text, brief, self.question.point(brief.point)):
            text = await self._bank.put(brief, cancellation)
        return Asked(
            what=brief.what, text=self._opened(brief, text), lang=brief.lang, point=brief.point
        )

    def _fits(self, text: str, brief: AskBrief, point: KeyPoint) -> bool:
        """Return whether a probe is new, keeps to its point, and gives no point away.

        What the candidate has said may be said again. It leaves its point where it holds words of
        another's, and none of its own or of the authored probe's.
        """
        if any(
            SequenceMatcher(None, fold(text), fold(each)).ratio() >= SAME for each in brief.asked
        ):
            return False
        said = brief.answer or ""
        for each in self.question.points:
            given = self.matcher.gives_away(text, each)
            if given and (each is point or not self.matcher.gives_away(said, each)):
                return False
        held = self.matcher.read(text, whole=True).mentioned - self.matcher.read(said).mentioned
        own = self.matcher.read(point.probe.of(brief.lang)).mentioned | point.recognized.concepts()
        return (
            not held or not held.isdisjoint(own) or held.isdisjoint(self.matcher.of_others(point))
        )

    def _opened(self, brief: AskBrief, text: str) -> str:
        """Return `text`, opened by what is recalled of the gap that the probe is about."""
        recalled = brief.recalled
        if recalled is None:
            return text
        opener = say(
            "interviewer.recall",
            brief.lang,
            since=recalled.since.date().isoformat(),
            times=recalled.times,
        )
        return f"{opener}{text}"
