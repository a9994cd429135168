"""The strangers' answers: two complete halves for every question, labels that fit the rubric."""

import json
from collections import Counter
from typing import Any

import pytest

from benchmarks.bank_judgement import ANSWERS, INTENDED
from tools.bank import Bank

IDS = sorted(path.stem for path in ANSWERS.glob("*.jsonl"))
KEYS = {"question", "half", "kind", "lang", "text", "points", "partly", "false"}


def rows(question_id: str) -> list[dict[str, Any]]:
    """Return the answers to one question."""
    lines = (ANSWERS / f"{question_id}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_every_question_has_its_answers(bank: Bank) -> None:
    assert sorted(bank.paths) == IDS


@pytest.mark.parametrize("question_id", IDS)
def test_both_halves_are_complete_and_in_both_languages(question_id: str) -> None:
    for half in ("a", "b"):
        own = [row for row in rows(question_id) if row["half"] == half]
        kinds = Counter(row["kind"] for row in own)
        assert set(kinds) == set(INTENDED)
        assert kinds["excellent"] == 2
        assert {row["lang"] for row in own if row["kind"] == "excellent"} == {"zh", "en"}


@pytest.mark.parametrize("question_id", IDS)
def test_labels_name_points_of_the_rubric_and_words_of_the_answer(
    bank: Bank, question_id: str
) -> None:
    question = bank.question(question_id)
    points = {each.id for each in question.points}
    lies = {each.id for each in question.misconceptions}
    for row in rows(question_id):
        assert set(row) == KEYS
        assert row["question"] == question_id
        assert set(row["points"]) | set(row["partly"]) <= points
        assert not set(row["points"]) & set(row["partly"])
        for each in row["false"]:
            assert each["quote"] in row["text"]
            assert each["misconception"] is None or each["misconception"] in lies
