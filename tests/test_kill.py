"""kill -9 at random moments: nothing acknowledged is lost or doubled, and every session resumes."""

import json
import os
import random
import signal
import time
from pathlib import Path

import pytest

from memory.index import open_index
from memory.journal import Journal
from memory.mirror import differences, long_term, short_term
from practice.event import Answered, Closed, Reflected, Submitted
from tests.conftest import Coach

QUESTION = "backend-redis"
TYPED = (Answered, Reflected, Submitted)
"""What is called saved once it is durable."""
ANSWERS = [
    "我们用 Redis 做缓存，字符串加过期时间。",
    "MGET 一次网络往返就能取完，省的是往返时间。",
    "/hint",
    "服务端按顺序逐个键查哈希表，复杂度 O(N)。",
    "单线程执行所以是原子的，pipeline 不是。",
    "/skip",
    "集群里要落在同一个槽，用哈希标签。",
]


def typed() -> bytes:
    return "\n---\n".join(ANSWERS).encode()


def killed_after(coach: Coach, delay: float, *args: str) -> list[tuple[str, int]]:
    """Run a piped session, kill it after `delay` seconds, and return what it acknowledged."""
    process = coach.start(*args)
    assert process.stdin is not None
    try:
        process.stdin.write(typed())
        process.stdin.close()
    except BrokenPipeError:
        pass
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    assert process.stderr is not None
    told = process.stderr.read().decode("utf-8", "replace")
    process.stderr.close()
    assert process.stdout is not None
    process.stdout.close()
    process.wait(20)
    saved = [line.split() for line in told.splitlines() if line.startswith("saved ")]
    return [(session, int(seq)) for _, session, seq in saved]


def check(coach: Coach, acknowledged: set[tuple[str, int]]) -> None:
    """Assert that what was acknowledged stands once in the journal, and that no number is missing."""
    journal = Journal.read(coach.home / "data" / "default")
    if journal is None:
        assert acknowledged == set()
        return
    with journal:
        assert journal.check() == "ok"
        records = journal.records()
    answered = [(each.stream, each.number) for each in records if isinstance(each.event, TYPED)]
    assert len(answered) == len(set(answered))
    assert acknowledged <= set(answered)
    by_stream: dict[str, list[int]] = {}
    for each in records:
        by_stream.setdefault(each.stream, []).append(each.number)
    for numbers in by_stream.values():
        assert numbers == list(range(1, len(numbers) + 1))


def finish_all(coach: Coach) -> None:
    """Resume every session to its end."""
    for _ in range(300):
        ran = coach.run("resume", "--lang", "zh", typed="/done\n---\n/skip")
        assert "Traceback" not in ran.stderr
        if ran.returncode == 1:
            assert "coach practice" in ran.stderr
            return
        assert ran.returncode == 0
    raise AssertionError("sessions are left over")


def check_memory(coach: Coach) -> None:
    """Assert that Chroma, rebuilt, holds what the journal says."""
    from agents.commands.archive import taxonomy_of
    from practice.correction import NO_CORRECTIONS
    from practice.past import past_of
    from tools.bank import Bank

    folder: Path = coach.home / "data" / "default"
    rebuilt = coach.run("memory", "rebuild", "--json")
    assert rebuilt.returncode == 0
    counts = json.loads(rebuilt.stdout)
    journal = Journal.read(folder)
    assert journal is not None
    with journal:
        records = journal.records()
    short, long = (
        short_term(records),
        long_term(past_of(records), taxonomy_of(Bank(), NO_CORRECTIONS)),
    )
    assert counts == {"short": len(short), "long": len(long)}
    assert differences(open_index(folder, "short"), short) == ([], [])
    assert differences(open_index(folder, "long"), long) == ([], [])


def killing_spree(coach: Coach, kills: int, seed: int) -> None:
    rng = random.Random(seed)
    acknowledged: set[tuple[str, int]] = set()
    for _ in range(kills):
        args = ["practice", QUESTION, "--lang", "zh"] if rng.random() < 0.4 else ["resume"]
        acknowledged |= set(killed_after(coach, rng.uniform(0.2, 4.0), *args))
        check(coach, acknowledged)
    finish_all(coach)
    check(coach, acknowledged)
    check_memory(coach)


def test_eight_kills_lose_nothing(coach: Coach) -> None:
    killing_spree(coach, 8, seed=7)


@pytest.mark.slow
def test_two_hundred_kills_lose_nothing(coach: Coach) -> None:
    killing_spree(coach, 200, seed=int(os.environ.get("KILL_SEED", "1")))


def test_a_kill_right_after_the_acknowledgement_keeps_the_answer(coach: Coach) -> None:
    process = coach.start("practice", QUESTION, "--lang", "zh")
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.write(f"{ANSWERS[0]}\n---\n".encode())
    process.stdin.flush()
    line = process.stderr.readline().decode()
    process.kill()
    process.communicate()
    assert line.startswith("saved ")
    check(coach, {(line.split()[1], int(line.split()[2]))})
    ran = coach.run("resume", "--lang", "zh", typed="/done\n---\n/skip")
    assert ran.returncode == 0
    assert "评审" in ran.stdout
    shown = coach.run("show", "--json").stdout.splitlines()
    kinds = [json.loads(each)["kind"] for each in shown]
    assert kinds.count("critiqued") == 1
    assert kinds.count(Closed.model_fields["kind"].default) == 1


@pytest.mark.slow
def test_a_kill_between_a_question_to_the_coach_and_its_answer_keeps_either_once(
    coach: Coach,
) -> None:
    process = coach.start("practice", QUESTION, "--lang", "zh", "--json")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("/ask 集群里用 MGET 报 CROSSSLOT 怎么办\n---\n".encode())
    process.stdin.flush()
    while json.loads(process.stdout.readline())["kind"] != "inquired":
        pass
    process.kill()
    process.communicate()
    ran = coach.run("resume", "--lang", "zh", typed="")
    assert ran.stdout.count("教练：题库里的说法：集群模式下") == 1
    shown = coach.run("show", "--json").stdout.splitlines()
    kinds = [json.loads(each)["kind"] for each in shown]
    assert kinds == ["started", "asked", "inquired", "told"]
    check(coach, set())
