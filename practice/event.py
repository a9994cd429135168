"""What happens in a session, as it is journaled and as the agents tell it to each other."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from practice.evidence import Observation
from practice.fact import Fact
from practice.profile_event import (
    Debriefed,
    Disclosed,
    Dismissed,
    Merged,
    OfProfile,
    Renamed,
    Split,
    Undone,
)
from practice.submission import Outcome
from practice.value import Lang, Value
from practice.verdict import Critique, Mark, Praise, Standing

SCHEMA = 1
"""Version of the events' shape, kept with each of them."""
PROFILE = "profile"
"""The stream of the events that belong to no session."""

Command = Literal["hint", "answer", "why", "skip", "done"]
Put = Literal["question", "probe", "again", "own_words", "reflection"]
CloseReason = Literal[
    "covered", "no_progress", "rounds", "all_asked", "model_answer", "stopped", "critique"
]


class Started(Value):
    """A session begins."""

    kind: Literal["started"] = "started"
    question: str
    mode: Literal["practice", "critique"]
    lang: Lang
    rounds: int = Field(ge=1)
    candidate: Literal["human", "simulated"] = "human"
    level: float | None = None
    seed: int | None = None
    rating: bool = False
    """Whether the candidate is asked to rate an answer before its verdict."""
    version: str


class Asked(Value):
    """The interviewer puts a question, a probe, or a request."""

    kind: Literal["asked"] = "asked"
    what: Put
    text: str
    lang: Lang
    point: str | None = None


class Answered(Value):
    """The candidate has answered; the text is kept as it was typed."""

    kind: Literal["answered"] = "answered"
    text: str
    lang: Lang


class Rated(Value):
    """The candidate's own rating 1–5 of the answer, before the verdict; None is skipped."""

    kind: Literal["rated"] = "rated"
    rating: int | None = Field(default=None, ge=1, le=5)


class Requested(Value):
    """The candidate asks for help, or to move on."""

    kind: Literal["requested"] = "requested"
    command: Command


class Submitted(Value):
    """The candidate has handed in code; it is kept before it is run."""

    kind: Literal["submitted"] = "submitted"
    code: str


class Ran(Value):
    """The critic has run the code against the question's cases."""

    kind: Literal["ran"] = "ran"
    outcome: Outcome


class PointStanding(Value):
    """A point's standing in the session, with the words it rests on and the answer they are from."""

    standing: Standing
    quote: str | None = None
    attempt: int | None = None


class Critiqued(Value):
    """The critic has judged an answer; `standings` and `mark` are the session's."""

    kind: Literal["critiqued"] = "critiqued"
    critique: Critique
    probed: str | None = None
    standings: dict[str, PointStanding]
    false: dict[str, str]
    """Misconceptions standing in the session, by id, each with its quote."""
    mark: Mark | None
    observations: tuple[Observation, ...]
    pasted: tuple[str, ...] = ()
    """Points for which the answer repeats, word for word, what was shown: they count as aided."""


class Coached(Value):
    """The coach's words after a critique."""

    kind: Literal["coached"] = "coached"
    done_well: Praise | None
    recall: str | None = None
    next_action: str
    offers_hint: bool = False
    lang: Lang


class Hinted(Value):
    """The coach gives one rung of the hint ladder."""

    kind: Literal["hinted"] = "hinted"
    point: str
    rung: int = Field(ge=1, le=4)
    text: str


class Explained(Value):
    """The critic lays open how the score came about: every point is on the screen."""

    kind: Literal["explained"] = "explained"


class Revealed(Value):
    """The coach shows the model answer."""

    kind: Literal["revealed"] = "revealed"
    text: str


class Declined(Value):
    """A request that cannot be met now, and why."""

    kind: Literal["declined"] = "declined"
    command: Command
    text: str


class Returning(Value):
    """A gap that comes back, and on which day."""

    gap: str
    due: date


class Inquired(Value):
    """The candidate puts a question to the coach; what was asked before it stays open."""

    kind: Literal["inquired"] = "inquired"
    text: str = Field(min_length=1)
    lang: Lang


class Told(Value):
    """The coach answers a question put to it."""

    kind: Literal["told"] = "told"
    text: str
    lang: Lang
    gave: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """What the text gives away, by question: key points, and gap keys of misconceptions."""
    voice: Literal["rules", "model"]
    model: str | None = None
    prompt: str | None = None
    failure: str | None = None
    """Why the model did not answer, where the bank did in its stead."""


class Closed(Value):
    """The session ends; everything is shown."""

    kind: Literal["closed"] = "closed"
    reason: CloseReason
    text: str
    lang: Lang
    improved: tuple[str, ...] = ()
    """Points that stand better than after the first answer."""
    gained: tuple[str, ...] = ()
    """Points that stand better than at the end of the last session on this question."""
    open: tuple[str, ...] = ()
    returning: tuple[Returning, ...] = ()
    comparable: bool = True
    """Whether one judge judged all that `improved` and `gained` compare."""


class Reflected(Value):
    """The candidate's answer to the question back; stored, not judged."""

    kind: Literal["reflected"] = "reflected"
    text: str


class Planned(OfProfile):
    """The candidate has made a plan, or made it anew."""

    kind: Literal["planned"] = "planned"
    interviews: tuple[date, ...] = ()
    minutes: int = Field(ge=5, le=600)
    """A day."""
    role: str | None = None
    weights: dict[str, float] = Field(default_factory=dict)
    """Of topics, from the job description; 1 where nothing is said."""
    checkup: bool = True
    """Whether it begins with short questions spread over the topics."""


class Paused(OfProfile):
    """The candidate pauses the plan."""

    kind: Literal["paused"] = "paused"


class Confirmed(OfProfile):
    """The candidate has confirmed a fact."""

    kind: Literal["confirmed"] = "confirmed"
    fact: Fact


class Withdrawn(OfProfile):
    """The candidate takes a fact back, by its number."""

    kind: Literal["withdrawn"] = "withdrawn"
    number: int = Field(ge=1)


Event = Annotated[
    Started
    | Asked
    | Answered
    | Rated
    | Requested
    | Submitted
    | Ran
    | Critiqued
    | Coached
    | Hinted
    | Explained
    | Revealed
    | Declined
    | Inquired
    | Told
    | Closed
    | Reflected
    | Planned
    | Paused
    | Merged
    | Split
    | Renamed
    | Dismissed
    | Undone
    | Debriefed
    | Disclosed
    | Confirmed
    | Withdrawn,
    Field(discriminator="kind"),
]
EVENT: TypeAdapter[Event] = TypeAdapter(Event)


class Record(Value):
    """One event as it stands in the journal."""

    id: int
    """Ascending over the whole journal."""
    stream: str
    number: int
    """Ascending from 1 within the stream."""
    at: datetime
    event: Event


def as_json(record: Record) -> dict[str, object]:
    """Return an event as the one object that --json prints."""
    head = {"session": record.stream, "seq": record.number, "at": record.at.isoformat()}
    return {**head, **record.event.model_dump(mode="json")}
