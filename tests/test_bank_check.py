"""What an author gets wrong without noticing: leaks, unrecognized words, a weak model answer."""

import json
from pathlib import Path

import pytest

from practice.question import Question
from practice.value import Bilingual
from tests.samples import both, tea_lexicon, tea_question, tea_skills
from tools.bank import Bank
from tools.bank_check import (
    Fault,
    check_bank,
    check_lexicon,
    check_question,
    overlaps,
    unused_concepts,
)
from tools.matching import Matcher


def sound() -> Question:
    """Return the tea question with help that gives nothing away."""
    question = tea_question()
    hints = (
        both("先后顺序呢？", "What comes when?"),
        both("想想厨房里。", "Think of the kitchen."),
        both("水怎么样，叶子多久。", "The water how, the leaves how long."),
    )
    probe = both("能说细一点吗？", "Could you say more?")
    points = tuple(
        each.model_copy(update={"hints": hints, "probe": probe}) for each in question.points
    )
    return question.model_copy(update={"points": points})


def with_boil(**changes: object) -> Question:
    """Return the sound question with its first point changed."""
    question = sound()
    boil = question.points[0].model_copy(update=changes)
    return question.model_copy(update={"points": (boil, *question.points[1:])})


def with_hint(rung: int, text: Bilingual) -> Question:
    """Return the sound question with another hint on one rung of its first point."""
    hints = list(sound().points[0].hints)
    hints[rung - 1] = text
    return with_boil(hints=tuple(hints))


def faults(question: Question) -> list[tuple[str, str]]:
    """Return where and what is wrong with a question."""
    found = list(check_question(question, Matcher(question, tea_lexicon())))
    assert {each.question for each in found} <= {question.id}
    return [(each.where, each.fault) for each in found]


def test_a_sound_question_has_no_fault() -> None:
    assert faults(sound()) == []


@pytest.mark.parametrize("rung", [1, 2])
def test_a_hint_that_paraphrases_its_point_is_caught_in_its_language(rung: int) -> None:
    english = both("想想厨房里。", "Get the water to a rolling boil before anything else.")
    chinese = both("水得先煮沸才行。", "Think of the kitchen.")
    where = f"boil.hints.{rung}"
    assert faults(with_hint(rung, english)) == [(f"{where}.en", "gives the point away")]
    assert faults(with_hint(rung, chinese)) == [(f"{where}.zh", "gives the point away")]


def test_a_hint_that_tells_half_of_its_point_is_caught() -> None:
    half = both("想想厨房里。", "It has to do with boiling.")
    assert faults(with_hint(2, half)) == [("boil.hints.2.en", "gives the point away")]


def test_an_outline_may_tell_its_point() -> None:
    outline = both("水要烧开。", "The water has to be boiling.")
    assert faults(with_hint(3, outline)) == []


def test_a_hint_may_tell_another_point() -> None:
    assert faults(with_hint(1, both("把茶壶温一下。", "Warm the pot."))) == []


def test_a_probe_that_gives_its_point_away_is_caught() -> None:
    probe = both("水要不要烧开？", "Could you say more?")
    assert faults(with_boil(probe=probe)) == [("boil.probe.zh", "gives the point away")]


def test_a_point_whose_own_words_are_not_recognized_is_told_with_how_they_stand() -> None:
    says = both("要烧开。", "First it has to be hot.")
    assert faults(with_boil(says=says)) == [
        ("boil.says.zh", "is partial"),
        ("boil.says.en", "is missing"),
    ]


def test_a_misconception_whose_own_words_are_not_recognized_is_told() -> None:
    question = sound()
    lie = question.misconceptions[1].model_copy(
        update={"says": both("牛奶一定要先放。", "Milk goes in at once.")}
    )
    changed = question.model_copy(update={"misconceptions": (question.misconceptions[0], lie)})
    assert faults(changed) == [("milk-first.says.en", "is not recognized as false")]


def test_a_weak_model_answer_is_told_with_its_score_and_what_is_weak() -> None:
    answer = both(sound().answer.zh, "Bring the water to the boil and warm the pot.")
    weak = sound().model_copy(update={"answer": answer})
    assert faults(weak) == [("answer.en", "scores 67, below 90: steep")]


