"""Runs a candidate's code against cases, alone in a process of its own (tools/sandbox.py).

It stands by itself, on the standard library only, and is started with `python -I -S`. It reads one
job from standard input and writes one line of JSON for each thing done; what the code prints is lost.
"""

import contextlib
import copy
import json
import os
import resource
import sys
from typing import Any

TEXT = 300
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_REFUSED = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn",
    "os.kill", "os.putenv", "pty.", "ctypes.", "shutil.", "os.chmod", "os.chown", "os.link",
    "os.symlink", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "signal.",
    "sys.setprofile", "sys.settrace", "code.", "webbrowser.", "urllib.", "http.", "ftplib.",
    "smtplib.", "fcntl.", "mmap.", "sqlite3.", "syslog.",
)  # fmt: skip
"""Beginnings of the audit events (PEP 578) that a solution has no need of."""


def main() -> None:
    """Run the job."""
    job = json.load(sys.stdin)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    _limit(job["seconds"], job["memory"])
    _without_network()
    _guard()

    def tell(**facts: Any) -> None:
        out.write(json.dumps(facts) + "\n")
        out.flush()

    solution = _loaded(job, tell)
    if solution is None:
        return
    for case in job["cases"]:
        tell(**_tried(solution, case, any_order=job["any_order"]))


def _limit(seconds: int, memory: int) -> None:
    """Bound processor time, memory, files and processes; what the system does not know is left."""
    for limit, value in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 1_000_000),
        (resource.RLIMIT_NOFILE, 32),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(limit, (value, value))


def _without_network() -> None:
    """Move into a network of its own, which has no way out, where the system allows that."""
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes

        unshare = ctypes.CDLL(None).unshare
        if unshare(_NEW_NET) != 0:
            unshare(_NEW_USER | _NEW_NET)


def _guard() -> None:
    """Refuse what a solution has no need of: processes, sockets, files outside of its folder."""
    here = os.path.realpath(".")
    readable = (here, *{os.path.realpath(each) for each in (sys.prefix, sys.base_prefix)})

    def refuse(event: str, args: tuple[Any, ...]) -> None:
        if event.startswith(_REFUSED):
            raise PermissionError(f"{event} is not allowed here")
        if event in ("open", "os.listdir", "os.scandir") and args and not isinstance(args[0], int):
            path = os.path.realpath(os.fsdecode(args[0] if args[0] is not None else "."))
            if not path.startswith(readable):
                raise PermissionError(f"{path} is out of bounds here")

    sys.addaudithook(refuse)


def _loaded(job: dict[str, Any], tell: Any) -> Any:
    """Return the function or class that the code defines, or None with the fault told."""
    names: dict[str, Any] = {"__name__": "solution"}
    try:
        exec(compile(job["code"], "solution.py", "exec"), names)
    except SyntaxError as error:
        tell(fault="unreadable", got=f"line {error.lineno}: {error.msg}")
        return None
    except BaseException as error:
        tell(**_raised(error))
        return None
    call = job["call"]
    camel = call[0] + "".join(part.title() for part in f"_{call}".split("_"))[1:]
    for name in (call, camel):
        if callable(names.get(name)):
            return names[name]
        holder = names.get("Solution")
        if holder is not None and callable(getattr(holder, name, None)):
            return getattr(holder(), name)
    tell(fault="nameless", got=call)
    return None


def _tried(solution: Any, case: dict[str, Any], *, any_order: bool) -> dict[str, Any]:
    """Return how one case went."""
    try:
        got = solution(*copy.deepcopy(case["args"]))
        if case["then"]:
            made, got = got, []
            for method, *args in copy.deepcopy(case["then"]):
                got.append(getattr(made, method)(*args))
    except BaseException as error:
        return _raised(error)
    if _plain(got, any_order) == _plain(case["gives"], any_order):
        return {"passed": True}
    return {"fault": "wrong", "got": repr(got)[:TEXT]}


def _plain(value: Any, any_order: bool) -> Any:
    """Return a value as JSON has it, with tuples as lists."""
    if isinstance(value, list | tuple):
        listed = [_plain(each, False) for each in value]
        return sorted(listed, key=repr) if any_order else listed
    return value


def _raised(error: BaseException) -> dict[str, Any]:
    """Return an exception as a fault, with the line of the candidate's code that it came from."""
    if isinstance(error, MemoryError):
        return {"fault": "memory", "got": ""}
    line, trace = None, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "solution.py":
            line = trace.tb_lineno
        trace = trace.tb_next
    told = f"{type(error).__name__}: {error}"[:TEXT]
    return {"fault": "raised", "got": f"line {line}: {told}" if line else told}


if __name__ == "__main__":
    main()
