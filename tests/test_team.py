"""The team: AutoGen's public interface over our state machine."""

import io
from contextlib import redirect_stdout

import pytest
from autogen_agentchat.base import TaskResult, Team
from autogen_agentchat.messages import StructuredMessage, TextMessage
from autogen_agentchat.teams import RoundRobinGroupChat
from autogen_agentchat.ui import Console
from autogen_core import CancellationToken

from agents.candidate import Simulated
from agents.team import CANCELLED, FINISHED, WAITING, PracticeTeam
from practice.event import Answered, Asked, Closed, Coached, Critiqued, Hinted, Reflected
from tests.samples import tea_matcher, tea_question
from tests.talks import events, kinds, reason, say_to, started, tea_team

WHOLE = "The water has to be boiling. Let the leaves steep for three minutes. Warm the pot."


async def test_it_returns_to_its_caller_when_the_candidate_is_to_speak() -> None:
    team = tea_team()
    result = await team.run()
    assert isinstance(team, Team)
    assert reason(result) == WAITING
    assert [
        type(each.content) for each in result.messages if isinstance(each, StructuredMessage)
    ] == [Asked]
    assert kinds(team) == ["asked"]


async def test_a_whole_answer_closes_at_once_and_leaves_nothing_to_reflect_on() -> None:
    team = tea_team()
    await team.run()
    result = await team.run(task=WHOLE)
    assert reason(result) == FINISHED
    assert kinds(team) == ["asked", "answered", "critiqued", "coached", "closed"]
    closed = events(team)[-1]
    assert isinstance(closed, Closed)
    assert (closed.reason, closed.open) == ("covered", ())


async def test_hint_attempt_hint_and_no_two_rungs_without_an_attempt() -> None:
    team = tea_team()
    await say_to(team, "No idea, sorry.", "/hint", "/hint", "Still no idea.", "/hint")
    hints = [each for each in events(team) if isinstance(each, Hinted)]
    assert [(each.point, each.rung) for each in hints] == [("boil", 1), ("boil", 2)]
    assert kinds(team).count("declined") == 1


async def test_no_probe_is_put_twice() -> None:
    team = tea_team(begun=started(rounds=20))
    await say_to(team, "I boil the water.", "/skip", "/skip", "/skip")
    asked = [
        each.point for each in events(team) if isinstance(each, Asked) and each.what == "probe"
    ]
    assert asked == list(dict.fromkeys(asked))
    assert set(asked) <= {"steep", "warm-pot"}


async def test_no_progress_ends_the_session() -> None:
    team = tea_team(begun=started(rounds=20))
    await say_to(team, "Nice weather.", "Nice weather.", "Nice weather.")
    closed = next(each for each in events(team) if isinstance(each, Closed))
    assert closed.reason == "no_progress"


async def test_the_rounds_end_the_session() -> None:
    team = tea_team(begun=started(rounds=1))
    await say_to(team, "I boil the water.")
    closed = next(each for each in events(team) if isinstance(each, Closed))
    assert closed.reason == "rounds"
    assert closed.open == ("steep", "warm-pot")


async def test_the_last_answer_is_a_reflection_and_is_not_judged() -> None:
    team = tea_team(begun=started(rounds=1))
    await say_to(team, "I boil the water.", "I forgot the timing.")
    assert kinds(team)[-2:] == ["asked", "reflected"]
    assert events(team)[-1] == Reflected(text="I forgot the timing.")
    assert kinds(team).count("critiqued") == 1


async def test_the_model_answer_comes_after_an_attempt_and_asks_for_own_words() -> None:
    team = tea_team()
    await say_to(team, "/answer", "I boil the water.", "/answer", WHOLE)
    told = kinds(team)
    assert told[1:3] == ["requested", "declined"]
    assert told[told.index("revealed") : told.index("revealed") + 2] == ["revealed", "asked"]
    last = [each for each in events(team) if isinstance(each, Critiqued)][-1]
    assert {each.aid for each in last.observations} == {"aided"}
    closed = next(each for each in events(team) if isinstance(each, Closed))
    assert closed.reason == "model_answer"


async def test_a_simulated_candidate_runs_it_to_the_end_the_same_way_twice() -> None:
    def team() -> PracticeTeam:
        return tea_team(source=Simulated(tea_question(), 0.3, 4, "en", tea_matcher()))

    one, two = team(), team()
    assert reason(await one.run()) == FINISHED
    await two.run()
    assert events(one) == events(two)


