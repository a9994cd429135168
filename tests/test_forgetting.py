"""Forgetting: what is named is gone from every byte of the folder, the rest is as it was."""

import json
from pathlib import Path

import pytest

from tests.conftest import Coach, copy_of

ONE, TWO = (
    "我们用 Redis 做缓存，字符串加过期时间，蓝鲸企鹅。",
    "MGET 一次网络往返就能取完，紫色河马。",
)
SECRETS = {ONE: "蓝鲸企鹅", TWO: "紫色河马"}
FIRST = {"COACH_NOW": "2026-11-01T09:00:00+08:00"}
SECOND = {"COACH_NOW": "2026-11-20T09:00:00+08:00"}


def holds(folder: Path, words: str) -> list[str]:
    """Return the files in which the bytes of `words` stand, as text or escaped."""
    forms = [words.encode(), json.dumps(words)[1:-1].encode(), words.encode("utf-16-le")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(form in path.read_bytes() for form in forms)]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Coach:
    """Two sessions, three weeks apart, and a plan."""
    coach = Coach(tmp_path_factory.mktemp("practised"))
    coach.run("practice", "backend-redis", "--lang", "zh", typed=ONE, env=FIRST)
    coach.run("practice", "backend-redis", "--lang", "zh", typed=TWO, env=SECOND)
    coach.run("plan", "new", "--minutes", "25", env=SECOND)
    return coach


@pytest.fixture
def coach(template: Coach, tmp_path: Path) -> Coach:
    """The program over a copy of what was practised."""
    return copy_of(template, tmp_path)


@pytest.fixture
def practised(coach: Coach) -> list[str]:
    """The names of the two sessions."""
    listed = map(json.loads, coach.run("history", "--json").stdout.splitlines())
    names = [each["session"] for each in listed][::-1]
    assert len(names) == 2
    folder = coach.home / "data"
    assert all(holds(folder, SECRETS[each]) for each in (ONE, TWO))
    return names


def test_one_session_is_gone_from_every_byte_and_the_other_stays(
    coach: Coach, practised: list[str]
) -> None:
    ran = coach.run("forget", "--session", practised[0], "--yes", "--json")
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["streams"] == 1
    folder = coach.home / "data"
    assert holds(folder, SECRETS[ONE]) == []
    assert holds(folder, SECRETS[TWO])
    left = [
        json.loads(line)["session"] for line in coach.run("history", "--json").stdout.splitlines()
    ]
    assert left == [practised[1]]
    assert TWO in coach.run("show", practised[1]).stdout
    assert coach.run("resume", practised[1], typed="").returncode == 0
    assert coach.run("doctor").returncode == 0


def test_what_is_older_than_a_day_goes_and_the_plan_stays(
    coach: Coach, practised: list[str]
) -> None:
    assert coach.run("forget", "--before", "2026-11-20", "--yes").returncode == 0
    assert holds(coach.home / "data", SECRETS[ONE]) == []
    assert holds(coach.home / "data", SECRETS[TWO])
    assert json.loads(coach.run("plan", "--json").stdout)["minutes"] == 25


@pytest.mark.slow
def test_everything_goes_own_questions_and_plan_too(
    coach: Coach, practised: list[str], tmp_path: Path
) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("## What is a zebra crossing?\nA marmalade elephant walks over it.\n", "utf-8")
    coach.run("bank", "add", str(notes), "--yes")
    coach.run("bank", "list")
    coach.run("practice", "backend-redis", "--profile", "other", "--lang", "zh", typed=TWO)
    assert coach.run("forget", "--everything", "--yes").returncode == 0
    folder = coach.home / "data" / "default"
    for words in (*SECRETS.values(), "marmalade elephant"):
        assert holds(folder, words) == []
    assert coach.run("history", "--json").stdout == ""
    assert json.loads(coach.run("plan", "--json").stdout)["minutes"] is None
    assert holds(coach.home / "data" / "other", SECRETS[TWO])


def test_nothing_goes_without_a_yes(coach: Coach, practised: list[str]) -> None:
    refused = coach.run("forget", "--everything", "--lang", "en")
    assert refused.returncode == 2
    assert "nothing was forgotten" in refused.stderr
    assert holds(coach.home / "data", SECRETS[ONE])


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        ([], 2, "one of --session, --before, --interview, --everything"),
        (["--session", "x", "--everything"], 2, "one of"),
        (["--session", "nowhere", "--yes"], 2, "no session"),
        (["--before", "soon", "--yes"], 2, "2026-12-24"),
        (["--before", "2020-01-01", "--yes"], 0, "nothing to forget"),
    ],
)
def test_what_cannot_be_forgotten_is_told(
    coach: Coach, args: list[str], code: int, told: str
) -> None:
    coach.run("practice", "backend-redis", "--lang", "zh", typed=ONE)
    ran = coach.run("forget", *args, "--lang", "en")
    assert ran.returncode == code
    assert told in ran.stderr
    assert holds(coach.home / "data", SECRETS[ONE])


def test_a_new_profile_has_nothing_to_forget_and_nothing_is_made(tmp_path: Path) -> None:
    coach = Coach(tmp_path / "new")
    assert coach.run("forget", "--everything", "--yes").returncode == 0
    assert not (coach.home / "data").exists()
