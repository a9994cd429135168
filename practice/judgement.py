"""Judgements: what one answer said of the candidate's skills, read from the journal's events."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Literal

from practice.event import Critiqued, Record, Started
from practice.evidence import Observation
from practice.profile_event import Debriefed
from practice.value import Value

Source = Literal["practice", "interview"]
INTERVIEW = "interview"
"""Stands for the question where one of a real interview is none of the bank."""


class Judgement(Value):
    """What one answer of a person showed and missed."""

    id: int
    """Of its event in the journal."""
    session: str
    at: datetime
    question: str
    observations: tuple[Observation, ...]
    source: Source = "practice"
    happened: datetime | None = None
    """When it was said, where it was noted only later."""


def judgements(records: Iterable[Record]) -> list[Judgement]:
    """Return what the records judged, in their order; a simulated candidate is nobody."""
    found: list[Judgement] = []
    questions: dict[str, str] = {}
    simulated: set[str] = set()
    for record in records:
        event = record.event
        if isinstance(event, Started):
            questions[record.stream] = event.question
            if event.candidate == "simulated":
                simulated.add(record.stream)
        elif isinstance(event, Critiqued) and record.stream not in simulated:
            found.append(
                Judgement(
                    id=record.id,
                    session=record.stream,
                    at=record.at,
                    question=questions.get(record.stream, event.critique.question),
                    observations=event.observations,
                )
            )
        elif isinstance(event, Debriefed):
            found.extend(_in_interview(record, event))
    return found


def _in_interview(record: Record, event: Debriefed) -> Iterable[Judgement]:
    """Yield what was missed in a real interview; its successes are only the candidate's word."""
    for each in event.asked:
        missed = tuple(
            Observation(
                gap=one.gap,
                point=None,
                met=False,
                failing="missing",
                aid="unaided",
                quote=one.words,
            )
            for one in each.missed
        )
        if missed:
            yield Judgement(
                id=record.id,
                session=record.stream,
                at=record.at,
                question=each.question or INTERVIEW,
                observations=missed,
                source="interview",
                happened=datetime.combine(event.interview, time(12), tzinfo=record.at.tzinfo),
            )
