"""The profile at the command line: filled, shown, taken back, spoken of, forgotten; calibration."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from memory.journal import Journal
from practice.event import Answered, Rated, Started
from practice.value import LANGS, Lang
from tests.conftest import Coach
from tests.documents import pdf_of, word_of
from tests.resumes import EN_COLONS, ZH_BARE, ZH_MARKDOWN
from tests.samples import tea_critiqued
from tests.test_forgetting import holds
from tests.test_terminal import CTRL_C, Terminal

NOW = {"COACH_NOW": "2026-11-25T09:00:00+08:00"}
SHORT = "项目经历\n紫色河马助手 (2023)\n- 用 RAG 和 Redis 做的\n"


def cv(folder: Path, text: str | bytes, name: str = "cv.md") -> str:
    """Write a résumé and return its path."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


def facts(coach: Coach) -> list[dict[str, Any]]:
    """Return the facts that are known."""
    shown = json.loads(coach.run("profile", "--json", env=NOW).stdout)
    return list(shown["facts"])


SHOWN: dict[Lang, str] = {
    "en": """\
Target role: LLM engineer
Interview dates: 2026-12-10, 2026-12-20
40 minutes a day
Confirmed by you (take one back: coach profile remove NUMBER):
  1. Project: 紫色河马助手
    “紫色河马助手 (2023) - 用 RAG 和 Redis 做的” (cv.md)
  2. Skills: RAG, Redis
    “- 用 RAG 和 Redis 做的” (cv.md)
No strengths yet: a skill counts once it was shown unaided on two days.
""",
    "zh": """\
目标职位：LLM engineer
面试日期：2026-12-10、2026-12-20
每天 40 分钟
你确认过的（拿掉一条：coach profile remove 编号）：
  1. 项目：紫色河马助手
    “紫色河马助手 (2023) - 用 RAG 和 Redis 做的”（cv.md）
  2. 用过：RAG, Redis
    “- 用 RAG 和 Redis 做的”（cv.md）
还没有强项：同一项要在两天里不看提示都答上才算。
""",
}


@pytest.mark.parametrize("lang", LANGS)
def test_the_whole_profile_is_shown(coach: Coach, tmp_path: Path, lang: Lang) -> None:
    coach.run("plan", "new", "--date", "2026-12-20", "--date", "2026-12-10", "--minutes", "40",
              "--role", "LLM engineer", env=NOW)  # fmt: skip
    added = coach.run("profile", "add", cv(tmp_path, SHORT), "--yes", "--lang", lang, env=NOW)
    assert added.returncode == 0
    assert added.stdout in SHOWN[lang]
    assert "2" in added.stderr
    shown = coach.run("profile", "--lang", lang, env=NOW)
    assert (shown.returncode, shown.stdout, shown.stderr) == (0, SHOWN[lang], "")


def test_an_empty_profile_says_how_to_begin_and_makes_nothing(coach: Coach) -> None:
    shown = coach.run("profile", "--lang", "en")
    assert shown.returncode == 0
    assert "coach plan new" in shown.stdout
    assert "coach profile add FILE" in shown.stdout
    assert not (coach.home / "data").exists()


def test_facts_come_from_files_of_each_kind_and_never_twice(coach: Coach, tmp_path: Path) -> None:
    for name, data in (("a.pdf", pdf_of(ZH_BARE)), ("b.docx", word_of(*EN_COLONS.split("\n")))):
        ran = coach.run("profile", "add", cv(tmp_path, data, name), "--yes", "--json", env=NOW)
        told = [json.loads(line) for line in ran.stdout.splitlines()]
        assert {each["source"] for each in told} == {name}
    assert [each["name"] for each in facts(coach) if each["what"] == "project"] == [
        "合同审查助手", "Text2SQL 取数机器人", "Mail Sorter", "Trip Planner",
    ]  # fmt: skip
    again = coach.run("profile", "add", str(tmp_path / "a.pdf"), "--yes", "--lang", "en", env=NOW)
    assert (again.returncode, again.stdout) == (0, "")
    assert "known already" in again.stderr


