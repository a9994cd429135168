"""A question to the coach: found in the bank or honestly not, aid, and nothing else changed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from autogen_agentchat.messages import BaseChatMessage

from agents.briefed import message_of
from agents.ledger import JournalLedger, Ledger, LooseLedger
from agents.team import PracticeTeam
from agents.turns import Turns
from memory.journal import Journal
from practice.event import Asked, Critiqued, Inquired, Rated, Requested, Told
from practice.round import exposures, texts_shown
from tests.samples import NOON, records, tea_matcher, tea_question
from tests.talks import events, kinds, say_to, started, tea_cast, tea_team

ANSWER = "The water has to be boiling."
HOUR = timedelta(hours=1)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def team_over(make: Callable[[Clock], Ledger], **begun: object) -> tuple[PracticeTeam, Clock]:
    """Return a team over a new session, with its clock."""
    clock = Clock()
    ledger = make(clock)
    ledger.append(started(**begun))
    turns = Turns(tea_question(), tea_matcher(), ledger)
    return PracticeTeam(tea_question(), tea_cast(), turns, ledger), clock


def aids(team: PracticeTeam) -> dict[str | None, str]:
    """Return the aid of each point met or missed in the last critique."""
    critiqued = [each for each in events(team) if isinstance(each, Critiqued)]
    return {each.point: each.aid for each in critiqued[-1].observations if each.met}


def told(team: PracticeTeam) -> list[Told]:
    return [each for each in events(team) if isinstance(each, Told)]


async def test_it_is_answered_at_once_and_the_question_stays_open() -> None:
    team = tea_team()
    await say_to(team, "/ask how many minutes should the leaves steep?")
    assert kinds(team) == ["asked", "inquired", "told"]
    asked, inquired, answer = events(team)
    assert isinstance(asked, Asked)
    assert inquired == Inquired(text="how many minutes should the leaves steep?", lang="en")
    assert answer == Told(
        text="The bank says: Let the leaves steep for three minutes.",
        lang="en",
        gave={"tea": ("steep",)},
        voice="rules",
    )
    await team.run(task=ANSWER)
    assert kinds(team)[3:] == ["answered", "critiqued", "coached", "asked"]


async def test_it_answers_in_the_language_it_was_asked_in() -> None:
    team = tea_team()
    await say_to(team, "/ask 茶叶要泡几分钟？")
    assert told(team)[0].text == "题库里的说法：把茶叶泡三分钟。"
    assert told(team)[0].lang == "zh"


@pytest.mark.parametrize("words", ["who grows coffee in Brazil?", "why?", "…", "$(reboot)"])
async def test_where_the_bank_has_none_it_says_so_and_gives_nothing_away(words: str) -> None:
    team = tea_team()
    await say_to(team, f"/ask {words}")
    assert told(team)[0].text.startswith("The bank has no passage that answers this.")
    assert "/hint" in told(team)[0].text
    assert told(team)[0].gave == {}


async def test_it_may_be_asked_after_a_probe_between_hints_and_after_the_close() -> None:
    team = tea_team()
    await say_to(team, ANSWER, "/ask how hot?", "/hint", "/ask how hot?", "/hint", "/done")
    await team.run(task="/ask how many minutes should the leaves steep?")
    assert kinds(team) == [
        "asked", "answered", "critiqued", "coached",
        "asked", "inquired", "told", "requested", "hinted", "inquired", "told",
        "requested", "declined", "requested", "closed", "asked", "inquired", "told",
    ]  # fmt: skip
    await team.run(task="I forgot the clock.")
    assert kinds(team)[-1] == "reflected"


async def test_an_answer_right_after_it_is_aided_and_21_hours_later_it_is_not() -> None:
    for later, aid in ((timedelta(), "aided"), (21 * HOUR, "unaided")):
        team, clock = team_over(LooseLedger)
        await say_to(team, "/ask should the water be boiling?")
        clock.now += later
        await team.run(task="Well, the water must be boiling hot.")
        assert aids(team) == {"boil": aid}


async def test_what_is_asked_at_the_rating_is_no_aid_to_the_answer_before_it() -> None:
    team, _ = team_over(LooseLedger, rating=True)
    await say_to(team, ANSWER, "/ask should the water be boiling?")
    assert kinds(team) == ["asked", "answered", "inquired", "told"]
    await team.run(task=_rated(3))
    assert aids(team) == {"boil": "unaided"}
    await team.run(task="The water must be boiling, and steep it three minutes.")
    assert team.state.mark is not None


def _rated(rating: int) -> BaseChatMessage:
    return message_of(Rated(rating=rating), source="candidate")


@pytest.mark.parametrize(("wait", "aid"), [(HOUR, "aided"), (20 * HOUR, "unaided")])
async def test_what_another_session_was_told_of_this_question_counts_here(
    tmp_path: Path, wait: timedelta, aid: str
) -> None:
    given = Told(text="Boil it.", lang="en", gave={"tea": ("boil",)}, voice="rules")
    with Journal.write(tmp_path) as journal:
        journal.append("other", started(question="coffee"), NOON - wait)
        journal.append("other", given, NOON - wait)
        team, _ = team_over(lambda clock: JournalLedger(journal, "this", clock))
        await say_to(team, ANSWER)
        assert aids(team) == {"boil": aid}


async def test_what_was_told_and_is_pasted_back_days_later_is_aided() -> None:
    words = "Bring it up until the water is boiling hard and big bubbles rise without a pause there"
    given = Told(text=f"You could say: {words}.", lang="en", voice="model")
    for shown, aid in (([given], "aided"), ([], "unaided")):
        team, clock = team_over(LooseLedger)
        await team.run()
        for each in shown:
            team.ledger.append(Inquired(text="how?", lang="en"))
            team.ledger.append(each)
        clock.now += timedelta(days=9)
        await team.run(task=f"{words}.")
        assert aids(team) == {"boil": aid}


def test_exposures_and_texts_are_of_the_question_they_belong_to() -> None:
    given = Told(
        text="Both.", lang="en", gave={"tea": ("boil",), "coffee": ("grind",)}, voice="model"
    )
    seen = records(started(), given)
    assert [(each.point, each.aid) for each in exposures(tea_question(), seen)] == [
        ("boil", "aided")
    ]
    assert "Both." in texts_shown(tea_question(), seen)


async def test_a_correction_is_filed_under_its_misconception_too() -> None:
    team = tea_team()
    await say_to(team, "/ask does it turn bitter?")
    assert told(team)[0].text == "The bank says: Steeped for long it turns bitter."
    assert "tea/longer-better" in told(team)[0].gave["tea"]


async def test_a_session_stopped_between_question_and_answer_answers_when_it_goes_on() -> None:
    team = tea_team()
    await team.run()
    team.ledger.append(Inquired(text="how many minutes should the leaves steep?", lang="en"))
    again = PracticeTeam(team.question, team.agents, team.turns, team.ledger)
    await again.run()
    assert kinds(again) == ["asked", "inquired", "told"]
    await again.run(task="/skip")
    assert [each for each in events(again) if isinstance(each, Requested)]
