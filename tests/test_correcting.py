"""The commands on one gap: shown whole, corrected, corrections taken back, forgotten for good."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Coach, copy_of
from tests.test_forgetting import holds

DAY_1 = {"COACH_NOW": "2026-11-01T09:00:00+08:00"}
DAY_2 = {"COACH_NOW": "2026-11-03T09:00:00+08:00"}
TWO = [
    ("backend-redis", "Redis 是单线程，所以一定比多线程慢，紫色河马。", DAY_1),
    ("rag-chunking", "切块就是固定长度切，不用重叠。", DAY_2),
]


def gaps(coach: Coach, *args: str) -> dict[str, dict[str, Any]]:
    """Return the gaps by id, as --json has them."""
    ran = coach.run("gaps", "--json", *args, env=DAY_2)
    return {each["gap"]: each for each in map(json.loads, ran.stdout.splitlines())}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Coach:
    """Two critiques that leave gaps."""
    coach = Coach(tmp_path_factory.mktemp("practised"))
    for question, answer, day in TWO:
        coach.run("critique", question, "-", "--lang", "zh", typed=answer, env=day)
    return coach


@pytest.fixture
def coach(template: Coach, tmp_path: Path) -> Coach:
    """The program over a copy of what was practised."""
    return copy_of(template, tmp_path)


@pytest.fixture
def practised(coach: Coach) -> dict[str, dict[str, Any]]:
    """The gaps by id."""
    found = gaps(coach)
    assert len(found) >= 4
    return found


def test_a_gap_is_shown_whole_by_the_beginning_of_its_id(
    coach: Coach, practised: dict[str, dict[str, Any]]
) -> None:
    gap = max(practised, key=lambda each: len(practised[each]["evidence"]))
    shown = coach.run("gap", "show", gap, "--lang", "en", env=DAY_2)
    assert shown.returncode == 0
    assert shown.stdout.count("2026-11-0") >= len(practised[gap]["evidence"])
    assert "The points behind it:" in shown.stdout
    assert json.loads(coach.run("gap", "show", gap, "--json").stdout) == practised[gap]
    wrong = coach.run("gap", "show", gap + "x", "--lang", "en")
    assert wrong.returncode == 2
    assert f"did you mean {gap}" in wrong.stderr


def test_merged_gaps_count_as_one_until_that_is_undone(
    coach: Coach, practised: dict[str, dict[str, Any]]
) -> None:
    one, other = list(practised)[:2]
    ran = coach.run("gap", "merge", one, other, "--lang", "en", env=DAY_2)
    assert ran.returncode == 0
    assert "now counts as" in ran.stdout
    merged = gaps(coach)
    assert one not in merged
    before = practised[one]["evidence"] + practised[other]["evidence"]
    assert len(merged[other]["evidence"]) == len(before)
    again = coach.run("gap", "merge", other, one, "--lang", "en")
    assert again.returncode == 2
    assert coach.run("gap", "merge", other, other).returncode == 2
    assert coach.run("gap", "split", other, env=DAY_2).returncode == 0
    assert gaps(coach) == practised


def test_a_gap_may_be_merged_into_a_skill_never_missed(
    coach: Coach, practised: dict[str, dict[str, Any]]
) -> None:
    one = next(iter(practised))
    assert "fine-tuning" not in practised
    assert coach.run("gap", "merge", one, "fine-tuning", env=DAY_2).returncode == 0
    assert gaps(coach)["fine-tuning"]["evidence"] == practised[one]["evidence"]
    assert gaps(coach)["fine-tuning"]["name"]["en"] == "fine-tuning"


def test_a_gap_seen_on_two_questions_can_be_split(
    coach: Coach, practised: dict[str, dict[str, Any]]
) -> None:
    where = {
        gap: {piece["question"] for piece in facts["evidence"]} for gap, facts in practised.items()
    }
    one = next(gap for gap, seen in where.items() if seen == {"backend-redis"})
    other = next(gap for gap, seen in where.items() if seen == {"rag-chunking"})
    coach.run("gap", "merge", other, one, env=DAY_2)
    for wrong in (["backend-redis", "rag-chunking"], ["llm-training"]):
        refused = coach.run("gap", "split", one, *wrong, "--lang", "en")
        assert refused.returncode == 2
        assert "seen on backend-redis, rag-chunking; name some of them, not all" in refused.stderr
    assert coach.run("gap", "split", one, "rag-chunking", env=DAY_2).returncode == 0
    apart = gaps(coach)
    assert apart[one]["evidence"] == practised[one]["evidence"]
    assert apart[f"{one}~rag-chunking"]["evidence"] == practised[other]["evidence"]
    assert apart[f"{one}~rag-chunking"]["name"]["en"].endswith("(rag-chunking)")


def test_a_name_of_ones_own_is_shown_everywhere_and_can_be_undone(
    coach: Coach, practised: dict[str, dict[str, Any]]
) -> None:
    one = next(iter(practised))
    ran = coach.run("gap", "rename", one, "我的\n弱项\x1b[31m", "--lang", "zh", env=DAY_2)
    assert ran.returncode == 0
    assert "\x1b" not in ran.stdout
    assert gaps(coach)[one]["name"] == {"zh": "我的 弱项␛[31m", "en": "我的 弱项␛[31m"}
    assert "我的 弱项" in coach.run("gaps", "--lang", "en", env=DAY_2).stdout
    assert coach.run("gap", "rename", one, "  ").returncode == 2
    undone = coach.run("gap", "undo", "--lang", "zh", env=DAY_2)
    assert undone.stdout.startswith("已撤销：")
    assert gaps(coach) == practised


def test_a_dismissed_gap_is_gone_from_list_and_plan_until_that_is_undone(
    coach: Coach, practised: dict[str, dict[str, Any]]
) -> None:
    one = next(iter(practised))
    later = {"COACH_NOW": "2026-11-20T09:00:00+08:00"}
    assert one in json.loads(coach.run("plan", "--json", env=later).stdout)["due"]
    assert coach.run("gap", "dismiss", one, env=DAY_2).returncode == 0
    assert one not in gaps(coach, "--all")
    assert one not in json.loads(coach.run("plan", "--json", env=later).stdout)["due"]
    assert coach.run("gap", "undo", env=DAY_2).returncode == 0
    assert gaps(coach) == practised
    nothing = coach.run("gap", "undo", "--lang", "en")
    assert nothing.returncode == 1
    assert "no correction" in nothing.stderr


def test_a_forgotten_gap_is_gone_for_good_and_the_others_stay(
    coach: Coach, practised: dict[str, dict[str, Any]]
) -> None:
    one = next(iter(practised))
    coach.run("gap", "rename", one, "橙色长颈鹿", env=DAY_2)
    refused = coach.run("gap", "forget", one, "--lang", "en")
    assert refused.returncode == 2
    assert coach.run("gap", "forget", one, "--yes", env=DAY_2).returncode == 0
    left = gaps(coach)
    assert one not in left
    assert left == {key: gap for key, gap in practised.items() if key != one}
    assert holds(coach.home / "data", "橙色长颈鹿") == []
    assert TWO[1][1] in coach.run("show", "last", "--lang", "zh").stdout
    assert coach.run("memory", "rebuild").returncode == 0
    assert gaps(coach) == left
