"""What remembering costs as it grows: a turn, `coach gaps`, `coach plan`, at 100 to 10,000 records.

CPU time, so that what else the machine does counts little; of the program's own processes. A turn is one
answer through the whole team, journal and both memories included; the memory is kept open, as in a
session. `coach gaps` and `coach plan` read so many events of finished sessions; for the turn as many
messages of sessions left open are added, which the short-term memory holds.
"""

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from agents.casting import cast_for
from agents.commands.archive import taxonomy_of
from agents.ledger import JournalLedger
from agents.remembering import Remembering
from agents.team import PracticeTeam
from agents.turns import Turns
from benchmarks.harness import Figure, at_most, main, median
from benchmarks.long_history import write_history
from memory.embedder import OWN
from memory.index import silent
from memory.journal import Journal
from practice.correction import NO_CORRECTIONS
from practice.event import Answered, Started
from tools.bank import Bank

ROOT = Path(__file__).resolve().parent.parent
SIZES = (100, 1_000, 10_000)
NOW = datetime.fromisoformat("2026-11-27T09:00:00+08:00")
QUESTION, OTHER = "backend-redis", "rag-overview"
MESSAGES = 40
"""Of one open session."""
ANSWER = "我们用 Redis 做缓存，字符串加过期时间。MGET 一次网络往返就能取完，省的是往返时间。"
FLAT = 1.5
GAPS_LIMIT = 0.5


def _command(home: Path, *args: str) -> float:
    """Return the CPU seconds of one run of the program."""
    env = {**os.environ, "COACH_HOME": str(home), "COACH_NOW": NOW.isoformat(), "COACH_LANG": "en"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-c", "import cli; cli.main()", *args],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


async def _turns(folder: Path, bank: Bank, runs: int) -> list[float]:
    """Return the CPU milliseconds of turns, each the first answer of a new session."""
    question = bank.question(QUESTION)
    matcher = bank.matcher(question)
    matcher.warm()
    taxonomy = taxonomy_of(bank, NO_CORRECTIONS)
    took = []
    with Journal.write(folder) as journal:
        for number in range(runs):
            ledger = JournalLedger(journal, f"run-{number}", lambda: NOW)
            ledger.append(
                Started(
                    question=QUESTION, mode="practice", lang="zh", rounds=5, version="benchmark"
                )
            )
            memory = Remembering(folder, lambda: taxonomy, ledger, OWN, silent)
            turns = Turns(question, matcher, ledger, memory.recall, lambda: taxonomy.questions_with)
            team = PracticeTeam(question, cast_for(question, bank), turns, ledger)
            await team.run()
            turns.get_ready()
            await memory.recall([])
            start = time.process_time()
            await team.run(task=ANSWER)
            took.append(1000 * (time.process_time() - start))
    return took


def _leave_open(folder: Path, count: int) -> None:
    """Journal `count` messages of sessions left open: what the short-term memory holds."""
    with Journal.write(folder) as journal:
        for number in range(count):
            session = f"open-{number // MESSAGES:05d}"
            if number % MESSAGES == 0:
                started = Started(
                    question=OTHER, mode="practice", lang="zh", rounds=5, version="benchmark"
                )
                journal.append(session, started, NOW)
            answered = Answered(text=f"{ANSWER} {number}", lang="zh")
            journal.append(session, answered, NOW)


def run(quick: bool) -> Iterator[Figure]:
    """Yield every figure."""
    sizes = SIZES[:2] if quick else SIZES
    runs = 3 if quick else 7
    turns: list[float] = []
    gaps: list[float] = []
    plans: list[float] = []
    bank = Bank()
    for size in sizes:
        with tempfile.TemporaryDirectory() as home:
            folder = Path(home) / "default"
            write_history(folder, bank, size, NOW)
            for name, into in (("gaps", gaps), ("plan", plans)):
                _command(Path(home), name)
                into.append(median(_command(Path(home), name) for _ in range(runs)))
            _leave_open(folder, size)
            _command(Path(home), "memory", "rebuild")
            turns.append(median(asyncio.run(_turns(folder, bank, runs))))
        yield Figure(f"a turn at {size:,} records, median CPU", turns[-1], "ms")
        yield Figure(f"coach gaps at {size:,} events, median CPU", gaps[-1], "s")
        yield Figure(f"coach plan at {size:,} events, median CPU", plans[-1], "s")
    last = f"{sizes[-1]:,} against {sizes[0]:,}"
    yield at_most(f"a turn, {last}", turns[-1] / turns[0], FLAT, "×")
    yield at_most(f"coach gaps, {last}", gaps[-1] / gaps[0], FLAT, "×")
    yield at_most(f"coach plan, {last}", plans[-1] / plans[0], FLAT, "×")
    yield at_most(f"coach gaps at {sizes[-1]:,} events", gaps[-1], GAPS_LIMIT, "s")


if __name__ == "__main__":
    main("What remembering costs as it grows", run)