async def test_a_simulated_candidate_that_knows_more_scores_more() -> None:
    async def score(level: float) -> float:
        team = tea_team(source=Simulated(tea_question(), level, 4, "en", tea_matcher()))
        await team.run()
        first = next(each for each in events(team) if isinstance(each, Critiqued))
        assert first.critique.score is not None
        return first.critique.score

    scores = [await score(level) for level in (0.0, 0.5, 1.0)]
    assert scores == sorted(scores)
    assert scores[0] == 0
    assert scores[-1] == 100


async def test_a_team_taken_up_again_goes_on_where_it_stood() -> None:
    whole, parts = tea_team(), tea_team()
    await say_to(whole, "I boil the water.", "/hint", "I let it steep for 3 minutes.")
    await parts.run()
    for each in ("I boil the water.", "/hint", "I let it steep for 3 minutes."):
        parts = PracticeTeam(tea_question(), parts.agents, parts.turns, parts.ledger)
        await parts.load_state(await parts.save_state())
        await parts.run(task=each)
    assert events(parts) == events(whole)


async def test_state_of_another_session_is_refused() -> None:
    team = tea_team()
    with pytest.raises(ValueError, match="loose"):
        await team.load_state({"version": 1, "session": "other", "seq": 3})


async def test_it_runs_under_autogens_console() -> None:
    team = tea_team()
    printed = io.StringIO()
    with redirect_stdout(printed):
        result = await Console(team.run_stream())
    assert isinstance(result, TaskResult)
    assert "How do you make a good cup of tea?" in printed.getvalue()


async def test_it_works_inside_another_team_that_knows_its_messages() -> None:
    outer = RoundRobinGroupChat(
        [tea_team()], max_turns=1, custom_message_types=list(PracticeTeam.messages)
    )
    result = await outer.run(task=WHOLE)
    told = [each.content for each in result.messages if isinstance(each, StructuredMessage)]
    assert [type(each) for each in told][-1] is Closed


async def test_a_cancelled_run_stops_and_keeps_what_was_said() -> None:
    team = tea_team()
    token = CancellationToken()
    token.cancel()
    result = await team.run(cancellation_token=token)
    assert reason(result) == CANCELLED
    assert kinds(team) == []


async def test_events_and_texts_are_both_tasks() -> None:
    team = tea_team()
    await team.run()
    await team.run(task=TextMessage(content="I boil the water.", source="me"))
    answered = [each for each in events(team) if isinstance(each, Answered)]
    assert [each.text for each in answered] == ["I boil the water."]
    with pytest.raises(ValueError, match="task"):
        await team.run(task="   ")


async def test_the_coach_praises_only_what_was_credited() -> None:
    team = tea_team()
    await say_to(team, "No idea, sorry.", "I boil the water.")
    coached = [each for each in events(team) if isinstance(each, Coached)]
    assert coached[0].done_well is None
    assert coached[1].done_well is not None
    assert coached[1].done_well.quote == "I boil the water."


async def test_a_mistake_that_is_taken_back_no_longer_stands() -> None:
    team = tea_team(begun=started(rounds=20))
    await say_to(team, "Boil the water. The longer the leaves steep, the better.")
    assert team.state.false.keys() == {"longer-better"}
    assert team.state.standings["steep"].standing == "contradicted"
    await team.run(task="I was wrong about the steeping, that turns bitter.")
    assert team.state.false == {}
    assert team.state.standings["steep"].standing != "contradicted"


async def test_after_an_answer_to_something_else_the_question_is_put_again_once() -> None:
    team = tea_team(begun=started(rounds=20))
    await say_to(team, "Cats are nice and so are dogs.", "Cats are nice, really.")
    asked = [each for each in events(team) if isinstance(each, Asked)]
    assert [(each.what, each.point) for each in asked] == [
        ("question", None),
        ("again", None),
        ("probe", "boil"),
    ]
    assert asked[1].text == "Let us go back to the question: How do you make a good cup of tea?"


async def test_another_try_names_what_is_to_be_tried() -> None:
    team = tea_team()
    await say_to(team, "I boil the water.", "/hint", "No idea.")
    asked = [each for each in events(team) if isinstance(each, Asked)]
    assert asked[-1].text == "With that hint, once more: What about steep?"
