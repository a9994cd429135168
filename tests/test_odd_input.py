"""Huge and odd input at every door: one line of why not, or taken as it is; never a traceback (facts: F9).

The doors are the program's commands, run in this process.
"""

import io
import json
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cli
from agents.commands import edge, session
from memory.journal import Journal
from practice.event import Answered
from tests.conftest import CACHE
from tools.text import ANSWER_LIMIT

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
    monkeypatch.setattr(session, "MEMORY_WAITS", 60.0)  # Chroma has tests of its own
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


DEAR = {"batch line", "reference", "resume", "description"}
"""Doors behind which the whole bank is read, each time anew."""
FEW = ("nothing", "half a pair", "utf-16", "deep lists", "numbers", "direction")
"""What dear doors are shown in the fast suite."""
FEWEST = ("half a pair", "crlf", "zalgo", "one line")
"""What whole sessions are shown there: each opens its recall memory."""


def slow_but(fast: Sequence[str]) -> list[object]:
    """Return the names of what is odd as cases, all but the `fast` ones marked slow."""
    return [pytest.param(each, marks=[] if each in fast else [pytest.mark.slow]) for each in ODD]


def told_well(code: int, said: str) -> None:
    """Hold that a command ended as the contract has it."""
    assert code in (0, 1, 2), said
    assert "Traceback" not in said
    if code:
        assert said.startswith("coach: ") or "\ncoach: " in said


@pytest.mark.parametrize("door", [each for each in DOORS if each not in DEAR])
def test_odd_bytes_are_taken_or_refused_in_words(doors: Doors, door: str) -> None:
    for odd in ODD.values():
        told_well(*DOORS[door][0](doors, odd))


@pytest.mark.parametrize("name", slow_but(FEW))
@pytest.mark.parametrize("door", sorted(DEAR))
def test_odd_bytes_are_taken_or_refused_where_the_bank_is_read(
    doors: Doors, door: str, name: str
) -> None:
    told_well(*DOORS[door][0](doors, ODD[name]))


PIECES = st.sampled_from([*map(bytes, ODD.values())]).map(lambda odd: odd[:60]) | st.binary(
    max_size=8
) | st.text(max_size=8).map(lambda text: text.encode("utf-8", "surrogatepass"))  # fmt: skip
CHANGES = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 9), PIECES), max_size=4)


def mutated(well: bytes, changes: Sequence[tuple[int, int, bytes]]) -> bytes:
    """Return it with pieces taken out and put in."""
    for at, gone, put in changes:
        well = well[: at % (len(well) + 1)] + put + well[at % (len(well) + 1) + gone :]
    return well


def through_doors(
    doors: Doors, changes: Sequence[tuple[int, int, bytes]], names: Iterable[str]
) -> None:
    """Put what is well at each of these doors, changed, through it."""
    for through, well in [DOORS[name] for name in names]:
        told_well(*through(doors, mutated(well, changes)))
        doors.home.joinpath("data/default/settings.toml").unlink(missing_ok=True)


@pytest.mark.slow
@pytest.mark.parametrize("door", DOORS)
def test_five_thousand_changed_inputs_are_taken_or_refused_in_words(
    doors: Doors, door: str
) -> None:
    """Four fifths of them at the doors behind which the bank is not read."""

    @settings(
        max_examples=150 if door in DEAR else 750,
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    @given(CHANGES)
    def through(changes: list[tuple[int, int, bytes]]) -> None:
        through_doors(doors, changes, [door])

    through()


@settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None)
@given(CHANGES)
def test_what_was_well_and_is_changed_is_taken_or_refused_in_words(
    doors: Doors, changes: list[tuple[int, int, bytes]]
) -> None:
    through_doors(doors, changes, ["batch", "debrief", "yaml", "settings"])


@pytest.mark.parametrize("name", slow_but(FEWEST))
def test_a_written_answer_is_kept_as_it_is_or_refused_before_anything_is(
    doors: Doors, name: str
) -> None:
    odd = ODD[name]
    code, said = doors.run("critique", QUESTION, "-", typed=odd)
    told_well(code, said)
    try:
        text = odd.decode()
    except UnicodeDecodeError:
        text = ""
    well = bool(text.strip()) and len(text) <= ANSWER_LIMIT
    assert code == (0 if doors.answers() else 1)
    if well and doors.answers():
        assert doors.answers()[0].split() == text.split()
    if not well:
        assert doors.answers() == []


@pytest.mark.parametrize("name", slow_but(FEWEST))
def test_a_typed_answer_is_kept_and_the_session_goes_on_or_is_kept(doors: Doors, name: str) -> None:
    """The first answer is good: whatever comes after it, it is not lost."""
    odd = ODD[name].replace(b"/code", b"code")
    typed = ANSWER.encode() + b"\n---\n/ask " + odd[:5_000].replace(b"\n", b" ") + b"\n---\n" + odd
    code, said = doors.run("practice", QUESTION, typed=typed)
    told_well(code, said)
    assert doors.answers()[0] == ANSWER
    assert said.count("saved ") == len(doors.answers())


@pytest.mark.slow
@pytest.mark.skipif("COACH_DATA" not in os.environ, reason="COACH_DATA names no data sets")
def test_naughty_strings_are_judged_as_any_others(doors: Doors) -> None:
    path = Path(os.environ["COACH_DATA"]) / "attacks" / "blns.json"
    strings = json.loads(path.read_text(encoding="utf-8"))
    lines = [json.dumps({"question": QUESTION, "text": each}) for each in strings]
    code, said = doors.run("critique", "--batch", doors.file("\n".join(lines).encode(), ".jsonl"))
    told_well(code, said)
    for through, _ in DOORS.values():
        told_well(*through(doors, "\n".join(strings).encode("utf-8", "surrogatepass")))
