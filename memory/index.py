"""A collection of Chroma for each profile and kind, rebuilt rather than repaired."""

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memory.chroma import client_of, collection_name, made, remove_index, told
from memory.embedder import OWN, Embedder
from memory.entry import Entry, Kind, Scalar
from memory.folder import CHROMA
from practice.errors import EmbeddingError, MemoryIndexError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

    from memory.recall import Recall

CHROMA_FILE = "chroma.sqlite3"

Progress = Callable[[int, int], None]
"""Is told how many are done, beginning with none, and of how many."""


def silent(done: int, total: int) -> None:
    """Tell nobody."""


class Index:
    """One collection of one profile. Every vector is made here and given to Chroma with its text."""

    def __init__(self, client: "ClientAPI", name: str, collection: Any, embedder: Embedder) -> None:
        self._client = client
        self._name = name
        self._collection = collection
        self._embedder = embedder
        self._recall: Recall | None = None
        self._recalling = threading.RLock()

    @property
    def fingerprint(self) -> str:
        """Of which embedding the collection's vectors are; empty where it does not say."""
        return str((self._collection.metadata or {}).get("fingerprint", ""))

    def fits(self) -> bool:
        """Return whether the collection's vectors are of this index's embedder, as it says."""
        name, _, dimension = self.fingerprint.rpartition("/")
        return name == self._embedder.name and dimension.isdigit()

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        """Return the texts' vectors, of the collection's dimension. Raises: EmbeddingError."""
        made = self._embedder.embed(texts)
        wanted = int(self.fingerprint.rpartition("/")[2])
        other = next((len(each) for each in made if len(each) != wanted), None)
        if other is None:
            return made
        name = self._embedder.name.removeprefix("litellm:")
        raise EmbeddingError(
            f"the embedding model {name} sends vectors of {other} numbers, before it was {wanted};"
            " the journal is untouched. Run: coach memory rebuild",
            zh=f"嵌入模型 {name} 的向量现在是 {other} 维，以前是 {wanted} 维；日志没有动过。"
            "请运行：coach memory rebuild",
        )

    def put(self, entries: Sequence[Entry], progress: Progress = silent) -> None:
        """Write the entries, over those of the same id. Raises: MemoryIndexError."""
        batch, total = self._embedder.batch, len(entries)
        progress(0, total)
        with self._kept_up() as recall:
            for at in range(0, total, batch):
                self._write(entries[at : at + batch])
                progress(min(at + batch, total), total)
            if recall is not None:
                recall.put(entries)

    def _write(self, part: Sequence[Entry]) -> None:
        vectors = self.vectors([each.text for each in part])
        with told():
            self._collection.delete(ids=[each.id for each in part])
            self._collection.add(
                ids=[each.id for each in part],
                documents=[each.text for each in part],
                metadatas=[each.facts for each in part],
                embeddings=vectors,
            )

    def remove(self, ids: Iterable[str]) -> None:
        """Delete the entries of these ids. Raises: MemoryIndexError."""
        wanted = list(ids)
        if wanted:
            with self._kept_up() as recall, told():
                self._collection.delete(ids=wanted)
                if recall is not None:
                    recall.remove(wanted)

    @contextlib.contextmanager
    def _kept_up(self) -> Iterator["Recall | None"]:
        """Lend what searches use to a write; where that fails, it is made anew at the next search."""
        with self._recalling:
            recall, self._recall = self._recall, None
            yield recall
            self._recall = recall

    def get(self, ids: Sequence[str]) -> list[Entry]:
        """Return the entries of these ids that are there. Raises: MemoryIndexError."""
        if not ids:
            return []
        with told():
            return _entries(self._collection.get(ids=list(dict.fromkeys(ids))))

    def all(self) -> dict[str, Entry]:
        """Return every entry by id. Raises: MemoryIndexError."""
        with told():
            return {each.id: each for each in _entries(self._collection.get())}

    def nearest(
        self, text: str, count: int, where: Mapping[str, Scalar] | None = None
    ) -> list[tuple[Entry, float]]:
        """Return up to `count` entries most like `text`, each with its cosine similarity.

        `where` are facts that they must have.

        Raises: MemoryIndexError.
        """
        with told():
            if self._collection.count() == 0:
                return []
        (found,) = self.nearest_to(self.vectors([text]), count, where)
        return found

    def nearest_to(
        self,
        vectors: Sequence[Sequence[float]],
        count: int,
        where: Mapping[str, Scalar] | None = None,
    ) -> list[list[tuple[Entry, float]]]:
        """Return for each vector what `nearest` returns for a text. Raises: MemoryIndexError."""
        with told():
            found = self._collection.query(
                query_embeddings=list(vectors),
                n_results=min(count, self._collection.count()),
                where=dict(where) if where else None,
            )
            per_vector = (
                {key: found[key][at] for key in ("ids", "documents", "metadatas", "distances")}
                for at in range(len(vectors))
            )
            return [
                [
                    (entry, 1.0 - float(distance))
                    for entry, distance in zip(_entries(one), one["distances"], strict=True)
                ]
                for one in per_vector
            ]

    def stored(self, at: int, count: int) -> list[tuple[Entry, list[float]]]:
        """Return up to `count` entries from the `at`th on, each with the vector it is kept under.

        Raises: MemoryIndexError.
        """
        with told():
            wanted = ["documents", "metadatas", "embeddings"]
            found = self._collection.get(limit=count, offset=at, include=wanted)
            kept = (list(map(float, each)) for each in found["embeddings"])
            return list(zip(_entries(found), kept, strict=True))

    def search(
        self, text: str, count: int, session: str | None = None
    ) -> list[tuple[Entry, float]]:
        """Return up to `count` entries that share letters with `text`, the best first, with scores.

        By memory/lexical.py; with `session` only its numbered messages are found.

        Raises: MemoryIndexError.
        """
        from memory.recall import Recall

        with self._recalling:
            if self._recall is None:
                self._recall = Recall(self.all().values())
            return self._recall.search(text, count, session)

    def clear(self) -> None:
        """Forget every entry. Raises: MemoryIndexError."""
        with self._recalling, told():
            self._recall = None
            self._client.delete_collection(self._name)
            self._collection = made(self._client, self._name, self.fingerprint)


