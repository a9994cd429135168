"""The bank's readers at the command line: filters, search, skills, checks of files, twins."""

import json
from pathlib import Path

import pytest

from tests.conftest import Coach
from tests.test_bank import folder as tea_folder
from tests.test_bank import store, tea_facts
from tools.bank import BUILT_IN, Bank
from tools.bank_check import check_file, twins
from tools.bank_search import search

folder = tea_folder


def ids(text: str) -> list[str]:
    """Return the ids of the questions that a command printed as JSON."""
    return [json.loads(line)["id"] for line in text.splitlines()]


def test_the_list_can_be_narrowed_by_topic_kind_and_difficulty(coach: Coach, bank: Bank) -> None:
    coding = ids(coach.run("bank", "list", "--kind", "coding", "--json").stdout)
    assert coding == [each.id for each in bank.questions() if each.kind == "coding"]
    both = ids(coach.run("bank", "list", "--topic", "rag", "--difficulty", "3", "--json").stdout)
    assert both == [each.id for each in bank.questions("rag") if each.difficulty == 3] != []
    wrong = coach.run("bank", "list", "--kind", "song", "--lang", "zh")
    assert wrong.returncode == 2
    assert "题型" in wrong.stderr


@pytest.mark.parametrize(
    ("words", "first"),
    [(["幻觉"], "rag-hallucination"), (["hallucinating"], "rag-hallucination"),
     (["KAFKA"], "backend-kafka"), (["分词器"], "llm-tokenizer"), (["WebRTC", "语音"], "agent-webrtc")],
)  # fmt: skip
def test_search_finds_in_both_languages_what_asks_for_it_first(
    bank: Bank, words: list[str], first: str
) -> None:
    found = search(bank.questions(), bank.skills, words)
    assert found[0].id == first


def test_search_wants_every_word_and_shows_no_rubric(coach: Coach, bank: Bank) -> None:
    assert search(bank.questions(), bank.skills, ["kafka", "幻觉"]) == []
    assert search(bank.questions(), bank.skills, ["  "]) == []
    ran = coach.run("bank", "search", "idempotent", "--lang", "en")
    assert ran.returncode == 0
    assert "backend-kafka" in ran.stdout
    assert "idempotent" not in ran.stdout
    nothing = coach.run("bank", "search", "marmalade", "--lang", "en")
    assert (nothing.returncode, nothing.stdout) == (0, "")
    assert "No question fits" in nothing.stderr


def test_the_skills_are_listed_with_topic_and_name(coach: Coach, bank: Bank) -> None:
    listed = coach.run("bank", "skills", "--json").stdout.splitlines()
    assert [json.loads(line)["id"] for line in listed] == list(bank.skills)
    assert "文档切分" in coach.run("bank", "skills", "--lang", "zh").stdout


def test_every_skill_stands_on_two_questions_and_leads_to_known_ones(bank: Bank) -> None:
    used: dict[str, set[str]] = {name: set() for name in bank.skills}
    for question in bank.questions():
        for point in question.points:
            used[point.skill].add(question.id)
    assert {name: len(on) for name, on in used.items() if len(on) < 2} == {}
    assert {need for each in bank.skills.values() for need in each.needs} <= bank.skills.keys()


def test_a_file_need_not_stand_in_the_bank_to_be_checked(coach: Coach, tmp_path: Path) -> None:
    source = (BUILT_IN / "rag" / "rag-chunking.yaml").read_text(encoding="utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(source, encoding="utf-8")
    assert coach.run("bank", "check", str(path)).returncode == 0
    path.write_text(source.replace("difficulty: ", "difficulty: 7", 1), encoding="utf-8")
    faulty = coach.run("bank", "check", str(path))
    assert faulty.returncode == 1
    assert f"{path}:" in faulty.stdout
    assert "difficulty" in faulty.stdout


def test_a_leaking_hint_in_a_file_is_found(folder: Path, tmp_path: Path) -> None:
    facts = tea_facts()
    facts["points"][0]["hints"][0] = facts["points"][0]["says"]
    path = store(tmp_path / "leak.yaml", facts)
    found = {each.where for each in check_file(Bank(folder), path)}
    assert {"boil.hints.1.zh", "boil.hints.1.en"} <= found


def test_questions_that_ask_the_same_are_told(folder: Path) -> None:
    assert list(twins(Bank(folder))) == []
    store(folder / "kitchen" / "tea-again.yaml", tea_facts(id="tea-again"))
    (found,) = twins(Bank(folder))
    assert (found.question, found.where) == ("tea", "ask")
    assert "tea-again" in found.fault


def test_no_two_questions_of_the_bank_ask_the_same(bank: Bank) -> None:
    assert list(twins(bank)) == []
