"""Typed input from a pipe: blocks that end at a line `---` or at the end of input."""

import asyncio
import contextlib
import os

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
        while b"\n" not in self._pending and not self._ended:
            await _readable(self._descriptor)
            chunk = os.read(self._descriptor, _CHUNK)
            self._ended = not chunk
            self._pending += chunk
        if not self._pending:
            return None
        line, _, self._pending = self._pending.partition(b"\n")
        return line.decode("utf-8", "replace").removesuffix("\r")


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
