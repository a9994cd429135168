"""Code that a candidate submits for a coding question: the cases it must pass, and how it fared."""

from typing import Any, Literal

from pydantic import Field

from practice.value import Value

Fault = Literal["wrong", "raised", "timeout", "memory", "crashed", "unreadable", "nameless"]
"""A wrong result; an exception; too slow; too large; ended by itself; no Python; not defined."""


class Case(Value):
    """One call with its right result; with `then`, method calls on the object that `args` make."""

    args: tuple[Any, ...]
    then: tuple[tuple[Any, ...], ...] = ()
    gives: Any


class Cases(Value):
    """What code for a question must do: the name it must define, and calls of it."""

    call: str = Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    any_order: bool = False
    """Whether the order within a resulting list does not matter."""
    each: tuple[Case, ...] = Field(min_length=1)


class Failure(Value):
    """The first case that failed, counted from 1; 0 where the code did not get so far."""

    fault: Fault
    number: int = Field(ge=0)
    call: str = ""
    wanted: str = ""
    got: str = ""
    """The wrong result, or the error with its line."""


class Outcome(Value):
    """How submitted code fared."""

    passed: int = Field(ge=0)
    total: int = Field(ge=1)
    failure: Failure | None = None
