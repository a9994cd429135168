"""The kept snapshot of a bank: the same questions, never stale, never in the way."""

import os
from pathlib import Path

import pytest

from practice.errors import BankError
from tests.test_bank import folder as tea_folder
from tests.test_bank import store, tea_facts
from tools.bank import Bank

folder = tea_folder


def kept(cache: Path) -> list[Path]:
    """Return the snapshots in a cache."""
    return sorted(cache.glob("*.json"))


def test_a_bank_read_whole_is_kept_and_read_back_the_same(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = Bank(folder, cache=cache)
    assert kept(cache) == []
    questions = list(first.questions())
    (path,) = kept(cache)
    before = path.read_bytes()
    second = Bank(folder, cache=cache)
    assert list(second.questions()) == questions
    assert second.skills == first.skills
    assert second.lexicon.concepts == first.lexicon.concepts
    assert path.read_bytes() == before


def test_the_snapshot_is_what_is_read(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    list(Bank(folder, cache=cache).questions())
    (path,) = kept(cache)
    planted = path.read_text(encoding="utf-8").replace('"difficulty":1', '"difficulty":5')
    assert planted != path.read_text(encoding="utf-8")
    path.write_text(planted, encoding="utf-8")
    assert Bank(folder, cache=cache).question("tea").difficulty == 5


def test_a_changed_file_is_read_again(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    list(Bank(folder, cache=cache).questions())
    path = store(folder / "kitchen" / "tea.yaml", tea_facts(difficulty=5))
    os.utime(path, ns=(1, 1))
    changed = Bank(folder, cache=cache)
    assert [each.difficulty for each in changed.questions()] == [5]
    assert Bank(folder, cache=cache).question("tea").difficulty == 5


@pytest.mark.parametrize("damage", [b"", b"{", b'{"stamp": "x"}', b"\xff\xfe"])
def test_a_damaged_snapshot_is_made_anew(folder: Path, tmp_path: Path, damage: bytes) -> None:
    cache = tmp_path / "cache"
    list(Bank(folder, cache=cache).questions())
    (path,) = kept(cache)
    whole = path.read_bytes()
    path.write_bytes(damage)
    assert [each.id for each in Bank(folder, cache=cache).questions()] == ["tea"]
    assert path.read_bytes() == whole


def test_a_bank_with_a_faulty_file_is_not_kept(folder: Path, tmp_path: Path) -> None:
    store(folder / "kitchen" / "milk.yaml", tea_facts(id="milk", difficulty=9))
    bank = Bank(folder, cache=tmp_path / "cache")
    assert [each.id for each in bank.readable()] == ["tea"]
    with pytest.raises(BankError, match="difficulty"):
        bank.question("milk")
    assert kept(tmp_path / "cache") == []


def test_a_cache_that_cannot_be_written_stops_nobody(folder: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    assert [each.id for each in Bank(folder, cache=blocked).questions()] == ["tea"]


def test_own_questions_stand_beside_the_built_in_and_take_no_id_of_theirs(
    folder: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    store(own / "kitchen" / "cocoa.yaml", tea_facts(id="cocoa"))
    store(own / "kitchen" / "tea.yaml", tea_facts(difficulty=5))
    bank = Bank(folder, own=own)
    assert [each.id for each in bank.questions()] == ["tea", "cocoa"]
    assert bank.question("tea").difficulty == 1
    assert [bank.source(each) for each in ("tea", "cocoa")] == ["built-in", "own"]


def test_a_faulty_own_lexicon_leaves_the_built_in_bank_whole(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    store(own / "lexicon" / "cocoa.yaml", {"cocoa": {"zh": []}})
    assert [each.id for each in Bank(folder, own=own).questions()] == ["tea"]
