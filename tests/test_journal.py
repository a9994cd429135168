"""The journal's events: every kind comes back, numbers ascend, what was acknowledged is durable."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.journal import Journal, wal_is_safe
from practice.errors import JournalError
from practice.event import (
    Answered,
    Asked,
    Closed,
    Coached,
    Declined,
    Event,
    Explained,
    Hinted,
    Inquired,
    Rated,
    Record,
    Reflected,
    Requested,
    Returning,
    Revealed,
    Started,
    Told,
)
from practice.evidence import Observation
from practice.verdict import Praise
from tests.samples import NOON, days, tea_critiqued

ROOT = Path(__file__).resolve().parent.parent
HARD_TEXT = "水\n---\n\t\x00\x1b[31m' \" \\ 🫖 e\u0301 \u2028 \u200d"

EVENTS: tuple[Event, ...] = (
    Started(question="tea", mode="practice", lang="zh", rounds=3, version="1"),
    Started(
        question="tea",
        mode="critique",
        lang="en",
        rounds=1,
        candidate="simulated",
        level=0.25,
        seed=7,
        rating=True,
        version="1",
    ),
    Asked(what="probe", text="水？", lang="zh", point="boil"),
    Answered(text=HARD_TEXT, lang="zh"),
    Answered(text="", lang="en"),
    Rated(rating=None),
    Rated(rating=5),
    Requested(command="why"),
    tea_critiqued("covered", "contradicted", "missing").model_copy(
        update={"observations": (Observation(gap="heating", point="boil", met=True, aid="aided"),)}
    ),
    Coached(done_well=Praise(text="好", quote="水"), next_action="再答", lang="zh"),
    Coached(done_well=None, recall="again", next_action="go on", offers_hint=True, lang="en"),
    Hinted(point="boil", rung=4, text="hint"),
    Explained(),
    Revealed(text="answer"),
    Declined(command="answer", text="not yet"),
    Inquired(text=HARD_TEXT, lang="zh"),
    Told(text="so", lang="en", gave={"tea": ("boil",)}, voice="model", model="m", prompt="p@1"),
    Closed(
        reason="rounds",
        text="end",
        lang="en",
        improved=("boil",),
        open=("steep", "warm-pot"),
        returning=(Returning(gap="heating", due=days(3).date()),),
    ),
    Reflected(text="because"),
)

KILLED_AFTER_APPEND = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from memory.journal import Journal
from practice.event import Answered
journal = Journal.write(Path(sys.argv[1]))
for number in range(3):
    record = journal.append("s1", Answered(text=f"answer {number}", lang="en"),
                            datetime(2026, 11, 2, 12, tzinfo=UTC))
    print(record.id, record.number, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""

KILLED_IN_A_TRANSACTION = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size=1")  # so that pages reach the file before the commit
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE event SET body = ?", ("x" * 100_000,))
for number in range(50):
    connection.execute("INSERT INTO event (stream, number, at, schema, kind, body)"
                       " VALUES ('s9', ?, 'x', 1, 'x', ?)", (number, "x" * 20_000))
os.kill(os.getpid(), signal.SIGKILL)
"""

READER = """
import sys, time
from pathlib import Path
from memory.journal import Journal
journal = Journal.read(Path(sys.argv[1]))
print("reading", flush=True)
seen, end = [], time.monotonic() + 25
while len(seen) < 15 and time.monotonic() < end:
    now = [each.event.text for each in journal.records()]
    assert now[: len(seen)] == seen, "a record changed or went"
    seen = now
print(seen == [str(number) for number in range(15)])
"""


def answer(text: str) -> Answered:
    return Answered(text=text, lang="en")


def reader_of(folder: Path) -> Journal:
    found = Journal.read(folder)
    assert found is not None
    return found


def run(script: str, argument: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script, str(argument)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_kind_of_event_comes_back_as_it_was_written(tmp_path: Path) -> None:
    assert {each.kind for each in EVENTS} == {
        *("started", "asked", "answered", "rated", "requested", "critiqued", "coached"),
        *("hinted", "explained", "revealed", "declined", "inquired", "told", "closed", "reflected"),
    }
    east = datetime(2026, 11, 2, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=5.5)))
    with Journal.write(tmp_path) as journal:
        written = [journal.append("会话 1", each, east) for each in EVENTS]
    assert written == [
        Record(id=number, stream="会话 1", number=number, at=east, event=each)
        for number, each in enumerate(EVENTS, start=1)
    ]
    with reader_of(tmp_path) as journal:
        assert journal.records() == written
        assert [each.at.isoformat() for each in journal.records()] == [east.isoformat()] * 19


def test_a_huge_answer_is_kept_whole(tmp_path: Path) -> None:
    text = "水要烧开，" * 400_000
    with Journal.write(tmp_path) as journal:
        journal.append("s1", answer(text), NOON)
    with reader_of(tmp_path) as journal:
        assert [each.event for each in journal.records()] == [answer(text)]


def test_what_cannot_be_written_as_utf_8_is_a_journal_error_and_nothing_is_kept(
    tmp_path: Path,
) -> None:
    with Journal.write(tmp_path) as journal:
        with pytest.raises(JournalError):
            journal.append("s1", answer("half an emoji \ud83e"), NOON)
        assert journal.records() == []
        assert journal.append("s1", answer("whole"), NOON).number == 1


