"""The coach is heard as it speaks: sentence by sentence, each checked, none twice, none lost."""

import asyncio
import io
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import redirect_stdout
from typing import Any

import pytest
from autogen_agentchat.base import TaskResult
from autogen_agentchat.messages import (
    BaseAgentEvent,
    BaseChatMessage,
    ModelClientStreamingChunkEvent,
    StructuredMessage,
)
from autogen_agentchat.ui import Console
from autogen_core import CancellationToken
from autogen_core.models import CreateResult
from autogen_ext.models.replay import ReplayChatCompletionClient

from agents.ahead import Ahead
from agents.aloud import LIMIT, Aloud
from agents.asked_model import ModelAsked
from agents.asking import Asking
from agents.briefs import HelpBrief
from agents.candidate_coach import CandidateCoach, ModelCoach
from agents.commands.shown_early import ShownEarly
from agents.looking_up import Lookups
from agents.notes import Notes
from agents.team import PracticeTeam
from agents.voice.fault import ModelError
from agents.voice.model import Model, Watch
from agents.voice.patience import Patience
from practice.event import Coached, Hinted, Told
from practice.step import Coach
from tests.samples import tea_matcher, tea_question, tea_skills
from tests.talks import events, tea_team
from tests.test_asked_model import calls, library
from tests.test_early import AS_RULES, Streaming, result_of
from tests.test_model_voice import ANSWER
from tools.presentation import Presentation

FIRST, SECOND = "Take the follow-up.", "It goes for what weighs most."
LEAK = "The leaves must steep for three minutes."
LAST = "Then tell it again."
RULES = "Next, take the follow-up: it goes for the weightiest of what is missing."


class Speaking(Streaming):
    """A model whose coach says what it is given, and whose words are held back where a test says so."""

    def __init__(self, *coach: str, cuts: int = 0, stops_at: int | None = None) -> None:
        super().__init__(AS_RULES, pieces=5)
        self.coach = list(coach)
        self.cuts = cuts
        """How many of the coach's replies break off before they end."""
        self.stops_at = stops_at
        self.going = asyncio.Event()

    def _said(self, messages: Sequence[Any]) -> tuple[str, str]:
        who, said = super()._said(messages)
        if who != "coach":
            return who, said
        return who, self.coach.pop(0) if len(self.coach) > 1 else self.coach[0]

    async def create_stream(
        self, messages: Sequence[Any], **options: Any
    ) -> AsyncGenerator[str | CreateResult, None]:
        """Yield the reply in pieces; the coach's stops until it may go on, or breaks off."""
        come = 0
        async for each in super().create_stream(messages, **options):
            if str(messages[0].content).startswith("You help"):
                come += len(each) if isinstance(each, str) else 0
                if self.stops_at is not None and come > self.stops_at:
                    await self.going.wait()
                if self.cuts and isinstance(each, CreateResult):
                    self.cuts -= 1
                    raise ModelError("cut", "speaking", again=True)
            yield each


def speaking(client: ReplayChatCompletionClient) -> Model:
    patience = Patience(chance=lambda: 0.0)
    return Model(client, "speaking", 5.0, streaming=True, patience=patience)


def speaking_coach(client: Speaking) -> CandidateCoach:
    question = tea_question()
    voice = ModelCoach(question, speaking(client))
    return CandidateCoach(question, tea_matcher(), tea_skills(), voice)


async def hear(team: PracticeTeam, task: str, seen: list[str]) -> None:
    """Let `seen` have the coach's words as they come, and then the kind of its message."""
    async for each in team.run_stream(task=task):
        if isinstance(each, ModelClientStreamingChunkEvent):
            assert each.source == "coach"
            seen.append(each.content if each.full_message_id is None else f"rest:{each.content}")
        elif isinstance(each, StructuredMessage) and each.source == "coach":
            seen.append(each.content.kind)


async def until(heard: Callable[[], bool]) -> None:
    """Wait for something to be heard. Raises: TimeoutError."""
    async with asyncio.timeout(3):
        while not heard():
            await asyncio.sleep(0)


async def comment(client: Speaking) -> tuple[list[str], PracticeTeam]:
    """Return what is heard of the coach after an answer, without the praise, and the team."""
    team, seen = tea_team(model=speaking(client)), list[str]()
    await team.run()
    await hear(team, ANSWER, seen)
    assert seen[0].startswith("Done well, on heating")
    assert seen[0].endswith("\n")
    return seen[1:], team


def action(team: PracticeTeam) -> str:
    return [each.next_action for each in events(team) if isinstance(each, Coached)][-1]


# ---------------------------------------------------------------------------- the next action


