"""Between AutoGen's memory contents and the entries of an index."""

import contextlib
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from autogen_core.memory import MemoryContent, MemoryMimeType

from memory.entry import Entry, Scalar


def query_text(content: str | MemoryContent) -> str:
    """Return the text of a memory content or query. Raises: ValueError for pictures and bytes."""
    if isinstance(content, str):
        return content
    if isinstance(content.content, str):
        return content.content
    if isinstance(content.content, dict):
        return json.dumps(content.content, ensure_ascii=False, sort_keys=True)
    raise ValueError(f"only text is remembered here, not {content.mime_type}")


def as_entry(content: MemoryContent, entry_id: str, facts: Mapping[str, Any]) -> Entry:
    """Return the entry that keeps `content`; facts that are no plain values are left out.

    Raises: ValueError for pictures and bytes, and for JSON that is no object.
    """
    kind = content.mime_type
    if kind == MemoryMimeType.JSON and not isinstance(content.content, dict):
        raise ValueError("JSON content must be a dict")
    plain: dict[str, Scalar] = {
        key: value for key, value in facts.items() if isinstance(value, str | int | float | bool)
    }
    plain["mime_type"] = kind.value if isinstance(kind, MemoryMimeType) else kind
    return Entry(id=entry_id, text=query_text(content), facts=plain)


def as_content(entry: Entry, score: float | None = None) -> MemoryContent:
    """Return the memory content of an entry, with its facts and, from a query, its score."""
    facts: dict[str, Any] = dict(entry.facts)
    kind = facts.pop("mime_type", MemoryMimeType.TEXT.value)
    if score is not None:
        facts["score"] = score
    content: str | dict[str, Any] = entry.text
    if kind == MemoryMimeType.JSON.value:
        with contextlib.suppress(ValueError):
            found = json.loads(entry.text)
            content = found if isinstance(found, dict) else content
    with contextlib.suppress(ValueError):
        kind = MemoryMimeType(kind)
    return MemoryContent(content=content, mime_type=kind, metadata=facts)


def content_id(content: MemoryContent) -> str:
    """Return an id made of the content itself, the same for the same content."""
    return hashlib.sha256(query_text(content).encode()).hexdigest()[:32]
