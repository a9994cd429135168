"""The candidate: a person at a keyboard or a pipe, or one that the bank's own words simulate."""

import random
from pathlib import Path
from typing import Protocol

from autogen_core import CancellationToken
from pydantic import Field

from agents.briefed import BriefedAgent
from agents.briefs import HearBrief, RateBrief
from practice.errors import AnswerError
from practice.event import Answered, Inquired, Rated, Reflected, Requested, Submitted
from practice.question import KeyPoint, Question
from practice.typed import (
    ASK_LIMIT,
    Code,
    CodeFile,
    Inquiry,
    Leave,
    Nothing,
    Said,
    Typed,
    Unknown,
    Wish,
    code_within,
)
from practice.value import Lang, Value, spoken_language
from tools.matching import Matcher
from tools.sandbox import CODE_LIMIT
from tools.speech import sentences_around
from tools.text import ANSWER_LIMIT

CANDIDATE = "candidate"
"""The name that the agent speaks under, and words that a task brings."""
Refused = Unknown | Said | Inquiry | CodeFile


class Left(Value):
    """The candidate has left; nothing of it is journaled."""

    how: str = Field(pattern="^(quit|end|interrupt)$")


class AnswerSource(Protocol):
    """Where the candidate's words come from."""

    async def next(self, brief: HearBrief) -> Typed:
        """Return the next thing typed. Raises: AnswerError for what cannot be taken."""

    async def rate(self, brief: RateBrief) -> int | Inquiry | Leave | None:
        """Return the candidate's rating 1–5 of the last answer, or None where it is skipped.

        It may be put off by a question to the coach.
        """

    def refuse(self, typed: Refused, brief: HearBrief) -> None:
        """Tell the candidate that a command is unknown, a text too long, or a file unusable."""


Reply = Answered | Reflected | Requested | Inquired | Rated | Submitted | Left


class Candidate(BriefedAgent[Reply]):
    """The agent that answers."""

    said = (Answered, Reflected, Requested, Inquired, Rated, Submitted, Left)

    def __init__(self, source: AnswerSource) -> None:
        super().__init__(CANDIDATE, "Answers, asks for help, or leaves.")
        self.source = source
        self._behind: Said | None = None
        """What was said around code: it follows once the code has run."""

    async def reply(self, brief: HearBrief | RateBrief, cancellation: CancellationToken) -> Reply:
        """Return what the candidate did; empty and unusable input is asked for again."""
        if isinstance(brief, RateBrief):
            return _rated(await self.source.rate(brief), brief)
        while True:
            typed = self._behind or await self.source.next(brief)
            code = code_within(typed.text) if isinstance(typed, Said) and brief.takes_code else None
            if isinstance(typed, Said) and code and typed is not self._behind:
                self._behind, typed = typed, Code(code, typed.text)
            else:
                self._behind = None
            taken = _taken(typed, brief)
            if taken is not None:
                return taken
            match typed:
                case Unknown() | Said() | Inquiry() | CodeFile():
                    self.source.refuse(typed, brief)
                case Code(text=text):
                    self.source.refuse(Said(text), brief)
                case _:
                    continue


def _rated(rating: int | Inquiry | Leave | None, brief: RateBrief) -> Reply:
    match rating:
        case Leave(how=how):
            return Left(how=how)
        case Inquiry(text=text):
            return inquired(text, brief.lang)
        case _:
            return Rated(rating=rating)


def _taken(typed: Typed, brief: HearBrief) -> Reply | None:
    """Return the event of what was typed, or None where it cannot be taken."""
    match typed:
        case Leave(how=how):
            return Left(how=how)
        case Wish(command=command):
            return Requested(command=command)
        case Inquiry(text=text) if len(text) <= ASK_LIMIT:
            return inquired(text, brief.lang)
        case Nothing() if brief.what == "reflection":
            return Requested(command="skip")
        case Code(code=code) if brief.takes_code and len(code) <= CODE_LIMIT:
            return Submitted(code=code)
        case CodeFile(path=path) if brief.takes_code:
            found = _code_in(path)
            return None if found is None else Submitted(code=found)
        case Said(text=text) | Code(text=text) if len(text) <= ANSWER_LIMIT:
            return spoken(text, brief)
        case _:
            return None


def spoken(text: str, brief: HearBrief) -> Answered | Reflected:
    """Return the event of an answer; its language is its own, else the dialogue's."""
    if brief.what == "reflection":
        return Reflected(text=text)
    return Answered(text=text, lang=spoken_language(text, brief.lang))


