"""Chroma in one place: what is put comes back, likeness is cosine, what is broken is begun anew."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import chromadb
import pytest
from chromadb.config import Settings

from memory.chroma import collection_name, remove_index
from memory.embedder import OWN
from memory.embedding import embed
from memory.entry import Entry, Kind, Scalar
from memory.index import Index, open_index
from practice.errors import MemoryIndexError

ROOT = Path(__file__).resolve().parent.parent

WATCHED = """
import sys
from pathlib import Path
reached = []
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        reached.append((event, str(arguments)))
sys.addaudithook(watch)
from memory.entry import Entry
from memory.index import open_index
index = open_index(Path(sys.argv[1]), "short")
index.put([Entry(id="a", text="水", facts={"n": 1})])
print([(each.id, round(score, 6)) for each, score in index.nearest("水", 1)], reached)
print(index._client.get_settings().anonymized_telemetry)
"""

OLDER = """
import sys
from pathlib import Path
import chromadb
from chromadb.utils.embedding_functions import register_embedding_function
from memory.embedding import FINGERPRINT, embed
from memory.chroma import collection_name

@register_embedding_function
class Ours(chromadb.EmbeddingFunction):
    def __init__(self): pass
    def __call__(self, input): return [embed(each) for each in input]
    @staticmethod
    def name(): return "answer-coach-ngrams"
    def get_config(self): return {"version": 1}
    @staticmethod
    def build_from_config(config): return Ours()

place = Path(sys.argv[1])
settings = chromadb.config.Settings(anonymized_telemetry=False, is_persistent=True)
made = chromadb.PersistentClient(path=str(place / "chroma"), settings=settings).create_collection(
    collection_name(place.name, "short"), metadata={"fingerprint": FINGERPRINT},
    configuration={"hnsw": {"space": "cosine"}}, embedding_function=Ours())
made.add(ids=["a"], documents=["水"], metadatas=[{"n": 1}])
"""
OPENED = """
import sys
from pathlib import Path
from memory.entry import Entry
from memory.index import open_index
index = open_index(Path(sys.argv[1]), "short")
index.put([Entry(id="b", text="茶", facts={"n": 1})])
print([(each.id, round(score, 5)) for each, score in index.nearest("水", 1)])
"""


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One profile's folder for this file: opening one costs, importing Chroma more."""
    folder = tmp_path_factory.mktemp("home") / "张三 x"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def index(profile: Path) -> Index:
    found = open_index(profile, "short")
    found.clear()
    return found


def entry(name: str, text: str = "水", **facts: Scalar) -> Entry:
    return Entry(id=name, text=text, facts=facts or {"n": 1})


def assert_usable(index: Index) -> None:
    """The index is empty and takes, keeps and finds an entry."""
    assert index.all() == {}
    index.put([entry("a", "水要烧开")])
    assert index.all() == {"a": entry("a", "水要烧开")}
    assert [each.id for each, _ in index.nearest("烧开水", 3)] == ["a"]


def test_what_is_put_comes_back_with_the_types_of_its_facts(index: Index) -> None:
    one = entry("s1:000001", "", words="水\n\x00🫖", whole=1, part=1.0, yes=True, no=False, none="")
    two = entry("gap:tea/milk-first", "x" * 20_000, whole=-(2**53), part=0.1)
    index.put([one, two])
    held = index.all()
    assert held == {one.id: one, two.id: two}
    kinds = {key: type(value) for key, value in held[one.id].facts.items()}
    assert kinds == {
        "words": str,
        "whole": int,
        "part": float,
        "yes": bool,
        "no": bool,
        "none": str,
    }


def test_a_second_put_of_an_id_replaces_its_text_and_its_facts(index: Index) -> None:
    index.put([entry("a", "水要烧开", n=1), entry("b", "三分钟")])
    index.put([entry("a", "温一下茶壶", n=2)])
    assert index.all() == {"a": entry("a", "温一下茶壶", n=2), "b": entry("b", "三分钟")}
    (best, score), _ = index.nearest("温一下茶壶", 2)
    assert (best.id, round(score, 5)) == ("a", 1.0)


def test_a_second_put_of_an_id_leaves_no_fact_of_the_first(index: Index) -> None:
    index.put([entry("a", old=1, same=1)])
    index.put([entry("a", same=2)])
    assert index.all() == {"a": entry("a", same=2)}


def test_get_returns_those_that_are_there(index: Index) -> None:
    index.put([entry("a"), entry("b"), entry("c")])
    assert {each.id for each in index.get(["c", "absent", "a"])} == {"a", "c"}
    assert index.get(["absent"]) == []
    assert index.get([]) == []


