"""What is journaled for the profile and belongs to no session: corrections of gaps, debriefs, notices."""

from datetime import date
from typing import Literal

from pydantic import Field

from practice.value import Value


class OfProfile(Value):
    """The base of the events in the profile's stream."""


class Merged(OfProfile):
    """The candidate says that one gap is another one; its evidence counts there."""

    kind: Literal["merged"] = "merged"
    gap: str
    into: str


class Split(OfProfile):
    """The candidate says that what showed on some questions is a gap of its own."""

    kind: Literal["split"] = "split"
    gap: str
    questions: tuple[str, ...] = Field(min_length=1)
    apart: str
    """The key of the new gap."""


class Renamed(OfProfile):
    """The candidate calls a gap by another name."""

    kind: Literal["renamed"] = "renamed"
    gap: str
    name: str


class Dismissed(OfProfile):
    """The candidate does not count this as a gap: it is neither shown nor planned for."""

    kind: Literal["dismissed"] = "dismissed"
    gap: str


class Undone(OfProfile):
    """The correction of this number in the profile's stream is taken back."""

    kind: Literal["undone"] = "undone"
    correction: int


class Disclosed(OfProfile):
    """The candidate has been told that what he says goes to these models, and where they are."""

    kind: Literal["disclosed"] = "disclosed"
    to: tuple[str, ...] = Field(min_length=1)


class Missed(Value):
    """Something the candidate could not say in a real interview, in his own words."""

    words: str
    gap: str
    """The key he put it to, or a provisional one."""


class AskedThere(Value):
    """One question of a real interview."""

    text: str
    question: str | None = None
    """The question of the bank that it was, if any."""
    went: int = Field(ge=1, le=5)
    missed: tuple[Missed, ...] = ()


class Debriefed(OfProfile):
    """The candidate has noted something of a real interview; notes of one day belong together."""

    kind: Literal["debriefed"] = "debriefed"
    interview: date
    asked: tuple[AskedThere, ...] = Field(min_length=1)
    predicted: float | None = Field(default=None, ge=0, le=100)
    """What the plan predicted for that day, 0–100; None without practice before it."""
