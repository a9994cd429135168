"""One thing remembered, as it goes into a collection."""

from typing import Literal

from practice.value import Value

Kind = Literal["short", "long"]
Scalar = str | int | float | bool


class Entry(Value):
    """One thing remembered: our own id, the text that likeness works on, and its facts."""

    id: str
    text: str
    facts: dict[str, Scalar]
