"""Chroma, opened in one place: a collection for each profile and kind, rebuilt rather than repaired.

The embedded client only (the HTTP server has an unfixed code-injection advisory). One process
owns a profile's folder (memory/folder.py): two lose records from the index without an error.
"""

import contextlib
import hashlib
import logging
import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from memory.embedder import OWN, Embedder
from memory.folder import CHROMA, PRIVATE_FOLDER
from practice.errors import EmbeddingError, MemoryIndexError
from practice.value import Value

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

Kind = Literal["short", "long"]
Scalar = str | int | float | bool

CHROMA_FILE = "chroma.sqlite3"
_PRIVATE_MASK = 0o077


class Entry(Value):
    """One thing remembered: our own id, the text that likeness works on, and its facts."""

    id: str
    text: str
    facts: dict[str, Scalar]


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
        for at in range(0, total, batch):
            part = entries[at : at + batch]
            vectors = self.vectors([each.text for each in part])
            with _told():
                self._collection.delete(ids=[each.id for each in part])
                self._collection.add(
                    ids=[each.id for each in part],
                    documents=[each.text for each in part],
                    metadatas=[each.facts for each in part],
                    embeddings=vectors,
                )
            progress(min(at + batch, total), total)

    def remove(self, ids: Iterable[str]) -> None:
        """Delete the entries of these ids. Raises: MemoryIndexError."""
        wanted = list(ids)
        if wanted:
            with _told():
                self._collection.delete(ids=wanted)

    def get(self, ids: Sequence[str]) -> list[Entry]:
        """Return the entries of these ids that are there. Raises: MemoryIndexError."""
        if not ids:
            return []
        with _told():
            return _entries(self._collection.get(ids=list(dict.fromkeys(ids))))

    def all(self) -> dict[str, Entry]:
        """Return every entry by id. Raises: MemoryIndexError."""
        with _told():
            return {each.id: each for each in _entries(self._collection.get())}

    def nearest(
        self, text: str, count: int, where: Mapping[str, Scalar] | None = None
    ) -> list[tuple[Entry, float]]:
        """Return up to `count` entries most like `text`, each with its cosine similarity.

        `where` are facts that they must have.

        Raises: MemoryIndexError.
        """
        with _told():
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
        with _told():
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
        with _told():
            wanted = ["documents", "metadatas", "embeddings"]
            found = self._collection.get(limit=count, offset=at, include=wanted)
            kept = (list(map(float, each)) for each in found["embeddings"])
            return list(zip(_entries(found), kept, strict=True))

    def clear(self) -> None:
        """Forget every entry. Raises: MemoryIndexError."""
        with _told():
            self._client.delete_collection(self._name)
            self._collection = _made(self._client, self._name, self.fingerprint)


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
    client, name = _client(folder / CHROMA), collection_name(folder.name, kind)
    with _told():
        held = _held(client, name, embedder)
        if held is not None and held.fits():
            return held
        fingerprint = f"{embedder.name}/{embedder.dimension()}"
        with contextlib.suppress(Exception):  # absent
            client.delete_collection(name)
        return Index(client, name, _made(client, name, fingerprint), embedder)


def existing_index(folder: Path, kind: Kind, embedder: Embedder = OWN) -> Index | None:
    """Return one collection as it stands, of whatever embedding, or None; none is made.

    No record is changed, though Chroma itself leaves a row in its own lock table.

    Raises: MemoryIndexError.
    """
    if not (folder / CHROMA / CHROMA_FILE).is_file():
        return None
    return _held(_client(folder / CHROMA), collection_name(folder.name, kind), embedder)


def _held(client: "ClientAPI", name: str, embedder: Embedder) -> Index | None:
    """Return the collection as it stands, or None where it is absent or cannot be read."""
    with contextlib.suppress(Exception):
        # Chroma is given no function of ours to keep: where one is not named on an opening, it
        # silently takes its own, which downloads a model.
        collection = client.get_collection(name, embedding_function=None)
        return Index(client, name, collection, embedder)
    return None


def _made(client: "ClientAPI", name: str, fingerprint: str) -> Any:
    return client.create_collection(
        name,
        metadata={"fingerprint": fingerprint},
        configuration={"hnsw": {"space": "cosine"}},
        embedding_function=None,
    )


def remove_index(folder: Path) -> None:
    """Remove the profile's Chroma folder, of which nothing is lost that the journal has."""
    if "chromadb" in sys.modules:  # it keeps clients by path, failed ones too
        from chromadb.api.shared_system_client import SharedSystemClient

        SharedSystemClient.clear_system_cache()
    place = folder / CHROMA
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place, ignore_errors=True)
    else:
        place.unlink(missing_ok=True)


def collection_name(profile: str, kind: Kind) -> str:
    """Return the collection's name; profiles may be named in scripts that Chroma refuses."""
    return f"{kind}-{hashlib.sha256(profile.encode()).hexdigest()[:32]}"


def _client(place: Path) -> "ClientAPI":
    with _told():
        os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
        import chromadb
        from chromadb.config import Settings

        logging.getLogger("chromadb").setLevel(logging.CRITICAL)
        # Collections made while Chroma was still given our function; the vectors are the same.
        warnings.filterwarnings("ignore", message="Could not reconstruct embedding function")
        old_mask = os.umask(_PRIVATE_MASK)
        try:
            place.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
            settings = Settings(anonymized_telemetry=False, is_persistent=True)
            return chromadb.PersistentClient(path=str(place), settings=settings)
        finally:
            os.umask(old_mask)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Turn whatever Chroma raises into one line; its errors share no base class."""
    try:
        yield
    except MemoryIndexError:
        raise
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise MemoryIndexError(
            f"the recall memory cannot be used ({reason}); the journal is untouched."
            " Run: coach memory rebuild",
            zh=f"回忆库用不了（{reason}）；日志没有动过。请运行：coach memory rebuild",
        ) from error
