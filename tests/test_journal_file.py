"""The journal's file: made, migrated, refused with its bytes untouched, and when the disk is full."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from memory.journal import MIGRATIONS, Journal, wal_is_safe
from practice.errors import JournalError
from practice.event import Answered
from tests.samples import NOON

ROOT = Path(__file__).resolve().parent.parent
OURS = 0x41436F61
SAFE_HERE = wal_is_safe(sqlite3.sqlite_version_info)

VERSION_1 = f"""
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    stream TEXT NOT NULL,
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    schema INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (stream, number)
) STRICT;
INSERT INTO event (stream, number, at, schema, kind, body) VALUES
    ('s1', 1, '2026-11-02T12:00:00+00:00', 1, 'answered',
     '{{"kind":"answered","text":"水要烧开","lang":"zh"}}');
PRAGMA application_id={OURS};
PRAGMA user_version=1;
"""

DISK_FULL = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from memory.journal import Journal
from practice.errors import JournalError
from practice.event import Answered
at = datetime(2026, 11, 2, 12, tzinfo=UTC)
def answer(number):
    return Answered(text=f"{number} " + "x" * 2000, lang="en")
with Journal.write(Path(sys.argv[1])) as journal:
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, most))
    kept = 0
    try:
        while kept < 1000:
            journal.append("s1", answer(kept), at)
            kept += 1
    except JournalError as error:
        print(error)
    print(0 < kept < 1000, len(journal.records()) == kept, journal.check())
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    print(journal.append("s1", answer(kept), at).number == kept + 1)
    print([int(each.event.text.split()[0]) for each in journal.records()] == [*range(kept + 1)])
"""


def answer(text: str) -> Answered:
    return Answered(text=text, lang="en")


def fill(folder: Path) -> bytes:
    """Write twenty long answers and return the file's bytes."""
    with Journal.write(folder) as journal:
        for number in range(20):
            journal.append("s1", answer(f"{number}" + "x" * 3000), NOON)
    return (folder / "journal.sqlite3").read_bytes()


def sql(folder: Path, script: str) -> None:
    """Run a script on the journal's file, as another program would."""
    raw = sqlite3.connect(folder / "journal.sqlite3")
    raw.executescript(script)
    raw.close()


def facts(folder: Path) -> tuple[int, int, list[str]]:
    """Return the file's application id, its version and its schema, blanks apart."""
    raw = sqlite3.connect(folder / "journal.sqlite3")
    (application,) = raw.execute("PRAGMA application_id").fetchone()
    (version,) = raw.execute("PRAGMA user_version").fetchone()
    rows = raw.execute("SELECT COALESCE(sql, name) FROM sqlite_master ORDER BY name").fetchall()
    raw.close()
    return application, version, ["".join(text.split()) for (text,) in rows]


def assert_refused(folder: Path, why: str) -> None:
    """Both ways of opening refuse the file, say `why`, and leave the folder as it was."""
    path = folder / "journal.sqlite3"
    before = path.read_bytes()
    for open_it in (Journal.read, Journal.write):
        with pytest.raises(JournalError) as refused:
            open_it(folder)
        assert str(refused.value).startswith(str(path))
        assert why in str(refused.value)
        assert "\n" not in str(refused.value)
        assert path.read_bytes() == before
        assert list(folder.iterdir()) == [path]


@pytest.mark.parametrize("exists", [True, False])
def test_an_absent_or_empty_file_is_made_a_journal_by_the_writer_only(
    tmp_path: Path, exists: bool
) -> None:
    path = tmp_path / "journal.sqlite3"
    if exists:
        path.touch()
    assert Journal.read(tmp_path) is None
    assert path.exists() == exists
    assert not exists or path.read_bytes() == b""
    with Journal.write(tmp_path) as journal:
        assert journal.records() == []
        assert journal.check() == "ok"
        assert journal.mode() == ("wal" if SAFE_HERE else "delete")
    assert facts(tmp_path)[:2] == (OURS, len(MIGRATIONS))


def test_reading_where_there_is_no_folder_finds_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert Journal.read(tmp_path / "absent") is None
    assert Journal.read(tmp_path / "file") is None
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_file_of_version_1_keeps_its_events_and_becomes_like_a_new_one(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    sql(old, VERSION_1)
    with Journal.write(old) as journal:
        (first,) = journal.records()
        assert (first.id, first.stream, first.number, first.at) == (1, "s1", 1, NOON)
        assert first.event == Answered(text="水要烧开", lang="zh")
        assert journal.append("s1", answer("next"), NOON).number == 2
    Journal.write(new).close()
    assert facts(old) == facts(new)
    assert facts(new)[1] == len(MIGRATIONS)


def test_a_version_1_file_is_read_before_any_writer_has_migrated_it(tmp_path: Path) -> None:
    sql(tmp_path, VERSION_1)
    reader = Journal.read(tmp_path)
    assert reader is not None
    with reader:
        assert [each.event for each in reader.records()] == [Answered(text="水要烧开", lang="zh")]
    assert facts(tmp_path)[:2] == (OURS, 1)


def test_opening_a_journal_again_changes_no_byte(tmp_path: Path) -> None:
    before = fill(tmp_path)
    Journal.write(tmp_path).close()
    assert (tmp_path / "journal.sqlite3").read_bytes() == before


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE diary (day TEXT); INSERT INTO diary VALUES ('2026-11-02');",
        f"{VERSION_1} PRAGMA application_id=0;",
        f"{VERSION_1} PRAGMA application_id=77;",
        "PRAGMA application_id=77;",
    ],
)
def test_a_database_of_another_program_is_refused_untouched(tmp_path: Path, script: str) -> None:
    sql(tmp_path, script)
    assert_refused(tmp_path, "is not a journal of this program; move it away. Nothing changed.")


