"""Between AutoGen's memory contents and our entries: what goes in comes back."""

from typing import Any

import pytest
from autogen_core.memory import MemoryContent, MemoryMimeType
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.content import as_content, as_entry, content_id, query_text
from memory.entry import Entry


def text_content(text: str, **metadata: Any) -> MemoryContent:
    return MemoryContent(content=text, mime_type=MemoryMimeType.TEXT, metadata=metadata)


def json_content(content: str | dict[str, Any]) -> MemoryContent:
    return MemoryContent(content=content, mime_type=MemoryMimeType.JSON)


def back(content: MemoryContent) -> MemoryContent:
    return as_content(as_entry(content, "id", content.metadata or {}))


@pytest.mark.parametrize("kind", [MemoryMimeType.TEXT, MemoryMimeType.MARKDOWN, "text/x-tea"])
def test_a_text_comes_back_with_its_mime_type_and_metadata(kind: MemoryMimeType | str) -> None:
    content = MemoryContent(content="水\n开", mime_type=kind, metadata={"session": "s1", "n": 1})
    assert back(content) == content


def test_a_mapping_comes_back_as_a_mapping() -> None:
    content = json_content({"茶": [1, 2.5, None, True], "a": {"b": "c"}})
    assert (back(content).content, back(content).metadata) == (content.content, {})
    assert query_text(content) == '{"a": {"b": "c"}, "茶": [1, 2.5, null, true]}'


@pytest.mark.parametrize("text", ["[1, 2]", '"tea"', "7", "{not json", ""])
def test_a_text_called_json_is_refused_as_autogens_own_memory_does(text: str) -> None:
    with pytest.raises(ValueError, match="JSON content must be a dict"):
        as_entry(json_content(text), "id", {})


@pytest.mark.parametrize("text", ["[1, 2]", '"tea"', "7", "{not json", ""])
def test_an_entry_called_json_that_is_no_mapping_comes_back_as_its_text(text: str) -> None:
    entry = Entry(id="x", text=text, facts={"mime_type": "application/json"})
    assert as_content(entry).content == text


def test_the_entry_is_the_text_with_its_plain_facts() -> None:
    facts = {"s": "x", "i": 1, "f": 0.5, "b": True, "none": None, "list": [1], "map": {}}
    assert as_entry(text_content("水"), "gap:x", facts) == Entry(
        id="gap:x",
        text="水",
        facts={"s": "x", "i": 1, "f": 0.5, "b": True, "mime_type": "text/plain"},
    )


def test_an_entry_without_mime_type_is_plain_text_and_a_query_adds_its_score() -> None:
    entry = Entry(id="x", text="水", facts={"kind": "gap"})
    plain = as_content(entry)
    assert (plain.content, plain.metadata) == ("水", {"kind": "gap"})
    assert MemoryMimeType(plain.mime_type) is MemoryMimeType.TEXT
    assert as_content(entry, 0.0).metadata == {"kind": "gap", "score": 0.0}
    assert entry.facts == {"kind": "gap"}


def test_a_query_is_the_text_itself() -> None:
    assert query_text("水？") == "水？"
    assert query_text(text_content("水？")) == "水？"


@pytest.mark.parametrize("kind", [MemoryMimeType.BINARY, MemoryMimeType.IMAGE])
def test_bytes_are_refused_by_name(kind: MemoryMimeType) -> None:
    with pytest.raises(ValueError, match="only text is remembered here, not"):
        as_entry(MemoryContent(content=b"\x89PNG", mime_type=kind), "id", {})


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_ids_are_the_same_for_the_same_content_only(one: str, other: str) -> None:
    assert content_id(text_content(one, at="now")) == content_id(text_content(one))
    assert (content_id(text_content(one)) == content_id(text_content(other))) == (one == other)


def test_the_id_of_a_content_is_this_in_every_process() -> None:
    assert content_id(text_content("tea")) == "a9f74d1ec36ebdeb2da3f6e5868090cd"
    assert content_id(json_content({"b": 1, "a": 2})) == content_id(json_content({"a": 2, "b": 1}))
