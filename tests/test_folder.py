"""The profile's folder: private, checked before use, held by one writer at a time."""

import fcntl
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from memory.folder import check, make_private, only_writer, read_settings
from practice.errors import FolderError, LockedError, UsageError

ROOT = Path(__file__).resolve().parent.parent
NOBODY = 65534

HOLDER = """
import sys
from pathlib import Path
from memory.folder import only_writer
with only_writer(Path(sys.argv[1]), sys.argv[2]):
    print("held", flush=True)
    sys.stdin.read()
"""

READ_ONLY = f"""
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from memory.folder import make_private, only_writer
from memory.journal import Journal
from practice.errors import FolderError
from practice.event import Answered
folder = Path(sys.argv[1])
if os.getuid() == 0:  # root may write everywhere, so it becomes somebody else
    os.chown(folder.parent, {NOBODY}, {NOBODY})
    os.setgroups([])
    os.setgid({NOBODY})
    os.setuid({NOBODY})
make_private(folder)
with Journal.write(folder) as journal:
    journal.append("s1", Answered(text="kept", lang="en"), datetime(2026, 11, 2, tzinfo=UTC))
folder.chmod(0o500)
try:
    with only_writer(folder, "practising"):
        print("held")
except FolderError as error:
    print(error)
print(os.listdir(folder))
reader = Journal.read(folder)
print([each.event.text for each in reader.records()])
folder.chmod(0o700)
"""


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@contextmanager
def umask(mask: int) -> Iterator[None]:
    old = os.umask(mask)
    try:
        yield
    finally:
        os.umask(old)


