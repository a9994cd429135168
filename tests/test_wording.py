"""The program's words: in both languages, with the same names, and none asked for that is not."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
import yaml

from agents.voice.fault import Kind as FaultKind
from practice.event import CloseReason, Command
from practice.evidence import Failing
from practice.fact import FactKind
from practice.gap import Status
from practice.history import Status as SessionStatus
from practice.planner import Reason
from practice.question import WORKED_RUNG, Kind
from practice.step import Refusal
from practice.submission import Fault
from practice.value import LANGS
from practice.verdict import Band, Standing
from tests.conftest import ROOT
from tools.sheet import Who
from tools.wording import say, wordings

SOURCES = [ROOT / "cli.py", *sorted(ROOT.glob("tools/*.py")), *sorted(ROOT.glob("agents/*.py"))]
FAMILIES: dict[str, tuple[object, ...]] = {
    "band": get_args(Band),
    "close": get_args(CloseReason),
    "fact": get_args(FactKind),
    "failing": get_args(Failing),
    "fault": get_args(FaultKind),
    "hint": tuple(range(1, WORKED_RUNG + 1)),
    "kind": get_args(Kind),
    "ran": (*get_args(Fault), "all"),
    "reason": get_args(Reason),
    "refused": get_args(Refusal),
    "status": (*get_args(Status), *get_args(SessionStatus)),
    "verdict": get_args(Standing),
    "who": get_args(Who),
}


def names(text: str) -> list[str]:
    """Return the names that a wording wants filled in, sorted, once each."""
    return sorted({name for _, name, _, _ in Formatter().parse(text) if name is not None})


def literals(node: ast.expr) -> Iterator[str]:
    """Yield the keys that the first argument of `say` may be, where they stand there in full."""
    match node:
        case ast.Constant(value=str() as key):
            yield key
        case ast.IfExp(body=body, orelse=orelse):
            yield from literals(body)
            yield from literals(orelse)


def calls() -> Iterator[tuple[Path, ast.Call]]:
    """Yield every call of `say` in the source."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="say")):
                    yield path, node


def constants() -> set[str]:
    """Return every string of the source that reads like a key of a section of the wording."""
    sections = {key.partition(".")[0] for key in wordings()}
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                section, dot, name = node.value.partition(".")
                if dot and section in sections and name.replace("_", "").isalnum():
                    found.add(node.value)
    return found


def test_every_wording_has_both_languages_with_the_same_names() -> None:
    assert len(wordings()) > 100
    for key, text in wordings().items():
        assert text.zh.strip(), key
        assert text.en.strip(), key
        assert names(text.zh) == names(text.en), key


def spoken(text: str) -> str:
    """Return the letters of a wording without the names to be filled in."""
    words = "".join(literal for literal, _, _, _ in Formatter().parse(text))
    return "".join(char for char in words if char.isalpha())


def test_chinese_is_chinese_and_english_is_english() -> None:
    for key, text in wordings().items():
        assert not spoken(text.zh) or any("一" <= char <= "鿿" for char in spoken(text.zh)), key
        assert not any("一" <= char <= "鿿" for char in spoken(text.en)), key


def test_every_key_of_the_file_is_a_name_as_it_is_written() -> None:
    raw = yaml.load((ROOT / "tools" / "wording.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    written = {f"{section}.{name}" for section, entries in raw.items() for name in entries}
    assert set(wordings()) == written


def test_every_key_that_the_source_says_exists() -> None:
    said = {key for _, call in calls() for key in literals(call.args[0])}
    assert len(said) > 50
    assert sorted(said - set(wordings())) == []


def test_every_string_that_reads_like_a_key_exists() -> None:
    assert sorted(constants() - set(wordings())) == []


@pytest.mark.parametrize("section", sorted(FAMILIES))
def test_every_member_of_a_closed_set_has_its_words(section: str) -> None:
    wanted = {f"{section}.{member}" for member in FAMILIES[section]}
    assert len(wanted) > 1
    assert sorted(wanted - set(wordings())) == []


def test_every_call_gives_the_names_that_its_words_want() -> None:
    checked = 0
    for path, call in calls():
        given = {each.arg for each in call.keywords}
        for key in literals(call.args[0]):
            if None in given or key not in wordings():
                continue
            checked += 1
            wanted = set(names(wordings()[key].en))
            assert wanted <= given, f"{path.name}:{call.lineno}: {key}"
    assert checked > 30


def test_words_are_filled_in_as_they_are() -> None:
    assert say("screen.covered", "en", skill="heating", quote="{skill} {0} %s") == (
        "Covered · heating: “{skill} {0} %s”"
    )
    assert say("screen.covered", "zh", skill="加热", quote="水") == "讲到了 · 加热：“水”"


def test_an_unknown_key_and_a_name_without_a_value_are_bugs() -> None:
    for lang in LANGS:
        with pytest.raises(KeyError):
            say("screen.nothing_like_it", lang)
        with pytest.raises(KeyError):
            say("screen.covered", lang, skill="heating")


def test_the_commands_that_exist_are_the_commands_told() -> None:
    for lang in LANGS:
        told = say("session.commands", lang)
        assert [each for each in get_args(Command) if f"/{each}" not in told] == []
