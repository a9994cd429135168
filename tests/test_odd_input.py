"""Huge and odd input at every door: one line of why not, or taken as it is; no traceback (facts: F9)."""

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.doors import ANSWER, DOORS, ODD, QUESTION, Doors, doors
from tools.text import ANSWER_LIMIT

__all__ = ["doors"]
DEAR = {"batch line", "reference", "resume", "description"}
"""Doors behind which the whole bank is read, each time anew."""
QUICK = {"batch", "debrief", "settings"}
"""Doors behind which little is done."""
FEW = ("nothing", "half a pair", "utf-16", "deep lists", "numbers", "direction")
"""What dear doors are shown in the fast suite."""
FEWEST = ("half a pair", "crlf")
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
    """Most of them at the doors behind which little is done with what is well."""

    @settings(
        max_examples=1_200 if door in QUICK else 200,
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    @given(CHANGES)
    def through(changes: list[tuple[int, int, bytes]]) -> None:
        through_doors(doors, changes, [door])

    through()


@settings(max_examples=3, suppress_health_check=list(HealthCheck), deadline=None)
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
