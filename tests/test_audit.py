"""The audit: what Chroma lacks, has too much, has changed or does not find, planted one by one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import chromadb
import pytest
from chromadb.config import Settings

from memory.audit import Audit, audit
from memory.chroma import collection_name
from memory.embedding import FINGERPRINT, embed
from memory.entry import Entry
from memory.index import Index, existing_index, open_index
from memory.mirror import sync

TEXTS = ["水要烧开", "三分钟", "warm the pot", "水要烧开", "水要烧开。", "", "x" * 5000]
WANTED = {
    f"s1:{number:06d}": Entry(id=f"s1:{number:06d}", text=text, facts={"number": number})
    for number, text in enumerate(TEXTS)
}
SECOND = "s1:000001"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profile")


@pytest.fixture
def profile(opened: Path) -> Path:
    """A profile's folder whose short-term memory is as it should be."""
    index = open_index(opened, "short")
    index.clear()
    sync(index, WANTED)
    return opened


def chroma(profile: Path) -> Any:
    """Return the collection itself, past our code."""
    settings = Settings(anonymized_telemetry=False, is_persistent=True)
    client = chromadb.PersistentClient(path=str(profile / "chroma"), settings=settings)
    return client.get_collection(collection_name(profile.name, "short"), embedding_function=None)


def audited(profile: Path) -> Audit:
    return audit("short", existing_index(profile, "short"), WANTED)


def found(**counts: int) -> Audit:
    """Return the audit of a collection with these counts, and else as it should be."""
    as_it_should_be = {"records": len(WANTED), "missing": 0, "extra": 0, "differing": 0}
    return Audit(
        collection="short",
        embedding=FINGERPRINT,
        expected=len(WANTED),
        **{**as_it_should_be, "unfound": 0, **counts},
        ok=not counts,
    )


def test_what_was_synced_is_sound_with_twins_blanks_and_long_texts(profile: Path) -> None:
    assert audited(profile) == found()


def deleted(collection: Any) -> None:
    collection.delete(ids=[SECOND])


def retold(collection: Any) -> None:
    collection.update(ids=[SECOND], documents=["四分钟"], embeddings=[embed("四分钟")])


def relabelled(collection: Any) -> None:
    collection.update(ids=[SECOND], metadatas=[{"number": 7}])


def stray(collection: Any) -> None:
    collection.add(
        ids=["s9:1"], documents=["x"], metadatas=[{"number": 1}], embeddings=[embed("x")]
    )


def corrupted(collection: Any) -> None:
    collection.upsert(
        ids=[SECOND],
        documents=["三分钟"],
        metadatas=[{"number": 1}],
        embeddings=[embed("something else")],
    )


def a_twin_corrupted(collection: Any) -> None:
    collection.update(ids=["s1:000003"], embeddings=[embed("something else")])


def text_only(collection: Any) -> None:
    """Change a text and leave the vector of the old one."""
    collection.update(ids=[SECOND], documents=["四分钟"], embeddings=[embed("三分钟")])


@pytest.mark.parametrize(
    ("plant", "counts"),
    [
        (deleted, {"records": 6, "missing": 1}),
        (retold, {"differing": 1}),
        (relabelled, {"differing": 1}),
        (stray, {"records": 8, "extra": 1}),
        (corrupted, {"unfound": 1}),
        (a_twin_corrupted, {"unfound": 1}),
        (text_only, {"differing": 1, "unfound": 1}),
    ],
)
def test_each_planted_fault_is_counted_as_what_it_is_and_nothing_is_mended(
    profile: Path, plant: Callable[[Any], None], counts: dict[str, int]
) -> None:
    plant(chroma(profile))
    assert audited(profile) == audited(profile) == found(**counts)
    sync(open_index(profile, "short"), WANTED)


class Deaf(Index):
    """An index of which a search never returns one record, as after two writers at once."""

    def nearest_to(self, *arguments: Any, **named: Any) -> list[list[tuple[Entry, float]]]:
        found = super().nearest_to(*arguments, **named)
        return [[each for each in one if each[0].id != SECOND] for one in found]


def test_a_record_that_a_search_never_returns_is_unfound(profile: Path) -> None:
    index = open_index(profile, "short")
    deaf = Deaf(index._client, index._name, index._collection, index._embedder)
    assert audit("short", deaf, WANTED) == found(unfound=1)


def test_many_of_one_text_crowd_none_of_them_out(profile: Path) -> None:
    wanted = {f"s1:{n}": Entry(id=f"s1:{n}", text="不知道", facts={"n": n}) for n in range(150)}
    wanted["s1:other"] = Entry(id="s1:other", text="不知道！", facts={"n": 1})
    sync(open_index(profile, "short"), wanted)
    told: list[tuple[int, int]] = []
    index = existing_index(profile, "short")
    done = audit("short", index, wanted, lambda done, total: told.append((done, total)))
    assert (done.ok, done.unfound, done.records) == (True, 0, 151)
    assert told == [(0, 151), (100, 151), (151, 151)]


def test_without_a_collection_everything_is_missing_and_none_is_made(tmp_path: Path) -> None:
    found = audit("long", existing_index(tmp_path, "long"), WANTED)
    assert (found.ok, found.records, found.missing, found.embedding) == (False, 0, 7, None)
    assert list(tmp_path.iterdir()) == []
    assert audit("long", existing_index(tmp_path, "long"), {}).ok
