"""Verdicts of the critic, and the score that arithmetic makes of them (contract, Score)."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field, model_validator

from practice.question import Question
from practice.value import Lang, Value

Standing = Literal["covered", "partial", "missing", "contradicted", "unsure"]
Band = Literal["strong", "solid", "partial", "thin", "off_question", "not_graded"]

VALUE: dict[Standing, float] = {
    "covered": 1.0,
    "partial": 0.5,
    "unsure": 0.5,
    "missing": 0.0,
    "contradicted": -0.5,
}
SPREAD = 15.0
"""Points of 100 by which the scores of several judgings may differ before that is said aloud."""
_BANDS: tuple[tuple[float, Band], ...] = ((80, "strong"), (60, "solid"), (40, "partial"))


class Span(Value):
    """A piece of an answer: `text[start:end] == quote`, in code points."""

    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)

    def stands_in(self, text: str) -> bool:
        """Return whether the quote is really there."""
        return bool(self.quote) and text[self.start : self.end] == self.quote


class Verdict(Value):
    """What the critic found about one key point; quoted unless the point is missing."""

    point: str
    skill: str
    weight: float
    why: str
    verdict: Standing
    quote: str | None = None
    start: int | None = Field(default=None, ge=0)
    end: int | None = Field(default=None, ge=0)
    probability: float = Field(ge=0, le=1)

    @model_validator(mode="after")
    def _quoted_unless_missing(self) -> "Verdict":
        nulls = [self.quote is None, self.start is None, self.end is None]
        if any(nulls) != all(nulls) or (self.verdict == "missing") != all(nulls):
            raise ValueError(f"{self.point}: quote, start and end are null for missing only")
        return self

    @property
    def span(self) -> Span | None:
        """The quoted piece of the answer, or None for a missing point."""
        if self.quote is None or self.start is None or self.end is None:
            return None
        return Span(quote=self.quote, start=self.start, end=self.end)


class Falsehood(Value):
    """A misconception found in the answer."""

    id: str
    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    correction: str


class Delivery(Value):
    """How the answer was told; reported beside the score, never in it."""

    length: int = Field(ge=0)
    """Han characters and English words together."""
    sentences: int = Field(ge=0)
    numbers: int = Field(ge=0)
    examples: int = Field(ge=0)
    hedges: int = Field(ge=0)
    fillers: int = Field(ge=0)
    signposts: int = Field(ge=0)
    """Words that give the answer a structure: first, then, finally."""
    situation: bool | None = None
    own_action: bool | None = None
    measured_result: bool | None = None
    """The last three are judged for experience questions only."""


class Praise(Value):
    """One thing done well, with the words that show it."""

    text: str
    quote: str


class Judgings(Value):
    """What several judgings of one answer came to, side by side; no mean is made of them."""

    asked: int = Field(ge=2)
    scores: tuple[float, ...] = Field(min_length=1)
    """Of each judging that was reached, as code had checked it."""
    disputed: tuple[Falsehood, ...] = ()
    """What some of them call false and others do not; on their word alone it costs nothing."""

    @property
    def uncertain(self) -> bool:
        """Whether the scores lie so far apart that none of them is to be relied on."""
        return round(max(self.scores) - min(self.scores), 1) > SPREAD


class Judge(Value):
    """Who judged: the rules, or a model under a prompt."""

    voice: Literal["rules", "model"]
    model: str | None = None
    version: str
    prompt: str | None = None
    judgings: Judgings | None = None
    """None where the judge was asked once."""

    @property
    def heads(self) -> int:
        """How many judgings the verdicts rest on."""
        return len(self.judgings.scores) if self.judgings else 1

    def measures_like(self, other: "Judge") -> bool:
        """Return whether the two judge by one measure.

        Another model, or rules, see other things; and of several judgings, more points come out
        unsure than of one.
        """
        mine, theirs = (self.voice, self.model, self.heads), (other.voice, other.model, other.heads)
        return mine == theirs


class Comparison(Value):
    """The difference to the last earlier attempt at the same question."""

    session: str
    at: str
    score: float | None
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    comparable: bool = True
    """Whether the same judge judged both; else the difference may be the judges'."""


class Critique(Value):
    """The critic's judgement of one answer."""

    question: str
    session: str | None
    attempt: int
    lang: Lang
    score: float | None
    score_range: tuple[float, float] | None
    band: Band
    reason: str | None = None
    """Why no judgement was reached, where the band is not_graded."""
    honest_unknown: bool
    verdicts: tuple[Verdict, ...]
    misconceptions: tuple[Falsehood, ...]
    delivery: Delivery
    done_well: Praise | None
    next_action: str
    judge: Judge
    compared: Comparison | None = None


class Mark(Value):
    """A score with its range over the unsure points, and its band."""

    score: float
    low: float
    high: float
    band: Band


def mark(
    question: Question,
    standings: dict[str, Standing],
    misconceptions: Sequence[str] = (),
    *,
    bears: bool = True,
) -> Mark:
    """Return the score 0–100 of the standings by point id, less the misconceptions' weights.

    100 · (Σ w·v − m) / Σ w (contract, Score); `bears` False is an answer to something else.
    """
    false_weight = sum(question.misconception(each).weight for each in set(misconceptions))

    def score(unsure: float) -> float:
        earned = sum(
            point.weight * (unsure if found == "unsure" else VALUE[found])
            for point in question.points
            for found in [standings.get(point.id, "missing")]
        )
        share = 100 * (earned - false_weight) / question.total_weight
        return round(min(100.0, max(0.0, share)), 1)

    value = score(VALUE["unsure"])
    return Mark(
        score=value, low=score(0.0), high=score(1.0), band=band(value) if bears else "off_question"
    )


def band(score: float) -> Band:
    """Return the band of a score 0–100."""
    for floor, name in _BANDS:
        if score >= floor:
            return name
    return "thin"
