"""Questions by words, in Chinese and in English."""

from collections.abc import Iterable, Iterator, Mapping

from practice.question import Question, Skill
from tools.text import fold


def search(
    questions: Iterable[Question], skills: Mapping[str, Skill], words: Iterable[str]
) -> list[Question]:
    """Return the questions that hold every word, those that ask for them first.

    Looked through are id, question, skills, key points and model answer, in both languages; a word
    may stand in either. The rubric itself is not shown by being found.
    """
    wanted = [fold(word) for word in words if word.strip()]
    ranked: list[tuple[int, Question]] = []
    for question in questions:
        ranks = [_rank(word, question, skills) for word in wanted]
        if wanted and all(rank is not None for rank in ranks):
            ranked.append((sum(rank or 0 for rank in ranks), question))
    return [question for _, question in sorted(ranked, key=lambda each: each[0])]


def _rank(word: str, question: Question, skills: Mapping[str, Skill]) -> int | None:
    """Return how far down a word first stands, from 0 for the question itself; None where it does not."""
    places = enumerate(_texts(question, skills))
    return next((at for at, text in places if word in text), None)


def _texts(question: Question, skills: Mapping[str, Skill]) -> Iterator[str]:
    ask, answer = question.ask, question.answer
    names = [skills[point.skill].name for point in question.points if point.skill in skills]
    yield fold(f"{question.id} {ask.zh} {ask.en}")
    yield fold(" ".join(f"{name.zh} {name.en}" for name in names))
    yield fold(" ".join(f"{point.says.zh} {point.says.en}" for point in question.points))
    yield fold(f"{answer.zh} {answer.en}")
