"""Submitted code: what passes, what fails first, and what it is kept from."""

import socket
import tempfile
from pathlib import Path

import pytest

from practice.submission import Case, Cases, Failure
from tools.bank import Bank
from tools.sandbox import example_of, run_code

DOUBLE = Cases(call="double_it", each=(Case(args=(2,), gives=4), Case(args=(-3,), gives=-6)))
RIGHT = "def double_it(x):\n    return 2 * x\n"


def failure(code: str, cases: Cases = DOUBLE) -> Failure:
    """Return how code fails."""
    found = run_code(code, cases).failure
    assert found is not None
    return found


@pytest.mark.parametrize(
    "code",
    [
        RIGHT,
        "def doubleIt(x): return 2 * x",
        "class Solution:\n    def doubleIt(self, x):\n        return 2 * x",
        "import bisect, collections, functools, heapq, itertools, math, random, re, typing\n"
        + RIGHT,
        "print('x' * 2_000_000)\n" + RIGHT,
    ],
)
def test_right_code_passes_all_cases(code: str) -> None:
    found = run_code(code, DOUBLE)
    assert (found.passed, found.total, found.failure) == (2, 2, None)


def test_the_first_case_that_fails_is_told_with_what_was_wanted_and_got() -> None:
    found = run_code("def double_it(x): return abs(2 * x)", DOUBLE)
    assert (found.passed, found.total) == (1, 2)
    assert found.failure == Failure(
        fault="wrong", number=2, call="double_it(-3)", wanted="-6", got="6"
    )


def test_an_error_is_told_with_its_line() -> None:
    found = failure("def double_it(x):\n    y = x\n    return y / 0\n")
    assert (found.fault, found.number) == ("raised", 1)
    assert found.got == "line 3: ZeroDivisionError: division by zero"
    assert failure("oops").got == "line 1: NameError: name 'oops' is not defined"


@pytest.mark.parametrize(
    ("code", "fault", "number"),
    [
        ("def double_it(: pass", "unreadable", 0),
        ("def other(x): return x", "nameless", 0),
        ("def double_it(x):\n    while True: pass", "timeout", 1),
        (
            "def double_it(x):\n    if x < 0:\n        while True: pass\n    return 2 * x",
            "timeout",
            2,
        ),
        ("def double_it(x):\n    return [0] * 10**10", "memory", 1),
        ("import os\ndef double_it(x):\n    os._exit(0)", "crashed", 1),
        ("def double_it(x): return double_it(x)", "raised", 1),
        ("def double_it(x): raise SystemExit", "raised", 1),
        ("def double_it(x): return {1, 2}", "wrong", 1),
    ],
)
def test_each_way_to_fail_has_its_name(code: str, fault: str, number: int) -> None:
    found = failure(code)
    assert (found.fault, found.number) == (fault, number)


@pytest.mark.parametrize(
    "body",
    [
        "__import__('subprocess').run(['true'])",
        "__import__('os').system('true')",
        "__import__('os').fork()",
        "__import__('ctypes').CDLL(None)",
        "open('/etc/hosts').read()",
        "__import__('os').listdir('/')",
        "open('/tmp/answer-coach-was-here', 'w')",
        "__import__('os').kill(1, 0)",
    ],
)
def test_what_a_solution_has_no_need_of_is_refused(body: str) -> None:
    found = failure(f"def double_it(x):\n    {body}\n    return 2 * x")
    assert found.fault == "raised"
    assert "PermissionError" in found.got
    assert not Path("/tmp/answer-coach-was-here").exists()


def test_no_connection_reaches_a_listener_on_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        port = server.getsockname()[1]
        code = (
            f"def double_it(x):\n    __import__('socket').create_connection(('127.0.0.1', {port}))"
        )
        assert failure(code).fault == "raised"
        with pytest.raises(TimeoutError):
            server.accept()


def test_the_environment_and_the_folder_are_empty_and_gone_afterwards() -> None:
    code = "import os\ndef double_it(x):\n    return [sorted(os.environ), os.listdir('.'), os.getcwd()]"
    found = failure(code)
    assert found.got.startswith("[['LC_CTYPE'], [], '") or found.got.startswith("[[], [], '")
    folder = Path(found.got.split("'")[-2])
    assert folder.parent == Path(tempfile.gettempdir()).resolve()
    assert not folder.exists()


