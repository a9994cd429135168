"""What each agent is told when its turn comes, and no more than that.

The critic's brief holds the question put and the answer: never a hint, a memory or the coach's words.
"""

from collections.abc import Mapping

from pydantic import Field

from practice.event import CloseReason, Command, PointStanding, Put
from practice.recollection import Recollection
from practice.step import Refusal
from practice.value import Lang, Value
from practice.verdict import Critique


class AskBrief(Value):
    """The interviewer is to put something."""

    what: Put
    lang: Lang
    point: str | None = None
    answer: str | None = None
    """The latest answer, so that a probe may use its words."""
    asked: tuple[str, ...] = ()
    """What was put before, so that nothing is put twice."""
    probed: str | None = None
    """The words in which this very point was probed last."""
    recalled: Recollection | None = None


class CloseBrief(Value):
    """The interviewer is to end the session."""

    reason: CloseReason
    lang: Lang


class JudgeBrief(Value):
    """The critic is to judge one answer."""

    text: str
    lang: Lang
    attempt: int
    session: str | None = None
    probed: str | None = None
    reveal: bool = False
    """Whether the next action may name an open point."""


class TryBrief(Value):
    """The critic is to run submitted code."""

    code: str
    lang: Lang


class CoachBrief(Value):
    """The coach is to speak after a critique."""

    critique: Critique
    standings: dict[str, PointStanding]
    rating: int | None
    offer_hint: bool
    closing: bool
    """Whether the session ends with this: no further question is coming."""
    reveal: bool
    lang: Lang
    recalled: tuple[Recollection, ...] = ()


class HelpBrief(Value):
    """The coach, or for `why` the critic, is to meet a request or to decline it."""

    command: Command
    lang: Lang
    point: str | None = None
    rung: int | None = None
    refused: Refusal | None = None


class TellBrief(Value):
    """The coach is to answer a question that the candidate puts to it."""

    text: str
    lang: Lang
    question: str
    """The interview's question, in words."""
    open: str
    """What was asked last and is not answered yet."""
    answer: str
    """The latest answer, or nothing."""
    earlier: tuple[tuple[str, str], ...] = ()
    """What was put to the coach before, with what it answered."""
    attempted: frozenset[str] = frozenset()
    """The points that may be spoken of plainly."""


class HearBrief(Value):
    """The candidate is to answer, or to ask for something."""

    what: Put
    text: str
    lang: Lang
    point: str | None = None
    hints: Mapping[str, int] = Field(default_factory=dict)
    """The highest rung given so far, by point."""
    may_ask_hint: bool = True
    """Whether an attempt has been made since the last hint."""
    takes_code: str | None = None
    """One case as an example, where code can be handed in."""


class RateBrief(Value):
    """The candidate is to rate the answer just given."""

    lang: Lang


Brief = (
    AskBrief
    | CloseBrief
    | JudgeBrief
    | TryBrief
    | CoachBrief
    | HelpBrief
    | TellBrief
    | HearBrief
    | RateBrief
)
