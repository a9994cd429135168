"""Notes of a real interview in a file: what was asked, how it went, what was missed."""

from pathlib import Path
from typing import Any

from pydantic import Field

from practice.errors import BankError
from practice.value import Value
from tools.yaml_file import read_yaml, validated


class MissedNote(Value):
    """Something that could not be said, and the gap it belongs to where the candidate knows."""

    words: str = Field(min_length=1)
    gap: str | None = None


class AskedNote(Value):
    """One question of the interview."""

    asked: str = Field(min_length=1)
    question: str | None = None
    went: int = Field(ge=1, le=5)
    missed: tuple[MissedNote, ...] = ()


def read_notes(path: Path) -> list[AskedNote]:
    """Return the notes of a YAML file. Raises: BankError naming file and line."""
    data = read_yaml(path)
    if not isinstance(data, list) or not data:
        raise BankError(
            f"{path}: a list of questions is expected; nothing was kept",
            zh=f"{path}：应当是一列问题；什么都没有保存",
        )
    return [
        validated(AskedNote, _with_words(each), path, at=(number,))
        for number, each in enumerate(data)
    ]


def _with_words(data: Any) -> Any:
    """Return a note in which what was missed may have been written as plain words."""
    if not isinstance(data, dict) or not isinstance(data.get("missed"), list):
        return data
    missed = [{"words": each} if isinstance(each, str) else each for each in data["missed"]]
    return {**data, "missed": missed}