def test_a_model_answer_that_says_something_false_is_told() -> None:
    answer = both(sound().answer.zh, f"{sound().answer.en} The milk always goes in first.")
    weak = sound().model_copy(update={"answer": answer})
    assert faults(weak) == []
    heavy = weak.misconceptions[1].model_copy(update={"weight": 1})
    heavier = weak.model_copy(update={"misconceptions": (weak.misconceptions[0], heavy)})
    assert faults(heavier) == [("answer.en", "scores 83, below 90: milk-first")]


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    """A bank with the sound question and one concept too many."""
    concepts = {name: each.model_dump() for name, each in tea_lexicon().concepts.items()}
    concepts["spoon"] = {"zh": ["勺"], "en": ["spoon"], "note": None}
    skills = {
        name: {"topic": each.topic, "zh": each.zh, "en": each.en}
        for name, each in tea_skills().items()
    }
    for folder in ("lexicon", "kitchen"):
        (tmp_path / folder).mkdir()
    (tmp_path / "lexicon" / "kitchen.yaml").write_text(json.dumps(concepts), encoding="utf-8")
    (tmp_path / "skills.yaml").write_text(json.dumps(skills), encoding="utf-8")
    tea = tmp_path / "kitchen" / "tea.yaml"
    tea.write_text(sound().model_dump_json(), encoding="utf-8")
    return Bank(tmp_path)


def test_a_file_that_cannot_be_read_is_a_fault_a_line_and_the_others_are_checked(
    bank: Bank,
) -> None:
    path = bank.folder / "kitchen" / "coffee.yaml"
    facts = sound().model_dump(mode="json") | {"id": "coffee", "difficulty": 9, "colour": "red"}
    path.write_text(json.dumps(facts), encoding="utf-8")
    assert list(check_bank(bank, ["coffee", "tea"])) == [
        Fault(
            question="coffee",
            where="file",
            fault=f"{path}:1: difficulty: Input should be less than or equal to 5",
        ),
        Fault(
            question="coffee",
            where="file",
            fault=f"{path}:1: colour: Extra inputs are not permitted",
        ),
    ]


def test_a_form_that_cannot_be_compiled_is_a_fault_of_the_lexicon(bank: Bank) -> None:
    path = bank.folder / "lexicon" / "kitchen.yaml"
    concepts = json.loads(path.read_text(encoding="utf-8"))
    concepts["water"]["en"] = ["(water"]
    path.write_text(json.dumps(concepts), encoding="utf-8")
    found = list(check_lexicon(bank))
    assert [(each.question, each.where) for each in found] == [
        ("lexicon", "water"),
        ("lexicon", "spoon"),
    ]
    assert "“(water”" in found[0].fault


def test_a_concept_that_no_question_uses_is_told(bank: Bank) -> None:
    assert unused_concepts(bank) == ["spoon"]
    assert list(check_lexicon(bank)) == [
        Fault(question="lexicon", where="spoon", fault="no question uses it; remove it")
    ]
    assert list(check_bank(bank, [])) == []


def test_a_form_in_two_concepts_and_a_point_of_another_question_are_told(bank: Bank) -> None:
    path = bank.folder / "lexicon" / "kitchen.yaml"
    concepts = json.loads(path.read_text(encoding="utf-8"))
    concepts["spoon"]["en"] = ["spoon", "pot"]
    path.write_text(json.dumps(concepts), encoding="utf-8")
    coffee = sound().model_copy(
        update={"id": "coffee", "answer": both("先把水烧开。", "The water has to be boiling.")}
    )
    (bank.folder / "kitchen" / "coffee.yaml").write_text(coffee.model_dump_json(), encoding="utf-8")
    told = {f"{each.question} {each.where}: {each.fault}" for each in overlaps(Bank(bank.folder))}
    assert "lexicon pot: the form “pot” stands in spoon too" in told
    assert "tea boil: is shown by the model answer of coffee (en)" in told
    assert "tea steep: is shown by the model answer of coffee (en)" not in told
