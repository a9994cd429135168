"""What the matcher found in one answer."""

from dataclasses import dataclass

from practice.question import KeyPoint, Misconception
from practice.verdict import Span, Standing


@dataclass(frozen=True)
class PointMatch:
    """What the matcher found about one key point; `span` is None for a missing one."""

    point: KeyPoint
    standing: Standing
    span: Span | None
    why: str


@dataclass(frozen=True)
class FalseMatch:
    """A misconception found, with the words that state it."""

    misconception: Misconception
    span: Span


@dataclass(frozen=True)
class AnswerMatch:
    """All that the matcher found in one answer."""

    points: tuple[PointMatch, ...]
    misconceptions: tuple[FalseMatch, ...]
    bears: bool
    """Whether anything in the answer bears on the question."""
    honest_unknown: bool
