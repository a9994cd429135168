"""Who makes the vectors of the recall memory: our own function, or a model that the settings name."""

from collections.abc import Sequence
from typing import Protocol

from memory.embedding import DIMENSION, NAME, VERSION, embed_all
from memory.remote_embedding import RemoteEmbedder
from practice.settings import Settings


class Embedder(Protocol):
    """Makes vectors of texts; with its dimension, its name is a collection's fingerprint."""

    @property
    def name(self) -> str:
        """The function or model, with its version where it has one."""

    @property
    def batch(self) -> int:
        """Texts that it is best given at once."""

    def dimension(self) -> int:
        """Return the length of its vectors. Raises: EmbeddingError."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector for each text. Raises: EmbeddingError."""


class OwnEmbedder:
    """Our own function: on this machine, no download, never fails."""

    name = f"{NAME}/{VERSION}"
    batch = 500

    def dimension(self) -> int:
        """Return the length of its vectors."""
        return DIMENSION

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector for each text."""
        return embed_all(texts)


OWN = OwnEmbedder()


def embedder_of(settings: Settings) -> Embedder:
    """Return the embedder that the settings name; nothing is contacted yet."""
    if settings.embedding is None:
        return OWN
    return RemoteEmbedder(settings.embedding, settings.embedding_api_base, settings.deadline)
