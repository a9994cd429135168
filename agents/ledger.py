"""Where a session's events go: durable in the journal before anybody hears of them."""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from memory.journal import Journal
from practice.event import Event, Record
from practice.past import Past, past_of

Clock = Callable[[], datetime]


class Ledger(Protocol):
    """The events of one session, and of the others on the same question."""

    session: str

    def append(self, event: Event) -> Record:
        """Return the event's record once it is durable. Raises: JournalError."""

    def records(self) -> list[Record]:
        """Return this session's records in order."""

    def earlier(self, question: str) -> list[tuple[str, list[Record]]]:
        """Return the other sessions on `question` with their records, in order of beginning."""

    def told(self) -> list[Record]:
        """Return the coach's answers to questions put to it, in all other sessions."""

    def past(self) -> Past:
        """Return what gaps and plan follow from, this session included."""

    def unclosed(self) -> list[Record]:
        """Return the records of the sessions that are not closed, in order."""

    def now(self) -> datetime:
        """Return the present moment, with its offset."""


class JournalLedger:
    """A session in the profile's journal; nobody else writes to that while it lasts."""

    def __init__(self, journal: Journal, session: str, clock: Clock) -> None:
        self.journal = journal
        self.session = session
        self._clock = clock
        self._records = journal.records(session)
        self._earlier: dict[str, list[tuple[str, list[Record]]]] = {}
        self._told: list[Record] | None = None

    def append(self, event: Event) -> Record:
        """Return the event's record once it is durable. Raises: JournalError."""
        record = self.journal.append(self.session, event, self._clock())
        self._records.append(record)
        return record

    def records(self) -> list[Record]:
        """Return this session's records in order."""
        return list(self._records)

    def earlier(self, question: str) -> list[tuple[str, list[Record]]]:
        """Return the other sessions on `question` with their records, in order of beginning."""
        if question not in self._earlier:
            found = self.journal.sessions_on(question)
            self._earlier[question] = [pair for pair in found.items() if pair[0] != self.session]
        return self._earlier[question]

    def told(self) -> list[Record]:
        """Return the coach's answers to questions put to it, in all other sessions."""
        if self._told is None:
            self._told = [each for each in self.journal.told() if each.stream != self.session]
        return self._told

    def past(self) -> Past:
        """Return what gaps and plan follow from, this session included."""
        return self.journal.past()

    def unclosed(self) -> list[Record]:
        """Return the records of the sessions that are not closed, in order."""
        return self.journal.unclosed()

    def now(self) -> datetime:
        """Return the present moment, with its offset."""
        return self._clock()


class LooseLedger:
    """A session that nobody keeps: for teams inside other programs, and for measuring."""

    def __init__(self, clock: Clock, session: str = "loose") -> None:
        self.session = session
        self._clock = clock
        self._records: list[Record] = []

    def append(self, event: Event) -> Record:
        """Return the event's record."""
        number = len(self._records) + 1
        record = Record(
            id=number, stream=self.session, number=number, at=self._clock(), event=event
        )
        self._records.append(record)
        return record

    def records(self) -> list[Record]:
        """Return this session's records in order."""
        return list(self._records)

    def earlier(self, question: str) -> list[tuple[str, list[Record]]]:
        """Return nothing: there is no other session."""
        return []

    def told(self) -> list[Record]:
        """Return nothing: there is no other session."""
        return []

    def past(self) -> Past:
        """Return what this session makes gaps and plan from."""
        return past_of(self._records)

    def unclosed(self) -> list[Record]:
        """Return this session's records."""
        return self.records()

    def now(self) -> datetime:
        """Return the present moment, with its offset."""
        return self._clock()


def new_session_id(now: datetime) -> str:
    """Return an id that sorts by time and is easily typed: 20261125-0915-k3f9."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    tail = "".join(secrets.choice(alphabet) for _ in range(4))
    return f"{now:%Y%m%d-%H%M}-{tail}"