def test_get_returns_an_entry_asked_for_twice(index: Index) -> None:
    index.put([entry("a")])
    assert {each.id for each in index.get(["a", "a"])} == {"a"}


def test_remove_takes_away_these_ids_and_no_others(index: Index) -> None:
    index.put([entry("a"), entry("b"), entry("c")])
    index.remove(each for each in ("a", "absent"))
    assert set(index.all()) == {"b", "c"}
    index.remove([])
    assert set(index.all()) == {"b", "c"}


def test_nearest_ranks_by_the_cosine_of_our_embedding(index: Index) -> None:
    texts = {"boil": "先把水烧开", "steep": "steep for three minutes", "pot": "把茶壶温一下"}
    index.put([entry(name, text) for name, text in texts.items()])
    query = "水烧开以后"
    cosine = {
        name: sum(a * b for a, b in zip(embed(query), embed(text), strict=True))
        for name, text in texts.items()
    }
    found = index.nearest(query, 10)
    assert [each.id for each, _ in found] == sorted(texts, key=lambda name: -cosine[name])
    assert [score for _, score in found] == pytest.approx(
        sorted(cosine.values(), reverse=True), abs=1e-5
    )
    assert [each.text for each, _ in index.nearest(query, 1)] == ["先把水烧开"]


def test_nearest_to_anything_is_nothing_in_an_empty_index(index: Index) -> None:
    assert index.nearest("水", 5) == []
    index.put([entry("a")])
    assert [each.id for each, _ in index.nearest("", 5)] == ["a"]


def test_more_than_a_batch_is_put_whole(index: Index) -> None:
    entries = [entry(f"e{number}", f"text {number}", n=number) for number in range(OWN.batch + 1)]
    index.put(entries)
    assert index.all() == {each.id: each for each in entries}
    index.put([])
    assert len(index.all()) == OWN.batch + 1


def test_clear_forgets_this_kind_only_and_for_good(index: Index, profile: Path) -> None:
    long = open_index(profile, "long")
    long.put([entry("kept")])
    index.put([entry("a")])
    index.clear()
    assert index.all() == open_index(profile, "short").all() == {}
    assert_usable(index)
    assert set(open_index(profile, "long").all()) == {"kept"}


def test_opening_again_keeps_what_is_there(index: Index, profile: Path) -> None:
    index.put([entry("a")])
    again = open_index(profile, "short")
    assert again.all() == {"a": entry("a")}
    again.put([entry("b")])
    assert set(index.all()) == {"a", "b"}


@pytest.mark.parametrize("metadata", [{"fingerprint": "answer-coach-ngrams/0/2"}, {"x": 1}, None])
@pytest.mark.parametrize("function", ["none", "default"])
def test_a_collection_of_another_embedding_is_made_anew_once(
    index: Index, profile: Path, metadata: dict[str, str] | None, function: str
) -> None:
    settings = Settings(anonymized_telemetry=False, is_persistent=True)
    client = chromadb.PersistentClient(path=str(profile / "chroma"), settings=settings)
    name = collection_name(profile.name, "short")
    client.delete_collection(name)
    if function == "none":
        old = client.create_collection(name, metadata=metadata, embedding_function=None)
    else:
        old = client.create_collection(name, metadata=metadata)
    old.add(ids=["old"], documents=["old"], embeddings=[0.6, 0.8])
    assert_usable(open_index(profile, "short"))
    assert set(open_index(profile, "short").all()) == {"a"}


