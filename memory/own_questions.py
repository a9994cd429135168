"""The candidate's own questions in the profile's folder: all of a set are stored, or none."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from practice.errors import FolderError

LEXICON = "lexicon"
_PRIVATE = 0o700


@dataclass(frozen=True)
class QuestionFile:
    """One question as text: its file, and the file of its concepts."""

    topic: str
    question_id: str
    text: str
    concepts: str


def store(folder: Path, files: Sequence[QuestionFile]) -> list[Path]:
    """Write all files durably and return those of the questions; what fails leaves none behind.

    Concepts are written first, since a question without them is faulty. Raises: FolderError.
    """
    concepts = [folder / LEXICON / f"{each.question_id}.yaml" for each in files]
    questions = [folder / each.topic / f"{each.question_id}.yaml" for each in files]
    texts = [*(each.concepts for each in files), *(each.text for each in files)]
    done: list[Path] = []
    try:
        for path, text in zip([*concepts, *questions], texts, strict=True):
            path.parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                done.append(path)
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        for path in done:
            path.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise FolderError(
            f"{folder} cannot be written ({reason}); no question was stored",
            zh=f"{folder} 写不进去（{reason}）；一道题也没有保存",
        ) from error
    return questions


def remove_all(folder: Path) -> None:
    """Remove all questions and their concepts. Raises: OSError."""
    if folder.is_dir():
        shutil.rmtree(folder)


def remove(folder: Path, path: Path) -> None:
    """Remove one question and its concepts. Raises: OSError."""
    path.unlink()
    (folder / LEXICON / path.name).unlink(missing_ok=True)