@pytest.mark.parametrize(
    ("args", "code", "told", "zh"),
    [
        (["add", "cv.md"], 2, "nothing was stored", "什么都没有保存"),
        (["add", "nowhere.pdf", "--yes"], 1, "cannot be read", "读不了"),
        (["add", "tea.md", "--yes"], 1, "nothing was stored", "什么都没有保存"),
        (["remove", "7"], 2, "no fact has the number 7", "没有编号为 7"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line_and_nothing_kept(
    coach: Coach, tmp_path: Path, args: list[str], code: int, told: str, zh: str
) -> None:
    cv(tmp_path, SHORT)
    cv(tmp_path, "I like tea.", "tea.md")
    args = [str(tmp_path / each) if "." in each else each for each in args]
    for lang, wanted in (("en", told), ("zh", zh)):
        ran = coach.run("profile", *args, "--lang", lang, env=NOW)
        assert (ran.returncode, ran.stdout) == (code, "")
        assert wanted in ran.stderr
        assert len(ran.stderr.splitlines()) == 1
    assert facts(coach) == []


def test_a_fact_taken_back_is_gone_and_the_others_keep_their_numbers(
    coach: Coach, tmp_path: Path
) -> None:
    coach.run("profile", "add", cv(tmp_path, ZH_MARKDOWN), "--yes", env=NOW)
    before = facts(coach)
    ran = coach.run("profile", "remove", "2", "--lang", "en", env=NOW)
    assert "Taken back: Project: 智能客服 Agent" in ran.stdout
    assert facts(coach) == [before[0], *before[2:]]
    assert coach.run("profile", "remove", "2", env=NOW).returncode == 2


@pytest.mark.slow
def test_each_fact_is_confirmed_at_the_terminal(coach: Coach, tmp_path: Path) -> None:
    path = cv(tmp_path, ZH_MARKDOWN)
    term = Terminal(coach, 100, "profile", "add", path, "--lang", "en", **NOW)
    term.sees("1 of 11 · Project: 企业知识库问答系统")
    term.sees("Enter keeps it")
    term.types("what\r")
    term.sees("Type n, e or q")
    term.types("\r")
    term.sees("2 of 11")
    term.sees("Enter keeps it")
    term.types("e\r")
    term.sees("Name ›")
    term.types(" 二代\r")
    term.sees("3 of 11")
    term.sees("Enter keeps it")
    term.types("n\r")
    term.sees("4 of 11")
    term.sees("Enter keeps it")
    term.types("q\r")
    assert term.ends() == 0
    assert [each["name"] for each in facts(coach)] == ["企业知识库问答系统", "智能客服 Agent 二代"]


def test_leaving_stores_nothing(coach: Coach, tmp_path: Path) -> None:
    term = Terminal(coach, 100, "profile", "add", cv(tmp_path, SHORT), "--lang", "en", **NOW)
    term.sees("Enter keeps it")
    term.types("\r")
    term.sees("2 of 2")
    term.sees("Enter keeps it")
    term.types(CTRL_C)
    term.sees("Nothing was stored")
    assert term.ends() == 0
    assert facts(coach) == []


@pytest.mark.slow
def test_a_story_is_asked_for_with_the_projects_it_could_be_told_of(
    coach: Coach, tmp_path: Path
) -> None:
    coach.run("profile", "add", cv(tmp_path, SHORT), "--yes", env=NOW)
    line = "You could speak of your projects here: 紫色河马助手"
    ran = coach.run("practice", "agent-project", "--lang", "en", "--json", typed="", env=NOW)
    assert line in ran.stderr.splitlines()
    assert "紫色河马助手" not in ran.stdout
    ran = coach.run("resume", "--lang", "en", typed="I built an agent.\n", env=NOW)
    assert line in ran.stderr
    assert line not in coach.run("resume", "--lang", "en", typed="", env=NOW).stderr
    for args in (["rag-chunking"], ["agent-project", "--candidate", "simulated"]):
        ran = coach.run("practice", *args, "--lang", "en", typed="", env=NOW)
        assert line not in ran.stderr


@pytest.mark.slow
def test_everything_forgotten_is_the_profile_too_and_a_day_leaves_it(
    coach: Coach, tmp_path: Path
) -> None:
    coach.run("practice", "rag-chunking", typed="Cut at headings.\n", env=NOW)
    coach.run("profile", "add", cv(tmp_path, SHORT), "--yes", env=NOW)
    folder = coach.home / "data"
    assert holds(folder, "紫色河马")
    ran = coach.run("forget", "--before", "2026-12-01", "--yes", "--lang", "en", env=NOW)
    assert "The plan and the profile stay" in ran.stderr
    assert len(facts(coach)) == 2
    assert coach.run("profile", "remove", "1", env=NOW).returncode == 0
    assert coach.run("forget", "--everything", "--yes", env=NOW).returncode == 0
    assert holds(folder, "紫色河马") == []
    assert facts(coach) == []


def test_nothing_in_a_resume_steers_a_terminal(coach: Coach, tmp_path: Path) -> None:
    path = cv(tmp_path, "Projects\n\nEvil\x1bc\u202e \u200bbot\n- with Redis\n")
    added = coach.run("profile", "add", path, "--yes", "--json", env=NOW)
    shown = coach.run("profile", env=NOW)
    assert "\x1b" not in added.stdout + added.stderr + shown.stdout
    assert facts(coach)[0]["name"] == "Evil␛c bot"
    assert not holds(coach.home / "data", "Evil\x1b")


CALIBRATED: dict[Lang, list[str]] = {
    "en": [
        "your rating against the verdict; a cell is 10 points of 100, right of the bar too high,"
        " left too low",
        "----------|##--------  Overall: you rate yourself 25 points too high on average,"
        " over-confident (3 ratings, off by 25)",
        "----------|##--------  retrieval (RAG): you rate yourself 25 points too high on average,"
        " over-confident (3 ratings, off by 25)",
    ],
    "zh": [
        "自评和评分之差；每格 10 分，竖线右边是高估，左边是低估",
        "----------|##--------  总体：自评平均高了 25 分，偏乐观（3 次，平均相差 25 分）",
        "----------|##--------  检索增强：自评平均高了 25 分，偏乐观（3 次，平均相差 25 分）",
    ],
}


@pytest.mark.slow
def test_calibration_is_told_with_a_bar_and_in_words(coach: Coach) -> None:
    few = coach.run("calibration", "--lang", "en")
    assert few.stdout.startswith("Too few ratings yet: 0 of at least 3.")
    assert coach.run("calibration", "--json").stdout == ""
    coach.run("plan", "new")
    at = datetime(2026, 11, 20, tzinfo=UTC)
    started = Started(question="rag-chunking", mode="practice", lang="en", rounds=5, version="t")
    with Journal.write(coach.home / "data" / "default") as journal:
        for session in ("s1", "s2", "s3"):
            critiqued = tea_critiqued("covered", "missing", "missing")
            for event in (started, Answered(text="…", lang="en"), Rated(rating=4), critiqued):
                journal.append(session, event, at)
    for lang in LANGS:
        assert coach.run("calibration", "--lang", lang).stdout.splitlines() == CALIBRATED[lang]
        plain = coach.run("calibration", "--lang", lang, "--plain").stdout.splitlines()
        assert plain == [line.split("  ")[1] for line in CALIBRATED[lang][1:]]
        assert plain[0] in coach.run("profile", "--lang", lang).stdout
    told = [json.loads(line) for line in coach.run("calibration", "--json").stdout.splitlines()]
    assert [(each["topic"], each["count"], each["bias"]) for each in told] == [
        (None, 3, 25.0),
        ("rag", 3, 25.0),
    ]
    assert json.loads(coach.run("profile", "--json").stdout)["calibration"]["error"] == 25.0
