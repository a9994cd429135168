"""What a child process does to itself before it touches what may be hostile (tools/child.py).

It stands on the standard library only. What the system does not know of a limit is left out.
"""

import contextlib
import os
import resource
import sys
from typing import Any

FILE_BYTES = 1_000_000
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_REFUSED = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn",
    "os.kill", "os.putenv", "pty.", "ctypes.", "shutil.", "os.chmod", "os.chown", "os.link",
    "os.symlink", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "signal.",
    "sys.setprofile", "sys.settrace", "code.", "webbrowser.", "urllib.", "http.", "ftplib.",
    "smtplib.", "fcntl.", "mmap.", "sqlite3.", "syslog.",
)  # fmt: skip
"""Beginnings of the audit events (PEP 578) that neither a solution nor a parser has need of."""


def confine(seconds: int, memory: int, readable: tuple[str, ...] = ()) -> None:
    """Give up all but `seconds` of processor time, `memory` bytes, and reading what is needed.

    Readable stay the folder it stands in, Python's own, and those named.
    """
    _limit(seconds, memory)
    _leave_network()
    _guard(readable)


def _limit(seconds: int, memory: int) -> None:
    """Bound processor time, memory, files and processes."""
    for limit, value in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_NOFILE, 32),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(limit, (value, value))


def _leave_network() -> None:
    """Move into a network of its own, which has no way out, where the system allows that."""
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        unshare = ctypes.CDLL(None).unshare
        if unshare(_NEW_NET) != 0:
            unshare(_NEW_USER | _NEW_NET)


def _guard(readable: tuple[str, ...]) -> None:
    """Refuse processes, sockets, and files outside of the folders that may be read."""
    folders = (".", sys.prefix, sys.base_prefix, *readable)
    allowed = tuple({os.path.realpath(each) for each in folders})

    def refuse(event: str, args: tuple[Any, ...]) -> None:
        if event.startswith(_REFUSED):
            raise PermissionError(f"{event} is not allowed here")
        if event in ("open", "os.listdir", "os.scandir") and args and not isinstance(args[0], int):
            path = os.path.realpath(os.fsdecode(args[0] if args[0] is not None else "."))
            if not path.startswith(allowed):
                raise PermissionError(f"{path} is out of bounds here")

    sys.addaudithook(refuse)
