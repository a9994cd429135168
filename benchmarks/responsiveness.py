"""How fast the program answers a person: start, first question, critique, team, journal."""

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pexpect
from autogen_core import CancellationToken

from agents.briefs import JudgeBrief
from agents.casting import cast_for
from agents.ledger import LooseLedger
from agents.team import PracticeTeam
from agents.turns import Turns
from benchmarks.harness import Figure, at_most, main, median, quantile
from memory.folder import make_private
from memory.journal import Journal
from practice.event import Answered, Started
from tools.bank import Bank

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "backend-redis"
ANSWER = "我们用 Redis 做缓存，字符串加过期时间。MGET 一次网络往返就能取完，省的是往返时间。"
COACH = [sys.executable, "-c", "import cli; cli.main()"]


def _env(home: str) -> dict[str, str]:
    return {**os.environ, "COACH_HOME": home, "COACH_LANG": "zh"}


def _help(runs: int) -> Iterator[Figure]:
    walls, cpus = [], []
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        subprocess.run([*COACH, "--help"], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        walls.append(time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpus.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    yield at_most("coach --help, wall time, median", median(walls), 0.4, "s")
    yield Figure("coach --help, CPU, median", median(cpus), "s")


def _dialogue(runs: int) -> Iterator[Figure]:
    """Time a piped dialogue: a person's pause lies between the question and the answer."""
    firsts, critiques = [], []
    with tempfile.TemporaryDirectory() as home:
        for _ in range(runs):
            start = time.perf_counter()
            process = subprocess.Popen(
                [*COACH, "practice", QUESTION, "--json"],
                cwd=ROOT,
                env=_env(home),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            assert process.stdin is not None
            assert process.stdout is not None
            _until(process.stdout, "asked")
            firsts.append(time.perf_counter() - start)
            time.sleep(4.0)
            start = time.perf_counter()
            process.stdin.write(f"{ANSWER}\n---\n".encode())
            process.stdin.flush()
            _until(process.stdout, "critiqued")
            critiques.append(time.perf_counter() - start)
            process.communicate()
    yield at_most("first question of coach practice, median", median(firsts), 2.5, "s")
    yield at_most("answer to critique, offline, median", 1000 * median(critiques), 150, "ms")
    yield Figure("answer to critique, offline, slowest", 1000 * max(critiques), "ms")


def _until(stream: object, kind: str) -> None:
    for line in stream:  # type: ignore[attr-defined]
        if json.loads(line)["kind"] == kind:
            return
    raise RuntimeError(f"the dialogue ended before “{kind}”")


def _team(runs: int) -> Iterator[Figure]:
    """Compare a turn of the team with calling the critic directly on the same answer."""
    bank = Bank()
    question = bank.question(QUESTION)
    bank.matcher(question).warm()

    async def measure() -> tuple[float, float]:
        direct, whole = [], []
        now = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
        for _ in range(runs):
            cast = cast_for(question, bank)
            brief = JudgeBrief(text=ANSWER, lang="zh", attempt=1)
            start = time.perf_counter()
            await cast.critic.critique(brief, CancellationToken())
            direct.append(time.perf_counter() - start)
            ledger = LooseLedger(lambda: now)
            ledger.append(
                Started(
                    question=QUESTION, mode="practice", lang="zh", rounds=5, version="benchmark"
                )
            )
            turns = Turns(question, cast.critic.matcher, ledger)
            team = PracticeTeam(question, cast, turns, ledger)
            await team.run()
            start = time.perf_counter()
            await team.run(task=ANSWER)
            whole.append(time.perf_counter() - start)
        return median(direct), median(whole)

    direct, whole = asyncio.run(measure())
    turns_run = 4  # answered, critiqued, coached, asked
    yield Figure("critic called directly, median", 1000 * direct, "ms")
    yield Figure("the team's run for one answer, median", 1000 * whole, "ms")
    over = 1000 * (whole - direct) / turns_run
    yield at_most("overhead of the team for each turn", over, 10, "ms")


def _journal(runs: int) -> Iterator[Figure]:
    took = []
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(dir=ROOT) as home:
        folder = Path(home) / "profile"
        make_private(folder)
        with Journal.write(folder) as journal:
            for _ in range(runs):
                start = time.perf_counter()
                journal.append("s", Answered(text=ANSWER, lang="zh"), now)
                took.append(time.perf_counter() - start)
            mode = journal.mode()
    yield Figure(f"journal append ({mode}), p50", 1000 * quantile(took, 0.50), "ms")
    yield Figure(f"journal append ({mode}), p95", 1000 * quantile(took, 0.95), "ms")


def _interrupt(runs: int) -> Iterator[Figure]:
    """Time Ctrl-C at the prompt of a real terminal, from the key to the end of the process."""
    took = []
    with tempfile.TemporaryDirectory() as home:
        for _ in range(runs):
            child: Any = pexpect.spawn(
                COACH[0],
                [*COACH[1:], "practice", QUESTION, "--lang", "en"],
                cwd=str(ROOT),
                env={**_env(home), "TERM": "xterm-256color"},
                encoding="utf-8",
                timeout=60,
            )
            child.expect("you>")
            time.sleep(4.0)
            start = time.perf_counter()
            child.send("\x03")
            child.expect(pexpect.EOF)
            took.append(time.perf_counter() - start)
            child.close()
    yield at_most("Ctrl-C at the prompt to the end, median", median(took), 0.3, "s")


def run(quick: bool) -> Iterator[Figure]:
    """Yield every figure."""
    yield from _help(5 if quick else 15)
    yield from _dialogue(3 if quick else 10)
    yield from _interrupt(3 if quick else 10)
    yield from _team(20 if quick else 100)
    yield from _journal(200 if quick else 2000)


if __name__ == "__main__":
    main("How fast the program answers a person", run)
