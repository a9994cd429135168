"""A bank in a folder: what is read, and what each kind of faulty file says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from practice.errors import BankError, UsageError
from tests.samples import tea_lexicon, tea_question, tea_skills
from tools.bank import Bank


def tea_facts(**changes: Any) -> dict[str, Any]:
    """Return the tea question as plain data, changed."""
    return {**tea_question().model_dump(mode="json"), **changes}


def store(path: Path, data: object) -> Path:
    """Write plain data as YAML, one key a line where it is a mapping."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{key}: {json.dumps(value)}" for key, value in data.items()] if isinstance(
        data, dict
    ) else [str(data)]  # fmt: skip
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bank with one sound question."""
    concepts = {
        name: concept.model_dump(mode="json") for name, concept in tea_lexicon().concepts.items()
    }
    store(tmp_path / "lexicon" / "kitchen.yaml", concepts)
    skills = {
        name: {"topic": skill.topic, "zh": skill.zh, "en": skill.en}
        for name, skill in tea_skills().items()
    }
    store(tmp_path / "skills.yaml", skills)
    store(tmp_path / "kitchen" / "tea.yaml", tea_facts())
    return tmp_path


def fault(folder: Path, question_id: str = "tea") -> str:
    """Return what reading a question complains of."""
    with pytest.raises(BankError) as caught:
        Bank(folder).question(question_id)
    return str(caught.value)


def test_a_question_is_read_with_its_skills_and_concepts(folder: Path) -> None:
    bank = Bank(folder)
    assert bank.question("tea") == tea_question()
    assert bank.skills == tea_skills()
    assert sorted(bank.lexicon.concepts) == sorted(tea_lexicon().concepts)
    assert bank.topics == ["kitchen"]
    assert bank.paths == {"tea": folder / "kitchen" / "tea.yaml"}
    found = bank.matcher(bank.question("tea")).match("The water is boiling.")
    assert [each.standing for each in found.points] == ["covered", "missing", "missing"]


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    bank = Bank(tmp_path / "nowhere")
    assert (bank.paths, bank.topics, list(bank.questions())) == ({}, [], [])
    with pytest.raises(BankError, match=re.escape(f"{tmp_path / 'nowhere' / 'skills.yaml'}")):
        _ = bank.skills


def test_an_unknown_id_is_told_with_the_nearest(folder: Path) -> None:
    for name in ("tea-green", "coffee"):
        store(folder / "kitchen" / f"{name}.yaml", tea_facts(id=name))
    bank = Bank(folder)
    with pytest.raises(UsageError) as caught:
        bank.question("tea-gren")
    assert str(caught.value) == "no question “tea-gren”; did you mean tea-green, tea?"
    assert caught.value.exit_code == 2
    for odd in ("zzzz", "", "茶", "../tea"):
        with pytest.raises(UsageError, match=re.escape(f"no question “{odd}”; ")):
            bank.question(odd)
    with pytest.raises(UsageError, match=re.escape("“zzzz”; coach bank list shows all.")):
        bank.path("zzzz")


def test_questions_come_in_the_order_of_the_files_and_by_topic(folder: Path) -> None:
    store(folder / "garden" / "weed.yaml", tea_facts(id="weed", topic="garden"))
    bank = Bank(folder)
    assert [each.id for each in bank.questions()] == ["weed", "tea"]
    assert [each.id for each in bank.questions("kitchen")] == ["tea"]
    with pytest.raises(UsageError, match=re.escape("no topic “attic”; there are garden, kitchen.")):
        list(bank.questions("attic"))


def test_broken_yaml_names_file_and_line(folder: Path) -> None:
    path = folder / "kitchen" / "tea.yaml"
    path.write_text("id: tea\npoints: [1\nkind: concept\n", encoding="utf-8")
    assert fault(folder).startswith(f"{path}:3: ")


def test_an_unknown_key_is_named_with_its_line(folder: Path) -> None:
    path = store(folder / "kitchen" / "tea.yaml", tea_facts(colour="red"))
    line = path.read_text(encoding="utf-8").splitlines().index('colour: "red"') + 1
    assert fault(folder) == f"{path}:{line}: colour: Extra inputs are not permitted"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"difficulty": 6}, "difficulty: Input should be less than or equal to 5"),
        ({"kind": "riddle"}, "kind: Input should be 'concept', "),
        ({"ask": {"zh": "茶？"}}, "ask.en: Field required"),
        ({"points": []}, "points: Tuple should have at least 1 item"),
        ({"id": "Tea"}, "id: String should match pattern"),
        ({"points": 2 * [tea_facts()["points"][0]]}, "key point id used twice: boil"),
    ],
)
def test_a_value_out_of_its_bounds_is_named(
    folder: Path, changes: dict[str, Any], told: str
) -> None:
    path = store(folder / "kitchen" / "tea.yaml", tea_facts(**changes))
    assert re.match(rf"{re.escape(str(path))}:\d+: ", fault(folder))
    assert told in fault(folder)


def test_a_formula_that_cannot_be_read_is_named(folder: Path) -> None:
    points = tea_facts()["points"]
    points[1]["recognized"]["covered"] = "steep & (minutes"
    path = store(folder / "kitchen" / "tea.yaml", tea_facts(points=points))
    assert fault(folder).startswith(f"{path}:")
    assert "points.1.recognized.covered: " in fault(folder)
    assert "formula “steep & (minutes” cannot be read at its end" in fault(folder)


@pytest.mark.parametrize("changes", [{"id": "coffee"}, {"topic": "garden"}])
def test_id_and_topic_are_those_of_file_and_folder(folder: Path, changes: dict[str, Any]) -> None:
    path = store(folder / "kitchen" / "tea.yaml", tea_facts(**changes))
    told = fault(folder)
    assert told.startswith(f"{path}")
    assert told.endswith("id and topic must be those of the file's name and folder")


def unknown_names(folder: Path) -> dict[str, str]:
    """Return what is told of an unknown skill and of an unknown concept, by what is unknown."""
    points = tea_facts()["points"]
    points[1]["skill"] = "juggling"
    store(folder / "kitchen" / "tea.yaml", tea_facts(points=points))
    skill = fault(folder)
    points = tea_facts()["points"]
    points[1]["recognized"]["half"] = "!sugar | spoon"
    store(folder / "kitchen" / "tea.yaml", tea_facts(points=points))
    return {"skill": skill, "concept": fault(folder)}


def test_an_unknown_skill_and_an_unknown_concept_are_named_with_the_file(folder: Path) -> None:
    told = unknown_names(folder)
    path = folder / "kitchen" / "tea.yaml"
    assert told["skill"].startswith(f"{path}")
    assert "steep: unknown skill “juggling”; see skills.yaml" in told["skill"]
    assert told["concept"].startswith(f"{path}")
    assert told["concept"].endswith("concepts not in the lexicon: spoon, sugar")


@pytest.mark.parametrize("what", ["skill", "concept"])
def test_an_unknown_skill_or_concept_is_named_with_its_line(folder: Path, what: str) -> None:
    assert f"{folder / 'kitchen' / 'tea.yaml'}:6: " in unknown_names(folder)[what]


@pytest.mark.parametrize("text", ["- heating", "heating:", "heating: 7", "", "words"])
def test_a_skills_file_of_another_shape_is_a_fault_of_the_file(folder: Path, text: str) -> None:
    path = store(folder / "skills.yaml", text)
    with pytest.raises(BankError, match=re.escape(f"{path}")):
        _ = Bank(folder).skills


def test_a_skill_without_a_name_is_named_with_its_line(folder: Path) -> None:
    path = store(folder / "skills.yaml", "# taxonomy\nheating: {topic: kitchen, zh: 加热}")
    with pytest.raises(BankError, match=re.escape(f"{path}:2: heating.en: Field required")):
        _ = Bank(folder).skills


def test_one_faulty_file_stops_nobodys_practice(folder: Path) -> None:
    store(folder / "kitchen" / "coffee.yaml", tea_facts(id="wrong"))
    bank = Bank(folder)
    assert [each.id for each in bank.readable()] == ["tea"]
    assert [each.id for each in bank.readable("kitchen")] == ["tea"]
    assert bank.question("tea").id == "tea"
    with pytest.raises(BankError):
        list(bank.questions())


def test_two_files_of_one_id_are_told_and_none_is_hidden(folder: Path) -> None:
    store(folder / "garden" / "tea.yaml", tea_facts(topic="garden"))
    with pytest.raises(BankError, match="tea"):
        list(Bank(folder).questions())
