"""A question from a reference answer: its points, its recognizers, its hints."""

import pytest

from tools.bank import Bank
from tools.bank_check import check_question
from tools.derivation import FALLBACK_SKILL, Derived, derive
from tools.lexicon import Lexicon
from tools.matching import Matcher

ASK = "What is a bounded queue good for?"
REFERENCE = (
    "A bounded queue makes a fast producer wait for a slow consumer. Right. "
    "Without a bound the memory fills up until the process is killed. "
    "You pick the size from the latency you can accept."
)
MIXED = "RAG 先从知识库里检索相关文档，再让模型依据文档回答。没有检索到内容时应该直接说不知道。"


@pytest.fixture(scope="module")
def made(bank: Bank) -> Derived:
    """The question made of the English reference."""
    return derive(bank, "own-queue", "own", ASK, REFERENCE)


def standings(made: Derived, answer: str) -> dict[str, str]:
    """Return the standing of each point under an answer."""
    found = Matcher(made.question, Lexicon(made.concepts)).match(answer)
    return {each.point.id: each.standing for each in found.points}


def test_each_sentence_is_a_point_and_a_scrap_belongs_to_the_one_before(made: Derived) -> None:
    assert [point.says.en for point in made.question.points] == [
        "A bounded queue makes a fast producer wait for a slow consumer. Right.",
        "Without a bound the memory fills up until the process is killed.",
        "You pick the size from the latency you can accept.",
    ]
    assert {point.weight for point in made.question.points} == {2.0}
    assert made.question.answer.en == REFERENCE


def test_a_point_is_recognized_in_other_words_and_another_is_not(made: Derived) -> None:
    said = "If the consumer is slow, the producer that is fast simply has to wait."
    assert standings(made, said) == {
        "point-1": "covered",
        "point-2": "missing",
        "point-3": "missing",
    }
    assert standings(made, "What is a bounded queue good for?")["point-1"] == "missing"
    assert set(standings(made, "I have never used one.").values()) == {"missing"}


def test_concepts_of_the_lexicon_carry_a_point_into_the_other_language(bank: Bank) -> None:
    made = derive(bank, "own-rag", "own", "RAG 是怎么工作的？", MIXED)
    english = (
        "It retrieves relevant documents from the knowledge base, then the model answers from them."
    )
    assert standings(made, english)["point-1"] in ("covered", "partial")


def test_a_derived_question_passes_the_checker(bank: Bank, made: Derived) -> None:
    matcher = Matcher(made.question, Lexicon(made.concepts))
    assert list(check_question(made.question, matcher)) == []


def test_hints_climb_from_bare_to_a_text_with_blanks(made: Derived) -> None:
    for point in made.question.points:
        one, two, three = (hint.en for hint in point.hints)
        assert not set(point.says.en.split()) & {"producer", "memory"} & set(one.split())
        assert "begin with" in two or "Think again" in two
        assert "＿＿" in three
        assert three != point.says.en


def test_a_sentence_without_a_known_skill_gets_the_general_one(bank: Bank) -> None:
    made = derive(bank, "own-bread", "own", "How is bread made?", "Knead flour, then bake loaves.")
    assert [point.skill for point in made.question.points] == [FALLBACK_SKILL]


def test_skills_are_taken_from_what_the_bank_says_of_the_same_concepts(bank: Bank) -> None:
    text = (
        "Split the document at headings and paragraphs, so that no sentence is cut in the middle."
    )
    made = derive(bank, "own-cut", "own", "How do you prepare files?", text)
    assert made.question.points[0].skill == "document-splitting"


@pytest.mark.parametrize(
    ("ask", "reference"), [("", "Something."), ("What?", " \n"), ("What?", "。")]
)
def test_an_empty_question_or_reference_is_refused(bank: Bank, ask: str, reference: str) -> None:
    with pytest.raises(ValueError, match="reference"):
        derive(bank, "own-x", "own", ask, reference)


def test_a_run_of_one_repeated_character_is_a_term(bank: Bank) -> None:
    made = derive(bank, "own-slow", "own", "怎么泡茶？", "茶叶要慢慢慢慢地泡开。")
    assert standings(made, "茶叶要慢慢慢慢地泡开。")["point-1"] == "covered"
