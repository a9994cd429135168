"""`coach debrief`: a real interview noted, its misses as gaps, predictions held against outcomes."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Coach

NOW = {"COACH_NOW": "2026-11-10T20:00:00+08:00"}
NOTES = """\
- asked: 你们的 RAG 怎么切块？
  question: rag-chunking
  went: 2
  missed:
    - 没说清楚为什么要重叠
    - {words: 没有给出任何数字, gap: quantify-result}
- asked: Tell me about a conflict in your team.
  went: 4
"""


def noted(coach: Coach, tmp_path: Path, text: str, *args: str) -> Any:
    path = tmp_path / "notes.yaml"
    path.write_text(text, encoding="utf-8")
    return coach.run("debrief", "--file", str(path), *args, env=NOW)


def gaps(coach: Coach) -> dict[str, dict[str, Any]]:
    """Return the gaps by id."""
    lines = coach.run("gaps", "--json", env=NOW).stdout.splitlines()
    return {each["gap"]: each for each in map(json.loads, lines)}


def test_what_was_missed_becomes_a_gap_with_evidence_from_the_interview(
    coach: Coach, tmp_path: Path
) -> None:
    ran = noted(coach, tmp_path, NOTES, "--lang", "en")
    assert ran.returncode == 0
    assert "Saved: the interview of 2026-11-10, 2 question(s), 2 thing(s) missed." in ran.stdout
    assert "coach practice rag-chunking" in ran.stdout
    found = gaps(coach)
    (piece,) = found["quantify-result"]["evidence"]
    assert piece["quote"] == "没有给出任何数字"
    assert (piece["source"], piece["question"]) == ("interview", "rag-chunking")
    (provisional,) = [each for key, each in found.items() if key.startswith("new-")]
    assert provisional["name"]["zh"] == "没说清楚为什么要重叠"
    assert "real interview" in coach.run("gaps", "--lang", "en", env=NOW).stdout


def test_words_already_known_are_put_to_their_key_and_others_stay_apart(
    coach: Coach, tmp_path: Path
) -> None:
    noted(coach, tmp_path, NOTES)
    again = "- asked: 效果怎么样？\n  went: 1\n  missed: ['没有给出任何数字。', 用数字说明效果]\n"
    assert noted(coach, tmp_path, again).returncode == 0
    found = gaps(coach)
    assert len(found["quantify-result"]["evidence"]) == 3
    assert len(found) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "a list of questions is expected"),
        ("asked: x", "a list of questions is expected"),
        ("- asked: x\n  went: 6\n", "went"),
        ("- asked: x\n", "went"),
        ("- asked: x\n  went: 2\n  question: no-such\n", "no question “no-such”"),
        ("- asked: x\n  went: 2\n  missed: [{words: y, gap: nope}]\n", "no gap “nope”"),
        ("- asked: x\n  went: 2\n  mised: [y]\n", "mised"),
    ],
)
def test_faulty_notes_are_told_and_nothing_is_kept(
    coach: Coach, tmp_path: Path, text: str, told: str
) -> None:
    ran = noted(coach, tmp_path, f"- asked: ok\n  went: 3\n{text}" if text[0] == "-" else text,
                "--lang", "en")  # fmt: skip
    assert ran.returncode in (1, 2)
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (coach.home / "data" / "default" / "journal.sqlite3").exists()


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--date", "2026-11-11"], "still to come"),
        (["--date", "soon"], "write it as"),
        ([], "give the notes as --file"),
    ],
)
def test_what_cannot_be_debriefed_is_told(coach: Coach, args: list[str], told: str) -> None:
    ran = coach.run("debrief", *args, "--lang", "en", env=NOW)
    assert ran.returncode == 2
    assert told in ran.stderr


@pytest.mark.slow
def test_from_the_third_interview_on_predictions_are_held_against_outcomes(
    coach: Coach, tmp_path: Path
) -> None:
    coach.run("critique", "rag-chunking", "-", typed="按标题和段落切，留一点重叠。", env=NOW)
    for day in ("2026-11-10", "2026-11-11", "2026-11-12"):
        path = tmp_path / "notes.yaml"
        path.write_text("- asked: x\n  went: 1\n", encoding="utf-8")
        env = {"COACH_NOW": f"{day}T21:00:00+08:00"}
        ran = coach.run("debrief", "--file", str(path), "--lang", "en", env=env)
        assert "your practice predicted" in ran.stdout
        assert ("Over 3 interviews" in ran.stdout) is (day == "2026-11-12")
    assert "points too hopeful" in ran.stdout


@pytest.mark.slow
def test_at_the_terminal_words_are_put_to_a_key_by_the_candidate(coach: Coach) -> None:
    from tests.test_terminal import Terminal

    at = Terminal(coach, 110, "debrief", "--lang", "en", **NOW)
    at.sees("they asked")
    at.types("How do you store the documents in your RAG?\r")
    at.sees("1  rag-storage")
    at.types("1\r")
    at.sees("How did it go")
    at.types("9\r")
    at.sees("A number from 1 to 5")
    at.types("2\r")
    at.sees("What could you not say")
    at.types("no baseline to compare with\r")
    listed = at.sees("Enter = none of these")
    place = re.search(r"(\d)  quantifying the result", listed)
    assert place is not None
    at.types(f"{place[1]}\r")
    at.sees("Filed under “quantifying the result”")
    at.sees("What could you not say")
    at.types("\r")
    at.sees("Saved")
    at.sees("they asked")
    at.types("\x04")
    at.sees("Practise rag-storage again now")
    at.types("\r")
    assert at.ends() == 0
    (piece,) = gaps(coach)["quantify-result"]["evidence"]
    assert (piece["question"], piece["source"]) == ("rag-storage", "interview")


@pytest.mark.slow
def test_leaving_in_the_middle_keeps_what_was_rated_and_says_so(coach: Coach) -> None:
    from tests.test_terminal import CTRL_C, Terminal

    at = Terminal(coach, 110, "debrief", "--lang", "en", **NOW)
    at.sees("they asked")
    at.types("Zebra crossings?\r")
    at.sees("Add it to your own")
    at.types("\r")
    at.sees("How did it go")
    at.types("1\r")
    at.sees("What could you not say")
    at.types("x\r")
    at.sees("Too short")
    at.types("quagga stripes entirely\r")
    at.sees("none of these|Kept by itself")
    at.types(CTRL_C)
    at.sees("half told")
    assert at.ends() == 130
    listed = coach.run("debrief", "--list", "--lang", "en", env=NOW).stdout
    assert "1 question(s) · you rate it 0 of 100" in listed
    assert "Zebra crossings?" in listed


@pytest.mark.slow
def test_a_question_added_on_the_way_is_practised_like_any_other(coach: Coach) -> None:
    from tests.test_terminal import SEND, Terminal

    at = Terminal(coach, 110, "debrief", "--lang", "en", **NOW)
    at.sees("they asked")
    at.types("Zebra crossings?\r")
    at.sees("Add it to your own")
    at.types("y\r")
    at.sees("A reference answer")
    at.types("A zebra crossing lets walkers pass, and cars must wait for them." + SEND)
    at.sees("How did it go")
    at.types("2\r")
    at.sees("What could you not say")
    at.types("that cars must wait\r")
    at.sees("none of these|Kept by itself|Filed under")
    at.types("\r")
    at.sees("What could you not say")
    at.types("\r")
    at.sees("they asked")
    at.types("\r")
    at.sees("again now")
    at.types("\r")
    assert at.ends() == 0
    suggested = json.loads(coach.run("next", "--json", "--lang", "en", env=NOW).stdout)
    (own,) = coach.run("bank", "list", "--topic", "own", "--json").stdout.splitlines()
    assert suggested["question"] == json.loads(own)["id"]
    assert "real interview" in suggested["reason"]


def test_what_is_noted_twice_counts_once_and_can_be_listed_and_forgotten(
    coach: Coach, tmp_path: Path
) -> None:
    noted(coach, tmp_path, NOTES)
    again = noted(coach, tmp_path, NOTES, "--lang", "en")
    assert again.stderr.count("noted for that day already") == 2
    assert len(gaps(coach)["quantify-result"]["evidence"]) == 1
    assert coach.run("forget", "--interview", "2026-11-10", "--yes").returncode == 0
    assert gaps(coach) == {}
    assert "No interview is noted" in coach.run("debrief", "--list", "--lang", "en").stdout


def test_evidence_bears_the_day_of_the_interview(coach: Coach, tmp_path: Path) -> None:
    noted(coach, tmp_path, NOTES, "--date", "2026-11-08")
    (piece,) = gaps(coach)["quantify-result"]["evidence"]
    assert piece["at"].startswith("2026-11-08")


@pytest.mark.slow
def test_forgetting_everything_takes_the_interviews_too(coach: Coach, tmp_path: Path) -> None:
    from tests.test_forgetting import holds

    noted(coach, tmp_path, NOTES.replace("没说清楚", "紫色河马没说清楚"))
    assert holds(coach.home / "data", "紫色河马")
    (key,) = [each for each in gaps(coach) if each.startswith("new-")]
    assert coach.run("gap", "forget", key, "--yes", env=NOW).returncode == 0
    assert holds(coach.home / "data", "紫色河马") == []
    assert coach.run("forget", "--everything", "--yes").returncode == 0
    assert gaps(coach) == {}