@pytest.mark.parametrize("version", [len(MIGRATIONS) + 1, 2**31 - 1])
def test_a_journal_of_a_newer_version_is_refused_untouched(tmp_path: Path, version: int) -> None:
    sql(tmp_path, f"{VERSION_1} PRAGMA user_version={version};")
    assert_refused(tmp_path, "was written by a newer version of coach; nothing was changed.")


@pytest.mark.parametrize("content", [b"xy", b"my diary, in plain text\n" * 400, bytes(range(256))])
def test_a_file_that_is_no_database_is_refused_untouched(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "journal.sqlite3").write_bytes(content)
    assert_refused(tmp_path, "the file is damaged or not ours; nothing was changed. Move it away.")


@pytest.mark.parametrize("kept", [10, 100, 512, 4096, 20_000])
def test_a_journal_cut_short_is_refused_untouched(tmp_path: Path, kept: int) -> None:
    (tmp_path / "journal.sqlite3").write_bytes(fill(tmp_path)[:kept])
    assert_refused(tmp_path, "the file is damaged or not ours; nothing was changed. Move it away.")


def test_a_journal_overwritten_in_the_middle_is_an_error_when_it_is_read(tmp_path: Path) -> None:
    path, whole = tmp_path / "journal.sqlite3", fill(tmp_path)
    spoilt = whole[:8192] + b"\xff" * (len(whole) - 8192)
    path.write_bytes(spoilt)
    reader = Journal.read(tmp_path)
    assert reader is not None
    with reader, pytest.raises(JournalError, match="the file is damaged or not ours"):
        reader.records()
    assert path.read_bytes() == spoilt


def test_a_folder_in_the_place_of_the_file_is_a_journal_error(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite3").mkdir()
    with pytest.raises(JournalError, match="Is a directory; nothing was changed"):
        Journal.write(tmp_path)
    with pytest.raises(JournalError, match="cannot be written"):
        Journal.read(tmp_path)


@pytest.mark.parametrize(
    "body",
    [
        '{"kind":"foretold","text":"x"}',
        '{"kind":"answered","text":"x","lang":"en","mood":"good"}',
        '{"kind":"answered","text":"x"',
        "",
    ],
)
def test_an_event_that_cannot_be_read_is_named_and_never_skipped(tmp_path: Path, body: str) -> None:
    with Journal.write(tmp_path) as journal:
        for text in "abc":
            journal.append("s1", answer(text), NOON)
    sql(tmp_path, f"UPDATE event SET body = '{body}' WHERE id = 2")
    with Journal.write(tmp_path) as journal:
        with pytest.raises(JournalError) as refused:
            journal.records()
        assert str(refused.value) == (
            "event 2 of the journal cannot be read; nothing was changed."
            " Was it written by a newer version of coach?"
        )


def test_a_disk_without_room_keeps_what_was_saved_and_goes_on_when_there_is_room(
    tmp_path: Path,
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", DISK_FULL, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    told, *rest = ran.stdout.splitlines()
    assert told.startswith(f"{tmp_path / 'journal.sqlite3'}: ")
    assert "what was saved before is kept" in told
    assert (rest, ran.stderr) == (["True True ok", "True", "True"], "")


def test_a_full_database_is_told_as_a_full_disk_and_nothing_of_the_event_is_kept(
    tmp_path: Path,
) -> None:
    with Journal.write(tmp_path) as journal:
        kept = journal.append("s1", answer("small"), NOON)
        journal._connection.execute("PRAGMA max_page_count=1")  # SQLite's own limit: no more pages
        with pytest.raises(JournalError) as refused:
            journal.append("s1", answer("x" * 50_000), NOON)
        assert str(refused.value) == (
            f"{journal.path}: the disk is full; what was saved before is kept."
            " Free some space, then resume."
        )
        assert journal.records() == [kept]
        journal._connection.execute("PRAGMA max_page_count=1000")
        assert journal.append("s1", answer("x" * 50_000), NOON).number == 2


def test_a_path_with_any_letters_is_opened_as_it_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "a?mode=ro#b %20 张三"
    folder.mkdir()
    with Journal.write(folder) as journal:
        journal.append("s1", answer("x"), NOON)
    assert [each.name for each in tmp_path.iterdir()] == [folder.name]
    assert (folder / "journal.sqlite3").stat().st_size > 0


FIXED = [(3, 44, 6), (3, 44, 9), (3, 50, 7), (3, 50, 10), (3, 51, 3), (3, 52, 0), (4, 0, 0)]
FAULTY = [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 50, 6), (3, 51, 0), (3, 51, 2)]


@pytest.mark.parametrize("version", [*FIXED, *FAULTY])
def test_write_ahead_logging_is_safe_in_the_fixed_versions_only(version: tuple[int, ...]) -> None:
    assert wal_is_safe(version) is (version in FIXED)


def test_a_journal_brought_from_elsewhere_gets_the_mode_that_is_safe_here(tmp_path: Path) -> None:
    Journal.write(tmp_path).close()
    sql(tmp_path, f"PRAGMA journal_mode={'DELETE' if SAFE_HERE else 'WAL'};")
    with Journal.write(tmp_path) as journal:
        assert journal.mode() == ("wal" if SAFE_HERE else "delete")
