"""Every error that a person mends is told in both languages, wherever the source raises it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from practice.errors import CoachError, FolderError
from tests.conftest import ROOT

FOLDERS = ("agents", "memory", "practice", "tools")
SOURCES = [
    ROOT / "cli.py",
    *sorted(path for each in FOLDERS for path in (ROOT / each).rglob("*.py")),
]
BILINGUAL = {
    "AnswerError",
    "CoachError",
    "EmbeddingError",
    "DocumentError",
    "FolderError",
    "JournalError",
    "LockedError",
    "MemoryIndexError",
    "UsageError",
}
CHINESE = re.compile("[一-鿿，。：；？（）“”]")


def name_of(node: ast.expr | None) -> str | None:
    """Return the last name of `FolderError` or of `errors.FolderError`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return None


def is_chinese(text: ast.expr) -> bool:
    """Return whether what stands in the source as `zh=` may be Chinese: literals have to be."""
    literals = [
        part.value
        for part in (text.values if isinstance(text, ast.JoinedStr) else [text])
        if isinstance(part, ast.Constant)
    ]
    written = "".join(map(str, literals))
    return not literals or bool(CHINESE.search(written))


def built(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield every place that builds one of these errors, in helpers too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func) in BILINGUAL:
            yield node


def english_only(source: str) -> list[int]:
    """Return the lines that build or raise one of these errors without its Chinese text."""
    tree = ast.parse(source)
    lines = []
    for call in built(tree):
        zh = [each.value for each in call.keywords if each.arg == "zh"]
        if not zh or not is_chinese(zh[0]):
            lines.append(call.lineno)
    for node in ast.walk(tree):  # a class that is raised bare has no text at all
        if isinstance(node, ast.Raise) and name_of(node.exc) in BILINGUAL:
            lines.append(node.lineno)
    return lines


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_error_that_a_person_mends_has_a_chinese_text(path: Path) -> None:
    assert english_only(path.read_text(encoding="utf-8")) == []


def test_all_eight_kinds_are_found_in_the_source() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES]
    calls = [call for tree in trees for call in built(tree)]
    assert {name_of(call.func) for call in calls} == BILINGUAL
    assert len(calls) > 30


@pytest.mark.parametrize(
    "planted",
    [
        "raise UsageError('no such thing')",
        "raise errors.UsageError(f'no {thing}') from error",
        "raise FolderError('it is full', zh=None)",
        "raise FolderError('it is full', zh='it is full')",
        "raise FolderError(f'{path} is full', zh=f'{path} is full')",
        "raise LockedError",
        "def helper(): return JournalError(text)",
    ],
)
def test_a_planted_english_error_is_found(planted: str) -> None:
    assert english_only(f"import os\n{planted}") == [2]


@pytest.mark.parametrize("path", ["memory/folder.py", "agents/candidate.py", "tools/bank.py"])
def test_a_text_taken_out_of_a_copy_is_found(path: str) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    for at in re.finditer(r"\bzh=", source):
        assert english_only(source[: at.start()] + "en=" + source[at.end() :]) != []


def test_an_error_is_told_in_chinese_where_it_has_a_chinese_text() -> None:
    error = FolderError("it is full", zh="满了")
    assert (str(error), error.told("en"), error.told("zh")) == ("it is full", "it is full", "满了")
    assert CoachError("it is full").told("zh") == "it is full"
    assert FolderError("it is full", zh="满了").exit_code == 1
