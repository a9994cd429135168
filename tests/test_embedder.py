"""Who makes the vectors: our function or a model, and a collection rebuilt when that changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from memory.audit import audit
from memory.embedder import OWN, embedder_of
from memory.embedding import FINGERPRINT, embed
from memory.entry import Entry, Kind
from memory.index import existing_index, open_index
from memory.mirror import Changes, sync
from memory.remote_embedding import RemoteEmbedder
from practice.errors import EmbeddingError
from practice.settings import resolve
from tests.embedding_server import EmbeddingServer, Reply, embedding_server, rows

WANTED = {each: Entry(id=each, text=each, facts={"n": 1}) for each in ("水", "tea", "pot")}
pytestmark = pytest.mark.filterwarnings("default")  # LiteLLM's own, which are not ours to mend


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddingServer]:
    monkeypatch.setenv("OPENAI_API_KEY", "none-needed")
    with embedding_server() as running:
        yield running


def remote(server: EmbeddingServer, model: str = "openai/one") -> RemoteEmbedder:
    return RemoteEmbedder(model, server.url, 20.0)


def test_the_settings_name_the_embedder_and_nothing_is_asked_yet(server: EmbeddingServer) -> None:
    env = {"COACH_EMBEDDING": "openai/one", "COACH_EMBEDDING_API_BASE": server.url}
    assert embedder_of(resolve({}, {}, {}, Path("/x"))) is OWN
    named = embedder_of(resolve({}, env, {}, Path("/x")))
    assert named.name == "litellm:openai/one"
    assert server.asked == []
    assert named.dimension() == 8


def test_our_own_is_our_function_and_its_fingerprint() -> None:
    assert OWN.embed(["水", ""]) == [embed("水"), embed("")]
    assert f"{OWN.name}/{OWN.dimension()}" == FINGERPRINT


def test_a_model_fills_and_searches_its_collection(server: EmbeddingServer, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    index = open_index(tmp_path, "long", remote(server))
    sync(index, WANTED, lambda done, total: told.append((done, total)))
    assert index.fingerprint == "litellm:openai/one/8"
    (best, score), *_ = index.nearest("tea", 2)
    assert (best.text, round(score, 5)) == ("tea", 1.0)
    assert told == [(0, 3), (3, 3)]
    assert [len(each) for each in server.asked] == [1, 3, 1]
    index.clear()
    assert (index.all(), index.fingerprint) == ({}, "litellm:openai/one/8")
    assert len(server.asked) == 3


def test_opening_what_fits_asks_the_model_nothing(server: EmbeddingServer, tmp_path: Path) -> None:
    sync(open_index(tmp_path, "long", remote(server)), WANTED)
    asked = len(server.asked)
    again = open_index(tmp_path, "long", remote(server))
    assert sync(again, WANTED) == Changes(written=0, removed=0)
    assert [each.text for each in again.get(["tea"])] == ["tea"]
    assert len(server.asked) == asked


def test_another_embedding_means_a_rebuild_there_and_back(
    server: EmbeddingServer, tmp_path: Path
) -> None:
    sync(open_index(tmp_path, "long"), WANTED)
    for embedder in (remote(server), remote(server, "openai/two"), OWN):
        stale = existing_index(tmp_path, "long", embedder)
        assert stale is not None
        assert not stale.fits()
        assert audit("long", stale, WANTED).unfound is None
        assert not audit("long", stale, WANTED).ok
        index = open_index(tmp_path, "long", embedder)
        assert sync(index, WANTED) == Changes(written=3, removed=0)
        assert audit("long", index, WANTED).ok
        assert index.fingerprint == f"{embedder.name}/{embedder.dimension()}"


@pytest.mark.parametrize("before", ["ours", "another model"])
def test_a_model_out_of_reach_leaves_what_is_there(
    server: EmbeddingServer, tmp_path: Path, before: str
) -> None:
    first = OWN if before == "ours" else remote(server, "openai/two")
    kinds: tuple[Kind, ...] = ("long", "short")
    for kind in kinds:
        sync(open_index(tmp_path, kind, first), WANTED)
    gone = RemoteEmbedder("openai/one", "http://127.0.0.1:9/v1", 20.0)
    with pytest.raises(EmbeddingError, match="its server cannot be reached"):
        open_index(tmp_path, "long", gone)
    for kind in kinds:
        assert audit(kind, existing_index(tmp_path, kind, first), WANTED).ok


def test_a_model_that_fails_midway_leaves_what_came_and_the_next_time_goes_on(
    server: EmbeddingServer, tmp_path: Path
) -> None:
    many = {f"{n:03}": Entry(id=f"{n:03}", text=f"text {n}", facts={"n": n}) for n in range(70)}
    server.replies = [None, None, Reply(401, b"{}")]
    with pytest.raises(EmbeddingError, match="401"):
        sync(open_index(tmp_path, "long", remote(server)), many)
    index = open_index(tmp_path, "long", remote(server))
    assert len(index.all()) == 32
    assert sync(index, many) == Changes(written=38, removed=0)
    assert audit("long", index, many).ok


def test_a_batch_of_another_dimension_is_refused_with_the_way_out(
    server: EmbeddingServer, tmp_path: Path
) -> None:
    many = {f"{n:03}": Entry(id=f"{n:03}", text=f"text {n}", facts={"n": n}) for n in range(40)}
    server.replies = [None, None, Reply(body=rows([[1.0, 2.0]] * 8))]
    with pytest.raises(EmbeddingError) as failed:
        sync(open_index(tmp_path, "long", remote(server)), many)
    assert "sends vectors of 2 numbers, before it was 8" in str(failed.value)
    assert "coach memory rebuild" in str(failed.value)
    assert len(server.asked) == 3
    held = existing_index(tmp_path, "long", remote(server))
    assert held is not None
    assert len(held.all()) == 32
