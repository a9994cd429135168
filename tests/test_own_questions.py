"""Questions of one's own: brought in a file, corrected at a terminal, practised, removed."""

import json
from pathlib import Path

import pytest

from memory.own_questions import QuestionFile, store
from practice.errors import FolderError
from tests.conftest import Coach
from tests.test_terminal import CTRL_C, SEND, Terminal

NOTES = """# Notes
## What is a bounded queue good for?
A bounded queue makes a fast producer wait for a slow consumer.
Without a bound the memory fills up until the process is killed.
## 什么是幂等？
同一个请求执行多次，结果和执行一次一样。重试必须建立在幂等之上，否则会重复扣款。
"""
QUEUE, SAME = "own-what-is-a-bounded-queue-good", "own-1"


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A file of two questions."""
    path = tmp_path / "notes.md"
    path.write_text(NOTES, encoding="utf-8")
    return path


def own(coach: Coach) -> list[str]:
    """Return the ids of the candidate's own questions."""
    listed = map(json.loads, coach.run("bank", "list", "--json").stdout.splitlines())
    return [each["id"] for each in listed if each["source"] == "own"]


def folder(coach: Coach) -> Path:
    """Return where they are stored."""
    return coach.home / "data" / "default" / "questions"


@pytest.mark.slow
def test_a_file_of_notes_becomes_questions_that_can_be_practised(coach: Coach, notes: Path) -> None:
    added = coach.run("bank", "add", str(notes), "--yes", "--lang", "en")
    assert added.returncode == 0
    assert f"coach practice {QUEUE}" in added.stdout
    assert own(coach) == [SAME, QUEUE]
    assert coach.run("bank", "check", QUEUE, SAME).returncode == 0
    answer = "A consumer that is slow makes the fast producer wait."
    talk = coach.run("practice", QUEUE, "--json", typed=answer)
    (judged,) = (
        each for each in map(json.loads, talk.stdout.splitlines()) if each["kind"] == "critiqued"
    )
    assert [each["verdict"] for each in judged["critique"]["verdicts"]] == ["covered", "missing"]
    assert own(coach)
    assert coach.run("gaps", "--json").returncode == 0


def test_a_whole_set_is_stored_or_none_of_it(coach: Coach, notes: Path) -> None:
    notes.write_text(NOTES + "## And this?\n", encoding="utf-8")
    refused = coach.run("bank", "add", str(notes), "--yes", "--lang", "en")
    assert refused.returncode == 1
    assert f"{notes}:7: “And this?” has no reference answer" in refused.stderr
    assert "nothing was stored" in refused.stderr
    assert own(coach) == []


