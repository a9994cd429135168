"""A bank as it was last read, in one file that loads ten times faster than the bank's own."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from practice import question, recognition
from practice.question import Question, Skill
from practice.recognition import SOUND
from practice.value import Value
from tools import lexicon
from tools.cache_file import keep
from tools.lexicon import Concept


class Snapshot(Value):
    """All of a sound bank; `stamp` tells which files it was read from."""

    stamp: str
    skills: dict[str, Skill]
    concepts: dict[str, Concept]
    questions: dict[str, Question]


def stamp_of(folders: Sequence[Path]) -> str:
    """Return what changes whenever a file of the folders, or the code that reads them, changes."""
    code = [Path(module.__file__ or "") for module in (question, recognition, lexicon)]
    files = [each for folder in folders for each in sorted(folder.glob("**/*.yaml"))]
    digest = hashlib.sha256()
    for path in [*code, *files]:
        facts = path.stat()
        digest.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def path_in(cache: Path, folders: Sequence[Path]) -> Path:
    """Return where the snapshot of these folders is kept."""
    name = hashlib.sha256("\n".join(map(str, folders)).encode()).hexdigest()[:12]
    return cache / f"bank-{name}.json"


def read_snapshot(path: Path, stamp: str) -> Snapshot | None:
    """Return the snapshot, or None where there is none, or it is of other files, or damaged."""
    try:
        found = Snapshot.model_validate_json(path.read_bytes(), context=SOUND)
    except (OSError, ValidationError):
        return None
    return found if found.stamp == stamp else None


def remove_snapshot(cache: Path | None, folders: Sequence[Path]) -> None:
    """Remove the snapshot of these folders, where there is one. Raises: OSError."""
    if cache is not None:
        path_in(cache, folders).unlink(missing_ok=True)


def keep_snapshot(path: Path, snapshot: Snapshot) -> None:
    """Replace the snapshot; where the folder cannot be written, there is none."""
    keep(path, snapshot.model_dump_json())
