"""The program's doors for text from outside, run in this process, and odd bytes to put through them."""

import io
import json
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import cli
from agents.commands import edge
from memory.journal import Journal
from practice.event import Answered
from tests.conftest import CACHE

QUESTION = "backend-redis"
ANSWER = "We use Redis as a cache, with strings and an expiry on every key."
MEGABYTES = 5_000_000
DEBRIEF = b"- asked: How do you cache?\n  went: 2\n  missed: [the expiry]\n"
OWN = b"# How is tea made?\nBoiling water, three minutes.\n\n# And coffee?\nWith water too.\n"
TABLE = b'question,answer\n"How is tea made?","Boiling water, three minutes."\n'
LINE = json.dumps({"question": QUESTION, "text": ANSWER, "id": 7}).encode()
RESUME = b"# Ada\n## Projects\n- Built a cache with Redis, 2021\n## Skills\nPython, Redis\n"
SETTINGS = b'lang = "en"\n[models]\ncritic = ""\n[budget]\nturn_tokens = 5\n'

ODD: dict[str, bytes] = {
    "nothing": b"",
    "blank": b" \n\t\r\n \xe3\x80\x80",
    "nul": b"a\x00b\x00",
    "controls": b"\x1b[2J\x1b]0;own\x07\xc2\x9b31m\x7f\x08",
    "half a pair": b"so \xed\xa0\x80 it",
    "bytes": bytes(range(256)) * 4,
    "utf-16": ANSWER.encode("utf-16"),
    "utf-32": ANSWER.encode("utf-32"),
    "gb18030": "我们用缓存".encode("gb18030"),
    "bom": b"\xef\xbb\xbf" + ANSWER.encode(),
    "crlf": b"We cache.\r\nAnd then\r---\r\nso.\r\n",
    "zalgo": ("c" + "\u0301\u0323" * 5_000).encode(),
    "lines": b"x\n" * 100_000,
    "one line": b"word " * (MEGABYTES // 5),
    "pdf": b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\ntrailer\n%%EOF",
    "zip": b"PK\x03\x04\x14\x00\x00\x00",
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000,
    "deep yaml": b"- " * 20_000,
    "yaml code": b"!!python/object/apply:os.system ['true']",
    "yaml bomb": b"a: &a [x,x,x,x,x,x,x,x]\n" + b"".join(
        b"%c: &%c [%s]\n" % (k, k, b",".join([b"*%c" % (k - 1)] * 8)) for k in range(98, 107)
    ),
    "numbers": b"9" * 10_000,
    "floats": b"1e999999",
    "nan": b'{"question": NaN, "text": Infinity}',
    "twice": b'{"question": "a", "question": "b", "text": "c"}',
    "day": b"- asked: How?\n  went: 2026-13-45\n",
    "toml": b"a.b = 1\na = 2\n",
    "toml number": b"a = " + b"9" * 10_000,
    "toml deep": b"a = " + b"[" * 100_000,
    "quotes": b'"""\'\'\'`$(id)`;DROP TABLE turns;--',
    "formula": b"=cmd|' /C calc'!A0",
    "separators": "\u2028\u2029\x85\x0b\x0c---\u2028".encode(),
    "direction": "\u202eabc\u2066\u200b\ufeff".encode(),
    "command": b"/quit now\n---\n/ask\n---\n/code nowhere.py",
}  # fmt: skip


@dataclass
class Doors:
    """The commands that take text from outside, in this process, over a home of its own."""

    home: Path
    capfd: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    def run(self, *args: str, typed: bytes = b"") -> tuple[int, str]:
        """Return a command's exit code and what it said on standard error.

        What is no error of ours comes out as it is, which is the traceback that a person would see.
        """
        ours, theirs = os.pipe()
        feeding = threading.Thread(target=_feed, args=(theirs, typed))
        feeding.start()
        with os.fdopen(ours, "rb") as raw:
            self.patch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(raw), "utf-8"))
            self.patch.setattr("sys.argv", ["coach", *args])
            code = edge._code_of(lambda standalone_mode: cli.app(list(args), standalone_mode=False))
        feeding.join()
        return code, self.capfd.readouterr().err

    def file(self, content: bytes, suffix: str) -> str:
        """Return the path of a file with this content."""
        path = self.home / f"odd{suffix}"
        path.write_bytes(content)
        return str(path)

    def answers(self) -> list[str]:
        """Return the answers in the journal."""
        journal = Journal.read(self.home / "data" / "default")
        if journal is None:
            return []
        with journal:
            events = [record.event for record in journal.records()]
        return [each.text for each in events if isinstance(each, Answered)]


