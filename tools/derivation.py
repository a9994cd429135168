"""A question made of nothing but its text and a reference answer: key points, hints, recognizers.

Each sentence of the reference becomes a point of the same weight. What it is recognized by are its
terms: concepts of the shared lexicon that stand in it, which carry the other language too, and the
words that are left. A point counts as said where most of its terms stand together.
"""

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from practice.question import KeyPoint, Question
from practice.recognition import Formula, Recognition, parse
from practice.value import LANGS, Bilingual
from tools.bank import Bank
from tools.lexicon import Concept, Lexicon
from tools.matching import Matcher
from tools.passage import smallest_passage
from tools.reading import read
from tools.reference.alignment import sentences
from tools.reference.token import tokens
from tools.reference.words import FUNCTION_HAN
from tools.speech import clauses, denied, length
from tools.text import fold
from tools.wording import say

WEIGHT = 2.0
FALLBACK_SKILL = "domain-knowledge"
TELLING = "telling"
_WHOLE, _HALF = 0.5, 0.3
"""Share of a sentence's terms that are the whole point, and half of it."""
_MOST_TERMS = 8
_INITIALS = 2
_SHORT = 6
"""A sentence of fewer words belongs to the one before."""
AGREED = 0.4
"""Share of the key points that a sentence makes that must be of one skill."""
_HAN_RUN = re.compile(r"[㐀-鿿]+")
_LONG_RUN = 4


@dataclass(frozen=True)
class Derived:
    """A question and the concepts that its recognizers use."""

    question: Question
    concepts: dict[str, Concept]


@dataclass(frozen=True)
class _Term:
    """Words of a sentence that carry its meaning: where they stand, and their forms."""

    start: int
    end: int
    concept: Concept


def derive(bank: Bank, question_id: str, topic: str, ask: str, reference: str) -> Derived:
    """Return the question that `ask` and `reference` make. Raises: ValueError for an empty one."""
    said = _sentences(reference)
    if not said or not ask.strip():
        raise ValueError("a question needs its text and a reference answer")
    bank_points = _bank_points(bank)
    points: list[KeyPoint] = []
    concepts: dict[str, Concept] = {}
    for number, sentence in enumerate(said, 1):
        terms = _terms(bank, sentence, fold(ask))
        names = [f"q-{question_id}-{number}-{at}" for at in range(1, len(terms) + 1)]
        concepts.update(zip(names, (each.concept for each in terms), strict=True))
        points.append(
            _point(number, len(said), sentence, terms, names, _skill(bank, bank_points, sentence))
        )
    question = Question(
        id=question_id,
        topic=topic,
        kind="concept",
        difficulty=3,
        ask=_same(ask.strip()),
        points=tuple(points),
        answer=_same(reference.strip()),
    )
    matcher = Matcher(question, Lexicon(concepts))
    kept = tuple(_without_leaks(point, matcher) for point in points)
    return Derived(question.model_copy(update={"points": kept}), concepts)


def _point(
    number: int, count: int, sentence: str, terms: list[_Term], names: list[str], skill: str
) -> KeyPoint:
    return KeyPoint(
        id=f"point-{number}",
        skill=skill,
        weight=WEIGHT,
        says=_same(sentence),
        name=_told("own.name", number=number),
        recognized=_recognition(sentence, terms, names),
        probe=_told("own.probe", number=number, count=count),
        hints=(
            _told("own.hint_1", number=number, count=count),
            _told("own.hint_2", letters=_initials(sentence, terms[:_INITIALS])),
            _same(_blanked(sentence, terms)),
        ),
    )


def _without_leaks(point: KeyPoint, matcher: Matcher) -> KeyPoint:
    """Return the point with its probe and first two rungs bare where they would give it away."""

    def bare(text: Bilingual) -> Bilingual:
        leaks = any(matcher.gives_away(text.of(lang), point) for lang in LANGS)
        return _told("own.bare") if leaks else text

    one, two, three = point.hints
    return point.model_copy(
        update={"probe": bare(point.probe), "hints": (bare(one), bare(two), three)}
    )


def _same(text: str) -> Bilingual:
    """Return one text for both languages: the candidate wrote it in one."""
    return Bilingual(zh=text, en=text)


def _told(key: str, **values: object) -> Bilingual:
    return Bilingual(**{lang: say(key, lang, **values) for lang in LANGS})


def _sentences(reference: str) -> list[str]:
    """Return the sentences of a reference; very short ones go with the one before."""
    found: list[str] = []
    for start, end in sentences(reference):
        text = reference[start:end].strip()
        if found and length(fold(text)) < _SHORT:
            found[-1] = f"{found[-1]} {text}"
        else:
            found.append(text)
    return found