@settings(max_examples=10, deadline=None)
@given(st.lists(st.sampled_from(["s1", "s2", "S1", "profile", "茶"]), max_size=8))
def test_ids_ascend_over_all_and_numbers_within_each_stream(streams: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with Journal.write(Path(folder)) as journal:
            written = [journal.append(each, answer(each), NOON) for each in streams]
        assert [each.id for each in written] == list(range(1, len(streams) + 1))
        with reader_of(Path(folder)) as journal:
            assert journal.records() == written
            for stream in {*streams, "absent"}:
                own = journal.records(stream)
                assert own == [each for each in written if each.stream == stream]
                assert [each.number for each in own] == list(range(1, len(own) + 1))


def test_numbers_go_on_where_an_earlier_run_stopped(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        with Journal.write(tmp_path) as journal:
            record = journal.append("s1", answer("x"), NOON)
        assert (record.id, record.number) == (number, number)


def test_a_number_stands_once_in_a_stream_and_an_id_is_never_given_again(tmp_path: Path) -> None:
    with Journal.write(tmp_path) as journal:
        journal.append("s1", answer("first"), NOON)
        journal.append("s1", answer("second"), NOON)
    copy = "INSERT INTO event (stream, number, at, schema, kind, body) SELECT stream, 1, at, schema"
    with sqlite3.connect(tmp_path / "journal.sqlite3") as raw:
        with pytest.raises(sqlite3.IntegrityError, match=r"UNIQUE.*stream.*number"):
            raw.execute(f"{copy}, kind, body FROM event")
        raw.execute("DELETE FROM event WHERE id = 2")
        raw.commit()
    raw.close()
    with Journal.write(tmp_path) as journal:
        again = journal.append("s1", answer("third"), NOON)
    assert (again.id, again.number) == (3, 2)


def test_what_append_returned_survives_kill_9(tmp_path: Path) -> None:
    ran = run(KILLED_AFTER_APPEND, tmp_path)
    assert (ran.returncode, ran.stdout) == (-signal.SIGKILL, "1 1\n2 2\n3 3\n")
    with Journal.write(tmp_path) as journal:
        texts = [each.event for each in journal.records("s1")]
        assert texts == [answer("answer 0"), answer("answer 1"), answer("answer 2")]
        assert journal.append("s1", answer("next"), NOON).number == 4
        assert journal.check() == "ok"


def test_every_commit_reaches_the_disk_before_append_returns(tmp_path: Path) -> None:
    full = 2
    with Journal.write(tmp_path) as journal:
        (level,) = journal._connection.execute("PRAGMA synchronous").fetchone()
    assert level == full


def test_a_transaction_cut_off_by_kill_9_leaves_no_trace_for_a_reader(tmp_path: Path) -> None:
    with Journal.write(tmp_path) as journal:
        written = [journal.append("s1", answer(each), NOON) for each in "abc"]
    size = (tmp_path / "journal.sqlite3").stat().st_size
    assert run(KILLED_IN_A_TRANSACTION, tmp_path / "journal.sqlite3").returncode == -signal.SIGKILL
    if not wal_is_safe(sqlite3.sqlite_version_info):
        assert (tmp_path / "journal.sqlite3").stat().st_size > size
    with reader_of(tmp_path) as journal:
        assert journal.records() == written
        assert journal.check() == "ok"


def test_a_reader_in_another_process_runs_beside_the_writer(tmp_path: Path) -> None:
    with (
        Journal.write(tmp_path) as journal,
        subprocess.Popen(
            [sys.executable, "-c", READER, str(tmp_path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as reader,
    ):
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
        for number in range(15):
            journal.append("s1", answer(str(number)), NOON)
        assert reader.communicate(timeout=30) == ("True\n", "")


def test_a_reader_sees_what_is_written_after_it_was_opened_and_writes_nothing(
    tmp_path: Path,
) -> None:
    with Journal.write(tmp_path) as writer, reader_of(tmp_path) as reader:
        assert reader.records() == []
        record = writer.append("s1", answer("x"), NOON)
        assert reader.records() == [record]
        with pytest.raises(JournalError, match="the journal cannot be written"):
            reader.append("s1", answer("y"), NOON)
        assert writer.records() == [record]


def test_sessions_on_a_question_come_whole_and_in_order_of_beginning(tmp_path: Path) -> None:
    tea = Started(question="tea", mode="practice", lang="zh", rounds=3, version="1")
    coffee = tea.model_copy(update={"question": "coffee"})
    with Journal.write(tmp_path) as journal:
        started = {
            name: journal.append(name, event, NOON)
            for name, event in {"s9": tea, "s1": coffee, "s5": tea}.items()
        }
        said = {name: journal.append(name, answer("tea"), NOON) for name in ("s5", "s1", "s9")}
        found = journal.sessions_on("tea")
        assert found == {"s9": [started["s9"], said["s9"]], "s5": [started["s5"], said["s5"]]}
        assert list(found) == ["s9", "s5"]
        assert journal.sessions_on("te") == {}
        assert journal.sessions_on("' OR 1=1 --") == {}


def test_the_journal_is_for_its_owner_only_whatever_the_umask(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        with Journal.write(tmp_path) as journal:
            journal.append("s1", answer("x"), NOON)
            assert {each.stat().st_mode & 0o777 for each in tmp_path.iterdir()} == {0o600}
    finally:
        os.umask(old)


def test_what_the_coach_told_is_found_in_all_sessions(tmp_path: Path) -> None:
    with Journal.write(tmp_path) as journal:
        for session in ("s1", "s2"):
            journal.append(session, Inquired(text="why?", lang="en"), NOON)
            journal.append(session, Told(text=session, lang="en", voice="rules"), NOON)
        assert [each.stream for each in journal.told()] == ["s1", "s2"]
