"""What goes wrong with the journal's file, as one line for the user."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from practice.errors import JournalError
from practice.value import Bilingual

_BARRED = Bilingual(
    en="the journal cannot be written; nothing was changed. Check the folder's rights",
    zh="日志写不进去；什么都没有改动。请检查文件夹的权限",
)
_DAMAGED = Bilingual(
    en="the file is damaged or not ours; nothing was changed. Move it away",
    zh="文件已损坏，或者不是本程序的；什么都没有改动。请把它移走",
)
_MEANINGS = {
    "full": Bilingual(
        en="the disk is full; what was saved before is kept. Free some space, then resume",
        zh="磁盘满了；之前保存的都还在。腾出空间后继续：coach resume",
    ),
    "locked": Bilingual(
        en="the journal is busy in another process; try again",
        zh="日志正被另一个进程使用；请再试一次",
    ),
    "readonly": _BARRED,
    "unable to open": _BARRED,
    "not a database": _DAMAGED,
    "malformed": _DAMAGED,
}
"""What SQLite's errors mean to the user, by a word in them; the first that is found counts."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn SQLite's and the system's errors into one line for the user. Raises: JournalError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        meaning = _meaning(str(error))
        raise JournalError(f"{path}: {meaning.en}.", zh=f"{path}：{meaning.zh}") from error
    except OSError as error:
        raise JournalError(
            f"{path}: {error.strerror}; nothing was changed.",
            zh=f"{path}：{error.strerror}；什么都没有改动",
        ) from error


def _meaning(text: str) -> Bilingual:
    """Return what SQLite's own text means to the user, and what to do."""
    for sign, meaning in _MEANINGS.items():
        if sign in text:
            return meaning
    return Bilingual(
        en=f"SQLite says: {text}; what was saved before is kept",
        zh=f"SQLite 报错：{text}；之前保存的都还在",
    )