def test_an_id_that_is_taken_is_told_and_nothing_stored(coach: Coach, tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text(
        "id,question,answer\nmine,What is tea made of?,Leaves in hot water.\n"
        "rag-overview,What is RAG?,It retrieves documents first.\n",
        encoding="utf-8",
    )
    refused = coach.run("bank", "add", str(path), "--yes", "--lang", "en")
    assert refused.returncode == 1
    assert "the id “rag-overview” is taken" in refused.stderr
    assert own(coach) == []


@pytest.mark.slow
def test_the_same_file_is_not_taken_twice(coach: Coach, notes: Path) -> None:
    coach.run("bank", "add", str(notes), "--yes")
    again = coach.run("bank", "add", str(notes), "--yes", "--lang", "en")
    assert again.returncode == 1
    assert f"is there already, as {QUEUE}" in again.stderr
    assert own(coach) == [SAME, QUEUE]


def test_what_denies_the_reference_earns_nothing(coach: Coach, notes: Path) -> None:
    coach.run("bank", "add", str(notes), "--yes")
    denied = "A bounded queue does not make a fast producer wait, never for a slow consumer."
    talk = coach.run("practice", QUEUE, "--json", typed=denied)
    (judged,) = (
        each for each in map(json.loads, talk.stdout.splitlines()) if each["kind"] == "critiqued"
    )
    assert judged["critique"]["verdicts"][0]["verdict"] != "covered"
    assert judged["critique"]["score"] == 0


def test_without_a_terminal_yes_must_be_said(coach: Coach, notes: Path) -> None:
    refused = coach.run("bank", "add", str(notes), "--lang", "zh")
    assert refused.returncode == 2
    assert "什么都没有保存" in refused.stderr
    assert own(coach) == []
    assert coach.run("bank", "add", "--yes").returncode == 2


@pytest.mark.slow
def test_a_topic_that_is_no_name_is_refused(coach: Coach, notes: Path) -> None:
    refused = coach.run("bank", "add", str(notes), "--yes", "--topic", "../up", "--lang", "en")
    assert refused.returncode == 2
    assert "small letters, digits and single hyphens" in refused.stderr
    coach.run("bank", "add", str(notes), "--yes", "--topic", "system")
    assert sorted(path.parent.name for path in folder(coach).glob("*/own-*.yaml")) == [
        "lexicon", "lexicon", "system", "system",
    ]  # fmt: skip


@pytest.mark.slow
def test_own_questions_can_be_removed_and_built_in_ones_not(coach: Coach, notes: Path) -> None:
    coach.run("bank", "add", str(notes), "--yes")
    assert coach.run("bank", "remove", QUEUE).returncode == 0
    assert own(coach) == [SAME]
    assert not (folder(coach) / "lexicon" / f"{QUEUE}.yaml").exists()
    refused = coach.run("bank", "remove", "rag-overview", "--lang", "en")
    assert refused.returncode == 2
    assert "is built in and stays" in refused.stderr


@pytest.mark.slow
def test_a_faulty_own_file_is_told_by_check_and_stops_nothing_else(
    coach: Coach, notes: Path
) -> None:
    coach.run("bank", "add", str(notes), "--yes")
    (folder(coach) / "own" / f"{QUEUE}.yaml").write_text("id: [", encoding="utf-8")
    checked = coach.run("bank", "check", QUEUE)
    assert checked.returncode == 1
    assert f"{QUEUE}.yaml" in checked.stdout
    assert coach.run("practice", SAME, typed="不知道").returncode == 0
    assert coach.run("gaps").returncode == 0


@pytest.mark.slow
def test_own_questions_belong_to_their_profile(coach: Coach, notes: Path) -> None:
    coach.run("bank", "add", str(notes), "--yes", "--profile", "one")
    assert coach.run("bank", "show", SAME, "--profile", "one").returncode == 0
    assert coach.run("bank", "show", SAME, "--profile", "two").returncode == 2


@pytest.mark.slow
def test_a_question_typed_at_a_terminal_is_shown_corrected_and_stored(coach: Coach) -> None:
    term = Terminal(coach, 100, "bank", "add", "--lang", "en")
    term.sees("Question ›")
    term.types("What is a bounded queue good for?" + SEND)
    term.sees("Reference answer ›")
    term.types(
        "A bounded queue makes a fast producer wait. Without a bound the memory fills up." + SEND
    )
    term.sees("2\\. .*memory")
    term.sees("Enter stores it")
    term.types("7\r")
    term.sees("Type numbers of points")
    term.sees("Enter stores it")
    term.types("2\r")
    term.sees("Enter stores it")
    term.types("\r")
    term.sees("Stored: ")
    assert term.ends() == 0
    assert own(coach) == [QUEUE]
    shown = json.loads(coach.run("bank", "show", QUEUE, "--rubric", "--json").stdout)
    assert [each["id"] for each in shown["points"]] == ["point-1"]


@pytest.mark.slow
def test_a_question_can_be_edited_and_a_bad_edit_changes_nothing(
    coach: Coach, notes: Path, tmp_path: Path
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nsed -i "s/difficulty: 3/difficulty: $LEVEL/" "$1"\n', "utf-8")
    editor.chmod(0o755)
    coach.env |= {"EDITOR": str(editor), "LEVEL": "9"}
    term = Terminal(coach, 100, "bank", "add", str(notes), "--lang", "en")
    term.sees("Enter stores it")
    term.types("e\r")
    term.sees("less than or equal to 5")
    term.sees("Enter stores it")
    term.types("q\r")
    term.sees("Nothing was stored")
    assert term.ends() == 0
    coach.env["LEVEL"] = "5"
    term = Terminal(coach, 100, "bank", "add", str(notes), "--lang", "en")
    term.sees("Enter stores it")
    term.types("e\r")
    term.sees("difficulty 5/5")
    term.sees("Enter stores it")
    term.types("\r")
    term.sees("Enter stores it")
    term.types("\r")
    term.sees("Stored: ")
    assert term.ends() == 0
    assert json.loads(coach.run("bank", "show", QUEUE, "--json").stdout)["difficulty"] == 5


@pytest.mark.slow
def test_leaving_stores_nothing(coach: Coach, notes: Path) -> None:
    term = Terminal(coach, 100, "bank", "add", str(notes), "--lang", "en")
    term.sees("Enter stores it")
    term.types(CTRL_C)
    term.sees("Nothing was stored")
    term.ends()
    assert own(coach) == []


def test_files_that_cannot_be_written_leave_none_behind(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "two.yaml").write_text("already here", encoding="utf-8")
    files = [QuestionFile("own", name, "text", "concepts") for name in ("one", "two")]
    with pytest.raises(FolderError, match="no question was stored"):
        store(tmp_path, files)
    assert not (tmp_path / "own" / "one.yaml").exists()
    assert (tmp_path / "own" / "two.yaml").exists()
    assert list((tmp_path / "lexicon").iterdir()) == []
