"""Chroma's client, made in one place, so that a hosted one can come later.

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
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memory.entry import Kind
from memory.folder import CHROMA, PRIVATE_FOLDER
from practice.errors import MemoryIndexError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_PRIVATE_MASK = 0o077


def made(client: "ClientAPI", name: str, fingerprint: str) -> Any:
    """Return a new collection; its metadata say of which embedding its vectors are."""
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


def client_of(place: Path) -> "ClientAPI":
    """Return Chroma's client for a folder. Raises: MemoryIndexError."""
    with told():
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
def told() -> Iterator[None]:
    """Turn whatever Chroma raises into one line; its errors share no base class.

    Raises: MemoryIndexError.
    """
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
