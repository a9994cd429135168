"""The journal's events as they read once a gap is forgotten: without its evidence and its words."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from practice.correction import Corrections
from practice.event import Critiqued, Event, Record, Started
from practice.judgement import INTERVIEW
from practice.profile_event import AskedThere, Debriefed, Renamed


@dataclass
class Redaction:
    """What to write in place of which events, and which to remove, by id."""

    changed: dict[int, Event] = field(default_factory=dict)
    removed: list[int] = field(default_factory=list)


def without_gap(records: Iterable[Record], gap: str, corrections: Corrections) -> Redaction:
    """Return how the records read without the evidence that counts under `gap`."""
    made = Redaction()
    questions: dict[str, str] = {}
    for record in records:
        event = record.event
        if isinstance(event, Started):
            questions[record.stream] = event.question
        elif isinstance(event, Critiqued):
            question = questions.get(record.stream, event.critique.question)
            kept = tuple(
                each for each in event.observations if corrections.key(each.gap, question) != gap
            )
            if kept != event.observations:
                made.changed[record.id] = event.model_copy(update={"observations": kept})
        elif isinstance(event, Debriefed):
            asked = tuple(_without(each, gap, corrections) for each in event.asked)
            if asked != event.asked:
                made.changed[record.id] = event.model_copy(update={"asked": asked})
        elif isinstance(event, Renamed) and event.gap == gap:
            made.removed.append(record.id)
    return made


def _without(asked: AskedThere, gap: str, corrections: Corrections) -> AskedThere:
    question = asked.question or INTERVIEW
    kept = tuple(each for each in asked.missed if corrections.key(each.gap, question) != gap)
    return asked.model_copy(update={"missed": kept})
