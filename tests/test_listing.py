"""Lists for people: questions, rubrics and sessions, whole lines."""

from practice.history import SessionSummary
from practice.question import Question, Source
from practice.value import Lang
from tests.samples import NOON, both, tea_question, tea_skills
from tools.bank_check import Fault
from tools.listing import (
    fault_lines,
    question_facts,
    question_lines,
    rubric_sheet,
    session_lines,
)
from tools.sheet import Line

QUESTION: Question = tea_question().model_copy(
    update={"sources": (Source(title="The Book of Tea", year=1964),)}
)
SUMMARY = SessionSummary(
    session="s1", question="tea", started=NOON, status="finished", attempts=2, score=66.7
)


def sheet(question: Question, lang: Lang = "en", *, rubric: bool) -> list[str]:
    """Return the words of a question's sheet."""
    return [line.text for line in rubric_sheet(question, tea_skills(), lang, rubric=rubric)]


def test_a_question_is_one_line() -> None:
    assert list(question_lines([], "en")) == []
    assert list(question_lines([QUESTION], "en")) == [
        Line("tea · concept · difficulty 1 · How do you make a good cup of tea?")
    ]
    assert list(question_lines([QUESTION], "zh")) == [
        Line("tea · 概念题 · 难度 1 · 怎么泡一杯好茶？")
    ]


def test_a_long_question_is_cut_and_stays_on_its_line() -> None:
    long = QUESTION.model_copy(update={"ask": both("茶\n" * 90, "x" * 81)})
    assert next(question_lines([long], "en")).text.endswith(" · " + "x" * 79 + "…")
    assert "\n" not in next(question_lines([long], "zh")).text


def test_a_question_as_data_has_the_keys_of_the_contract() -> None:
    assert question_facts(QUESTION, "built-in") == {
        "id": "tea",
        "topic": "kitchen",
        "kind": "concept",
        "difficulty": 1,
        "ask": {"zh": "怎么泡一杯好茶？", "en": "How do you make a good cup of tea?"},
        "source": "built-in",
    }


def test_without_the_rubric_nothing_of_it_is_shown() -> None:
    assert sheet(QUESTION, rubric=False) == [
        "tea · kitchen · concept · difficulty 1/5 · 3 key points",
        "Question: How do you make a good cup of tea?",
        "The rubric is hidden, since seeing it spoils the practice."
        " To see it: coach bank show tea --rubric",
    ]


def test_with_the_rubric_everything_is_shown() -> None:
    assert sheet(QUESTION, rubric=True) == [
        "tea · kitchen · concept · difficulty 1/5 · 3 key points",
        "Question: How do you make a good cup of tea?",
        "Point by point:",
        "1. heating (weight 3): First the water has to be boiling.",
        "2. timing (weight 2): Let the leaves steep for three minutes.",
        "3. heating (weight 1): Warm the pot beforehand.",
        "What people get wrong:",
        "The longer the leaves steep, the better the tea."
        " Correction: Steeped for long it turns bitter.",
        "Milk must go in first. Correction: The order is a matter of taste.",
        "The model answer:",
        QUESTION.answer.en,
        "Possible follow-ups:",
        "And green tea?",
        "Sources:",
        "The Book of Tea (1964)",
    ]


def test_a_fault_is_one_line() -> None:
    fault = Fault(question="tea", where="boil.hints.1.en", fault="gives the point away")
    assert list(fault_lines([fault])) == [Line("tea: boil.hints.1.en: gives the point away", "bad")]


def test_a_session_is_one_line_with_its_score_or_none() -> None:
    unscored = SUMMARY.model_copy(update={"score": None, "status": "unfinished", "attempts": 0})
    assert [line.text for line in session_lines([SUMMARY, unscored], "en")] == [
        "s1 · tea · finished · 2 answer(s) · 67 of 100",
        "s1 · tea · unfinished · 0 answer(s) · no score",
    ]
    assert [line.text for line in session_lines([SUMMARY], "zh")] == [
        "s1 · tea · 已完成 · 回答 2 次 · 67 分"
    ]
    nought = SUMMARY.model_copy(update={"score": 0.0})
    assert next(session_lines([nought], "en")).text.endswith("0 of 100")


def test_no_sessions_is_said() -> None:
    assert [line.text for line in session_lines(iter([]), "en")] == [
        "Nothing has been practised yet. Begin: coach practice"
    ]
