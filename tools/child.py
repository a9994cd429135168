"""A process of its own for what may loop, grow or crash: started bare, given one job, bounded, ended.

The child sees no environment, no site-packages and an empty folder, which is gone afterwards; what
it may use it bounds itself, before it looks at the job's content (tools/confinement.py).
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

OUTPUT = 4_000_000
"""Bytes that a child may tell; the rest is cut off with it."""
_ROOT = Path(__file__).resolve().parent.parent
_START = (
    "import sys; from importlib import import_module; sys.path.insert(0, sys.argv[1]);"
    " job = import_module(sys.argv[2]); sys.path.pop(0); job.main()"
)

Ending = Literal["done", "timeout", "crashed"]


@dataclass(frozen=True)
class Told:
    """What a child wrote to its standard output, and how it ended."""

    out: bytes
    ending: Ending


def run_child(module: str, job: bytes, seconds: float) -> Told:
    """Return what `main()` of our `module` tells of `job`, its standard input, within `seconds`."""
    with tempfile.TemporaryDirectory(prefix="coach-") as folder:
        child = subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", "-c", _START, str(_ROOT), module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={},
            start_new_session=True,
        )
        late = threading.Event()

        def kill() -> None:
            if child.returncode is None:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(child.pid, signal.SIGKILL)

        def end() -> None:
            late.set()
            kill()

        timer = threading.Timer(seconds, end)
        timer.start()
        try:
            out = _exchange(child, job)
            if len(out) < OUTPUT:
                child.wait()
        finally:
            timer.cancel()
            kill()
            child.wait()
    return Told(out, _ending(child.returncode, late=late.is_set()))


def _exchange(child: "subprocess.Popen[bytes]", job: bytes) -> bytes:
    """Hand over the job and return what comes back, at most OUTPUT bytes."""
    assert child.stdin is not None
    assert child.stdout is not None
    with child.stdout:
        with contextlib.suppress(BrokenPipeError):
            child.stdin.write(job)
        with contextlib.suppress(BrokenPipeError):
            child.stdin.close()
        return child.stdout.read(OUTPUT)


def _ending(code: int, *, late: bool) -> Ending:
    if late or code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "timeout"
    return "done" if code == 0 else "crashed"
