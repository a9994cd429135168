"""Lines of text on their way to a person: what they say, who says it, how they look."""

from dataclasses import dataclass
from typing import Literal

from practice.value import Lang

Style = Literal["plain", "strong", "dim", "good", "bad", "warn"]
Who = Literal["interviewer", "critic", "coach", "candidate", "you"]


@dataclass(frozen=True)
class Line:
    """One paragraph; `who` is named before it."""

    text: str
    style: Style = "plain"
    indent: int = 0
    who: Who | None = None
    lang: Lang | None = None
    """The language of the words; None is the screen's."""
