"""Short-term memory: one session's messages by AutoGen's protocol, latest and most alike."""

from pathlib import Path
from typing import Any

import pytest
from autogen_core.memory import Memory, MemoryContent, MemoryMimeType
from autogen_core.model_context import UnboundedChatCompletionContext
from autogen_core.models import LLMMessage, SystemMessage, UserMessage

from memory.entry import Entry
from memory.index import Index, open_index
from memory.mirror import short_term
from memory.short_term import RECENT, ShortTermMemory
from practice.event import Answered, Asked
from tests.samples import records


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profile")


@pytest.fixture
def index(opened: Path) -> Index:
    found = open_index(opened, "short")
    found.clear()
    return found


@pytest.fixture
def memory(index: Index) -> ShortTermMemory:
    return ShortTermMemory(index, "s1")


def said(text: str, speaker: str = "candidate", **metadata: Any) -> MemoryContent:
    return MemoryContent(
        content=text, mime_type=MemoryMimeType.TEXT, metadata={"speaker": speaker, **metadata}
    )


async def texts(memory: ShortTermMemory) -> list[str]:
    return [each.text for each in await memory.recent()]


async def context_of(
    memory: ShortTermMemory, times: int, *messages: LLMMessage
) -> list[LLMMessage]:
    """Return the messages of a context that begins with `messages`, updated so many times."""
    context = UnboundedChatCompletionContext()
    for each in messages:
        await context.add_message(each)
    for _ in range(times):
        await memory.update_context(context)
    return await context.get_messages()


async def test_messages_are_numbered_as_they_come_and_keep_their_facts(
    memory: ShortTermMemory, index: Index
) -> None:
    assert isinstance(memory, Memory)
    await memory.add(said("怎么泡茶？", "interviewer", at="noon"))
    await memory.add(said("烧水"))
    await memory.add(said("later", number=9))
    await memory.add(said("after that"))
    assert await memory.recent(2) == (await memory.recent())[-2:]
    assert [(each.id, each.text) for each in await memory.recent()] == [
        ("s1:000001", "怎么泡茶？"),
        ("s1:000002", "烧水"),
        ("s1:000009", "later"),
        ("s1:000010", "after that"),
    ]
    assert index.get(["s1:000001"])[0].facts == {
        "session": "s1",
        "number": 1,
        "speaker": "interviewer",
        "at": "noon",
        "mime_type": "text/plain",
    }


async def test_a_number_given_again_replaces_that_message(memory: ShortTermMemory) -> None:
    await memory.add(said("first", number=1))
    await memory.add(said("mended", number=1))
    assert await texts(memory) == ["mended"]


async def test_a_resumed_session_goes_on_after_its_latest_message(
    memory: ShortTermMemory, index: Index
) -> None:
    await memory.add(said("one"))
    await memory.add(said("two"))
    resumed = ShortTermMemory(index, "s1")
    await resumed.add(said("three"))
    assert await texts(resumed) == ["one", "two", "three"]


async def test_recent_is_the_last_of_this_session_in_order(
    memory: ShortTermMemory, index: Index
) -> None:
    for number in (11, 2, 100, 1):
        await memory.add(said(f"text {number}", number=number))
    await ShortTermMemory(index, "s2").add(said("elsewhere", number=200))
    assert await texts(memory) == ["text 1", "text 2", "text 11", "text 100"]
    assert [each.text for each in await memory.recent(1)] == ["text 100"]
    assert RECENT == 12
    for number in range(20, 40):
        await memory.add(said(f"text {number}", number=number))
    assert await texts(memory) == [f"text {number}" for number in [*range(29, 40), 100]]


async def test_a_query_ranks_this_sessions_messages_with_their_score(
    memory: ShortTermMemory, index: Index
) -> None:
    await memory.add(said("先把水烧开"))
    await memory.add(said("three minutes"))
    await ShortTermMemory(index, "s2").add(said("先把水烧开"))
    for query in ("先把水烧开", said("先把水烧开")):
        best, other = (await memory.query(query)).results
        assert (best.content, other.content) == ("先把水烧开", "three minutes")
        assert best.metadata is not None
        assert other.metadata is not None
        assert best.metadata["session"] == other.metadata["session"] == "s1"
        assert 1 > best.metadata["score"] > other.metadata["score"] > 0


async def test_an_answer_is_found_by_its_question_and_counts_less(memory: ShortTermMemory) -> None:
    await memory.add(said("how is tea made?", "interviewer"))
    await memory.add(said("烧水"))
    await memory.add(said("三分钟"))
    found = (await memory.query("how is tea made")).results
    assert [each.content for each in found] == ["how is tea made?", "烧水"]


async def test_what_shares_no_letters_is_not_found(memory: ShortTermMemory) -> None:
    await memory.add(said("先把水烧开"))
    for query in ("three minutes", "", "？！"):
        assert (await memory.query(query)).results == []