def _terms(bank: Bank, sentence: str, asked: str) -> list[_Term]:
    """Return the terms of a sentence in order, the most telling where there are many.

    Words of the question are none, unless the sentence has no others.
    """
    folded = fold(sentence)
    found = list(_longest_first(_known(bank, folded)))
    taken = [(each.start, each.end) for each in found]
    found += [
        each
        for each in _unknown(folded)
        if not any(start < each.end and each.start < end for start, end in taken)
    ]
    own = [each for each in found if folded[each.start : each.end] not in asked]
    telling = sorted(own or found, key=lambda each: each.start - each.end)[:_MOST_TERMS]
    return sorted(telling, key=lambda each: each.start)


def _known(bank: Bank, folded: str) -> Iterator[_Term]:
    for name, concept in bank.lexicon.concepts.items():
        for start, end in bank.lexicon.find(name, folded)[:1]:
            yield _Term(start, end, concept)


def _longest_first(terms: Iterable[_Term]) -> Iterator[_Term]:
    """Yield terms that do not overlap, longer ones first."""
    taken: list[_Term] = []
    for each in sorted(terms, key=lambda each: (each.start - each.end, each.start)):
        if not any(one.start < each.end and each.start < one.end for one in taken):
            taken.append(each)
            yield each


def _unknown(folded: str) -> Iterator[_Term]:
    """Yield English content words, and runs of Chinese between small words."""
    for token in tokens(folded):
        if token.kind == "word" and token.content and token.end - token.start > 2:
            word = folded[token.start : token.end]
            if word.isalpha():
                yield _Term(token.start, token.end, Concept(zh=(word,), en=(word,)))
    for run in _HAN_RUN.finditer(folded):
        for part in re.finditer(f"[^{''.join(FUNCTION_HAN)}]{{2,}}", run[0]):
            start = run.start() + part.start()
            forms = _han_forms(part[0])
            yield _Term(start, start + len(part[0]), Concept(zh=forms, en=forms))


def _han_forms(run: str) -> tuple[str, ...]:
    """Return a short run as it is, and a long one by any two of its neighbouring pairs."""
    if len(run) < _LONG_RUN:
        return (run,)
    pairs = list(dict.fromkeys(run[at : at + 2] for at in range(len(run) - 1)))
    apart = [f"{one}~{other}" for at, one in enumerate(pairs) for other in pairs[at + 2 :]]
    return tuple(apart) or (run,)


def _recognition(sentence: str, terms: list[_Term], names: list[str]) -> Recognition:
    """Return formulas that want most terms as the sentence has them, affirmed or denied.

    Where as many of them are turned round, the opposite is said.
    """
    if not names:
        raise ValueError("a sentence without words that carry meaning")
    whole, half = math.ceil(_WHOLE * len(names)), math.ceil(_HALF * len(names))
    denials = _denials(fold(sentence), terms)
    signed = [("-" if no else "+") + name for no, name in zip(denials, names, strict=True)]
    turned = [("+" if no else "-") + name for no, name in zip(denials, names, strict=True)]
    return Recognition(
        covered=f"{whole} of ({', '.join(signed)})",
        half=f"{half} of ({', '.join(signed)})" if half < whole else None,
        flipped=f"{max(2, half)} of ({', '.join(turned)})" if len(names) > 1 else None,
    )


def _denials(folded: str, terms: list[_Term]) -> list[bool]:
    """Return for each term whether the sentence denies it."""
    parts = clauses(folded)
    starts = [part.start for part in parts]
    own = [parts[max(0, bisect_right(starts, each.start) - 1)] for each in terms]
    return [
        denied(folded, part, each.start, each.end) for part, each in zip(own, terms, strict=True)
    ]


def _bank_points(bank: Bank) -> list[tuple[str, Formula]]:
    """Return skill and formula of the built-in questions' key points.

    Skills of telling are left out: any sentence may hold a number or a reason.
    """
    return [
        (point.skill, parse(point.recognized.covered))
        for question in bank.readable()
        if bank.source(question.id) == "built-in"
        for point in question.points
        if bank.skills[point.skill].topic != TELLING
    ]


def _skill(bank: Bank, points: list[tuple[str, Formula]], sentence: str) -> str:
    """Return the skill of the key points that the sentence would make in the bank's own questions.

    Where they are of many skills, or none, it is the fallback: a wrong key is worse than a general
    one.
    """
    reading = read(sentence, bank.lexicon, tuple(bank.lexicon.concepts), asked="")
    votes = Counter(skill for skill, formula in points if smallest_passage(formula, reading))
    best, count = max(sorted(votes.items()), key=lambda each: each[1], default=(FALLBACK_SKILL, 0))
    return best if count > AGREED * votes.total() else FALLBACK_SKILL


def _initials(sentence: str, terms: list[_Term]) -> str:
    return " ".join(f"{sentence[each.start]}…" for each in terms)


def _blanked(sentence: str, terms: list[_Term]) -> str:
    """Return the sentence with its terms left blank, as a text to fill in."""
    for term in reversed(terms):
        sentence = f"{sentence[: term.start]}＿＿{sentence[term.end :]}"
    return sentence
