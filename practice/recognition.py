"""How a key point is recognized in words its author never saw: formulas over shared concepts.

A concept (`bank/lexicon/`) is written once, with its Chinese and English forms, and every question
uses it by name. A formula is one line over concepts:

    big & mixed & small & thin          all of them, close together
    (overlap | shared-edge) & kept-whole    one or the other
    2 of (heading, table, function)     at least two of these
    !cluster                            not in the same passage
    +needs, -needs                      affirmed, or denied, where that is the point
    small > large                       in this order

`covered` is the whole point, `half` is what is only half of it, `flipped` turns it into its opposite.
"""

import functools
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from pydantic import ValidationInfo, field_validator

from practice.value import Value

_TOKEN = re.compile(r"\s*(?:(\d+)\s+of\b|([+-]?[a-z][a-z0-9-]*)|([()&|!>,]))")


@dataclass(frozen=True)
class Concept:
    """One concept of the lexicon; `sign` +1 wants it affirmed, -1 denied, 0 either."""

    name: str
    sign: int


@dataclass(frozen=True)
class AllOf:
    """All parts in one passage; `ordered` wants them in this order."""

    parts: tuple["Formula", ...]
    ordered: bool = False


@dataclass(frozen=True)
class SomeOf:
    """At least `count` of the parts in one passage."""

    count: int
    parts: tuple["Formula", ...]


@dataclass(frozen=True)
class Without:
    """The part does not occur in the passage."""

    part: "Formula"


Formula = Concept | AllOf | SomeOf | Without


def concepts_of(formula: Formula) -> Iterator[str]:
    """Yield the name of every concept in the formula, forbidden ones too."""
    match formula:
        case Concept(name=name):
            yield name
        case Without(part=part):
            yield from concepts_of(part)
        case AllOf(parts=parts) | SomeOf(parts=parts):
            for each in parts:
                yield from concepts_of(each)


def wanted_by(formula: Formula) -> Iterator[str]:
    """Yield the name of every concept that a formula looks for; what it forbids is left out."""
    match formula:
        case Concept(name=name):
            yield name
        case Without():
            return
        case AllOf(parts=parts) | SomeOf(parts=parts):
            for each in parts:
                yield from wanted_by(each)


def share_of(formula: Formula, present: Container[str]) -> float:
    """Return how much of what a formula looks for is `present`, 0–1; order and denial do not count."""
    match formula:
        case Concept(name=name):
            return float(name in present)
        case Without():
            return 1.0
        case AllOf(parts=parts):
            looked_for = [each for each in parts if not isinstance(each, Without)]
            return sum(share_of(each, present) for each in looked_for) / max(1, len(looked_for))
        case SomeOf(count=count, parts=parts):
            best = sorted((share_of(each, present) for each in parts), reverse=True)
            return sum(best[:count]) / count


@functools.lru_cache(maxsize=8192)
def parse(text: str) -> Formula:
    """Return the formula that `text` writes.

    Raises: ValueError naming the place where it cannot be read.
    """
    parser = _Parser(text)
    formula = parser.any_of()
    parser.end()
    return formula


class _Parser:
    """Recursive descent over the tokens of one formula; `|` binds loosest, then `&`, then `>`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def peek(self) -> tuple[str | None, str | None, str | None]:
        found = _TOKEN.match(self.text, self.at)
        return found.groups() if found else (None, None, None)  # type: ignore[return-value]

    def take(self) -> None:
        found = _TOKEN.match(self.text, self.at)
        assert found is not None
        self.at = found.end()

    def sign(self, char: str) -> bool:
        if self.peek()[2] != char:
            return False
        self.take()
        return True

    def fail(self) -> ValueError:
        rest = self.text[self.at :].strip()
        place = f"at “{rest[:20]}”" if rest else "at its end"
        return ValueError(f"formula “{self.text.strip()}” cannot be read {place}")

    def end(self) -> None:
        if self.text[self.at :].strip():
            raise self.fail()

    def any_of(self) -> Formula:
        parts = [self.all_of()]
        while self.sign("|"):
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else SomeOf(1, tuple(parts))

    def all_of(self) -> Formula:
        parts = [self.in_order()]
        while self.sign("&"):
            parts.append(self.in_order())
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def in_order(self) -> Formula:
        parts = [self.item()]
        while self.sign(">"):
            parts.append(self.item())
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts), ordered=True)

    def item(self) -> Formula:
        count, name, sign = self.peek()
        if count is not None:
            self.take()
            return SomeOf(int(count), self.listed())
        if name is not None:
            self.take()
            return Concept(name.lstrip("+-"), {"+": 1, "-": -1}.get(name[0], 0))
        if sign == "!":
            self.take()
            return Without(self.item())
        if sign == "(":
            self.take()
            inner = self.any_of()
            if not self.sign(")"):
                raise self.fail()
            return inner
        raise self.fail()

    def listed(self) -> tuple[Formula, ...]:
        if not self.sign("("):
            raise self.fail()
        parts = [self.any_of()]
        while self.sign(","):
            parts.append(self.any_of())
        if not self.sign(")"):
            raise self.fail()
        return tuple(parts)


SOUND = {"sound": True}
"""The context of a validation whose formulas were read before, so that reading them can wait."""


class Recognition(Value):
    """The formulas of one key point or misconception, as written in the question's file."""

    covered: str
    half: str | None = None
    flipped: str | None = None

    @field_validator("covered", "half", "flipped")
    @classmethod
    def _readable(cls, text: str | None, info: ValidationInfo) -> str | None:
        if text is not None and info.context is not SOUND:
            parse(text)
        return text

    def formulas(self) -> Iterator[Formula]:
        """Yield each formula that is given."""
        for text in (self.covered, self.half, self.flipped):
            if text is not None:
                yield parse(text)

    def wanted(self) -> frozenset[str]:
        """Return the names of the concepts that show the point."""
        return frozenset(wanted_by(parse(self.covered)))

    def concepts(self) -> frozenset[str]:
        """Return the names of all concepts the formulas use."""
        return _concepts(self)


@functools.lru_cache(maxsize=4096)
def _concepts(recognition: Recognition) -> frozenset[str]:
    return frozenset(name for each in recognition.formulas() for name in concepts_of(each))
