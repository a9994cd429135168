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
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from memory.embedding import DIMENSION, FINGERPRINT, NAME, VERSION, embed_all
from memory.folder import CHROMA, PRIVATE_FOLDER
from practice.errors import MemoryIndexError
from practice.value import Value

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

    from memory.recall import Recall

Kind = Literal["short", "long"]
Scalar = str | int | float | bool

BATCH = 500
_PRIVATE_MASK = 0o077


class Entry(Value):
    """One thing remembered: our own id, the text that likeness works on, and its facts."""

    id: str
    text: str
    facts: dict[str, Scalar]


class Index:
    """One collection of one profile."""

    def __init__(self, client: "ClientAPI", name: str) -> None:
        self._client = client
        self._name = name
        self._collection = self._open()
        self._recall: Recall | None = None
        self._recalling = threading.RLock()

    def _open(self) -> Any:
        """Open the collection, making it anew where its fingerprint is another one."""
        function = _embedding_function()
        with contextlib.suppress(Exception):  # absent, or of another embedding: made below
            found = self._client.get_collection(self._name, embedding_function=function)
            if (found.metadata or {}).get("fingerprint") == FINGERPRINT:
                return found
            self._client.delete_collection(self._name)
        with contextlib.suppress(Exception):  # held under another function's name
            self._client.delete_collection(self._name)
        return self._client.create_collection(
            self._name,
            metadata={"fingerprint": FINGERPRINT},
            configuration={"hnsw": {"space": "cosine"}},
            embedding_function=function,
        )

    def put(self, entries: Sequence[Entry]) -> None:
        """Write the entries, over those of the same id. Raises: MemoryIndexError."""
        with self._kept_up() as recall, _told():
            for at in range(0, len(entries), BATCH):
                part = entries[at : at + BATCH]
                self._collection.delete(ids=[each.id for each in part])
                self._collection.add(
                    ids=[each.id for each in part],
                    documents=[each.text for each in part],
                    metadatas=[each.facts for each in part],
                )
            if recall is not None:
                recall.put(entries)

    def remove(self, ids: Iterable[str]) -> None:
        """Delete the entries of these ids. Raises: MemoryIndexError."""
        wanted = list(ids)
        if wanted:
            with self._kept_up() as recall, _told():
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
            size = self._collection.count()
            if size == 0:
                return []
            found = self._collection.query(
                query_texts=[text], n_results=min(count, size), where=dict(where) if where else None
            )
            entries = _entries({key: value[0] for key, value in found.items() if value})
            return [
                (entry, 1.0 - float(distance))
                for entry, distance in zip(entries, found["distances"][0], strict=True)
            ]

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
        with self._recalling, _told():
            self._recall = None
            self._client.delete_collection(self._name)
            self._collection = self._open()


def _entries(found: Mapping[str, Any]) -> list[Entry]:
    return [
        Entry(id=entry_id, text=text or "", facts=dict(facts or {}))
        for entry_id, text, facts in zip(
            found["ids"], found["documents"], found["metadatas"], strict=True
        )
    ]


def open_index(folder: Path, kind: Kind) -> Index:
    """Open one collection of the profile in `folder`; a broken Chroma folder is begun anew.

    Nothing is lost by that: all it holds is made from the journal. Raises: MemoryIndexError.
    """
    try:
        return _opened(folder, kind)
    except MemoryIndexError:
        remove_index(folder)
        return _opened(folder, kind)


def _opened(folder: Path, kind: Kind) -> Index:
    with _told():
        return Index(_client(folder / CHROMA), collection_name(folder.name, kind))


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


def _embedding_function() -> Any:
    """Return our embedding as Chroma wants it; it must be named on every opening."""
    import numpy
    from chromadb import Documents, EmbeddingFunction, Embeddings
    from chromadb.utils.embedding_functions import register_embedding_function

    class NgramEmbedding(EmbeddingFunction[Documents]):
        def __init__(self) -> None:
            """Nothing to load."""

        def __call__(self, input: Documents) -> Embeddings:
            return [numpy.array(vector, dtype=numpy.float32) for vector in embed_all(input)]

        @staticmethod
        def name() -> str:
            return NAME

        def default_space(self) -> Any:
            return "cosine"

        def get_config(self) -> dict[str, Any]:
            return {"version": VERSION, "dimension": DIMENSION}

        @staticmethod
        def build_from_config(config: dict[str, Any]) -> "NgramEmbedding":
            return NgramEmbedding()

    register_embedding_function(NgramEmbedding)  # type: ignore[no-untyped-call]
    return NgramEmbedding()
