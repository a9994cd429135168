"""The profile's folder: made private, checked before it is used, held by one writer at a time."""

import fcntl
import os
import stat
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from practice.errors import FolderError, LockedError, UsageError

PRIVATE_FOLDER = 0o700
JOURNAL = "journal.sqlite3"
CHROMA = "chroma"
LOCK = "lock"
SETTINGS = "settings.toml"
OWN_QUESTIONS = "questions"


def make_private(folder: Path) -> None:
    """Make `folder` and its parents, readable by their owner only.

    Raises: FolderError where it cannot be made, is no folder, or belongs to somebody else.
    """
    try:
        for part in (folder.parent, folder):
            if not part.exists():
                part.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot("be made", "建不了", folder, error) from error
    check(folder)


def check(folder: Path) -> None:
    """Return where `folder` is a private folder of ours that can be written.

    Raises: FolderError saying what is wrong and what to do.
    """
    for part in (folder.parent, folder):
        if not part.is_dir():
            raise FolderError(
                f"{part} is not a folder; move it away or set COACH_HOME to another",
                zh=f"{part} 不是文件夹；请把它移走，或把 COACH_HOME 设为另一个文件夹",
            )
        about = part.stat()
        if about.st_uid != os.getuid():
            raise FolderError(
                f"{part} belongs to another user; set COACH_HOME to a folder of yours",
                zh=f"{part} 属于别的用户；请把 COACH_HOME 设为你自己的文件夹",
            )
        if stat.S_IMODE(about.st_mode) & 0o022:
            raise FolderError(
                f"{part} can be written by others; run: chmod go-w {part}",
                zh=f"{part} 别人也能写入；请运行：chmod go-w {part}",
            )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FolderError(
            f"{folder} is read-only; nothing was changed. Make it writable: chmod u+w",
            zh=f"{folder} 是只读的；什么都没有改动。改为可写：chmod u+w",
        )


def _cannot(what: str, what_zh: str, folder: Path, error: OSError) -> FolderError:
    reason = error.strerror or str(error)
    return FolderError(
        f"the data folder {folder} cannot {what} ({reason}); set COACH_HOME to another folder",
        zh=f"数据文件夹 {folder} {what_zh}（{reason}）；请把 COACH_HOME 设为另一个文件夹",
    )


def read_settings(folder: Path) -> Mapping[str, object]:
    """Return the profile's settings file as data; empty where there is none.

    Raises: UsageError naming the line that cannot be read.
    """
    path = folder / SETTINGS
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except NotADirectoryError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read ({error}); mend or remove it",
            zh=f"{path} 读不出来（{error}）；请改好或删掉它",
        ) from error
    except (ValueError, RecursionError) as error:  # tomllib lets some pass beside its own
        raise UsageError(
            f"{path}: {error}; mend or remove the file",
            zh=f"{path}：{error}；请改好或删掉这个文件",
        ) from error


@contextmanager
def only_writer(folder: Path, doing: str) -> Iterator[None]:
    """Hold the profile's lock; the system lets it go with the process, however that ends.

    `doing` is told to whoever comes second. Raises: LockedError naming the holder, FolderError.
    """
    make_private(folder)
    path = folder / LOCK
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _cannot("be written", "写不进去", folder, error) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"coach {doing} (process {os.getpid()})".encode(), 0)
        except BlockingIOError as error:
            holder = os.pread(handle, 200, 0).decode("utf-8", "replace").strip()
            raise _held(folder, holder) from error
        except OSError as error:
            raise _cannot("be written", "写不进去", folder, error) from error
        yield
    finally:
        os.close(handle)


def _held(folder: Path, holder: str) -> LockedError:
    """Return the error for a profile in use; `holder` is what its process said of itself, if any."""
    name = folder.name
    holder_zh = f" {holder.replace('(process ', '(进程 ')} " if holder else "另一个进程"
    return LockedError(
        f"profile “{name}” is in use by {holder or 'another process'};"
        " finish there, or use --profile",
        zh=f"用户“{name}”的数据正被{holder_zh}使用；请先在那边结束，或换一个 --profile",
    )