async def test_what_was_mended_or_forgotten_is_not_found_any_more(
    memory: ShortTermMemory, index: Index
) -> None:
    await memory.add(said("first", number=1))
    assert len((await memory.query("first")).results) == 1
    await memory.add(said("mended", number=1))
    assert (await memory.query("first")).results == []
    assert [each.content for each in (await memory.query("mended")).results] == ["mended"]
    index.remove(["s1:000001"])
    assert (await memory.query("mended")).results == []
    await memory.add(said("mended"))
    await memory.clear()
    assert (await memory.query("mended")).results == []


async def test_messages_of_other_sessions_do_not_crowd_out_ones_own(
    memory: ShortTermMemory, index: Index
) -> None:
    await memory.add(said("水要烧开以后再泡"))
    other = ShortTermMemory(index, "s2")
    for _ in range(RECENT + 1):
        await other.add(said("水要烧开"))
    found = (await memory.query("水要烧开")).results
    assert [each.content for each in found] == ["水要烧开以后再泡"]


async def test_the_mime_type_comes_back(memory: ShortTermMemory) -> None:
    await memory.add(MemoryContent(content={"茶": 3}, mime_type=MemoryMimeType.JSON))
    (found,) = (await memory.query("茶")).results
    assert found.content == {"茶": 3}
    assert found.mime_type == MemoryMimeType.JSON


async def test_the_context_gets_the_dialogue_in_order(memory: ShortTermMemory) -> None:
    await memory.add(said("How?", "interviewer"))
    await memory.add(said("Boil it."))
    await memory.add(said("Go on.", "coach"))
    assert await context_of(memory, 1) == [
        SystemMessage(content="interviewer: How?"),
        UserMessage(content="Boil it.", source="candidate"),
        SystemMessage(content="coach: Go on."),
    ]


async def test_what_was_added_is_returned(memory: ShortTermMemory) -> None:
    await memory.add(said("How?", "interviewer"))
    await memory.add(said("Boil it."))
    result = await memory.update_context(UnboundedChatCompletionContext())
    assert [each.content for each in result.memories.results] == ["How?", "Boil it."]


async def test_a_second_update_adds_nothing_twice(memory: ShortTermMemory) -> None:
    await memory.add(said("How?", "interviewer"))
    await memory.add(said("Boil it."))
    await memory.add(said("Go on.", "coach"))
    assert await context_of(memory, 3) == await context_of(memory, 1)


async def test_what_the_context_already_has_is_not_added(memory: ShortTermMemory) -> None:
    await memory.add(said("Boil it."))
    await memory.add(said("Three minutes."))
    had = UserMessage(content="Boil it.", source="candidate")
    assert await context_of(memory, 1, had) == [
        had,
        UserMessage(content="Three minutes.", source="candidate"),
    ]


async def test_a_message_without_a_speaker_reaches_the_context(memory: ShortTermMemory) -> None:
    await memory.add(MemoryContent(content="a remark", mime_type=MemoryMimeType.TEXT))
    (message,) = await context_of(memory, 1)
    assert "a remark" in str(message.content)


async def test_an_empty_memory_leaves_the_context_as_it_is(memory: ShortTermMemory) -> None:
    had = UserMessage(content="hello", source="candidate")
    assert await context_of(memory, 1, had) == [had]
    assert (await memory.query("hello")).results == []


async def test_clear_forgets_this_session_only(memory: ShortTermMemory, index: Index) -> None:
    other = ShortTermMemory(index, "s2")
    await memory.add(said("mine"))
    await other.add(said("theirs"))
    await memory.clear()
    assert (await texts(memory), await texts(other)) == ([], ["theirs"])
    await memory.add(said("new"))
    assert await texts(memory) == ["new"]
    await memory.close()


async def test_messages_put_from_the_journal_are_those_the_mirror_wants(
    memory: ShortTermMemory, index: Index
) -> None:
    wanted = short_term(
        records(
            Asked(what="question", text="怎么泡茶？", lang="zh"),
            Answered(text="烧水\n再泡", lang="zh"),
        )
    )
    await memory.put(list(wanted.values()))
    assert index.all() == wanted
    await memory.add(said("next"))
    assert await texts(memory) == ["怎么泡茶？", "烧水\n再泡", "next"]
    await memory.put([])
    assert len(await memory.recent()) == 3


async def test_bytes_are_refused_and_nothing_is_kept(memory: ShortTermMemory, index: Index) -> None:
    with pytest.raises(ValueError, match="only text is remembered"):
        await memory.add(MemoryContent(content=b"\x00", mime_type=MemoryMimeType.BINARY))
    assert index.all() == {}
    await memory.put([Entry(id="s1:000001", text="x", facts={"session": "s1", "number": 1})])
    assert await texts(memory) == ["x"]
