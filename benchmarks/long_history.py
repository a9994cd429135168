"""A journal as months of practice leave it: real sessions of a simulated candidate, over many days."""

import asyncio
import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from agents.candidate import Simulated
from agents.casting import cast_for
from agents.ledger import LooseLedger
from agents.team import PracticeTeam
from agents.turns import Turns
from memory.folder import make_private
from memory.journal import Journal
from practice.event import Event, Started
from practice.question import Question
from practice.value import Lang
from tools.bank import Bank

LEVELS = (0.3, 0.6, 0.9)
"""What the candidate knows when a question is met for the first, second, third time."""


def write_history(folder: Path, bank: Bank, events: int, until: datetime) -> list[str]:
    """Fill a new journal with sessions of about `events` events in all, and return their ids.

    Three sessions a day, the last of them on the day before `until`; the candidate counts as a
    person, so that gaps and plan have something to work on.
    """
    make_private(folder)
    sessions: list[list[Event]] = []
    count = 0
    for played in _played(bank):
        sessions.append(played)
        count += len(played)
        if count >= events:
            break
    begun = until - timedelta(days=len(sessions) // 3 + 1)
    ids = []
    with Journal.write(folder) as journal:
        for number, played in enumerate(sessions):
            at = begun + timedelta(days=number // 3, hours=number % 3)
            ids.append(f"{at:%Y%m%d-%H%M}-h{number:04d}")
            for step, event in enumerate(played):
                journal.append(ids[-1], event, at + timedelta(minutes=step))
    return ids


def _played(bank: Bank) -> Iterator[list[Event]]:
    """Yield the events of one session after the other, every question in turn, without an end."""
    known: dict[tuple[str, float], list[Event]] = {}
    for turn in itertools.count():
        level = LEVELS[min(turn, len(LEVELS) - 1)]
        for question in bank.readable():
            key = (question.id, level)
            if key not in known:
                known[key] = asyncio.run(_play(bank, question, level))
            yield known[key]


async def _play(bank: Bank, question: Question, level: float) -> list[Event]:
    """Return the events of one session, as those of a person."""
    lang: Lang = "zh" if level < LEVELS[1] else "en"
    matcher = bank.matcher(question)
    cast = cast_for(question, bank, None, Simulated(question, level, 1, lang, matcher))
    ledger = LooseLedger(lambda: datetime.now().astimezone())
    ledger.append(
        Started(question=question.id, mode="practice", lang=lang, rounds=5, version="benchmark")
    )
    await PracticeTeam(question, cast, Turns(question, matcher, ledger), ledger).run()
    return [each.event for each in ledger.records()]
