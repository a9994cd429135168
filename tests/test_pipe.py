"""Blocks from a pipe: as they come, whole, whatever the writer's pieces and line ends."""

import asyncio
import os
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice.errors import AnswerError
from practice.typed import Leave, Nothing, Said, Typed, Unknown, Wish
from tools.pipe import PipeReader

END = Leave("end")


async def _all(descriptor: int) -> list[Typed]:
    """Return every block up to the end of input or a wish to leave."""
    reader = PipeReader(descriptor)
    blocks: list[Typed] = []
    while True:
        blocks.append(await reader.next_block())
        if isinstance(blocks[-1], Leave):
            return blocks


def blocks(raw: bytes) -> list[Typed]:
    """Return the blocks of a file with these bytes."""
    with tempfile.TemporaryFile() as file:
        file.write(raw)
        file.flush()
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        return asyncio.run(_all(file.fileno()))


def written(*pieces: bytes) -> list[Typed]:
    """Return the blocks of a pipe into which the pieces are written one after the other."""

    async def write_and_read() -> list[Typed]:
        ours, theirs = os.pipe()
        reading = asyncio.create_task(_all(ours))
        for piece in pieces:
            await asyncio.sleep(0.001)
            os.write(theirs, piece)
        os.close(theirs)
        found = await reading
        os.close(ours)
        return found

    return asyncio.run(write_and_read())


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("one\n---\ntwo\n---\n", [Said("one"), Said("two"), END]),
        ("one\n---\ntwo\n", [Said("one"), Said("two"), END]),
        ("one\n---\ntwo", [Said("one"), Said("two"), END]),
        ("one\n---", [Said("one"), END]),
        ("水\n烧开\n---\n", [Said("水\n烧开"), END]),
        ("a\r\nb\r\n---\r\n/hint\r\n", [Said("a\nb"), Wish("hint"), END]),
        ("", [END]),
        ("\n \n\n", [END]),
        ("---\n", [Nothing(), END]),
        ("---\n\n---\none\n", [Nothing(), Nothing(), Said("one"), END]),
        ("\n\none\n\ntwo\n\n---\n", [Said("one\n\ntwo"), END]),
        ("one\n --- \n----\n--\n- - -\n", [Said("one\n --- \n----\n--\n- - -"), END]),
        ("/hint\n---\n/why\n", [Wish("hint"), Wish("why"), END]),
        ("/hint\nplease\n---\n", [Said("/hint\nplease"), END]),
        ("/nonsense\n", [Unknown("/nonsense"), END]),
        ("/quit\n---\none\n", [Leave("quit")]),
    ],
)
def test_a_block_ends_at_a_line_of_three_dashes_or_at_the_end(
    raw: str, expected: list[Typed]
) -> None:
    assert blocks(raw.encode()) == expected
    assert written(raw.encode()) == expected


def test_the_end_of_input_is_told_again_and_again() -> None:
    async def thrice() -> list[Typed]:
        with Path(os.devnull).open("rb") as nothing:
            reader = PipeReader(nothing.fileno())
            return [await reader.next_block() for _ in range(3)]

    assert asyncio.run(thrice()) == [END, END, END]


def test_characters_and_line_ends_split_between_writes_are_whole() -> None:
    raw = "水烧开🍵\r\n---\r\n好".encode()
    assert written(*[raw[at : at + 1] for at in range(len(raw))]) == [
        Said("水烧开🍵"),
        Said("好"),
        END,
    ]


@pytest.mark.parametrize("typed", [b"a\xffb\n", b"c\xe6", "缓存".encode("gb18030")])
def test_bytes_that_are_no_utf8_are_refused(typed: bytes) -> None:
    with pytest.raises(AnswerError, match="no UTF-8 text"):
        blocks(b"fine\n---\n" + typed)


def test_control_bytes_are_kept_as_they_were_typed() -> None:
    assert blocks(b"a\x00b\x1b[31m\n") == [Said("a\x00b\x1b[31m"), END]


def test_a_block_is_told_before_the_next_is_written() -> None:
    async def talk() -> list[Typed]:
        ours, theirs = os.pipe()
        reader = PipeReader(ours)
        os.write(theirs, b"one\n---\n")
        first = await asyncio.wait_for(reader.next_block(), 5)
        waiting = asyncio.create_task(reader.next_block())
        await asyncio.sleep(0.02)
        assert not waiting.done()
        os.write(theirs, b"/hint\n---\n")
        second = await asyncio.wait_for(waiting, 5)
        os.close(theirs)
        third = await reader.next_block()
        os.close(ours)
        return [first, second, third]

    assert asyncio.run(talk()) == [Said("one"), Wish("hint"), END]


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.text(alphabet="水a b-/\té", min_size=1, max_size=8), min_size=1, max_size=5),
    st.integers(1, 7),
)
def test_how_the_writer_cut_the_bytes_changes_nothing(lines: list[str], size: int) -> None:
    raw = "\n---\n".join(lines).encode()
    cut = [raw[at : at + size] for at in range(0, len(raw), size)]
    assert written(*cut) == blocks(raw)


@pytest.mark.parametrize(
    "raw",
    [b"x" * 4_000_000, b"line of words\n" * 100_000, b"\n" * 200_000 + b"x"],
    ids=["one line", "many lines", "blank lines"],
)
def test_huge_input_is_read_whole_in_good_time(raw: bytes) -> None:
    started = time.process_time()
    found = blocks(raw)
    assert found == [Said(raw.decode().strip("\n")), END]
    assert time.process_time() - started < 2.0