def _entries(found: Mapping[str, Any]) -> list[Entry]:
    return [
        Entry(id=entry_id, text=text or "", facts=dict(facts or {}))
        for entry_id, text, facts in zip(
            found["ids"], found["documents"], found["metadatas"], strict=True
        )
    ]


def open_index(folder: Path, kind: Kind, embedder: Embedder = OWN) -> Index:
    """Open one collection of the profile in `folder`; a broken Chroma folder is begun anew.

    So is a collection of another embedding, once this one has answered. Nothing is lost by that:
    all it holds is made from the journal. Raises: MemoryIndexError.
    """
    try:
        return _opened(folder, kind, embedder)
    except EmbeddingError:
        raise
    except MemoryIndexError:
        remove_index(folder)
        return _opened(folder, kind, embedder)


def _opened(folder: Path, kind: Kind, embedder: Embedder) -> Index:
    client, name = client_of(folder / CHROMA), collection_name(folder.name, kind)
    with told():
        held = _held(client, name, embedder)
        if held is not None and held.fits():
            return held
        fingerprint = f"{embedder.name}/{embedder.dimension()}"
        with contextlib.suppress(Exception):  # absent
            client.delete_collection(name)
        return Index(client, name, made(client, name, fingerprint), embedder)


def existing_index(folder: Path, kind: Kind, embedder: Embedder = OWN) -> Index | None:
    """Return one collection as it stands, of whatever embedding, or None; none is made.

    No record is changed, though Chroma itself leaves a row in its own lock table.

    Raises: MemoryIndexError.
    """
    if not (folder / CHROMA / CHROMA_FILE).is_file():
        return None
    return _held(client_of(folder / CHROMA), collection_name(folder.name, kind), embedder)


def _held(client: "ClientAPI", name: str, embedder: Embedder) -> Index | None:
    """Return the collection as it stands, or None where it is absent or cannot be read."""
    with contextlib.suppress(Exception):
        # Chroma is given no function of ours to keep: where one is not named on an opening, it
        # silently takes its own, which downloads a model.
        collection = client.get_collection(name, embedding_function=None)
        return Index(client, name, collection, embedder)
    return None