async def test_its_sentences_come_one_by_one_and_the_message_has_all() -> None:
    text = f"{FIRST} {SECOND} {LAST}"
    seen, team = await comment(Speaking(text))
    assert seen == [FIRST, f" {SECOND}", f"rest:\n{LAST}", "coached"]
    assert action(team) == text


async def test_the_first_words_are_heard_before_the_reply_has_ended() -> None:
    client = Speaking(f"{FIRST} {SECOND}", stops_at=len(FIRST) + 8)
    team, seen = tea_team(model=speaking(client)), list[str]()
    await team.run()
    hearing = asyncio.ensure_future(hear(team, ANSWER, seen))
    await until(lambda: FIRST in seen)
    assert "coached" not in seen
    assert not any(isinstance(each, Coached) for each in events(team))
    client.going.set()
    await hearing
    assert seen[-1] == "coached"


async def test_praise_waits_for_no_model() -> None:
    client = Speaking(FIRST, stops_at=0)
    team, seen = tea_team(model=speaking(client)), list[str]()
    await team.run()
    hearing = asyncio.ensure_future(hear(team, ANSWER, seen))
    await until(lambda: bool(seen))
    assert seen[0].startswith("Done well")
    client.going.set()
    await hearing


async def test_a_leaking_sentence_is_never_heard_nor_any_behind_it() -> None:
    seen, team = await comment(Speaking(f"{FIRST} {LEAK} {SECOND} {LAST}"))
    assert seen == [FIRST, f"rest:\n{RULES}", "coached"]
    assert action(team) == RULES


async def test_a_leak_in_the_last_sentence_is_not_heard_either() -> None:
    seen, _ = await comment(Speaking(f"{FIRST} {LEAK}"))
    assert seen == [FIRST, f"rest:\n{RULES}", "coached"]


async def test_a_leak_over_two_sentences_is_held_at_the_second() -> None:
    """Neither says the point alone."""
    told: list[BaseAgentEvent] = []
    aloud = Aloud(told.append, lambda text: "steep" in text and "minutes" in text)
    hears = aloud.watch()
    for piece in ("Think of how they steep. ", "Count the minutes. ", "Now. "):
        hears(piece)
    assert aloud.said == "Think of how they steep."
    assert aloud.leaks("Anything.")


async def test_a_stream_that_breaks_off_leaves_what_was_heard_and_goes_on_authored() -> None:
    client = Speaking(f"{FIRST} {SECOND} Half of another", cuts=3, stops_at=55)
    team, seen = tea_team(model=speaking(client)), list[str]()
    await team.run()
    hearing = asyncio.ensure_future(hear(team, ANSWER, seen))
    await until(lambda: f" {SECOND}" in seen)
    client.going.set()
    await hearing
    assert seen[1:] == [FIRST, f" {SECOND}", f"rest:\n{RULES}", "coached"]
    assert client.asked.count("coach") == 3
    assert action(team) == RULES
    told = team.agents.critic.voice.model.service.take_notices()  # type: ignore[attr-defined]
    assert len(told) == 1
    assert "broke off" in told[0].en


async def test_of_what_was_begun_and_has_failed_by_then_nothing_is_heard() -> None:
    client = Speaking(f"{FIRST} {SECOND} Half of another", cuts=3)
    seen, team = await comment(client)
    assert seen == [f"rest:\n{RULES}", "coached"]
    assert client.asked.count("coach") == 3
    assert action(team) == RULES


async def test_a_repeated_try_says_no_sentence_twice() -> None:
    told: list[Any] = []
    coach = speaking_coach(
        Speaking(f"{FIRST} {SECOND} Half", f"{FIRST} Another. {LAST} So", cuts=1)
    )
    brief = HelpBrief(command="hint", lang="en", point="steep", rung=1)
    hinted = await coach.reply(brief, CancellationToken(), told.append)
    heard = [each.content for each in told]
    assert heard == [f"Ask yourself: {FIRST}", f" {SECOND}", " Another.", f" {LAST}"]
    assert isinstance(hinted, Hinted)
    assert hinted.text == f"Ask yourself: {FIRST} Another. {LAST} So"


async def test_a_repeated_try_in_other_words_is_checked_with_what_is_there_already() -> None:
    told: list[Any] = []
    aloud = Aloud(told.append, lambda text: "steep" in text and "minutes" in text)
    aloud.watch()("Count the minutes. And")
    hears = aloud.watch()
    hears("Other words. And how they steep. Now")
    assert [each.content for each in told] == ["Count the minutes.", "\nOther words."]
    assert aloud.stopped


async def test_the_last_words_are_checked_behind_what_is_there_already() -> None:
    aloud = Aloud(lambda event: None, lambda text: "steep" in text and "minutes" in text)
    aloud.watch()("Count the minutes. And")
    assert aloud.leaks("Think of how they steep.")
    assert not aloud.leaks("Count the minutes. Think again.")