@contextmanager
def held_elsewhere(folder: Path, doing: str) -> Iterator[subprocess.Popen[str]]:
    """Run a process that holds the lock of `folder`, from when it does until it is ended."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder), doing],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            yield holder
        finally:
            holder.kill()


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_a_new_profile_its_home_and_its_lock_are_for_the_owner_only(
    tmp_path: Path, mask: int
) -> None:
    folder = tmp_path / "home" / "张三"
    with umask(mask), only_writer(folder, "practising"):
        assert rights(tmp_path / "home") == 0o700
        assert rights(folder) == 0o700
        assert rights(folder / "lock") == 0o600


def test_a_private_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "p"
    make_private(folder)
    (folder / "settings.toml").write_text('lang = "zh"\n', encoding="utf-8")
    make_private(folder)
    check(folder)
    assert {each.name for each in folder.iterdir()} == {"settings.toml"}


def test_a_file_in_the_place_of_the_profile_is_refused_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.write_bytes(b"a diary")
    with pytest.raises(FolderError) as refused:
        make_private(folder)
    said = f"{folder} is not a folder; move it away or set COACH_HOME to another"
    assert str(refused.value) == said
    assert folder.read_bytes() == b"a diary"


def test_a_file_in_the_place_of_the_home_is_refused_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "p"
    folder.parent.write_bytes(b"a diary")
    with pytest.raises(FolderError) as refused, only_writer(folder, "practising"):
        pass
    assert str(refused.value) == (
        f"the data folder {folder} cannot be made (Not a directory);"
        " set COACH_HOME to another folder"
    )
    assert folder.parent.read_bytes() == b"a diary"


def test_checking_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="is not a folder"):
        check(tmp_path / "home" / "p")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("part", ["home", "home/p"])
@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777, 0o1777])
def test_a_folder_that_others_can_write_is_refused_with_its_mending(
    tmp_path: Path, part: str, mode: int
) -> None:
    folder, open_part = tmp_path / "home" / "p", tmp_path / part
    make_private(folder)
    open_part.chmod(mode)
    with pytest.raises(FolderError) as refused, only_writer(folder, "practising"):
        pass
    assert str(refused.value) == (
        f"{open_part} can be written by others; run: chmod go-w {open_part}"
    )
    assert rights(open_part) == mode
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("part", ["home", "home/p"])
def test_a_folder_of_another_user_is_refused(tmp_path: Path, part: str) -> None:
    folder, foreign = tmp_path / "home" / "p", tmp_path / part
    make_private(folder)
    if os.getuid() == 0:
        os.chown(foreign, NOBODY, -1)
    else:  # only root can give a folder away; there is one of root's everywhere
        folder, foreign = Path("/usr/bin"), Path("/usr")
    with pytest.raises(FolderError) as refused:
        make_private(folder)
    assert str(refused.value) == (
        f"{foreign} belongs to another user; set COACH_HOME to a folder of yours"
    )


def test_a_read_only_folder_is_refused_to_writers_and_still_read() -> None:
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "p"
        ran = subprocess.run(
            [sys.executable, "-c", READ_ONLY, str(folder)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.stdout.splitlines(), ran.stderr) == (
            [
                f"{folder} is read-only; nothing was changed. Make it writable: chmod u+w",
                "['journal.sqlite3']",
                "['kept']",
            ],
            "",
        )


def test_the_second_process_is_told_who_holds_the_profile(tmp_path: Path) -> None:
    folder = tmp_path / "张三"
    with held_elsewhere(folder, "practising “茶”") as holder:
        with pytest.raises(LockedError) as refused, only_writer(folder, "rebuilding"):
            pass
        assert str(refused.value) == (
            f"profile “张三” is in use by coach practising “茶” (process {holder.pid});"
            " finish there, or use --profile"
        )


def test_kill_9_lets_the_lock_go(tmp_path: Path) -> None:
    with held_elsewhere(tmp_path / "p", "practising") as holder:
        holder.kill()
        assert holder.wait(5) == -9
        with only_writer(tmp_path / "p", "resuming"):
            said = (tmp_path / "p" / "lock").read_text(encoding="utf-8")
    assert said == f"coach resuming (process {os.getpid()})"


def test_the_lock_is_let_go_at_the_end_and_on_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), only_writer(tmp_path, "practising"):
        raise ZeroDivisionError
    for _ in range(2):
        with only_writer(tmp_path, "practising"):
            assert (tmp_path / "lock").exists()


def test_a_refused_try_disturbs_neither_the_holder_nor_leaves_a_handle(tmp_path: Path) -> None:
    with only_writer(tmp_path, "practising for long"):
        before = len(os.listdir("/dev/fd"))  # noqa: PTH208
        for _ in range(2):
            with (
                pytest.raises(LockedError, match=r"practising for long \(process"),
                only_writer(tmp_path, "x"),
            ):
                pass
        assert len(os.listdir("/dev/fd")) == before  # noqa: PTH208


def test_the_name_of_an_earlier_holder_does_not_show_through(tmp_path: Path) -> None:
    with only_writer(tmp_path, "rebuilding everything there is"):
        pass
    with only_writer(tmp_path, "x"):
        pass
    assert (tmp_path / "lock").read_text(encoding="utf-8") == f"coach x (process {os.getpid()})"


def test_a_holder_that_has_not_said_its_name_yet_is_another_process(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with (
            pytest.raises(LockedError, match="is in use by another process; finish there"),
            only_writer(tmp_path, "x"),
        ):
            pass


def test_two_profiles_of_one_home_are_held_at_once(tmp_path: Path) -> None:
    with only_writer(tmp_path / "a", "x"), only_writer(tmp_path / "b", "y"):
        assert (tmp_path / "a" / "lock").exists()
        assert (tmp_path / "b" / "lock").exists()


def test_a_lock_that_cannot_be_opened_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "lock").mkdir()
    with pytest.raises(FolderError) as refused, only_writer(tmp_path, "x"):
        pass
    assert str(refused.value) == (
        f"the data folder {tmp_path} cannot be written (Is a directory);"
        " set COACH_HOME to another folder"
    )


@pytest.mark.parametrize("error", [TimeoutError("model"), ConnectionResetError(), ValueError("x")])
def test_an_error_of_the_work_under_the_lock_is_not_blamed_on_the_folder(
    tmp_path: Path, error: Exception
) -> None:
    with pytest.raises(type(error)) as raised, only_writer(tmp_path, "practising"):
        raise error
    assert raised.value is error


def test_settings_are_read_as_data_and_are_empty_where_there_are_none(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('lang = "zh"\nmodel = "模型"\ndeadline = 3\n', "utf-8")
    assert read_settings(tmp_path) == {"lang": "zh", "model": "模型", "deadline": 3}
    assert read_settings(tmp_path / "absent") == {}
    assert read_settings(tmp_path / "settings.toml") == {}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'lang = "zh"\nmodel =\n', "line 2"),
        (b"lang = '\xff'\n", "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_settings_that_cannot_be_read_are_named_and_kept(
    tmp_path: Path, content: bytes | None, why: str
) -> None:
    path = tmp_path / "settings.toml"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=why) as refused:
        read_settings(tmp_path)
    assert str(refused.value).startswith(str(path))
    assert content is None or path.read_bytes() == content
