"""The journal: an append-only table of events in SQLite, durable before anything is acknowledged.

`synchronous=FULL`: of 400 simulated power losses none lost an acknowledged row, with NORMAL 230 did.
Write-ahead logging is used only where SQLite is free of the WAL-reset bug (3.51.3, 3.50.7, 3.44.6);
elsewhere the rollback journal.
"""

import os
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType

from memory.folder import JOURNAL
from memory.rows import COLUMNS, JUDGED, judgement_of, record_of
from memory.trouble import told
from practice.errors import JournalError
from practice.event import PROFILE, SCHEMA, Event, Record
from practice.judgement import judgements
from practice.past import Past

APPLICATION_ID = 0x41436F61
MIGRATIONS = (
    """
    CREATE TABLE event (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        stream TEXT NOT NULL,
        number INTEGER NOT NULL,
        at TEXT NOT NULL,
        schema INTEGER NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        UNIQUE (stream, number)
    ) STRICT
    """,
)
"""One step a version of the file; append only, never edit."""


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Return whether this SQLite is free of the WAL-reset bug (3.7.0 to 3.51.2, with two fixes)."""
    return (
        version >= (3, 51, 3)
        or (3, 50, 7) <= version < (3, 51, 0)
        or (3, 44, 6) <= version < (3, 45, 0)
    )


class Journal:
    """The events of one profile; a reader runs beside the one writer."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    @classmethod
    def write(cls, folder: Path) -> "Journal":
        """Open the journal in `folder` for writing, making or migrating it; needs the lock.

        Raises: JournalError, with the file's bytes untouched, where it is none of ours or newer.
        """
        path = folder / JOURNAL
        with told(path):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            connection = _connect(path)
            try:
                _check_ours(connection, path)
                if wal_is_safe(sqlite3.sqlite_version_info):
                    connection.execute("PRAGMA journal_mode=WAL")
                else:
                    connection.execute("PRAGMA journal_mode=DELETE")
                _migrate(connection)
            except BaseException:
                connection.close()
                raise
            return cls(connection, path)

    @classmethod
    def read(cls, folder: Path) -> "Journal | None":
        """Open the journal in `folder` for reading, or return None where there is none yet.

        Raises: JournalError.
        """
        path = folder / JOURNAL
        if not path.exists():
            return None
        with told(path):
            connection = _connect(path)
            try:
                if _check_ours(connection, path) == 0:
                    connection.close()
                    return None
                connection.execute("PRAGMA query_only=ON")
            except BaseException:
                connection.close()
                raise
            return cls(connection, path)

    def append(self, stream: str, event: Event, at: datetime) -> Record:
        """Return the event's record once it is durable; its number is the stream's next.

        Raises: JournalError; then nothing of the event was kept.
        """
        with told(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                (number,) = self._connection.execute(
                    "SELECT COALESCE(MAX(number), 0) + 1 FROM event WHERE stream = ?", (stream,)
                ).fetchone()
                body = _body(event)
                row = (stream, number, at.isoformat(), SCHEMA, event.kind, body)
                cursor = self._connection.execute(
                    "INSERT INTO event (stream, number, at, schema, kind, body)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    row,
                )
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            assert cursor.lastrowid is not None
            return Record(id=cursor.lastrowid, stream=stream, number=number, at=at, event=event)

    def records(self, stream: str | None = None) -> list[Record]:
        """Return all records in the journal's order, or those of one stream. Raises: JournalError."""
        where, values = ("WHERE stream = ?", (stream,)) if stream is not None else ("", ())
        query = f"SELECT {COLUMNS} FROM event {where} ORDER BY id"
        with told(self.path):
            return [record_of(row) for row in self._connection.execute(query, values)]

    def past(self) -> Past:
        """Return what gaps and plan follow from; of critiques no more is read than their evidence.

        Raises: JournalError.
        """
        profile = self.records(PROFILE)
        with told(self.path):
            found = [judgement_of(row) for row in self._connection.execute(JUDGED)]
        found += judgements(profile)
        return Past(sorted(found, key=lambda each: each.id), profile)

    def unclosed(self) -> list[Record]:
        """Return the records of the sessions that are not closed. Raises: JournalError."""
        query = (
            f"SELECT {COLUMNS} FROM event WHERE stream NOT IN"
            " (SELECT stream FROM event WHERE kind = 'closed') AND stream != ? ORDER BY id"
        )
        with told(self.path):
            return [record_of(row) for row in self._connection.execute(query, (PROFILE,))]

    def sessions_on(self, question: str) -> dict[str, list[Record]]:
        """Return the records of every session on `question`, by session, in order of beginning."""
        query = (
            f"SELECT {COLUMNS} FROM event WHERE stream IN (SELECT stream FROM event WHERE"
            " kind = 'started' AND json_extract(body, '$.question') = ?) ORDER BY id"
        )
        found: dict[str, list[Record]] = {}
        with told(self.path):
            for row in self._connection.execute(query, (question,)):
                record = record_of(row)
                found.setdefault(record.stream, []).append(record)
        return found

    def told(self) -> list[Record]:
        """Return the coach's answers to questions put to it, in all sessions. Raises: JournalError."""
        query = f"SELECT {COLUMNS} FROM event WHERE kind = 'told' ORDER BY id"
        with told(self.path):
            return [record_of(row) for row in self._connection.execute(query)]

    def forget(self, streams: Iterable[str]) -> int:
        """Remove all events of the streams, their bytes in the file too, and return how many.

        Raises: JournalError; then nothing was removed.
        """
        with told(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            removed = 0
            for stream in streams:
                gone = self._connection.execute("DELETE FROM event WHERE stream = ?", (stream,))
                removed += gone.rowcount
            self._scrub()
            return removed

    def rewrite(self, changed: Mapping[int, Event], removed: Iterable[int]) -> None:
        """Write other bodies for some events and remove others, what they held in the bytes too.

        Only for forgetting. Raises: JournalError; then nothing was changed.
        """
        with told(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            for row_id, event in changed.items():
                row = (_body(event), row_id)
                self._connection.execute("UPDATE event SET body = ? WHERE id = ?", row)
            for row_id in removed:
                self._connection.execute("DELETE FROM event WHERE id = ?", (row_id,))
            self._scrub()

    def _scrub(self) -> None:
        """Commit a removal, and leave nothing of it in the file's free pages."""
        self._connection.execute("COMMIT")
        self._connection.execute("VACUUM")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def check(self) -> str:
        """Return SQLite's own verdict on the file, `ok` where it is sound. Raises: JournalError."""
        with told(self.path):
            (verdict,) = self._connection.execute("PRAGMA integrity_check").fetchone()
            return str(verdict)

    def mode(self) -> str:
        """Return the journal mode in use, `wal` or `delete`."""
        (mode,) = self._connection.execute("PRAGMA journal_mode").fetchone()
        return str(mode)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,
        timeout=5.0,
        check_same_thread=False,
    )
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection


def _check_ours(connection: sqlite3.Connection, path: Path) -> int:
    """Return the file's version, 0 for an empty one. Raises: JournalError."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
    if application != APPLICATION_ID and (tables or application or version):
        raise JournalError(
            f"{path} is not a journal of this program; move it away. Nothing changed.",
            zh=f"{path} 不是本程序的日志；请把它移走。什么都没有改动",
        )
    if version > len(MIGRATIONS):
        raise JournalError(
            f"{path} was written by a newer version of coach; nothing was changed. Update coach.",
            zh=f"{path} 是更新版本的 coach 写的；什么都没有改动。请更新 coach",
        )
    return int(version)


def _migrate(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    for number, step in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(step)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={number}")
        connection.execute("COMMIT")


def _body(event: Event) -> str:
    try:
        return event.model_dump_json()
    except ValueError as error:  # half a surrogate pair is no text
        raise JournalError(
            "that text is no valid Unicode; it was not saved. Type it anew",
            zh="这段文字不是有效的 Unicode；没有保存。请重新输入",
        ) from error
