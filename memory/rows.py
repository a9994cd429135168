"""The journal's rows as values."""

from datetime import datetime

from pydantic import TypeAdapter

from practice.errors import JournalError
from practice.event import EVENT, Record
from practice.evidence import Observation
from practice.judgement import Judgement

COLUMNS = "id, stream, number, at, body"
JUDGED = """
    SELECT judged.id, judged.stream, judged.at,
        json_extract(begun.body, '$.question'), json_extract(judged.body, '$.observations')
    FROM event AS judged JOIN event AS begun ON begun.stream = judged.stream AND begun.number = 1
    WHERE judged.kind = 'critiqued' AND begun.kind = 'started'
        AND json_extract(begun.body, '$.candidate') = 'human'
"""
"""Each judged answer of a person with its question; of the critique no more than its evidence."""

_OBSERVATIONS = TypeAdapter(tuple[Observation, ...])


def record_of(row: tuple[int, str, int, str, str]) -> Record:
    """Return the record of a row of COLUMNS. Raises: JournalError."""
    row_id, stream, number, at, body = row
    try:
        event = EVENT.validate_json(body)
        return Record(
            id=row_id, stream=stream, number=number, at=datetime.fromisoformat(at), event=event
        )
    except ValueError as error:
        raise _unreadable(row_id) from error


def judgement_of(row: tuple[int, str, str, str, str]) -> Judgement:
    """Return the judgement of a row of JUDGED. Raises: JournalError."""
    row_id, stream, at, question, seen = row
    try:
        return Judgement(
            id=row_id,
            session=stream,
            at=datetime.fromisoformat(at),
            question=question,
            observations=_OBSERVATIONS.validate_json(seen),
        )
    except ValueError as error:
        raise _unreadable(row_id) from error


def _unreadable(row_id: int) -> JournalError:
    return JournalError(
        f"event {row_id} of the journal cannot be read; nothing was changed."
        " Was it written by a newer version of coach?",
        zh=f"日志里的第 {row_id} 条事件读不出来；什么都没有改动。是更新版本的 coach 写的吗？",
    )
