"""What all tests stand on: no network but loopback, a home of their own, the program as a process."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.bank import Bank

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(tempfile.gettempdir()) / f"answer-coach-tests-{os.getuid()}"
"""Where all tests find the bank read once; it never goes stale (test_bank_snapshot)."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def _is_local(address: Any) -> bool:
    return isinstance(address, str | bytes) or str(address[0]) in LOOPBACK


@pytest.fixture(autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that is not to this machine; names under .invalid are never asked for."""
    real_getaddrinfo = socket.getaddrinfo
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex

    def connect(self: socket.socket, address: Any) -> None:
        assert _is_local(address), f"a test reached for the network: {address}"
        real_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        assert _is_local(address), f"a test reached for the network: {address}"
        return real_connect_ex(self, address)

    def getaddrinfo(host: Any, *args: Any, **options: Any) -> Any:
        if str(host).endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real_getaddrinfo(host, *args, **options)

    socket.getaddrinfo = getaddrinfo
    socket.socket.connect = connect  # type: ignore[method-assign,assignment]
    socket.socket.connect_ex = connect_ex  # type: ignore[method-assign,assignment]
    yield
    socket.getaddrinfo = real_getaddrinfo
    socket.socket.connect = real_connect  # type: ignore[method-assign]
    socket.socket.connect_ex = real_connect_ex  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def bank() -> Bank:
    """The built-in bank."""
    return Bank()


class Coach:
    """The program, run as a process over a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "COACH_HOME": str(home / "data"),
            "XDG_CACHE_HOME": str(CACHE),
            "LANG": "C.UTF-8",
        }

    @property
    def command(self) -> list[str]:
        """The program's command line, without arguments."""
        return [sys.executable, "-c", "import cli; cli.main()"]

    def run(
        self, *args: str, typed: str = "", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end and return what it printed."""
        return subprocess.run(
            [*self.command, *args],
            input=typed,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env={**self.env, **(env or {})},
            timeout=60,
            check=False,
        )

    def start(self, *args: str, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a command with pipes at both ends."""
        return subprocess.Popen(
            [*self.command, *args],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env={**self.env, **(env or {})},
        )


def copy_of(template: Coach, home: Path) -> Coach:
    """Return the program over a copy of a home: what many tests begin with is practised once."""
    shutil.copytree(template.home / "data", home / "data")
    return Coach(home)


@pytest.fixture
def coach(tmp_path: Path) -> Coach:
    """The program with an empty home."""
    return Coach(tmp_path)
