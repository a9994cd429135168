"""What a résumé shows of a candidate: projects, positions, skills of the field, by rules alone.

A résumé in Chinese or English is sections under headings; a section of work or projects is entries,
each a title, often with dates, and what was done below it. Every fact is a piece of the text, word
for word; what the rules do not see is not there, and nothing is concluded from it.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from practice.fact import NAME, QUOTE, Fact
from tools.bank import Bank
from tools.text import fold

Part = Literal["project", "role", "other"]
SHOWN = 2
"""Lines below a title that are quoted with it."""
_FULL = 0.8
"""Of the longest line's length: from there on a line may have been cut by the page's width."""
_TITLE = 90
"""Code points of the longest line that can be a title."""
_HEADINGS: dict[Part, str] = {
    "project": (
        "项目经历|项目经验|项目|主要项目|个人项目|代表项目|核心项目|重点项目|科研项目|开源项目|工程项目"
        "|projects|project experience|selected projects|personal projects|side projects|key projects"
        "|notable projects|open source|open source projects"
    ),
    "role": (
        "工作经历|工作经验|实习经历|实习经验|职业经历|任职经历|工作与实习经历|工作履历"
        "|experience|work experience|professional experience|employment|employment history"
        "|work history|internships|internship experience|career history"
    ),
    "other": (
        "教育经历|教育背景|学历|自我评价|个人评价|个人总结|个人简介|荣誉|荣誉奖项|获奖情况|获奖经历|证书|资格证书"
        "|基本信息|个人信息|联系方式|求职意向|论文|论文发表|发表论文|兴趣爱好|语言能力|校园经历|专利|专业技能|技能"
        "|个人技能|技能特长|技术栈|技术能力|核心技能"
        "|education|summary|profile|about|about me|awards|honors|honours|certifications|certificates"
        "|publications|languages|interests|hobbies|references|contact|objective|volunteering|patents"
        "|skills|technical skills|technologies|tech stack|core competencies"
    ),
}
_PART_OF: dict[str, Part] = {
    name: part for part, names in _HEADINGS.items() for name in names.split("|")
}
_MONTH = (
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?\s+)?"
    r"(?:19|20)\d{2}(?:\s*[./年-]\s*\d{1,2}(?!\d)\s*月?)?年?"
)
_DATES = re.compile(
    rf"[(（\[]?\s*{_MONTH}(?:\s*(?:--?|–|—|~|～|至|到|to)\s*(?:{_MONTH}|至今|今|现在|present|now|current))?"
    r"\s*[)）\]]?",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*(?:[-*•·●○▪■◆➢►>]|[(（]?\d{1,2}[.、)）](?!\d)|[①-⑳])\s*")
_MARKUP = re.compile(r"^\s*#{1,6}\s*|\*\*|__|[【】\[\]■▍●◆▶|｜]+")
_LABELLED = re.compile(
    r"(?:项目(?:名称|[一二三四五六七八九十\d]{1,2})?|project(?: name| \d{1,2})?)\s*[:：]\s*(?=\S)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[^\s:：]{1,12}(?: [a-z]+)?[:：]", re.IGNORECASE)
_NAMED = re.compile(r"(.{2,40}?)(?:[:：]| [-–—] )\s*\S")
_SPLIT = re.compile(r"\s*[|｜\t]\s*|\s{2,}|\s+[-–—·•]\s+")
_SENTENCE = re.compile(r"[。；;！!]\s*$|[a-z]{3}\.\s*$")
_PRIVATE = re.compile(
    r"\S@\S+\.\S|(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|\d{15,}"
)
"""What is no business of a coach: addresses, telephone and identity numbers."""


@dataclass(frozen=True)
class _Row:
    """One line of the document that has words, and where it stands."""

    start: int
    end: int
    text: str
    after_gap: bool

    @property
    def is_bullet(self) -> bool:
        return _BULLET.match(self.text) is not None

    @property
    def goes_on(self) -> bool:
        """Whether it begins as no title and no sentence does."""
        first = self.text.strip()[0]
        return not (self.is_bullet or self.is_dated) and (first.islower() or first.isdigit())

    @property
    def is_dated(self) -> bool:
        return _DATES.search(self.text) is not None


def resume_facts(text: str, source: str, bank: Bank) -> list[Fact]:
    """Return what a résumé shows, projects first; every quote stands in `text`, none is private."""
    found: list[Fact] = []
    for part, rows in _sections(list(_rows(text))):
        if part == "other":
            found += _labelled(text, rows, source)
        else:
            found += _entries(text, rows, part, source)
    found += _skills(text, source, bank)
    order = ("project", "role", "skill")
    seen = {(each.what, each.name): each for each in reversed(found) if _fit(each, text)}
    return sorted(reversed(seen.values()), key=lambda each: order.index(each.what))


def _fit(fact: Fact, text: str) -> bool:
    return fact.stands_in(text) and not _PRIVATE.search(fact.quote)


def _rows(text: str) -> Iterator[_Row]:
    at, gap = 0, True
    for line in text.split("\n"):
        if line.strip():
            yield _Row(at, at + len(line), line, gap)
        gap = not line.strip()
        at += len(line) + 1


def _sections(rows: list[_Row]) -> Iterator[tuple[Part, list[_Row]]]:
    """Yield the rows of each section, without its heading."""
    part: Part = "other"
    held: list[_Row] = []
    for row in rows:
        heading = _heading(row)
        if heading is None:
            held.append(row)
            continue
        yield part, held
        part, held = heading, []
    yield part, held


def _heading(row: _Row) -> Part | None:
    """Return which section a row begins, or None where it is no heading."""
    words = fold(_MARKUP.sub("", row.text)).split(" & ")[0].strip(" \t:：-—=_.&")
    words = re.sub(r"^[一二三四五六七八九十\d]{1,2}[、.]\s*", "", words)
    if not words.isascii():
        words = words.split("/")[0].split("(")[0].replace(" ", "")
        words = re.sub(r"[a-z&]+$", "", words)
    return _PART_OF.get(words)


def _entries(text: str, rows: list[_Row], part: Part, source: str) -> Iterator[Fact]:
    """Yield one fact an entry."""
    titles = _titles(rows, part)
    for at, end in itertools.pairwise([*titles, len(rows)]):
        name = _name(rows[at].text, part)
        if part == "role" and at + 1 < end and _continues(rows[at], rows[at + 1]):
            name = f"{name} · {_name(rows[at + 1].text, part)}".strip(" ·")
        yield from _fact(part, name, text, rows[at : min(end, at + 1 + SHOWN)], source)
        if part == "role":
            yield from _labelled(text, rows[at + 1 : end], source)


def _continues(title: _Row, row: _Row) -> bool:
    """Return whether a row goes on with a title: the employer on one line, the position below."""
    plain = not row.is_bullet and not _LABEL.match(row.text.strip())
    return plain and not row.after_gap and _short(row) and (not row.is_dated or not title.is_dated)


def _short(row: _Row) -> bool:
    return len(row.text) <= _TITLE and not _SENTENCE.search(row.text)


def _titles(rows: list[_Row], part: Part) -> list[int]:
    """Return which rows begin an entry: what is marked up or labelled; dated; short; or a bullet."""
    marked = [at for at, row in enumerate(rows) if re.match(r"\s*(#{1,6} |\*\*)", row.text)]
    marked += [at for at, row in enumerate(rows) if _LABELLED.match(_unbulleted(row))]
    if marked:
        return sorted(set(marked))
    dated = {_whole(rows, at) for at, row in enumerate(rows) if row.is_dated and _is_title(row)}
    plain = {at for at in range(len(rows)) if _is_title(rows[at]) and _stands_apart(rows, at)}
    if dated:
        return sorted(dated | {at for at in plain if _follows_bullet(rows, at)})
    if plain or part == "role":
        return sorted(plain)
    return [at for at, row in enumerate(rows) if _NAMED.match(_unbulleted(row))]


def _stands_apart(rows: list[_Row], at: int) -> bool:
    """Return whether a row is not the rest of the one above, which a page's width has cut."""
    if at == 0 or rows[at].after_gap:
        return True
    width = max(len(row.text) for row in rows)
    leads = at + 1 < len(rows) and rows[at + 1].is_bullet
    cut = len(rows[at - 1].text) > _FULL * width and not leads
    return _follows_bullet(rows, at) and not rows[at].goes_on and not cut


