"""What can come next in a session: whose turn it is, and for what."""

from dataclasses import dataclass
from typing import Literal

from practice.event import CloseReason, Command, Put


@dataclass(frozen=True)
class Ask:
    """The interviewer puts something."""

    what: Put
    point: str | None = None


@dataclass(frozen=True)
class Hear:
    """The candidate's turn to answer or to request."""

    what: Put


@dataclass(frozen=True)
class Rate:
    """The candidate's turn to rate the answer just given."""


@dataclass(frozen=True)
class Try:
    """The critic's turn to run the code just submitted."""


@dataclass(frozen=True)
class Judge:
    """The critic's turn."""


@dataclass(frozen=True)
class Coach:
    """The coach's turn after a critique; `closing` says that nothing is asked any more."""

    offer_hint: bool = False
    closing: bool = False


Refusal = Literal["attempt_first", "nothing_open", "ladder_done"]
"""An answer must come first; no point is left to hint at; the last rung has been given."""


@dataclass(frozen=True)
class Help:
    """A request to be met: `point` and `rung` for a hint; `refused` says why not."""

    command: Command
    point: str | None = None
    rung: int | None = None
    refused: Refusal | None = None


@dataclass(frozen=True)
class Tell:
    """The coach's turn to answer the question put to it."""


@dataclass(frozen=True)
class Close:
    """The interviewer ends the session."""

    reason: CloseReason


@dataclass(frozen=True)
class End:
    """Nothing more is to come."""


Step = Ask | Hear | Rate | Try | Judge | Coach | Help | Tell | Close | End
