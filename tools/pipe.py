"""Typed input from a pipe: blocks that end at a line `---` or at the end of input."""

import asyncio
import contextlib
import os

from practice.errors import AnswerError
from practice.typed import Leave, Typed, read_block

END_OF_BLOCK = "---"
_CHUNK = 65_536


class PipeReader:
    """Reads blocks as they come, without waiting for the end of input."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._pending = b""
        self._ended = False

    async def next_block(self) -> Typed:
        """Return what the next block is; Leave at the end of input, also after a last empty block."""
        lines: list[str] = []
        while True:
            line = await self._line()
            if line is None:
                text = "\n".join(lines)
                return read_block(text) if text.strip() else Leave("end")
            if line == END_OF_BLOCK:
                return read_block("\n".join(lines))
            lines.append(line)

    async def _line(self) -> str | None:
        """Return the next line without its end, or None at the end of input."""
        parts: list[bytes] = []
        while True:
            part, end, self._pending = self._pending.partition(b"\n")
            parts.append(part)
            if end or self._ended:
                break
            await _readable(self._descriptor)
            self._pending = os.read(self._descriptor, _CHUNK)
            self._ended = not self._pending
        line = b"".join(parts)
        if not line and not end:
            return None
        try:
            return line.decode("utf-8").removesuffix("\r")
        except UnicodeDecodeError as error:
            raise AnswerError(
                "the input is no UTF-8 text; that answer was not saved, the session is kept:"
                " coach resume",
                zh="输入的不是 UTF-8 文本；这次回答没有保存，练习还在，继续：coach resume",
            ) from error


async def _readable(descriptor: int) -> None:
    """Wait until `descriptor` can be read; plain files always can, and cannot be watched."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(descriptor, ready.set)
    except (PermissionError, OSError):
        return
    try:
        await ready.wait()
    finally:
        with contextlib.suppress(ValueError):
            loop.remove_reader(descriptor)