def _follows_bullet(rows: list[_Row], at: int) -> bool:
    """Return whether what stands above a row is a bullet, with the lines that go on with it."""
    above = at - 1
    while above > 0 and rows[above].goes_on:
        above -= 1
    return above >= 0 and rows[above].is_bullet


def _is_title(row: _Row) -> bool:
    bare = row.text.strip()
    return not row.is_bullet and _short(row) and (row.is_dated or not _LABEL.match(bare))


def _whole(rows: list[_Row], at: int) -> int:
    """Return where an entry begins whose dates stand at `at`: above, where they stand by themselves."""
    alone = not _DATES.sub("", rows[at].text).strip(" \t-–—|｜·")
    above = at > 0 and _is_title(rows[at - 1]) and not rows[at - 1].is_dated
    return (
        at - 1 if above and (alone or (not rows[at].after_gap and rows[at - 1].after_gap)) else at
    )


def _unbulleted(row: _Row) -> str:
    return _MARKUP.sub("", _BULLET.sub("", row.text, count=1)).strip()


def _name(title: str, part: Part) -> str:
    """Return the name in a title, without dates and marks; of a position, all its parts."""
    bare = _LABELLED.sub("", _BULLET.sub("", _MARKUP.sub("\t", title).strip(), count=1))
    parts = [each.strip(" \t-–—·,，()（）") for each in _SPLIT.split(_DATES.sub("\t", bare))]
    parts = [each for each in parts if each]
    if part == "role":
        return " · ".join(parts)
    named = _NAMED.match(parts[0]) if parts else None
    return (named[1] if named else parts[0]).strip() if parts else ""


