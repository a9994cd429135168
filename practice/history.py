"""Sessions in brief: on which question, and how far they came."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from pydantic import Field

from practice.event import Answered, Closed, Critiqued, Record, Started
from practice.value import Value

Status = Literal["finished", "unfinished"]


class SessionSummary(Value):
    """One session of the journal."""

    session: str
    question: str
    started: datetime
    status: Status
    attempts: int
    score: float | None
    simulated: bool = Field(default=False, exclude=True)


def by_session(records: Iterable[Record]) -> dict[str, list[Record]]:
    """Return the records of each session, in order of beginning."""
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record.stream, []).append(record)
    return {session: seen for session, seen in found.items() if isinstance(seen[0].event, Started)}


def summaries(records: Iterable[Record]) -> list[SessionSummary]:
    """Return the sessions in order of beginning."""
    return [_summary(session, seen) for session, seen in by_session(records).items()]


def _summary(session: str, records: Sequence[Record]) -> SessionSummary:
    started = records[0].event
    assert isinstance(started, Started)
    marks = [each.event.mark for each in records if isinstance(each.event, Critiqued)]
    last = marks[-1] if marks else None
    closed = any(isinstance(each.event, Closed) for each in records)
    return SessionSummary(
        session=session,
        question=started.question,
        started=records[0].at,
        status="finished" if closed else "unfinished",
        attempts=sum(isinstance(each.event, Answered) for each in records),
        score=last.score if last else None,
        simulated=started.candidate == "simulated",
    )
