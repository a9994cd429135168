"""Gaps: what recurs across questions, as a fold over opportunities (contract, Gaps).

    open ──met──► improving ──two unaided days──► closed ──unaided miss──► relapsed ──met──► improving

A gap begins with its first miss. The state is the same on every replay: it is computed from the
opportunities alone, never stored.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from practice.opportunity import Evidence, Opportunity
from practice.schedule import Memory, Review
from practice.value import Value

Status = Literal["open", "improving", "closed", "relapsed"]

DAYS_APART = 3
LASTING = timedelta(days=14)
LASTING_RETRIEVABILITY = 0.8


class Gap(Value):
    """The state of one gap at the end of its opportunities."""

    gap: str
    status: Status
    occurrences: int
    """Opportunities missed."""
    opportunities: int
    """Opportunities since the first miss, that one included."""
    first: datetime
    last: datetime
    due: date
    """The day on which it should be tried again."""
    evidence: tuple[Evidence, ...]
    trail: tuple[Review, ...] = ()
    """Its opportunities in order: met or missed, and with what aid."""


@dataclass(frozen=True)
class Course:
    """How one gap has gone so far: all that its state follows from."""

    gap: str
    questions: int
    """How many questions of the bank have it; where it is one, that one is enough to close it."""
    seen: tuple[Opportunity, ...] = ()
    status: Status = "open"
    successes: tuple[Opportunity, ...] = ()
    """Unaided ones since the last miss."""
    memory: Memory = field(default_factory=Memory)

    def after(self, each: Opportunity) -> "Course":
        """Return the course after one more opportunity."""
        memory = self.memory.after(_review(each))
        successes = self._successes(each)
        status = self._status(each, successes, memory)
        return Course(self.gap, self.questions, (*self.seen, each), status, successes, memory)

    def _successes(self, each: Opportunity) -> tuple[Opportunity, ...]:
        """Return the unaided successes since the last miss; a closed gap minds no aided miss."""
        if not each.met:
            minds = self.status != "closed" or each.aid == "unaided"
            return () if minds else self.successes
        return (*self.successes, each) if each.aid == "unaided" else self.successes

    def _status(
        self, each: Opportunity, successes: tuple[Opportunity, ...], memory: Memory
    ) -> Status:
        """A closed gap relapses by an unaided miss only; any other miss opens it again."""
        if self.status == "closed":
            return "relapsed" if not each.met and each.aid == "unaided" else "closed"
        if not each.met:
            return "relapsed" if self.status == "relapsed" else "open"
        lasts = each.aid == "unaided" and self._lasts(successes, memory)
        return "closed" if lasts else "improving"

    def _lasts(self, successes: tuple[Opportunity, ...], memory: Memory) -> bool:
        """Return whether the unaided successes since the last miss close the gap."""
        if len({each.question for each in successes}) < min(2, self.questions):
            return False
        days = [each.at.date() for each in successes]
        if (max(days) - min(days)).days < DAYS_APART:
            return False
        return memory.retrievability(successes[-1].at + LASTING) >= LASTING_RETRIEVABILITY

    @property
    def state(self) -> Gap:
        """The gap as it stands."""
        misses = [each for each in self.seen if not each.met]
        return Gap(
            gap=self.gap,
            status=self.status,
            occurrences=len(misses),
            opportunities=len(self.seen),
            first=self.seen[0].at,
            last=misses[-1].at,
            due=self.memory.due_on or self.seen[-1].at.date(),
            evidence=tuple(piece for miss in misses for piece in miss.evidence),
            trail=tuple(map(_review, self.seen)),
        )


def _review(each: Opportunity) -> Review:
    return Review(at=each.at, met=each.met, aid=each.aid)


def courses(
    later: Iterable[Opportunity],
    questions_with: Mapping[str, int] | None = None,
    before: Mapping[str, Course] | None = None,
) -> dict[str, Course]:
    """Return how each gap has gone, going on from `before`; successes before a first miss are none."""
    counts = questions_with or {}
    found = dict(before or {})
    for each in later:
        course = found.get(each.gap)
        if course is None and each.met:
            continue
        course = course or Course(each.gap, counts.get(each.gap, 1))
        found[each.gap] = course.after(each)
    return found


def fold(
    seen: Iterable[Opportunity], questions_with: Mapping[str, int] | None = None
) -> dict[str, Gap]:
    """Return the gaps by key; `questions_with` is how many questions of the bank have each."""
    return {gap: course.state for gap, course in courses(seen, questions_with).items()}
