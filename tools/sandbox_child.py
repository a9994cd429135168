"""Runs a candidate's code against cases, alone in a process of its own (tools/sandbox.py).

It stands on the standard library only, and is started bare (tools/child.py). It reads one job from
standard input and writes one line of JSON for each thing done; what the code prints is lost.
"""

import copy
import json
import os
import sys
from typing import Any

from tools.confinement import confine

TEXT = 300


def main() -> None:
    """Run the job."""
    job = json.load(sys.stdin)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    confine(job["seconds"], job["memory"])

    def tell(**facts: Any) -> None:
        out.write(json.dumps(facts) + "\n")
        out.flush()

    solution = _loaded(job, tell)
    if solution is None:
        return
    for case in job["cases"]:
        tell(**_tried(solution, case, any_order=job["any_order"]))


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
