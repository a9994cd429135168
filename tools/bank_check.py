"""Checks of question files that a schema cannot make: what an author gets wrong without noticing."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from practice.errors import BankError
from practice.question import KeyPoint, Question
from practice.value import LANGS, Value
from practice.verdict import mark
from tools.bank import Bank
from tools.matching import Matcher
from tools.text import fold

TWINS = 0.6
"""Likeness of two questions from which one of them is superfluous."""
ANSWER_FLOOR = 90.0
"""Score that a model answer must reach under its own rubric, in both languages."""


class Fault(Value):
    """One thing wrong with a question, and where."""

    question: str
    where: str
    fault: str


def check_question(question: Question, matcher: Matcher) -> Iterator[Fault]:
    """Yield the faults of one question: leaks, points its own words miss, weak model answer."""
    for point in question.points:
        yield from _check_point(question, point, matcher)
    for lie in question.misconceptions:
        for lang in LANGS:
            found = matcher.match(lie.says.of(lang)).misconceptions
            if lie.id not in {each.misconception.id for each in found}:
                yield _fault(question, f"{lie.id}.says.{lang}", "is not recognized as false")
    for lang in LANGS:
        found_all = matcher.match(question.answer.of(lang))
        standings = {each.point.id: each.standing for each in found_all.points}
        false = [each.misconception.id for each in found_all.misconceptions]
        score = mark(question, standings, false).score
        if score < ANSWER_FLOOR:
            weak = [name for name, found in standings.items() if found != "covered"]
            yield _fault(
                question,
                f"answer.{lang}",
                f"scores {score:.0f}, below {ANSWER_FLOOR:.0f}: {', '.join(weak + false)}",
            )


def _check_point(question: Question, point: KeyPoint, matcher: Matcher) -> Iterator[Fault]:
    for lang in LANGS:
        found = {each.point.id: each for each in matcher.match(point.says.of(lang)).points}
        if found[point.id].standing != "covered":
            yield _fault(question, f"{point.id}.says.{lang}", f"is {found[point.id].standing}")
        for other in found.values():
            if other.standing == "covered" and other.point.id != point.id:
                yield _fault(question, f"{point.id}.says.{lang}", f"also shows {other.point.id}")
        given = {
            "probe": point.probe,
            "hints.1": point.hints[0],
            "hints.2": point.hints[1],
        }
        for where, text in given.items():
            if matcher.gives_away(text.of(lang), point):
                yield _fault(question, f"{point.id}.{where}.{lang}", "gives the point away")


def check_bank(bank: Bank, question_ids: Iterable[str]) -> Iterator[Fault]:
    """Yield all faults of the questions named; those of files that cannot be read too."""
    for question_id in question_ids:
        try:
            question = bank.question(question_id)
        except BankError as error:
            for line in str(error).splitlines():
                yield Fault(question=question_id, where="file", fault=line)
            continue
        try:
            yield from check_question(question, bank.matcher(question))
        except BankError as error:
            yield Fault(question=question_id, where="lexicon", fault=str(error))


def check_file(bank: Bank, path: Path) -> Iterator[Fault]:
    """Yield the faults of a question file that need not stand in the bank yet."""
    try:
        question = bank.read(path)
        yield from check_question(question, bank.matcher(question))
    except BankError as error:
        for line in str(error).splitlines():
            yield Fault(question=path.stem, where="file", fault=line)


def twins(bank: Bank) -> Iterator[Fault]:
    """Yield questions that ask nearly the same as an earlier one, in either language.

    Raises: BankError.
    """
    questions = list(bank.questions())
    for at, later in enumerate(questions):
        for earlier in questions[:at]:
            if any(_alike(later.ask.of(lang), earlier.ask.of(lang)) >= TWINS for lang in LANGS):
                yield _fault(later, "ask", f"asks nearly the same as {earlier.id}; keep one")


def _alike(one: str, other: str) -> float:
    """Return the Jaccard likeness of two texts by letter triples, 0–1."""
    grams = [
        {text[at : at + 3] for at in range(len(text) - 2)} for text in (fold(one), fold(other))
    ]
    return len(grams[0] & grams[1]) / max(1, len(grams[0] | grams[1]))


def check_lexicon(bank: Bank) -> Iterator[Fault]:
    """Yield forms that cannot be compiled, and concepts that no question uses. Raises: BankError."""
    for name, fault in bank.lexicon.faults():
        yield Fault(question="lexicon", where=name, fault=fault)
    for name in unused_concepts(bank):
        yield Fault(question="lexicon", where=name, fault="no question uses it; remove it")


def unused_concepts(bank: Bank) -> list[str]:
    """Return the concepts of the lexicon that no question uses."""
    used = Counter(
        name
        for question in bank.questions()
        for part in question.recognizable
        for name in part.recognized.concepts()
    )
    return sorted(set(bank.lexicon.concepts) - set(used))


def overlaps(bank: Bank) -> Iterator[Fault]:
    """Yield what an author should look at: a form in two concepts, a point that another question's
    model answer shows. Either may be right. Raises: BankError."""
    owners: dict[str, list[str]] = {}
    for name, concept in bank.lexicon.concepts.items():
        for form in concept.forms:
            owners.setdefault(form, []).append(name)
    for form, names in owners.items():
        if len(names) > 1:
            told = f"the form “{form}” stands in {', '.join(names[1:])} too"
            yield Fault(question="lexicon", where=names[0], fault=told)
    questions = list(bank.questions())
    for question in questions:
        matcher = bank.matcher(question)
        for other in questions:
            if other.id != question.id:
                yield from _shown_by(question, matcher, other)


def _shown_by(question: Question, matcher: Matcher, other: Question) -> Iterator[Fault]:
    for lang in LANGS:
        found = matcher.match(other.answer.of(lang))
        for each in found.points:
            if each.standing == "covered":
                told = f"is shown by the model answer of {other.id} ({lang})"
                yield _fault(question, each.point.id, told)
        for lie in found.misconceptions:
            told = f"is found in the model answer of {other.id} ({lang})"
            yield _fault(question, lie.misconception.id, told)


def _fault(question: Question, where: str, fault: str) -> Fault:
    return Fault(question=question.id, where=where, fault=fault)
