"""The built-in bank: every question sound, every skill known, and no hint that leaks."""

import pytest

from practice.question import Question
from practice.value import LANGS, Bilingual
from tools.bank import BUILT_IN, Bank
from tools.bank_check import check_lexicon, check_question

FIRST_TWELVE = {
    "rag-overview", "rag-chunking", "rag-evaluation", "agent-memory", "agent-project",
    "prompt-react", "llm-training", "lib-mcp", "workflow-text2sql", "design-short-link",
    "backend-redis", "algo-coin-change",
}  # fmt: skip
IDS = sorted(Bank().paths)


@pytest.mark.parametrize("question_id", IDS)
def test_the_checker_finds_nothing(bank: Bank, question_id: str) -> None:
    question = bank.question(question_id)
    assert list(check_question(question, bank.matcher(question))) == []


@pytest.mark.slow
def test_the_lexicon_compiles_and_every_concept_is_used(bank: Bank) -> None:
    assert list(check_lexicon(bank)) == []


def test_the_first_twelve_and_every_topic_are_there(bank: Bank) -> None:
    assert set(bank.paths) >= FIRST_TWELVE
    assert set(bank.topics) == {
        "llm", "lib", "prompt", "rag", "workflow", "agent", "design", "backend", "algo",
    }  # fmt: skip
    assert BUILT_IN.is_dir()


@pytest.mark.parametrize("question_id", IDS)
def test_a_question_has_all_that_its_coach_needs(bank: Bank, question_id: str) -> None:
    question = bank.question(question_id)
    assert 5 <= len(question.points) <= 9
    assert len(question.misconceptions) >= 2
    assert 2 <= len(question.follow_ups) <= 4
    assert question.sources
    assert question.kind != "experience" or question.not_done
    for point in question.points:
        texts = [point.says, point.probe, *point.hints]
        assert all(each.of(lang).strip() for each in texts for lang in LANGS)


PARAPHRASES = {
    "overlap": Bilingual(
        zh="要不要让前后两块共享一小段，这样卡在边上的句子至少有一块是全的？",
        en="Could the next piece start with the tail of the last one, so a sentence at the"
        " cut is whole in one of them?",
    ),
    "semantic-split": Bilingual(
        zh="算一算相邻句子的向量，话题一变、相似度掉下来的地方就断开，行不行？",
        en="What if you embed each sentence and break where the similarity to the next drops?",
    ),
    "small-to-big": Bilingual(
        zh="拿小块去搜，搜到之后把它所在的整节交给模型怎么样？",
        en="How about searching on small pieces and then handing the whole section to the model?",
    ),
}


def leaking(question: Question, point: str, rung: int, hint: Bilingual) -> Question:
    """Return the question with one hint replaced."""
    points = []
    for each in question.points:
        if each.id == point:
            hints = list(each.hints)
            hints[rung - 1] = hint
            points.append(each.model_copy(update={"hints": tuple(hints)}))
        else:
            points.append(each)
    return question.model_copy(update={"points": tuple(points)})


@pytest.mark.parametrize("rung", [1, 2])
@pytest.mark.parametrize("point", sorted(PARAPHRASES))
def test_a_planted_hint_that_paraphrases_its_point_is_caught(
    bank: Bank, point: str, rung: int
) -> None:
    question = leaking(bank.question("rag-chunking"), point, rung, PARAPHRASES[point])
    faults = list(check_question(question, bank.matcher(question)))
    assert {each.where for each in faults} == {f"{point}.hints.{rung}.{lang}" for lang in LANGS}
    assert {each.fault for each in faults} == {"gives the point away"}
