"""A question of the bank and everything its author wrote for it."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from practice.recognition import Recognition
from practice.submission import Cases
from practice.value import Bilingual, Value

Kind = Literal["concept", "compare", "experience", "design", "judgement", "coding"]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]

PROBED_RUNGS = 3
"""Rungs of the hint ladder that are authored; the fourth is the point itself, as a worked answer."""

WORKED_RUNG = PROBED_RUNGS + 1


class KeyPoint(Value):
    """One thing that a complete answer says."""

    id: Id
    skill: Id
    weight: float = Field(ge=1, le=3)
    says: Bilingual
    name: Bilingual | None = None
    """A short label, shown beside the verdict."""
    recognized: Recognition
    probe: Bilingual
    hints: tuple[Bilingual, Bilingual, Bilingual]

    def rung(self, rung: int) -> Bilingual:
        """Return the hint on `rung` 1–4: question back, pointer, outline, worked answer."""
        return self.says if rung == WORKED_RUNG else self.hints[rung - 1]


class Misconception(Value):
    """Something false that candidates say; `weight` is on the scale of the points' weights."""

    id: Id
    contradicts: Id | None = None
    weight: float = Field(ge=0.5, le=3)
    says: Bilingual
    correction: Bilingual
    recognized: Recognition


class Source(Value):
    """Where the facts of a question can be looked up."""

    title: str
    year: int = Field(ge=1950, le=2100)


class Question(Value):
    """One question with its rubric, its help and its model answer."""

    id: Id
    topic: Id
    kind: Kind
    difficulty: int = Field(ge=1, le=5)
    ask: Bilingual
    points: tuple[KeyPoint, ...] = Field(min_length=1)
    misconceptions: tuple[Misconception, ...] = ()
    cases: Cases | None = None
    """What submitted code is tried on; coding questions have them."""
    not_done: Bilingual | None = None
    answer: Bilingual
    follow_ups: tuple[Bilingual, ...] = ()
    sources: tuple[Source, ...] = ()

    @model_validator(mode="after")
    def _ids_agree(self) -> "Question":
        for noun, ids in (
            ("key point", [p.id for p in self.points]),
            ("misconception", [m.id for m in self.misconceptions]),
        ):
            twice = {each for each in ids if ids.count(each) > 1}
            if twice:
                raise ValueError(f"{noun} id used twice: {', '.join(sorted(twice))}")
        known = {p.id for p in self.points}
        for each in self.misconceptions:
            if each.contradicts is not None and each.contradicts not in known:
                raise ValueError(
                    f"misconception {each.id} contradicts no point: {each.contradicts}"
                )
        return self

    def point(self, point_id: str) -> KeyPoint:
        """Return the key point of that id. Raises: KeyError."""
        for each in self.points:
            if each.id == point_id:
                return each
        raise KeyError(point_id)

    def misconception(self, misconception_id: str) -> Misconception:
        """Return the misconception of that id. Raises: KeyError."""
        for each in self.misconceptions:
            if each.id == misconception_id:
                return each
        raise KeyError(misconception_id)

    @property
    def recognizable(self) -> tuple[KeyPoint | Misconception, ...]:
        """Everything that has a recognizer: key points, then misconceptions."""
        return (*self.points, *self.misconceptions)

    @property
    def total_weight(self) -> float:
        """The sum of the points' weights, the denominator of the score."""
        return sum(point.weight for point in self.points)


class Skill(Value):
    """One skill of the closed taxonomy: what recurs across questions."""

    id: Id
    topic: Id
    zh: str
    en: str
    needs: tuple[Id, ...] = ()

    @property
    def name(self) -> Bilingual:
        """The skill's name in both languages."""
        return Bilingual(zh=self.zh, en=self.en)
