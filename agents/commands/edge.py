"""The edge of the process: signals, exit codes, and every failure as one line.

It stands on the path of `coach --help`, so it loads nothing that a failure alone needs.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

from typer.exceptions import TyperException

from practice.errors import CoachError
from tools.text import clean

if TYPE_CHECKING:
    from practice.value import Lang

SELDOM = 500_000
"""New objects between two searches for cycles: a command's values live to its end, and searching
among them takes a fifth of its time."""
DONE, MENDABLE, WRONG_USE, TERMINATED = 0, 1, 2, 143


def run(app: Any) -> NoReturn:
    """Run a typer app and end the process with the contract's exit code."""
    gc.set_threshold(SELDOM, 50, 50)
    signal.signal(signal.SIGTERM, _terminated)
    leave(_code_of(app))


def _code_of(app: Any) -> int:
    try:
        outcome = app(standalone_mode=False)
    except CoachError as error:
        _complain(error.told(_lang(sys.argv)))
        return error.exit_code
    except TyperException as error:
        told = error.format_message().rstrip(".")
        if told:  # without arguments a group has printed its help
            _complain(f"{told}; see: coach --help")
        return WRONG_USE
    except OSError as error:
        _complain(_from_system(error).told(_lang(sys.argv)))
        return MENDABLE
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else MENDABLE
    return outcome if isinstance(outcome, int) else DONE


def _lang(args: Sequence[str]) -> Lang:
    """Return the language of the process: the last --lang that was given, else the environment's."""
    given = None
    for option, value in zip(args, [*args[1:], ""], strict=True):
        if option == "--lang":
            given = value
        elif option.startswith("--lang="):
            given = option.removeprefix("--lang=")
    from practice.settings import language

    return language({"lang": given}, os.environ)


def _from_system(error: OSError) -> CoachError:
    """Return the system's own error as one line for the user."""
    told = error.strerror or str(error)
    named, named_zh = (f"{error.filename}: ", f"{error.filename}：") if error.filename else ("", "")
    return CoachError(
        f"{named}{told}; what was saved is kept", zh=f"{named_zh}{told}；已经保存的都还在"
    )


def _complain(text: str) -> None:
    """Print an error on standard error; several faults of one file are several lines."""
    lines = [clean(line) for line in text.splitlines()]
    print("\n".join(["coach: " + lines[0], *lines[1:]]), file=sys.stderr)


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(TERMINATED)


def leave(code: int) -> NoReturn:
    """End the process at once, with what was printed flushed.

    Threads that import or write the recall memory are not waited for: the journal has everything.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (BrokenPipeError, OSError):
            _silence(stream)
    os._exit(code)


def _silence(stream: Any) -> None:
    """Point a closed stream at nothing, so that no flush of it fails again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