def test_calls_on_an_object_are_one_case() -> None:
    counter = Cases(
        call="Counter",
        each=(Case(args=(5,), then=(("add", 2), ("value",)), gives=(None, 7)),),
    )
    code = (
        "class Counter:\n    def __init__(self, n): self.n = n\n"
        "    def add(self, k): self.n += k\n    def value(self): return self.n\n"
    )
    assert run_code(code, counter).failure is None
    found = failure(code.replace("+=", "-="), counter)
    assert found.call == "Counter(5): .add(2) .value()"
    assert (found.wanted, found.got) == ("[None, 7]", "[None, 3]")


def test_order_counts_unless_the_question_says_that_it_does_not() -> None:
    pair = Cases(call="pair", each=(Case(args=(), gives=(1, 2)),))
    assert failure("def pair(): return [2, 1]", pair).fault == "wrong"
    loose = pair.model_copy(update={"any_order": True})
    assert run_code("def pair(): return (2, 1)", loose).failure is None


def test_a_case_cannot_change_the_next_one() -> None:
    cases = Cases(call="drain", each=(Case(args=([1, 2],), gives=2), Case(args=([1, 2],), gives=2)))
    code = "def drain(xs):\n    n = len(xs)\n    xs.clear()\n    return n"
    assert run_code(code, cases).failure is None


SOLUTIONS = {
    "algo-climbing-stairs": """
def climb_stairs(n):
    a, b = 1, 1
    for _ in range(n):
        a, b = b, a + b
    return a
""",
    "algo-coin-change": """
def coin_change(coins, amount):
    best = [0] + [float("inf")] * amount
    for a in range(1, amount + 1):
        best[a] = min((best[a - c] + 1 for c in coins if c <= a), default=float("inf"))
    return best[amount] if best[amount] < float("inf") else -1
""",
    "algo-edit-distance": """
def edit_distance(s, t):
    row = list(range(len(t) + 1))
    for i, a in enumerate(s, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(t, 1):
            last, row[j] = row[j], last if a == b else 1 + min(last, row[j], row[j - 1])
    return row[-1]
""",
    "algo-longest-increasing-subsequence": """
from bisect import bisect_left
def length_of_lis(nums):
    tails = []
    for x in nums:
        at = bisect_left(tails, x)
        tails[at:at + 1] = [x]
    return len(tails)
""",
    "algo-lru-cache": """
from collections import OrderedDict
class LRUCache:
    def __init__(self, capacity):
        self.capacity, self.kept = capacity, OrderedDict()
    def get(self, key):
        if key not in self.kept:
            return -1
        self.kept.move_to_end(key)
        return self.kept[key]
    def put(self, key, value):
        self.kept[key] = value
        self.kept.move_to_end(key)
        if len(self.kept) > self.capacity:
            self.kept.popitem(last=False)
""",
    "algo-two-sum": """
def two_sum(nums, target):
    seen = {}
    for at, x in enumerate(nums):
        if target - x in seen:
            return [seen[target - x], at]
        seen[x] = at
""",
}
BREAKS = {
    "algo-climbing-stairs": ("a, b = 1, 1", "a, b = 1, 2"),
    "algo-coin-change": ("else -1", "else 0"),
    "algo-edit-distance": ("if a == b", "if a is None"),
    "algo-longest-increasing-subsequence": ("bisect_left", "bisect_right"),
    "algo-lru-cache": ("        self.kept.move_to_end(key)\n        return", "        return"),
    "algo-two-sum": ("target - x in seen", "x in seen"),
}


def test_every_coding_question_has_cases(bank: Bank) -> None:
    coding = {each.id for each in bank.questions() if each.kind == "coding"}
    assert coding == {each.id for each in bank.questions() if each.cases} == set(SOLUTIONS)


@pytest.mark.parametrize("question_id", sorted(SOLUTIONS))
def test_a_right_solution_passes_and_a_broken_one_does_not(bank: Bank, question_id: str) -> None:
    cases = bank.question(question_id).cases
    assert cases is not None
    assert run_code(SOLUTIONS[question_id], cases).failure is None
    whole, broken = BREAKS[question_id]
    assert whole in SOLUTIONS[question_id]
    assert run_code(SOLUTIONS[question_id].replace(whole, broken), cases).failure is not None


def test_the_example_is_the_first_case(bank: Bank) -> None:
    assert example_of(bank.question("algo-coin-change")) == "coin_change([1, 2, 5], 11) → 3"
    assert example_of(bank.question("rag-overview")) is None
