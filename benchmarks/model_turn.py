"""A turn through a model: our round beside a plain AutoGen group chat of the same three roles.

Both talk to one local server with set latencies (first token after 300 ms, 40 tokens a second),
through the same client, streaming; the critic's, the coach's and the interviewer's replies have the
same lengths on both sides. The chat is built as AutoGen's documentation has it: three
`AssistantAgent`s with `model_client_stream=True` in a `RoundRobinGroupChat`, told by our own system
prompts. Our side is the whole program below the screen, memories included. Where the critic credits
more than the rules, its second look is one call more: both cases are told.

Tokens are counted at the server, of every request that reached it, words prepared in vain included.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from autogen_agentchat.agents import AssistantAgent
from autogen_agentchat.base import TaskResult
from autogen_agentchat.messages import TextMessage
from autogen_agentchat.teams import RoundRobinGroupChat
from autogen_core.models import UserMessage

from agents.briefs import JudgeBrief
from agents.casting import cast_for, voices_of
from agents.commands.archive import taxonomy_of
from agents.critic_voice import ModelCritic
from agents.early import VerdictSeen
from agents.ledger import JournalLedger
from agents.remembering import Remembering
from agents.team import PracticeTeam
from agents.turns import Turns
from agents.voice.gateway import LiteLLMClient
from agents.voice.prompt import prompt
from benchmarks.harness import Figure, at_least, at_most, main, median
from benchmarks.scripted_rounds import (
    Part,
    Reading,
    numbers,
    parts_of,
    prefix_shares,
    replying,
    role_of,
    shown,
    tokens,
)
from memory.embedder import OWN
from memory.folder import make_private
from memory.index import silent
from memory.journal import Journal
from practice.correction import NO_CORRECTIONS
from practice.event import Critiqued, Started
from practice.settings import resolve
from tests.fault_server import FaultServer, fault_server, paced
from tools.bank import Bank

QUESTIONS = ("agent-function-call", "prompt-cot")
NAME = "openai/local"
FIRST_TOKEN, RATE = 0.3, 40.0
HASTE = 20.0
"""How much faster the server is where only tokens are counted."""
ROUNDS = 6
"""More than are played, so that each ends with a probe."""
NOW = datetime.fromisoformat("2026-11-27T09:00:00+08:00")


Playing = Coroutine[Any, Any, "list[Round]"]
Play = Callable[[FaultServer, Bank, str, Sequence[Part]], Playing]


@dataclass(frozen=True)
class Round:
    """The seconds of one round, from the answer on."""

    feedback: float
    whole: float


@contextmanager
def _server(haste: float = 1.0) -> Iterator[FaultServer]:
    with fault_server() as server:
        server.acts = [paced(FIRST_TOKEN / haste, RATE * haste, tokens)]
        asyncio.run(_warm_up(server))
        yield server


async def _warm_up(server: FaultServer) -> None:
    """Load what the first request of a process loads."""
    server.reply = lambda request: "hello"
    client = LiteLLMClient(NAME, api_base=server.url)
    [each async for each in client.create_stream([UserMessage(content="hi", source="me")])]
    await client.close()
    server.requests.clear()


# ---------------------------------------------------------------------------- our side


async def _ours(server: FaultServer, bank: Bank, name: str, parts: Sequence[Part]) -> list[Round]:
    """Return the rounds of one session of ours."""
    settings = resolve({}, {"COACH_MODEL": NAME, "COACH_API_BASE": server.url}, {}, Path("/none"))
    question, taxonomy = bank.question(name), taxonomy_of(bank, NO_CORRECTIONS)
    rounds = []
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "profile"
        make_private(folder)
        with Journal.write(folder) as journal:
            ledger = JournalLedger(journal, "s", lambda: NOW)
            ledger.append(
                Started(
                    question=name, mode="practice", lang="en", rounds=ROUNDS, version="benchmark"
                )
            )
            memory = Remembering(folder, lambda: taxonomy, ledger, OWN, silent)
            voices = voices_of(settings)
            cast = cast_for(question, bank, voices, None, memory.context)
            turns = Turns(
                question,
                cast.critic.matcher,
                ledger,
                memory.recall,
                lambda: taxonomy.questions_with,
            )
            team = PracticeTeam(question, cast, turns, ledger)
            await team.run()
            turns.get_ready()
            await memory.recall([])
            for record in ledger.records():
                memory.follow(record)
            for part in parts:
                rounds.append(await _our_round(team, part, memory, voices))
            await memory.finish()
    assert not team.state.finished, "a session that closes early is no fair comparison"
    return rounds


async def _our_round(team: PracticeTeam, part: Part, memory: Remembering, voices: Any) -> Round:
    start, feedback = time.perf_counter(), 0.0
    async for message in team.run_stream(task=part.answer):
        if isinstance(message, TaskResult):
            break
        if isinstance(message, VerdictSeen):
            feedback = feedback or time.perf_counter() - start
            continue
        record = team.ledger.records()[-1]
        voices.follow(record.event)
        memory.follow(record)
        if isinstance(record.event, Critiqued):
            feedback = feedback or time.perf_counter() - start
    whole = time.perf_counter() - start
    judged = [each.event for each in team.ledger.records() if isinstance(each.event, Critiqued)]
    assert judged[-1].critique.judge.voice == "model", judged[-1].critique.reason
    return Round(feedback, whole)


# ---------------------------------------------------------------------------- AutoGen's side


def _chat(server: FaultServer, bank: Bank, name: str) -> RoundRobinGroupChat:
    """Return the group chat on one question; it is told what ours is told."""
    question = bank.question(name)
    client = LiteLLMClient(NAME, api_base=server.url)
    critic = ModelCritic(question, bank.matcher(question), None)  # type: ignore[arg-type]
    rubric = critic.system(JudgeBrief(text="", lang="en", attempt=1))
    systems = {
        "critic": rubric,
        "coach": prompt("coach", language="English", question=question.ask.en)
        + "\n\n"
        + "After the critic has judged, name the one next action in one or two natural sentences.",
        "interviewer": prompt("interviewer", language="English", question=question.ask.en)
        + "\n\n"
        + "Put a follow-up on what the critic found missing, in one or two sentences.",
    }
    agents = [
        AssistantAgent(role, model_client=client, system_message=text, model_client_stream=True)
        for role, text in systems.items()
    ]
    return RoundRobinGroupChat(list(agents), max_turns=len(agents))


async def _theirs(server: FaultServer, bank: Bank, name: str, parts: Sequence[Part]) -> list[Round]:
    """Return the rounds of one group chat."""
    team = _chat(server, bank, name)
    rounds = []
    for part in parts:
        start, feedback = time.perf_counter(), 0.0
        async for message in team.run_stream(task=part.answer):
            if not feedback and isinstance(message, TextMessage) and message.source == "critic":
                feedback = time.perf_counter() - start
        rounds.append(Round(feedback, time.perf_counter() - start))
    return rounds


async def _all(playing: Sequence[Playing], *, at_once: bool) -> list[list[Round]]:
    """Return what each of `playing` brings, and close all connections."""
    played = await asyncio.gather(*playing) if at_once else [await each for each in playing]
    await LiteLLMClient(NAME).close()
    return played


# ---------------------------------------------------------------------------- figures


SIDES: dict[str, tuple[Play, Reading]] = {
    "AutoGen": (_theirs, "as the rules"),
    "ours": (_ours, "as the rules"),
    "ours, second look": (_ours, "beyond them"),
    "ours, advice begun in vain": (_ours, "against them"),
}


def _times(bank: Bank, count: int, *, at_once: bool) -> Iterator[Figure]:
    """Yield what a round takes at a model's pace; `at_once` plays ours side by side, at our cost."""
    with ExitStack() as stack:
        playing = []
        for play, reading in SIDES.values():
            server = stack.enter_context(_server())
            parts = parts_of(bank, QUESTIONS[0], reading)[:count]
            server.reply = replying(parts)
            playing.append(play(server, bank, QUESTIONS[0], parts))
        played = asyncio.run(_all(playing[:1], at_once=False))
        played += asyncio.run(_all(playing[1:], at_once=at_once))
    told = {
        side: Round(median(each.feedback for each in rounds), median(each.whole for each in rounds))
        for side, rounds in zip(SIDES, played, strict=True)
    }
    theirs = told.pop("AutoGen")
    yield Figure("AutoGen: first complete feedback", theirs.feedback, "s")
    yield Figure("AutoGen: whole round", theirs.whole, "s")
    for side, mine in told.items():
        yield Figure(f"{side}: first verified verdict", mine.feedback, "s")
        yield at_most("  beside AutoGen's", mine.feedback / theirs.feedback, 0.5, "×")
        yield Figure(f"{side}: whole round", mine.whole, "s")
        yield at_most("  beside AutoGen's", mine.whole / theirs.whole, 0.9, "×")