def inquired(text: str, lang: Lang) -> Inquired:
    """Return the event of a question to the coach; its language is its own, else `lang`."""
    return Inquired(text=text, lang=spoken_language(text, lang))


def _code_in(path: str) -> str | None:
    """Return the code that a file holds, or None where it cannot be used."""
    try:
        with Path(path).expanduser().open(encoding="utf-8") as file:
            code = file.read(CODE_LIMIT + 1)
    except (OSError, ValueError, RuntimeError):
        return None
    return code if len(code) <= CODE_LIMIT else None


def too_long(text: str, *, in_session: bool = True) -> AnswerError:
    """Return the error for an answer over the limit."""
    kept, kept_zh = ", the session is kept: coach resume", "，练习还在，继续：coach resume"
    return AnswerError(
        f"the answer has {len(text):,} characters, at most {ANSWER_LIMIT:,} are judged;"
        f" it was not saved{kept if in_session else '; shorten it'}",
        zh=f"回答有 {len(text):,} 个字符，最多评 {ANSWER_LIMIT:,} 个；"
        f"这次回答没有保存{kept_zh if in_session else '，请删短一些'}",
    )


_REFLECTION: dict[Lang, str] = {
    "zh": "我只想到自己用过的部分，没有顺着问题把每一问都过一遍；下次先列提纲再讲。",
    "en": "I told what I had used and did not go through the parts of the question one by one.",
}
_UNKNOWN: dict[Lang, str] = {"zh": "这个我不太了解。", "en": "I do not really know this one."}


class Simulated:
    """A candidate who knows each point with probability `level`, and learns from hints."""

    LEARNS = 0.3
    """How much more likely a point is known for each rung of help given on it."""
    PATIENCE = 2
    """Rungs asked for on one point before moving on."""
    ERRS = 0.3
    """How likely a candidate who knows nothing states a given misconception."""

    def __init__(
        self,
        question: Question,
        level: float,
        seed: int,
        lang: Lang,
        matcher: Matcher,
    ) -> None:
        self.question = question
        self.matcher = matcher
        self.level = level
        self.lang = lang
        self._seed = seed

    def _draw(self, what: str) -> float:
        """Return a number 0–1 that is the same for the same seed and matter, in any order."""
        return random.Random(f"{self._seed}/{self.question.id}/{what}").random()

    def knows(self, point: KeyPoint, rung: int = 0) -> bool:
        """Return whether the candidate knows the point after help up to `rung`."""
        return self._draw(point.id) < self.level + self.LEARNS * rung

    async def next(self, brief: HearBrief) -> Typed:
        """Return an answer made of the points that are known, or a request for a hint."""
        if brief.what == "question":
            return Said(self._first_answer())
        if brief.what == "own_words":
            return Said(self.question.answer.of(self.lang).strip())
        if brief.what == "reflection":
            return Said(_REFLECTION[self.lang])
        assert brief.point is not None
        point = self.question.point(brief.point)
        rung = brief.hints.get(point.id, 0)
        if self.knows(point, rung):
            return Said(self.words(point))
        if brief.may_ask_hint and rung < self.PATIENCE:
            return Wish("hint")
        return Wish("skip") if brief.may_ask_hint else Said(_UNKNOWN[self.lang])

    def _first_answer(self) -> str:
        points = [point for point in self.question.points if self.knows(point)]
        known = list(dict.fromkeys(map(self.words, points)))
        wrong = [
            each.says.of(self.lang)
            for each in self.question.misconceptions
            if self._draw(each.id) < self.ERRS * (1 - self.level)
        ]
        return "\n".join(known + wrong) or _UNKNOWN[self.lang]

    def words(self, point: KeyPoint) -> str:
        """Return how the model answer says the point, where whole sentences of it do; else its text."""
        answer = self.question.answer.of(self.lang).strip()
        found = {each.point.id: each.span for each in self.matcher.match(answer).points}[point.id]
        if found is not None:
            spoken = sentences_around(answer, found.start, found.end)
            verdicts = {each.point.id: each for each in self.matcher.match(spoken).points}
            if verdicts[point.id].standing == "covered":
                return spoken
        return point.says.of(self.lang)

    async def rate(self, brief: RateBrief) -> int | None:
        """Return a rating that follows the level."""
        return 1 + round(4 * self.level)

    def refuse(self, typed: Refused, brief: HearBrief) -> None:
        """Never called: a simulated candidate types nothing unusable."""
        raise AssertionError(typed)
