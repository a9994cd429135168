"""Code handed in during a practice: by fences or file, run at once, kept, never an answer."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from memory.journal import Journal
from practice.dialogue import Dialogue
from practice.event import Answered, Asked, Ran, Started, Submitted
from practice.step import Hear, Try
from practice.submission import Outcome
from tests.conftest import Coach
from tests.samples import records, tea_question

QUESTION = "algo-two-sum"
RIGHT = (
    "def two_sum(nums, target):\n    seen = {}\n    for at, x in enumerate(nums):\n"
    "        if target - x in seen:\n            return [seen[target - x], at]\n        seen[x] = at"
)
WRONG = "def two_sum(nums, target):\n    return [0, 1]"


def fenced(code: str) -> str:
    """Return code as it is typed."""
    return f"```python\n{code}\n```"


def events(text: str) -> list[dict[str, Any]]:
    """Return the events that a pipe session printed."""
    return [json.loads(line) for line in text.splitlines()]


def test_code_is_run_and_the_question_still_waits_for_its_answer() -> None:
    begun = Started(question="tea", mode="practice", lang="en", rounds=5, version="1")
    asked = Asked(what="question", text="Tea?", lang="en")
    state = Dialogue.of(tea_question(), records(begun, asked, Submitted(code="x")))
    assert state.step() == Try()
    ran = Ran(outcome=Outcome(passed=1, total=1))
    state = Dialogue.of(tea_question(), records(begun, asked, Submitted(code="x"), ran))
    assert state.step() == Hear("question")
    assert state.answers == ()
    said = Answered(text="Boil it.", lang="en")
    assert Dialogue.of(
        tea_question(), records(begun, asked, Submitted(code="x"), ran, said)
    ).answers


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_first_failing_case_is_named_and_a_right_solution_passes(
    coach: Coach, lang: str
) -> None:
    typed = f"{fenced(WRONG)}\n---\n{fenced(RIGHT)}\n"
    ran = coach.run("practice", QUESTION, "--lang", lang, typed=typed)
    assert ran.returncode == 0
    assert "two_sum([3, 2, 4], 6)" in ran.stdout
    assert ("代码通过了全部 6 个用例" if lang == "zh" else "passes all 6 cases") in ran.stdout
    assert "two_sum([2, 7, 11, 15], 9) → [0, 1]" in ran.stderr
    assert len([line for line in ran.stderr.splitlines() if line.startswith("saved ")]) == 2


def test_code_is_kept_and_shown_again_and_is_no_attempt(coach: Coach) -> None:
    ran = coach.run("practice", QUESTION, "--json", typed=fenced(WRONG))
    kinds = [each["kind"] for each in events(ran.stdout)]
    assert kinds[-2:] == ["submitted", "ran"]
    outcome = events(ran.stdout)[-1]["outcome"]
    assert (outcome["passed"], outcome["total"]) == (1, 6)
    assert outcome["failure"]["fault"] == "wrong"
    history = events(coach.run("history", "--json").stdout)
    assert history[0]["attempts"] == 0
    assert "return [0, 1]" in coach.run("show", "--lang", "en").stdout


def test_code_with_words_around_it_is_run_and_the_words_are_an_answer(coach: Coach) -> None:
    ran = coach.run("practice", QUESTION, "--json", typed=f"I use a hash map.\n{fenced(RIGHT)}")
    kinds = [each["kind"] for each in events(ran.stdout)]
    assert kinds[2:6] == ["submitted", "ran", "answered", "critiqued"]
    assert events(ran.stdout)[4]["text"].startswith("I use a hash map.")


def test_a_file_can_be_handed_in_and_one_that_is_not_there_is_told(
    coach: Coach, tmp_path: Path
) -> None:
    path = tmp_path / "mine.py"
    path.write_text(RIGHT, encoding="utf-8")
    typed = f"/code {tmp_path / 'nowhere.py'}\n---\n/code {path}\n"
    ran = coach.run("practice", QUESTION, "--lang", "en", typed=typed)
    assert ran.returncode == 0
    assert "nowhere.py is not there" in ran.stderr
    assert "passes all 6 cases" in ran.stdout


def test_a_question_without_cases_takes_code_for_words(coach: Coach) -> None:
    typed = f"{fenced('MGET a b')}\n---\n/code x.py\n"
    ran = coach.run("practice", "backend-redis", "--lang", "en", "--json", typed=typed)
    assert "answered" in [each["kind"] for each in events(ran.stdout)]
    assert "submitted" not in [each["kind"] for each in events(ran.stdout)]
    assert "takes no code" in ran.stderr


def test_code_that_was_saved_and_not_run_is_run_when_the_session_goes_on(coach: Coach) -> None:
    coach.run("practice", QUESTION, typed="")
    folder = coach.home / "data" / "default"
    with Journal.write(folder) as journal:
        session = journal.records()[-1].stream
        journal.append(session, Submitted(code=RIGHT), datetime.now(UTC))
    ran = coach.run("resume", "--lang", "en", typed="")
    assert "passes all 6 cases" in ran.stdout
