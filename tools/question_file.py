"""Questions that a candidate brings along: YAML, Markdown with headings, or CSV.

Each is a question with a reference answer, or in YAML a whole question in the bank's own format.
All faults of a file are told at once, each with its line; of a faulty file nothing is taken.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from practice.errors import BankError
from practice.question import Question
from practice.value import Bilingual
from tools.lexicon import Concept
from tools.text import clean
from tools.yaml_file import line_of, mapping, read_text, read_yaml, validated

ASKS = ("question", "ask", "问题", "题目")
ANSWERS = ("answer", "reference", "reference answer", "参考答案", "答案")
_HEADING = re.compile(r"^(#{1,6})\s+(.*\S)\s*$")
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_ID = re.compile(r"[a-z0-9]+")
_ID_WORDS = 6
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Entry:
    """A question with its reference answer, and the line it stands on."""

    line: int
    ask: str
    reference: str
    question_id: str = ""
    topic: str = ""


@dataclass(frozen=True)
class Whole:
    """A question in the bank's own format, with concepts of its own."""

    question: Question
    concepts: dict[str, Concept]


Brought = Entry | Whole


def read_questions(path: Path) -> list[Brought]:
    """Return what the file brings. Raises: BankError with one line for each fault."""
    readers: dict[str, Callable[[Path], Iterable[Brought]]] = {
        ".md": _markdown, ".markdown": _markdown, ".csv": _csv, ".yaml": _yaml, ".yml": _yaml,
    }  # fmt: skip
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise BankError(
            f"{path}: use a file ending in .yaml, .md or .csv; nothing was stored",
            zh=f"{path}：请用 .yaml、.md 或 .csv 文件；什么都没有保存",
        )
    found = list(reader(path))
    faults = [
        Bilingual(zh=f"{path}:{each.line}：{fault.zh}", en=f"{path}:{each.line}: {fault.en}")
        for each in found
        if isinstance(each, Entry)
        for fault in _faults(each)
    ]
    if not found:
        faults = [
            Bilingual(
                zh=f"{path}：里面没有题目；一个标题、一行或一组键值就是一道题",
                en=f"{path}: no question in it; a heading, a row or a mapping makes one",
            )
        ]
    if faults:
        raise nothing_stored(faults)
    return found


def nothing_stored(faults: Iterable[Bilingual]) -> BankError:
    """Return the error that tells every fault, and that nothing was stored."""
    last = Bilingual(
        zh="什么都没有保存；请改好文件再试", en="nothing was stored; mend the file and try again"
    )
    told = [*faults, last]
    return BankError("\n".join(each.en for each in told), zh="\n".join(each.zh for each in told))


def slug(ask: str, taken: Iterable[str]) -> str:
    """Return an id made of the English words of a question, one that is not taken."""
    words = _ID.findall(ask.lower())[:_ID_WORDS]
    base = "-".join(["own", *words])[:56].rstrip("-")
    known = set(taken)
    number = 1
    while (name := base if number == 1 and words else f"{base}-{number}") in known:
        number += 1
    return name


def is_name(text: str) -> bool:
    """Return whether a text can be a question's id or topic."""
    return text != "lexicon" and _NAME.fullmatch(text) is not None


def _faults(entry: Entry) -> Iterator[Bilingual]:
    ask = entry.ask.strip()
    if not ask:
        yield Bilingual(zh="没有题目；请写上", en="no question; write one")
    if not entry.reference.strip():
        yield Bilingual(
            zh=f"“{ask}”没有参考答案；请写在它下面",
            en=f"“{ask}” has no reference answer; write one below it",
        )
    for name, value in (("id", entry.question_id), ("topic", entry.topic)):
        if value and not is_name(value):
            yield Bilingual(
                zh=f"{name}“{value}”：只能用小写字母、数字和单个连字符",
                en=f"{name} “{value}”: small letters, digits and single hyphens only",
            )


def _markdown(path: Path) -> Iterator[Entry]:
    """Yield an entry for each heading with text below; a heading over headings is a title."""
    heading: tuple[int, int, str] | None = None
    body: list[str] = []
    fenced = False

    def entry() -> Iterator[Entry]:
        if heading:
            yield Entry(heading[0], heading[2], "\n".join(body).strip())

    for number, line in enumerate(clean(read_text(path)).splitlines(), 1):
        fenced ^= bool(_FENCE.match(line))
        found = None if fenced else _HEADING.match(line)
        if not found:
            body.append(line)
            continue
        level = len(found[1])
        title = heading and level > heading[1] and not "".join(body).strip()
        if not title:
            yield from entry()
        heading, body = (number, level, found[2]), []
    yield from entry()


def _csv(path: Path) -> Iterator[Entry]:
    rows = csv.DictReader(io.StringIO(clean(read_text(path)).lstrip("\ufeff")))
    names = {(name or "").strip().lower(): name for name in rows.fieldnames or []}
    ask, reference = (_column(names, known) for known in (ASKS, ANSWERS))
    if ask is None or reference is None:
        raise BankError(
            f"{path}:1: the first row must name the columns question and answer; nothing was stored",
            zh=f"{path}:1：第一行要写列名：题目、参考答案；什么都没有保存",
        )
    for row in rows:
        yield Entry(
            rows.line_num,
            row[ask] or "",
            row[reference] or "",
            (row.get(names.get("id", "")) or "").strip(),
            (row.get(names.get("topic", "")) or "").strip(),
        )


def _column(names: dict[str, str], known: tuple[str, ...]) -> str | None:
    return next((names[each] for each in known if each in names), None)


def _yaml(path: Path) -> Iterator[Brought]:
    data = read_yaml(path)
    listed = data if isinstance(data, list) else [data]
    for number, each in enumerate(listed):
        at: tuple[str | int, ...] = (number,) if isinstance(data, list) else ()
        facts = mapping(each, path, at=at)
        if "points" in facts:
            yield _whole(facts, path, at)
        else:
            yield Entry(
                line_of(path, at),
                _first(facts, ASKS),
                _first(facts, ANSWERS),
                str(facts.get("id", "")),
                str(facts.get("topic", "")),
            )


def _whole(facts: dict[Any, Any], path: Path, at: tuple[str | int, ...]) -> Whole:
    rest = {key: value for key, value in facts.items() if key != "concepts"}
    concepts = {
        str(name): validated(Concept, body, path, at=(*at, "concepts", name))
        for name, body in mapping(facts.get("concepts") or {}, path, at=(*at, "concepts")).items()
    }
    return Whole(validated(Question, rest, path, at=at), concepts)


def _first(facts: dict[Any, Any], names: tuple[str, ...]) -> str:
    found = next((facts[name] for name in names if facts.get(name)), "")
    return clean(found) if isinstance(found, str) else ""
