"""Both memories as AutoGen's own tests ask of a `Memory`, and in the hands of a stock agent."""

from collections.abc import Callable
from pathlib import Path

import pytest
from autogen_agentchat.agents import AssistantAgent
from autogen_agentchat.messages import MemoryQueryEvent
from autogen_core import CancellationToken
from autogen_core.memory import Memory, MemoryContent, MemoryMimeType
from autogen_core.model_context import BufferedChatCompletionContext
from autogen_core.models import UserMessage
from autogen_ext.models.replay import ReplayChatCompletionClient

from memory.index import open_index
from memory.long_term import LongTermMemory
from memory.short_term import ShortTermMemory

Make = Callable[[Path], Memory]
JUPITER = "Jupiter is the largest planet in our solar system."


def short(folder: Path) -> Memory:
    return ShortTermMemory(open_index(folder, "short"), "s1")


def long(folder: Path) -> Memory:
    return LongTermMemory(open_index(folder, "long"))


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profile")


@pytest.fixture(params=[short, long])
async def memory(request: pytest.FixtureRequest, opened: Path) -> Memory:
    make: Make = request.param
    made = make(opened)
    await made.clear()
    return made


def note(content: str, **metadata: str | int | float | bool) -> MemoryContent:
    return MemoryContent(content=content, mime_type=MemoryMimeType.TEXT, metadata=metadata)


async def test_what_is_added_is_found_with_a_score(memory: Memory) -> None:
    await memory.add(note("Paris is known for the Eiffel Tower.", country="France"))
    for query in ("Tell me about Paris", note("Tell me about Paris")):
        (found,) = (await memory.query(query)).results
        assert "Paris" in str(found.content)
        assert isinstance((found.metadata or {})["score"], float)
    await memory.close()


async def test_metadata_comes_back_with_its_types(memory: Memory) -> None:
    await memory.add(note("a test", category="test", priority=1, weight=0.5, verified=True))
    (found,) = (await memory.query("a test")).results
    kept = found.metadata or {}
    assert (kept["category"], kept["priority"], kept["weight"], kept["verified"]) == (
        "test", 1, 0.5, True
    )  # fmt: skip
    assert (type(kept["priority"]), type(kept["weight"])) == (int, float)
    assert kept["verified"] is True


async def test_text_and_json_are_kept_and_come_back_as_they_were(memory: Memory) -> None:
    data = {"key": "value", "number": 42}
    await memory.add(note("Simple text"))
    await memory.add(MemoryContent(content=data, mime_type=MemoryMimeType.JSON))
    found = {str(each.content): each for each in (await memory.query("simple value")).results}
    assert set(found) == {"Simple text", str(data)}
    assert found[str(data)].content == data
    assert found[str(data)].mime_type == MemoryMimeType.JSON


async def test_bytes_and_json_that_is_no_dict_are_refused(memory: Memory) -> None:
    for content in (
        MemoryContent(content=b"binary data", mime_type=MemoryMimeType.BINARY),
        MemoryContent(content="not a dict", mime_type=MemoryMimeType.JSON),
    ):
        with pytest.raises(ValueError, match=r"only text|must be a dict"):
            await memory.add(content)
    assert (await memory.query("data")).results == []


async def test_after_clear_it_is_empty_and_takes_new_content(memory: Memory) -> None:
    await memory.add(note("old"))
    await memory.clear()
    assert (await memory.query("old")).results == []
    await memory.add(MemoryContent(content="new", mime_type="text/plain"), CancellationToken())
    assert [each.content for each in (await memory.query("new")).results] == ["new"]


async def test_an_empty_memory_changes_no_context(memory: Memory) -> None:
    context = BufferedChatCompletionContext(buffer_size=3)
    assert (await memory.update_context(context)).memories.results == []
    assert await context.get_messages() == []


async def test_the_context_gets_what_is_remembered_and_says_so(memory: Memory) -> None:
    await memory.add(note(JUPITER, category="astronomy"))
    context = BufferedChatCompletionContext(buffer_size=5)
    await context.add_message(UserMessage(content="Tell me about Jupiter", source="user"))
    result = await memory.update_context(context)
    assert [each.content for each in result.memories.results] == [JUPITER]
    messages = await context.get_messages()
    assert len(messages) == 2
    assert any(JUPITER in str(each.content) for each in messages)


async def test_a_stock_agent_uses_it_and_its_context_does_not_grow_by_it(memory: Memory) -> None:
    await memory.add(note(JUPITER, speaker="candidate"))
    client = ReplayChatCompletionClient(["one", "two"])
    agent = AssistantAgent("helper", client, memory=[memory])
    first = await agent.run(task="Tell me about Jupiter")
    (told,) = [each for each in first.messages if isinstance(each, MemoryQueryEvent)]
    assert [each.content for each in told.content] == [JUPITER]
    await agent.run(task="Tell me about Jupiter")
    for call in client.create_calls:
        assert sum(JUPITER in str(each.content) for each in call["messages"]) == 1