async def test_words_that_nobody_began_are_heard_as_they_come() -> None:
    team, told = tea_team(), list[Any]()
    await team.run()
    await team.run(task=ANSWER)
    coach = speaking_coach(Speaking(f"{FIRST} {SECOND} {LAST}"))
    await coach.reply(team.turns.coach(team.state, Coach()), CancellationToken(), told.append)
    assert [each.content for each in told][1:] == [FIRST, f" {SECOND}"]


async def test_of_begun_words_only_the_present_try_is_heard() -> None:
    ahead, heard, going = Ahead(), list[str](), asyncio.Event()

    async def ask(watch: Watch) -> str:
        watch()("one try")
        hears = watch()
        hears("another")
        await going.wait()
        hears(" try")
        return "another try"

    ahead.begin("key", ask)
    await asyncio.sleep(0)
    asking = asyncio.ensure_future(ahead.words("key", ask, lambda: heard.append))
    await asyncio.sleep(0)
    assert heard == ["another"]
    going.set()
    assert await asking == "another try"
    assert heard == ["another", " try"]


async def test_what_was_begun_ahead_is_heard_at_once_and_the_rest_as_it_comes() -> None:
    """The coach is asked while the critic still writes; its words wait for its turn."""
    client = Speaking(f"{FIRST} {SECOND} {LAST}", stops_at=len(FIRST) + len(SECOND) + 10)
    team, seen = tea_team(model=speaking(client)), list[str]()
    await team.run()
    hearing = asyncio.ensure_future(hear(team, ANSWER, seen))
    await until(lambda: f" {SECOND}" in seen)
    assert client.asked.count("coach") == 1
    assert client.heard[0] < len(AS_RULES) - 25, "it was not asked ahead"
    assert seen[1:] == [FIRST, f" {SECOND}"]
    client.going.set()
    await hearing
    assert seen[-2:] == [f"rest:\n{LAST}", "coached"]
    assert client.asked.count("coach") == 1


async def test_a_model_that_does_not_stream_is_told_whole() -> None:
    team, seen = tea_team(model=Model(Speaking(f"{FIRST} {SECOND}"), "whole", 5.0)), list[str]()
    await team.run()
    await hear(team, ANSWER, seen)
    assert seen[1:] == [f"rest:\n{FIRST} {SECOND}", "coached"]


async def test_offline_nothing_comes_before_the_message() -> None:
    team, seen = tea_team(), list[str]()
    await team.run()
    await hear(team, ANSWER, seen)
    assert seen == ["coached"]


def test_a_control_sequence_split_over_pieces_does_not_get_through() -> None:
    told: list[Any] = []
    hears = Aloud(told.append, lambda text: False).watch()
    for piece in ("Good\x1b", "[2", "J day.\r", "\nNext\u202e one.\x9b", "31m Now"):
        hears(piece)
    text = "".join(each.content for each in told)
    assert text == "Good␛[2J day.\nNext one.�31m"[: len(text)]
    assert "day." in text


def test_an_endless_reply_is_not_shown_without_end() -> None:
    told: list[Any] = []
    hears = Aloud(told.append, lambda text: False).watch()
    for _ in range(2_000):
        hears("One more. ")
    assert LIMIT - 20 < sum(len(each.content) for each in told) <= LIMIT


# ---------------------------------------------------------------------------- hints and answers


async def hint(text: str, rung: int) -> tuple[list[str], str]:
    """Return what is heard of a hint to steep before it is journaled, and the hint."""
    told: list[Any] = []
    brief = HelpBrief(command="hint", lang="en", point="steep", rung=rung)
    hinted = await speaking_coach(Speaking(text)).reply(brief, CancellationToken(), told.append)
    assert isinstance(hinted, Hinted)
    return [each.content for each in told], hinted.text


@pytest.mark.parametrize("rung", [1, 2, 3, 4])
async def test_a_hint_is_opened_once_and_comes_by_sentences(rung: int) -> None:
    opening = {1: "Ask yourself: ", 2: "Look this way: ", 3: "The outline: ", 4: "Worked out: "}
    heard, text = await hint("Think of the clock. What does it tell?", rung)
    assert heard == [f"{opening[rung]}Think of the clock."]
    assert text == f"{opening[rung]}Think of the clock. What does it tell?"


@pytest.mark.parametrize("rung", [1, 2])
async def test_a_low_rung_that_gives_its_point_away_is_the_authored_one(rung: int) -> None:
    heard, text = await hint(f"Think of the clock. {LEAK} Really.", rung)
    assert len(heard) == 1
    assert text.endswith(f"steep hint {['one', 'two'][rung - 1]}")


