"""Sessions in brief: on which question, how far they came, and what to practise next."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from practice.event import Answered, Closed, Critiqued, Record, Started
from practice.evidence import misconception_gap
from practice.gap import Gap
from practice.question import Question
from practice.value import Value

TOPICS = ("rag", "agent", "llm", "prompt", "workflow", "lib", "design", "backend", "algo")
"""What interviews for LLM applications ask most comes first."""
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


class Suggestion(Value):
    """The question to practise next, and why; `gap` is the one that is due."""

    question: str
    reason: Literal["due", "new", "oldest"]
    gap: str | None = None


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


def _rank(topic: str) -> int:
    """Return a topic's place in the order in which new questions are met."""
    return TOPICS.index(topic) if topic in TOPICS else len(TOPICS)


def _gaps_of(question: Question) -> set[str]:
    """Return the keys of the gaps that a question trains."""
    skills = {point.skill for point in question.points}
    return skills | {misconception_gap(question.id, each.id) for each in question.misconceptions}


def suggest(
    questions: Sequence[Question],
    gaps: Mapping[str, Gap],
    sessions: Sequence[SessionSummary],
    today: date,
) -> Suggestion | None:
    """Return what to practise next, or None without questions.

    First the question that trains most of the gaps that are due, then one not practised yet (by
    topic, the easiest first), then the one practised longest ago.
    """
    if not questions:
        return None
    last = {each.question: each.started for each in sessions if not each.simulated}
    due = {
        gap.gap: gap.occurrences
        for gap in gaps.values()
        if gap.status != "closed" and gap.due <= today
    }

    def training(question: Question) -> int:
        return sum(due.get(gap, 0) for gap in _gaps_of(question))

    best = max(questions, key=training)
    if training(best) > 0:
        weightiest = max(sorted(_gaps_of(best) & set(due)), key=due.__getitem__)
        return Suggestion(question=best.id, reason="due", gap=weightiest)
    fresh = [each for each in questions if each.id not in last]
    if fresh:
        first = min(fresh, key=lambda each: (_rank(each.topic), each.difficulty))
        return Suggestion(question=first.id, reason="new")
    oldest = min(questions, key=lambda each: last[each.id])
    return Suggestion(question=oldest.id, reason="oldest")
