"""Whether a collection is what the journal says: the same records, each found by its own vector."""

import math
from collections.abc import Mapping, Sequence

from memory.entry import Entry, Kind
from memory.index import Index, Progress, silent
from practice.value import Value

ALIKE = 0.999
"""Cosine from which two vectors are the same one: they are stored with single precision."""
_NEAREST = 10
_PART = 100


class Audit(Value):
    """One collection, compared; counts of records."""

    collection: Kind
    embedding: str | None
    """The fingerprint that the collection has; None where there is no collection."""
    records: int
    expected: int
    missing: int
    extra: int
    differing: int
    """Those of the right id with another text or other facts."""
    unfound: int | None
    """Those whose vector is not that of their text, or that a search for it does not find; None
    where it is of another embedding, so that nothing could be looked for."""
    ok: bool


def audit(
    kind: Kind, index: Index | None, wanted: Mapping[str, Entry], progress: Progress = silent
) -> Audit:
    """Return how a collection differs from `wanted`; no record is changed.

    Every text is embedded again, by a model too where one is set. Raises: MemoryIndexError.
    """
    held = index.all() if index else {}
    missing = len(wanted.keys() - held.keys())
    extra = len(held.keys() - wanted.keys())
    differing = sum(wanted[key] != held[key] for key in wanted.keys() & held.keys())
    unfound = None if index and not index.fits() else _unfound(index, len(held), progress)
    return Audit(
        collection=kind,
        embedding=index.fingerprint if index else None,
        records=len(held),
        expected=len(wanted),
        missing=missing,
        extra=extra,
        differing=differing,
        unfound=unfound,
        ok=(missing, extra, differing, unfound) == (0, 0, 0, 0),
    )


def _unfound(index: Index | None, count: int, progress: Progress) -> int:
    """Return how many records of an index are not found by their own vector."""
    lost = 0
    if index is None:
        return lost
    progress(0, count)
    for at in range(0, count, _PART):
        stored = index.stored(at, _PART)
        vectors = index.vectors([entry.text for entry, _ in stored])
        nearest = index.nearest_to(vectors, _NEAREST)
        for (entry, kept), vector, found in zip(stored, vectors, nearest, strict=True):
            lost += _cosine(kept, vector) < ALIKE or not _among(entry, found)
        progress(min(at + _PART, count), count)
    return lost


def _among(entry: Entry, found: Sequence[tuple[Entry, float]]) -> bool:
    """Return whether a search found an entry, its twin, or nothing but its equals."""
    alike = [each for each, score in found if score >= ALIKE]
    return len(alike) == _NEAREST or any(
        each.id == entry.id or each.text == entry.text for each in alike
    )


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    lengths = math.hypot(*one) * math.hypot(*other)
    return sum(a * b for a, b in zip(one, other, strict=True)) / lengths if lengths else 0.0
