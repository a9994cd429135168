"""Submitted code run against a question's cases, in a process of its own with limits.

What it guards against is accident: endless loops, memory without end, output without end, files
and network that a solution has no need of. It is no wall against somebody who means harm
(docs/judging.md says what it does not stop); the code is the candidate's own.
"""

import json
from typing import Any

from practice.question import Question
from practice.submission import Case, Cases, Failure, Outcome
from tools.child import Ending, run_child

CODE_LIMIT = 100_000
"""Characters of one submission."""
SECONDS = 3
MEMORY = 512 * 1024 * 1024
_TEXT = 300


def run_code(code: str, cases: Cases) -> Outcome:
    """Return how many cases the code passes up to the first that fails, and that one."""
    job = {
        "code": code,
        "call": cases.call,
        "any_order": cases.any_order,
        "cases": [each.model_dump(mode="json") for each in cases.each],
        "seconds": SECONDS,
        "memory": MEMORY,
    }
    told, ended = _child(json.dumps(job))
    passed = 0
    for facts in told:
        if not facts.get("passed"):
            return _outcome(cases, passed, facts["fault"], facts.get("got", ""))
        passed += 1
    if passed == len(cases.each):
        return Outcome(passed=passed, total=passed)
    return _outcome(cases, passed, ended, "")


def _outcome(cases: Cases, passed: int, fault: Any, got: str) -> Outcome:
    unstarted = fault in ("unreadable", "nameless")
    case = cases.each[passed]
    failure = Failure(
        fault=fault,
        number=0 if unstarted else passed + 1,
        call="" if unstarted else written(cases, case),
        wanted="" if unstarted else _short(case.gives),
        got=got,
    )
    return Outcome(passed=passed, total=len(cases.each), failure=failure)


def example_of(question: Question) -> str | None:
    """Return the question's first case as an example; None where it takes no code."""
    cases = question.cases
    return f"{written(cases, cases.each[0])} → {_short(cases.each[0].gives)}" if cases else None


def written(cases: Cases, case: Case) -> str:
    """Return a case as the call that it is."""
    made = f"{cases.call}({', '.join(map(_short, case.args))})"
    calls = [f".{name}({', '.join(map(_short, args))})" for name, *args in case.then]
    return f"{made}: {' '.join(calls)}" if calls else made


def _short(value: Any) -> str:
    text = repr(list(value) if isinstance(value, tuple) else value)
    return text if len(text) <= _TEXT else f"{text[: _TEXT - 1]}…"


def _child(job: str) -> tuple[list[dict[str, Any]], Ending]:
    """Return what the child told, and why it stopped telling: timeout or crashed."""
    told = run_child("tools.sandbox_child", job.encode(), SECONDS + 1)
    lines = told.out.decode("utf-8", "replace").splitlines()
    ending: Ending = "timeout" if told.ending == "timeout" else "crashed"
    return [facts for facts in map(_facts, lines) if facts], ending


def _facts(line: str) -> dict[str, Any]:
    """Return one line of the child as data; empty where it was cut short."""
    try:
        found = json.loads(line)
    except json.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}