@dataclass(frozen=True)
class Used:
    """What the server saw."""

    calls: int
    prompt: int
    completion: int


def _used(requests: Sequence[dict[str, Any]], server: FaultServer) -> Used:
    return Used(
        len(requests),
        sum(len(numbers(shown(each))) for each in requests),
        sum(len(numbers(server.reply(each))) for each in requests),
    )


def _tokens(bank: Bank) -> Iterator[Figure]:
    """Yield what ten turns use: two questions of five turns."""
    told: dict[str, Used] = {}
    requests: list[dict[str, Any]] = []
    with _server(HASTE) as server:
        for side, (play, reading) in SIDES.items():
            for name in QUESTIONS:
                parts = parts_of(bank, name, reading)
                server.reply = replying(parts)
                server.requests.clear()
                asyncio.run(_all([play(server, bank, name, parts)], at_once=False))
                used = _used(server.requests, server)
                before = told.get(side, Used(0, 0, 0))
                told[side] = Used(
                    before.calls + used.calls,
                    before.prompt + used.prompt,
                    before.completion + used.completion,
                )
                if side == "ours" and name == QUESTIONS[0]:
                    requests = list(server.requests)
    theirs = told["AutoGen"]
    for side, used in told.items():
        yield Figure(f"{side}, ten turns: calls", float(used.calls), "calls")
        yield Figure(f"{side}, ten turns: prompt", float(used.prompt), "tokens")
        yield Figure(f"{side}, ten turns: completion", float(used.completion), "tokens")
        if side != "AutoGen":
            yield at_most("  prompt tokens beside AutoGen's", used.prompt / theirs.prompt, 0.6, "×")
    yield from _shares(requests)


def _shares(requests: Sequence[dict[str, Any]]) -> Iterator[Figure]:
    """Yield how much of each prompt a cache of prefixes would have had from the turn before."""
    found = list(prefix_shares(requests))
    for role in dict.fromkeys(map(role_of, requests)):
        own = [(length, same) for who, _, length, same in found if who == role]
        if own:
            share = sum(same for _, same in own) / sum(length for length, _ in own)
            length = sum(length for length, _ in own) / len(own)
            yield Figure(f"{role}: mean prompt from the second turn on", length, "tokens")
            yield Figure(f"{role}: share that began its last prompt", share, "share")
    for turn in sorted({number for _, number, _, _ in found}):
        here = [(length, same) for _, number, length, same in found if number == turn]
        share = sum(same for _, same in here) / sum(length for length, _ in here)
        yield at_least(f"turn {turn}: share that began the last prompt", share, 0.8, "share")


def run(quick: bool) -> Iterator[Figure]:
    """Yield every figure."""
    bank = Bank()
    yield from _times(bank, 1 if quick else 5, at_once=quick)
    yield from _tokens(bank)


if __name__ == "__main__":
    main("A turn through a model, beside AutoGen's group chat", run)
