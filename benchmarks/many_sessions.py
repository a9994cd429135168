"""Two hundred sessions at once in one process, with a model that takes two seconds for any reply.

Each session plays rounds of its own, one after the other. The ideal is what one session would take
alone if this machine had nothing to do: two replies in a row for each round, the critic's, then the
coach's and the interviewer's side by side. The server is a process of its own. Told twice: whole
replies, as a program asks for them that shows nobody a stream, and streams of so many pieces.
Beside it, what the bare client makes of the same requests, with nothing of ours between them.
"""

import asyncio
import itertools
import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from autogen_core.models import LLMMessage, SystemMessage, UserMessage

from agents.briefs import JudgeBrief
from agents.casting import Voices, cast_for, voices_of
from agents.critic_voice import CriticReply, ModelCritic
from agents.ledger import LooseLedger
from agents.team import PracticeTeam
from agents.turns import Turns
from agents.voice.gateway import LiteLLMClient
from agents.voice.model import Model
from benchmarks.harness import Figure, at_least, at_most, main, median
from benchmarks.scripted_rounds import ROLES, parts_of, replying, role_of
from practice.event import Asked, Coached, Critiqued, Started
from practice.settings import resolve
from tests.fault_server import fault_server, paced
from tools.bank import Bank

SESSIONS, ROUNDS = 200, 3
SECONDS = 2.0
PIECES = 8
QUESTION = "agent-function-call"
IN_A_ROW = 2
"""Replies that a round waits for, one after the other."""
NOW = datetime.fromisoformat("2026-11-27T09:00:00+08:00")


def _pieces(text: str) -> list[str]:
    size = -(-len(text) // PIECES)
    return [text[at : at + size] for at in range(0, len(text), size)]


def _serve(told: Connection) -> None:
    """Run the model; ends when the other side does."""
    with fault_server() as server:
        server.acts = [paced(SECONDS / (PIECES + 1), (PIECES + 1) / SECONDS, _pieces)]
        plain, count = replying(parts_of(Bank(), QUESTION, "as the rules")), itertools.count()
        server.reply = lambda request: (
            plain(request) + (f" {next(count)}" if role_of(request) != "critic" else "")
        )
        told.send(server.url)
        told.recv()


def _team(bank: Bank, voices: Voices, number: int) -> PracticeTeam:
    question = bank.question(QUESTION)
    ledger = LooseLedger(lambda: NOW, f"session-{number}")
    ledger.append(
        Started(question=QUESTION, mode="practice", lang="en", rounds=9, version="benchmark")
    )
    cast = cast_for(question, bank, voices)
    return PracticeTeam(question, cast, Turns(question, cast.critic.matcher, ledger), ledger)


async def _session(team: PracticeTeam, answers: list[str]) -> float:
    """Return the seconds that a session took; no two of them say quite the same."""
    start = time.perf_counter()
    await team.run()
    for answer in answers:
        await team.run(task=f"{answer} This is what I say in {team.ledger.session}.")
    took = time.perf_counter() - start
    events = [each.event for each in team.ledger.records()]
    judged = [each for each in events if isinstance(each, Critiqued)]
    assert all(each.critique.judge.voice == "model" for each in judged), "a model call failed"
    assert len(judged) == len(answers)
    assert [type(each) for each in events[-2:]] == [Coached, Asked]
    return took


async def _all(url: str, sessions: int, rounds: int, *, streaming: bool) -> list[float]:
    """Return the seconds of each of the sessions, and at last those of all together."""
    bank = Bank()
    settings = resolve(
        {}, {"COACH_MODEL": "openai/local", "COACH_API_BASE": url}, {}, Path("/none")
    )
    answers = [each.answer for each in parts_of(bank, QUESTION, "as the rules")][:rounds]

    def team(number: int) -> PracticeTeam:
        voices = voices_of(settings)
        by_agent = {
            agent: replace(each, streaming=streaming) for agent, each in voices.by_agent.items()
        }
        return _team(bank, replace(voices, by_agent=by_agent), number)

    await _session(team(-1), answers[:1])  # what is loaded once a process
    teams = [team(number) for number in range(sessions)]
    start = time.perf_counter()
    took = await asyncio.gather(*(_session(each, answers) for each in teams))
    whole = time.perf_counter() - start
    await LiteLLMClient("openai/local").close()
    return [*took, whole]


async def _bare(url: str, sessions: int, rounds: int) -> float:
    """Return the seconds of the same requests through the client alone."""
    bank, client = Bank(), LiteLLMClient("openai/local", api_base=url)
    question = bank.question(QUESTION)
    critic = ModelCritic(question, bank.matcher(question), Model(client, "local", 60.0))
    asked = parts_of(bank, QUESTION, "as the rules")[0].answer
    rubric = critic.system(JudgeBrief(text=asked, lang="en", attempt=1))
    judge: list[LLMMessage] = [
        SystemMessage(content=rubric),
        UserMessage(content=asked, source="team"),
    ]
    other: list[LLMMessage] = [
        SystemMessage(content=ROLES["coach"]),
        UserMessage(content=asked, source="team"),
    ]

    async def session() -> None:
        for _ in range(rounds):
            await client.create(judge, json_output=CriticReply)
            await asyncio.gather(client.create(other), client.create(other))

    await client.create(other)
    start = time.perf_counter()
    await asyncio.gather(*(session() for _ in range(sessions)))
    whole = time.perf_counter() - start
    await client.close()
    return whole


def _cpu(begun: float, rounds: int) -> Figure:
    """Return what this process has worked since for each round, loading included."""
    spent = 1000 * (time.process_time() - begun) / (SESSIONS * rounds)
    return Figure("  CPU a round", spent, "ms")


def run(quick: bool) -> Iterator[Figure]:
    """Yield every figure; the quick run plays one round."""
    rounds = 1 if quick else ROUNDS
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    server = context.Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    url = ours.recv()
    ideal = rounds * IN_A_ROW * SECONDS
    begun = time.process_time()
    bare = asyncio.run(_bare(url, SESSIONS, rounds))
    yield Figure("the bare client: throughput beside the ideal", ideal / bare, "share")
    yield _cpu(begun, rounds)
    for streaming in (False, True):
        how = f"{PIECES} pieces a reply" if streaming else "whole replies"
        begun = time.process_time()
        *took, whole = asyncio.run(_all(url, SESSIONS, rounds, streaming=streaming))
        yield Figure(f"{how}: {SESSIONS} sessions of {rounds} rounds", whole, "s")
        yield at_least("  throughput beside the ideal", ideal / whole, 0.7, "share")
        yield at_most("  slowest session beside the median", max(took) / median(took), 1.5, "×")
        yield Figure("  fastest session beside the median", min(took) / median(took), "×")
        yield _cpu(begun, rounds)
    ours.send(None)
    server.join(10)


if __name__ == "__main__":
    main("Many sessions at once in one process", run)