def _labelled(text: str, rows: list[_Row], source: str) -> Iterator[Fact]:
    """Yield the projects that are called so in a line of any section."""
    for at, row in enumerate(rows):
        if _LABELLED.match(_unbulleted(row)):
            name = _name(row.text, "project")
            yield from _fact("project", name, text, rows[at : at + 1 + SHOWN], source)


def _fact(part: Part, name: str, text: str, rows: list[_Row], source: str) -> Iterator[Fact]:
    """Yield the fact that these rows show, quoted as they stand and as far as there is room."""
    if part == "other" or not any(char.isalnum() for char in name):
        return
    kept = [row for row in rows if row.end - rows[0].start <= QUOTE] or rows[:1]
    quote = text[kept[0].start : kept[-1].end][:QUOTE].strip()
    yield Fact(what=part, name=name[:NAME], quote=quote, source=source)


def _skills(text: str, source: str, bank: Bank) -> Iterator[Fact]:
    """Yield one fact for each line that is the first to name skills or tools the bank knows."""
    known = field_names(bank)
    told: set[str] = set()
    for row in _rows(text):
        spoken = sorted((at, name) for name in known - told if (at := _place(name, row.text)) >= 0)
        fresh = [name for _, name in spoken]
        fresh = [name for name in fresh if not any(name != each and name in each for each in fresh)]
        told |= set(fresh)
        if fresh:
            name = ", ".join(fresh)[:NAME]
            yield Fact(what="skill", name=name, quote=row.text.strip()[:QUOTE], source=source)


def _place(name: str, line: str) -> int:
    """Return where a name stands in a line, as a word by itself where it is Latin; -1 for nowhere."""
    if not name.isascii():
        return line.find(name)
    found = re.search(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", line)
    return found.start() if found else -1


def field_names(bank: Bank) -> set[str]:
    """Return the names of the field: those written in capitals where questions ask, and of skills.

    A Chinese question puts what is a name in Latin letters; with a capital or a digit in it, it is
    that of a tool, a protocol or a method, and no word of any text.
    """
    asked = "\n".join(each.ask.zh for each in bank.readable())
    runs = re.findall(r"[A-Za-z][\w./+-]*(?: [A-Za-z][\w./+-]*)*", asked, re.ASCII)
    names = {run for run in runs if len(run) > 1 and re.search("[A-Z0-9]", run)}
    skills = {name for each in bank.skills.values() for name in (each.zh, each.en)}
    return names | {each for each in skills if len(each) > 2 or not each.isascii()}
