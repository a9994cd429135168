"""The agents use what is remembered: a planted memory changes their words, its removal undoes that."""

from datetime import timedelta
from pathlib import Path

from autogen_core.memory import MemoryContent, MemoryMimeType

from memory.index import open_index
from memory.long_term import LongTermMemory
from practice.event import Asked, Coached
from tests.conftest import Coach
from tests.samples import NOON, days
from tests.talks import events, say_to, tea_team

ANSWER = "I boil the water."
PLANTED = MemoryContent(
    content="timing",
    mime_type=MemoryMimeType.TEXT,
    metadata={
        "gap": "timing",
        "status": "open",
        "occurrences": 3,
        "since": days(-20).isoformat(),
        "last": days(-2).isoformat(),
        "question": "coffee",
        "quote": "I just wait a bit",
    },
)


async def spoken(long: LongTermMemory) -> tuple[str | None, str]:
    """Return what the coach recalls and how the interviewer probes, after the first attempt."""
    team = tea_team(recall=long.recall)
    await say_to(team, ANSWER)
    coached = next(each for each in events(team) if isinstance(each, Coached))
    probe = [each for each in events(team) if isinstance(each, Asked)][1]
    return coached.recall, probe.text


async def test_a_planted_memory_changes_the_words_and_its_removal_changes_them_back(
    tmp_path: Path,
) -> None:
    long = LongTermMemory(open_index(tmp_path, "long"))
    before = await spoken(long)
    assert before == (None, "What about steep?")
    await long.add(PLANTED)
    recall, probe = await spoken(long)
    assert recall == (
        "timing: this has come up 3× since 2026-10-13."
        " Last time, in coffee, you put it as “I just wait a bit”."
    )
    assert probe == "This has come up before (since 2026-10-13, 3×). What about steep?"
    await long.clear()
    assert await spoken(long) == before


async def test_what_recurs_is_said_after_the_first_attempt_and_only_once(tmp_path: Path) -> None:
    long = LongTermMemory(open_index(tmp_path, "long"))
    await long.add(PLANTED)
    team = tea_team(recall=long.recall)
    await say_to(team, ANSWER, "no idea", "still no idea")
    first, *later = [each.text for each in events(team) if isinstance(each, Asked)]
    assert first == "How do you make a good cup of tea?"
    assert sum("come up before" in text for text in later) == 1
    recalls = [each.recall for each in events(team) if isinstance(each, Coached)]
    assert recalls[0] is not None
    assert set(recalls[1:]) == {None}


async def test_a_quote_that_gives_an_open_point_away_is_not_repeated(tmp_path: Path) -> None:
    long = LongTermMemory(open_index(tmp_path, "long"))
    facts = {**(PLANTED.metadata or {}), "quote": "let it steep for three minutes"}
    await long.add(PLANTED.model_copy(update={"metadata": facts}))
    recall, _ = await spoken(long)
    assert recall == "timing: this has come up 3× since 2026-10-13."


def test_the_next_session_recalls_the_last_one_in_its_words(coach: Coach) -> None:
    monday, friday = NOON.isoformat(), (NOON + timedelta(days=4)).isoformat()
    answer = "集群里 MGET 直接用就行，跟单机一样。"
    first = coach.run(
        "practice", "backend-redis", "--lang", "zh", typed=answer, env={"COACH_NOW": monday}
    )
    assert "出现过" not in first.stdout
    second = coach.run(
        "practice", "backend-redis", "--lang", "zh", typed=answer, env={"COACH_NOW": friday}
    )
    assert "从 2026-11-02 起出现过" in second.stdout
    listed = coach.run("gaps", "--lang", "zh")
    assert "2026-11-02" in listed.stdout
    assert "2026-11-06" in listed.stdout
