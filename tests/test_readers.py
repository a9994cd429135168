"""The commands that only read: the first run, where one stands, the bank, the doctor."""

import json

import pytest

from tests.conftest import Coach

QUESTION = "backend-redis"
ANSWER = "我们用 Redis 做缓存，字符串加过期时间。集群里 MGET 直接用就行。"


def test_the_first_run_tells_in_ten_lines_how_to_begin(coach: Coach) -> None:
    for lang, begin in (("zh", "从这里开始"), ("en", "Begin here")):
        ran = coach.run("--lang", lang)
        assert ran.returncode == 0
        assert len(ran.stdout.splitlines()) <= 10
        assert begin in ran.stdout
        assert "coach practice rag-chunking" in ran.stdout
    assert not (coach.home / "data").exists()


def test_the_locale_decides_where_nothing_is_said(coach: Coach) -> None:
    assert "从这里开始" in coach.run(env={"LANG": "zh_CN.UTF-8"}).stdout
    assert "Begin here" in coach.run(env={"LANG": "de_DE.UTF-8"}).stdout


def test_options_may_stand_before_the_command(coach: Coach) -> None:
    assert coach.run("--lang", "zh", "gaps").stdout == coach.run("gaps", "--lang", "zh").stdout
    assert coach.run("--lang", "zh", "gaps", "--lang", "en").stdout.startswith("No gaps")
    assert coach.run("--version").stdout.startswith("coach 0.")


@pytest.mark.slow
def test_a_simulated_candidate_leaves_no_trace_in_anybodys_gaps(coach: Coach) -> None:
    ran = coach.run("practice", QUESTION, "--candidate", "simulated", "--level", "0.2")
    assert ran.returncode == 0
    assert coach.run("gaps", "--all", "--json").stdout == ""
    assert "(simulated)" in coach.run("history", "--lang", "en").stdout
    own = coach.run("practice", QUESTION, "--lang", "zh", typed=ANSWER)
    assert "和上一次" not in own.stdout


def test_where_one_stands(coach: Coach) -> None:
    coach.run("practice", QUESTION, "--lang", "zh", typed=ANSWER)
    ran = coach.run("--lang", "zh")
    assert f"还没练完：{QUESTION}" in ran.stdout
    assert "还没补上的薄弱点" in ran.stdout
    assert "建议下一题" in ran.stdout


def test_gaps_carry_their_evidence(coach: Coach) -> None:
    coach.run("practice", QUESTION, "--lang", "zh", typed=ANSWER)
    listed = [json.loads(line) for line in coach.run("gaps", "--json").stdout.splitlines()]
    assert listed
    for gap in listed:
        assert set(gap) >= {
            "gap", "name", "status", "occurrences", "opportunities", "first", "last", "evidence",
        }  # fmt: skip
        assert gap["status"] == "open"
        for piece in gap["evidence"]:
            assert set(piece) >= {"quote", "question", "point", "kind", "at", "aid"}
            assert piece["quote"] is None or piece["quote"] in ANSWER
    assert any(piece["quote"] for gap in listed for piece in gap["evidence"])


def test_no_gaps_yet(coach: Coach) -> None:
    assert "coach practice" in coach.run("gaps", "--lang", "en").stdout
    assert coach.run("gaps", "--json").stdout == ""


def test_show_repeats_the_dialogue_as_it_was(coach: Coach) -> None:
    ran = coach.run("practice", QUESTION, "--lang", "zh", typed=f"{ANSWER}\n---\n/hint")
    assert coach.run("show", "--lang", "zh").stdout == ran.stdout


def test_the_bank_is_listed_and_filtered(coach: Coach) -> None:
    every = [json.loads(line) for line in coach.run("bank", "list", "--json").stdout.splitlines()]
    assert len(every) >= 12
    assert all(
        set(each) == {"id", "topic", "kind", "difficulty", "ask", "source"} for each in every
    )
    rag = coach.run("bank", "list", "--topic", "rag", "--lang", "en").stdout
    assert [line.split(" · ")[0] for line in rag.splitlines()] == [
        each["id"] for each in every if each["topic"] == "rag"
    ]


def test_the_rubric_is_shown_on_request_only(coach: Coach) -> None:
    from tools.bank import Bank

    question = Bank().question(QUESTION)
    hidden = coach.run("bank", "show", QUESTION, "--lang", "zh").stdout
    shown = coach.run("bank", "show", QUESTION, "--lang", "zh", "--rubric").stdout
    for point in question.points:
        assert point.says.zh not in hidden
        assert point.says.zh in shown
    assert question.answer.zh.strip() in shown
    assert "points" not in json.loads(coach.run("bank", "show", QUESTION, "--json").stdout)


def test_the_doctor_names_each_setting_with_its_origin(coach: Coach) -> None:
    env = {"COACH_MODEL": "openai/some", "COACH_DEADLINE": "30", "COACH_JUDGINGS": "3"}
    ran = coach.run("doctor", "--lang", "zh", "--json", env=env)
    assert ran.returncode == 0
    found = {each["what"]: each for each in map(json.loads, ran.stdout.splitlines())}
    assert found["setting lang"]["value"] == "zh (flag)"
    assert found["setting model"]["value"] == "openai/some (environment)"
    assert found["setting deadline"]["value"] == "30 (environment)"
    assert found["setting judgings"]["value"] == "3 (environment)"
    assert found["setting profile"]["value"] == "default (default)"
    assert "openai/some" in found["what is sent"]["value"]
    assert found["litellm"]["value"] == "1.101.4"
    assert not (coach.home / "data").exists()
    assert "nothing leaves this machine" in coach.run("doctor").stdout


def test_the_doctor_speaks_chinese_to_people_and_english_to_programs(coach: Coach) -> None:
    coach.run("practice", QUESTION, typed="x")
    lines = coach.run("doctor", "--lang", "zh").stdout.splitlines()
    assert f"数据文件夹：{coach.home / 'data' / 'default'}" in lines
    assert "设置 lang：zh（命令行选项）" in lines
    assert "Chroma：完好" in lines
    assert "会发送什么：什么都不会离开这台电脑：没有设置模型" in lines
    found = [
        json.loads(line)
        for line in coach.run("doctor", "--lang", "zh", "--json").stdout.splitlines()
    ]
    assert all(set(each) == {"what", "value", "ok"} for each in found)
    english = coach.run("doctor", "--lang", "en").stdout.splitlines()
    told = [f"{each['what']}: {each['value']}" for each in found]
    assert [line for line in english if line not in told] == ["setting lang: en (flag)"]


def test_the_doctor_finds_a_damaged_journal(coach: Coach) -> None:
    coach.run("practice", QUESTION, typed="x")
    (coach.home / "data" / "default" / "journal.sqlite3").write_bytes(b"x" * 9999)
    ran = coach.run("doctor")
    assert ran.returncode == 1
    assert "damaged or not ours" in ran.stdout
    assert "文件已损坏" in coach.run("doctor", "--lang", "zh").stdout


def test_profiles_are_apart(coach: Coach) -> None:
    coach.run("practice", QUESTION, "--profile", "小明", "--lang", "zh", typed=ANSWER)
    assert coach.run("gaps", "--json").stdout == ""
    assert coach.run("gaps", "--json", "--profile", "小明").stdout != ""