def _feed(descriptor: int, typed: bytes) -> None:
    """Write all of it, as far as somebody reads."""
    try:
        with os.fdopen(descriptor, "wb") as pipe:
            pipe.write(typed)
    except BrokenPipeError:
        pass


@pytest.fixture
def doors(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Doors:
    """All doors, without a model."""
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(CACHE))
    monkeypatch.setenv("COACH_LANG", "en")
    return Doors(tmp_path, capfd, monkeypatch)


def batch_raw(doors: Doors, odd: bytes) -> tuple[int, str]:
    """As the file of a batch."""
    return doors.run("critique", "--batch", doors.file(odd, ".jsonl"))


def batch_text(doors: Doors, odd: bytes) -> tuple[int, str]:
    """As the answer of a batch's line."""
    text = odd.decode("utf-8", "surrogateescape")
    line = json.dumps({"question": QUESTION, "text": text})
    return doors.run("critique", "--batch", doors.file(line.encode(), ".jsonl"))


def reference(doors: Doors, odd: bytes) -> tuple[int, str]:
    """As an answer, and as what it is judged against."""
    mine, theirs = doors.file(ANSWER.encode(), ".md"), doors.file(odd, ".txt")
    code, said = doors.run("critique", "--reference", mine, theirs)
    again, more = doors.run("critique", "--reference", theirs, mine)
    return max(code, again), said + more


def resume(doors: Doors, odd: bytes) -> tuple[int, str]:
    """As a résumé."""
    return doors.run("profile", "add", doors.file(odd, ".md"), "--yes")


def description(doors: Doors, odd: bytes) -> tuple[int, str]:
    """As a job description."""
    return doors.run("plan", "new", "--jd", doors.file(odd, ".txt"), "--date", "2099-01-01")


def debrief(doors: Doors, odd: bytes) -> tuple[int, str]:
    """As the notes of an interview."""
    return doors.run("debrief", "--file", doors.file(odd, ".yaml"))


def own(suffix: str) -> Callable[[Doors, bytes], tuple[int, str]]:
    """As a file of questions."""

    def add(doors: Doors, odd: bytes) -> tuple[int, str]:
        return doors.run("bank", "add", doors.file(odd, suffix), "--yes", "--topic", "tea")

    return add


def settings_file(doors: Doors, odd: bytes) -> tuple[int, str]:
    """As the settings."""
    folder = doors.home / "data" / "default"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "settings.toml").write_bytes(odd)
    return doors.run("gaps")


DOORS: dict[str, tuple[Callable[[Doors, bytes], tuple[int, str]], bytes]] = {
    "batch": (batch_raw, LINE),
    "batch line": (batch_text, ANSWER.encode()),
    "reference": (reference, ANSWER.encode()),
    "resume": (resume, RESUME),
    "description": (description, RESUME),
    "debrief": (debrief, DEBRIEF),
    "markdown": (own(".md"), OWN),
    "csv": (own(".csv"), TABLE),
    "yaml": (own(".yaml"), b"- ask: {zh: a, en: b}\n  reference: c\n"),
    "settings": (settings_file, SETTINGS),
}
"""Each door with what is well there: it is mutated too."""