def test_a_collection_made_while_chroma_kept_our_function_is_opened_as_it_is(
    tmp_path: Path,
) -> None:
    for script, printed in ((OLDER, ""), (OPENED, "[('a', 1.0)]\n")):
        ran = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)],
            cwd=ROOT,
            env={"HOME": str(tmp_path), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert (ran.stdout, ran.stderr) == (printed, "")


def _garbage(chroma: Path) -> None:
    (chroma / "chroma.sqlite3").write_bytes(b"garbage" * 1000)


def _halved(chroma: Path) -> None:
    whole = (chroma / "chroma.sqlite3").read_bytes()
    (chroma / "chroma.sqlite3").write_bytes(whole[: len(whole) // 2])


def _emptied(chroma: Path) -> None:
    (chroma / "chroma.sqlite3").write_bytes(b"")


def _without_collections(chroma: Path) -> None:
    raw = sqlite3.connect(chroma / "chroma.sqlite3")
    raw.execute("DROP TABLE collections")
    raw.commit()
    raw.close()


def _a_file(chroma: Path) -> None:
    shutil.rmtree(chroma)
    chroma.write_bytes(b"garbage")


@pytest.mark.parametrize("spoil", [_garbage, _halved, _emptied, _without_collections, _a_file])
def test_a_broken_chroma_folder_is_begun_anew_and_nothing_beside_it_is_touched(
    index: Index, profile: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    index.put([entry("a")])
    folder = tmp_path / "p"
    shutil.copytree(profile, folder)
    (folder / "journal.sqlite3").write_bytes(b"the truth")
    spoil(folder / "chroma")
    assert_usable(open_index(folder, "short"))
    assert (folder / "journal.sqlite3").read_bytes() == b"the truth"


def test_a_removed_index_is_gone_and_can_be_filled_again_in_the_same_run(tmp_path: Path) -> None:
    open_index(tmp_path, "short").put([entry("old")])
    remove_index(tmp_path)
    assert not (tmp_path / "chroma").exists()
    assert_usable(open_index(tmp_path, "short"))


def test_removing_an_index_that_is_not_there_is_nothing(tmp_path: Path) -> None:
    remove_index(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_chromas_folder_is_for_its_owner_only_and_the_umask_stays(tmp_path: Path) -> None:
    old = os.umask(0o000)
    try:
        open_index(tmp_path, "short").put([entry("a")])
    finally:
        assert os.umask(old) == 0o000
    rights = {
        each.name: stat.S_IMODE(each.stat().st_mode)
        for each in (tmp_path / "chroma", tmp_path / "chroma" / "chroma.sqlite3")
    }
    assert rights == {"chroma": 0o700, "chroma.sqlite3": 0o600}


def test_what_chroma_refuses_is_one_line_that_says_what_to_do(index: Index) -> None:
    with pytest.raises(MemoryIndexError) as refused:
        index.put([entry("a", "one"), entry("a", "two")])
    assert "\n" not in str(refused.value)
    assert str(refused.value).startswith("the recall memory cannot be used (")
    assert str(refused.value).endswith("); the journal is untouched. Run: coach memory rebuild")
    assert index.all() == {}


def test_every_profile_and_kind_has_a_name_of_its_own_that_chroma_takes() -> None:
    kinds: tuple[Kind, ...] = ("short", "long")
    profiles = ["default", "Default", "张三", "a" * 64, "-"]
    names = {collection_name(profile, kind) for profile in profiles for kind in kinds}
    assert len(names) == 10
    assert all(3 <= len(name) <= 63 and name.isascii() for name in names)
    assert collection_name("default", "long") == "long-37a8eec1ce19687d132fe29051dca629"


def test_nothing_is_sent_or_downloaded_even_where_the_environment_asks(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "p"
    home.mkdir()
    folder.mkdir()
    ran = subprocess.run(
        [sys.executable, "-c", WATCHED, str(folder)],
        cwd=ROOT,
        env={"HOME": str(home), "PYTHONUTF8": "1", "ANONYMIZED_TELEMETRY": "True"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (ran.stdout.splitlines(), ran.stderr) == (["[('a', 1.0)] []", "False"], "")
    assert list(home.iterdir()) == []


def test_a_search_finds_what_shares_letters_and_what_is_said_beside_it(index: Index) -> None:
    index.put(
        [entry(f"s1:{at}", text, session="s1", number=at) for at, text in enumerate("水火土")]
    )
    index.put([entry("gap:x", "水", session="s1"), entry("s2:0", "水", session="s2", number=0)])
    assert [each.id for each, _ in index.search("水", 9, "s1")] == ["s1:0", "s1:1"]
    assert {each.id for each, _ in index.search("水", 9)} == {"s1:0", "s1:1", "gap:x", "s2:0"}
    (found, score), *others = index.search("水", 9, "s2")
    assert found == entry("s2:0", "水", session="s2", number=0)
    assert 0 < score < 1
    assert others == []


def test_a_search_knows_of_every_write_since_the_last(index: Index) -> None:
    def found() -> list[str]:
        return sorted(each.id for each, _ in index.search("水", 9))

    assert found() == []
    index.put([entry("a"), entry("b")])
    assert found() == ["a", "b"]
    index.put([entry("a", "火")])
    assert found() == ["b"]
    index.remove(["b"])
    assert found() == []
    index.put([entry("c")])
    index.clear()
    assert found() == []
    index.put([entry("d")])
    assert found() == ["d"]


def test_after_a_write_that_failed_a_search_finds_what_chroma_holds(index: Index) -> None:
    index.put([entry("a")])
    assert len(index.search("水", 9)) == 1
    written = [entry(f"e{number}", "水" if number == 0 else "火") for number in range(OWN.batch)]
    with pytest.raises(MemoryIndexError):
        index.put([*written, entry("b", "水"), entry("b", "水")])
    assert set(index.all()) == {"a", *(each.id for each in written)}
    assert {each.id for each, _ in index.search("水", 9)} == {"a", "e0"}