@pytest.mark.parametrize("rung", [3, 4])
async def test_what_a_high_rung_gives_away_waits_until_it_is_journaled(rung: int) -> None:
    heard, text = await hint(f"Think of the clock. {LEAK} Really.", rung)
    assert len(heard) == 1
    assert text.endswith(f": Think of the clock. {LEAK} Really.")


class Answering(Speaking):
    """A model that looks something up first."""

    async def create_stream(
        self, messages: Sequence[Any], **options: Any
    ) -> AsyncGenerator[str | CreateResult, None]:
        """Yield a call, then the words."""
        if len(messages) == 2:
            yield "Let me look. "
            yield "One moment."
            yield calls(("read_plan", {}))
            return
        said = self.coach[0]
        for at in range(0, len(said), 5):
            yield said[at : at + 5]
        if self.cuts:
            raise ModelError("cut", "speaking", again=False)
        yield result_of(said)


async def answered(text: str, cuts: int = 0) -> tuple[list[str], Told]:
    """Return what is heard of the answer to a question, and the answer."""
    question, matcher = tea_question(), tea_matcher()
    client = Answering(text, cuts=cuts)
    asking = Asking(question, matcher, library())
    model = speaking(client)
    asking.voice = ModelAsked(
        model, lambda brief: Lookups(question, matcher, asking.finder, Notes(), brief)
    )
    team = tea_team()
    team.agents.coach.asking = asking
    await team.run()
    seen: list[str] = []
    await hear(team, "/ask how many minutes should the leaves steep?", seen)
    return seen, [each for each in events(team) if isinstance(each, Told)][-1]


async def test_an_answer_is_heard_up_to_what_is_aid_and_that_once_it_is_journaled() -> None:
    seen, told = await answered(f"Look at the clock. {LEAK} {LAST}")
    assert seen == ["Let me look.", "\nLook at the clock.", f"rest:\n{LEAK} {LAST}", "told"]
    assert told.gave == {"tea": ("steep",)}
    assert told.text == f"Look at the clock. {LEAK} {LAST}"


async def test_an_answer_that_breaks_off_is_followed_by_the_banks() -> None:
    seen, told = await answered(f"Look at the clock. {LAST} And", cuts=9)
    assert told.voice == "rules"
    assert seen == [
        "Let me look.", "\nLook at the clock.", f" {LAST}", f"rest:\n{told.text}", "told",
    ]  # fmt: skip


# ---------------------------------------------------------------------------- who reads it


def read(messages: Sequence[BaseAgentEvent | BaseChatMessage], team: PracticeTeam) -> list[str]:
    """Return what a person reads of the coach, line by line."""
    early, lines = ShownEarly(), list[str]()
    for each in messages:
        shown = Presentation(tea_skills(), "en", spoken=tuple(early.words))
        if isinstance(each, BaseAgentEvent):
            found = early.lines(each, shown, team.state)
        elif isinstance(each, StructuredMessage):
            found = list(shown.lines(each.content, team.state))
            early.over(each.content, closes_at_once=False)
        lines += [
            f"{line.who or ''}|{line.text}" for line in found if each.source == "coach" and found
        ]
    return lines


@pytest.mark.parametrize(
    ("reply", "read_after_praise"),
    [
        (f"{FIRST} {SECOND} {LAST}", [f"coach|{FIRST}", f"|{SECOND}", f"|{LAST}"]),
        (FIRST, [f"coach|{FIRST}"]),
        (f"{FIRST} {LEAK} {LAST}", [f"coach|{FIRST}", f"coach|{RULES}"]),
        (LEAK, [f"coach|{RULES}"]),
    ],
    ids=["three sentences", "one", "a leak behind one", "a leak"],
)
async def test_a_person_reads_everything_once(reply: str, read_after_praise: list[str]) -> None:
    team = tea_team(model=speaking(Speaking(reply)))
    await team.run()
    heard = [
        each async for each in team.run_stream(task=ANSWER) if not isinstance(each, TaskResult)
    ]
    lines = read(heard, team)
    assert lines[0].startswith("coach|Done well")
    assert lines[1:] == read_after_praise


async def test_autogens_console_prints_all_of_it() -> None:
    team, printed = tea_team(model=speaking(Speaking(f"{FIRST} {SECOND} {LAST}"))), io.StringIO()
    await team.run()
    with redirect_stdout(printed):
        await Console(team.run_stream(task=ANSWER))
    shown = printed.getvalue().partition(" (coach) ")[2]
    assert f"\n{FIRST} {SECOND}\n{LAST}\n" in shown
    assert shown.count(FIRST) == shown.count(LAST) == shown.count("Done well, on heating") == 1
