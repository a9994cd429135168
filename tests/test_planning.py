"""The commands of the plan: made, shown with true reasons, paused, made anew; what comes next."""

import json
from pathlib import Path

import pytest

from agents.commands.app import App
from agents.commands.archive import Archive
from practice.planner import Planner
from practice.settings import resolve
from practice.value import Lang
from tests.conftest import Coach
from tests.documents import pdf_of, word_of
from tools.bank import Bank
from tools.job_description import LEAST, topic_weights
from tools.screen import Screen

NOW = {"COACH_NOW": "2026-11-25T09:00:00+08:00"}
LATER = {"COACH_NOW": "2026-12-16T09:00:00+08:00"}
FIRST = "我们用 Redis 做缓存，字符串加过期时间。"


def test_without_a_plan_today_is_still_told_and_how_to_make_one(coach: Coach) -> None:
    ran = coach.run("plan", "--lang", "zh", env=NOW)
    assert ran.returncode == 0
    assert "coach plan new" in ran.stdout
    assert "摸底" in ran.stdout
    assert not (coach.home / "data").exists()


def test_a_plan_is_made_shown_paused_and_made_anew(coach: Coach) -> None:
    made = coach.run("plan", "new", "--date", "2026-12-20", "--date", "2026-12-10", "--minutes",
                     "40", "--role", "LLM engineer", "--lang", "en", env=NOW)  # fmt: skip
    assert made.returncode == 0
    shown = coach.run("plan", "--lang", "en", env=NOW).stdout
    assert "Interview on 2026-12-10, in 15 days · LLM engineer" in shown
    assert "40 minutes a day" in shown
    assert coach.run("plan", "pause", env=NOW).returncode == 0
    assert "paused" in coach.run("plan", "--lang", "en", env=NOW).stdout
    assert coach.run("plan", "replan", "--minutes", "20", env=NOW).returncode == 0
    facts = json.loads(coach.run("plan", "--json", env=NOW).stdout)
    assert (facts["interview"], facts["minutes"], facts["paused"]) == ("2026-12-10", 20, False)
    after = json.loads(coach.run("plan", "--json", env=LATER).stdout)
    assert after["interview"] == "2026-12-20"


def test_an_interview_that_is_past_is_told_and_stops_nothing(coach: Coach) -> None:
    coach.run("plan", "new", "--date", "2026-12-01", env=NOW)
    shown = coach.run("plan", "--lang", "en", env=LATER)
    assert "(2026-12-01) is past" in shown.stdout
    assert json.loads(coach.run("plan", "--json", env=LATER).stdout)["today"]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["new", "--date", "2026-11-24"], "is past"),
        (["new", "--date", "soon"], "write it as 2026-12-24"),
        (["new", "--minutes", "3"], "5 to 600"),
        (["new", "--minutes", "0"], "5 to 600"),
        (["replan"], "there is no plan yet"),
        (["pause"], "there is no plan yet"),
        (["new", "--jd", "nowhere.md"], "cannot be read"),
    ],
)
def test_what_cannot_be_planned_is_told_and_nothing_kept(
    coach: Coach, args: list[str], told: str
) -> None:
    ran = coach.run("plan", *args, "--lang", "en", env=NOW)
    assert ran.returncode in (1, 2)
    assert told in ran.stderr
    assert json.loads(coach.run("plan", "--json", env=NOW).stdout)["minutes"] is None


def test_next_says_what_it_would_begin_and_begins_it(coach: Coach) -> None:
    said = json.loads(coach.run("next", "--json", "--lang", "en", env=NOW).stdout)
    assert set(said) == {"question", "reason"}
    begun = coach.run("next", "--lang", "en", typed="I do not know.\n", env=NOW)
    assert begun.stdout.startswith(said["question"])
    assert said["reason"] in begun.stderr
    again = json.loads(coach.run("next", "--json", env=NOW).stdout)
    assert again["question"] != said["question"]


@pytest.mark.parametrize("lang", ["en", pytest.param("zh", marks=pytest.mark.slow)])
def test_every_reason_is_true(coach: Coach, bank: Bank, lang: Lang) -> None:
    for question in ("backend-redis", "rag-overview", "prompt-react", "llm-training"):
        coach.run("practice", question, "--lang", "zh", typed=FIRST, env=NOW)
    settings = resolve({"lang": lang}, {**coach.env, **LATER}, {}, coach.home)
    screen = Screen(plain=True, as_json=False, lang=lang)
    archive = Archive(App(settings=settings, bank=bank, screen=screen))
    choices = archive.today().choices
    assert choices
    planner = Planner(archive.exercises, archive.outlook)
    topics = {each.topic for each in archive.exercises}
    for choice in choices[:1]:
        told = archive.reason(choice, lang)
        if choice.reason == "topic":
            met = {each.topic for each in archive.outlook.tried}
            assert choice.topic not in met
            assert str(len(met)) in told
            assert str(len(topics)) in told
        elif choice.reason == "owed":
            skill = archive.gap_name(choice.focus, lang)
            assert skill in told
            assert str(choice.weak) in told
            assert "21" in told
        assert planner.recall[choice.focus] == choice.recall


@pytest.mark.slow
def test_after_weeks_away_the_plan_is_a_day_long_and_old_misses_come_first(coach: Coach) -> None:
    coach.run("plan", "new", "--minutes", "30", "--no-checkup", env=NOW)
    coach.run("practice", "backend-redis", "--lang", "zh", typed=FIRST, env=NOW)
    facts = json.loads(coach.run("plan", "--json", env=LATER).stdout)
    assert 1 <= len(facts["today"]) <= 5
    assert facts["due"]
    shown = coach.run("plan", "--lang", "zh", env=LATER).stdout
    assert len(shown.splitlines()) < 15


def test_a_job_description_weighs_the_topics(bank: Bank, coach: Coach, tmp_path: Path) -> None:
    text = "You will build RAG: chunking, embeddings, re-ranking, recall@k on a vector database."
    weights = topic_weights(text, bank)
    assert max(weights, key=weights.__getitem__) == "rag"
    assert sum(weights.values()) / len(weights) == pytest.approx(1, abs=0.01)
    assert min(weights.values()) >= LEAST
    assert topic_weights("We sell flowers.", bank) == {}
    path = tmp_path / "jd.md"
    path.write_text(text, encoding="utf-8")
    made = coach.run("plan", "new", "--jd", str(path), "--json", env=NOW)
    assert json.loads(made.stdout)["weights"]["rag"] > 1
    for name, data in (("jd.pdf", pdf_of(text)), ("jd.docx", word_of(text))):
        (tmp_path / name).write_bytes(data)
        made = coach.run("plan", "new", "--jd", str(tmp_path / name), "--json", env=NOW)
        assert json.loads(made.stdout)["weights"] == pytest.approx(weights)
    path.write_text("花店招人。", encoding="utf-8")
    refused = coach.run("plan", "new", "--jd", str(path), "--lang", "en", env=NOW)
    assert refused.returncode == 1
    assert "no plan was made" in refused.stderr


def test_a_plan_belongs_to_the_profile_and_to_no_session(coach: Coach) -> None:
    coach.run("plan", "new", env=NOW)
    assert coach.run("history", "--json", env=NOW).stdout == ""
    assert coach.run("gaps", "--json", env=NOW).stdout == ""
    other = coach.run("plan", "--json", "--profile", "other", env=NOW)
    assert json.loads(other.stdout)["minutes"] is None
