"""Passages of the bank, and how much of a question to the coach each of them takes up.

A passage is a key point, the correction of a misconception, or a sentence of a model answer. It takes
up a word of the question (of Chinese, a pair of characters) where it has it; less of it where only
what leads to the passage has it (its name, probe and hints; the misconception itself), or where both
have a concept that the rubric looks for. Words weigh by rarity (Spärck Jones 1972).
"""

import functools
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from practice.evidence import misconception_gap
from practice.question import Question
from practice.value import LANGS, Lang
from tools.lexicon import Lexicon
from tools.text import fold

LEAD, CONCEPT = 0.8, 0.5
"""Shares of a word's weight that the lead's having it, and a concept in its place, are worth."""
AT_HAND = 0.1
"""What a passage has ahead for belonging to the question under way."""
ENOUGH = 0.7
"""From here on a passage is shown; chosen on one half of tests/data/asked.jsonl."""
_RAREST_PAIR = 7.0
"""A pair of characters that stands nowhere is more often the seam of two words than a word."""
_SHORTEST = 10
"""Characters of a sentence that can say something by itself."""

_SENTENCE = re.compile(r"(?<=[。！？])|(?<=[.!?])\s+|\n+")
_LATIN = re.compile(r"[a-z0-9][a-z0-9_/+.'-]*[a-z0-9]|[a-z0-9]")
_HAN = re.compile("[㐀-鿿]+")
_ASKING_ZH = re.compile(
    "什么是|是什么意思|是什么|什么意思|什么|为什么|怎么办|怎么样|怎么|如何|怎样|请问|能不能|可以|吗|呢|吧"
    "|一下|哪些|哪个|多少|一般|合适|有没有|是不是|应该|我|你|的|了|有|会|能|要|行不行|还"
)
_ASKING_EN = re.compile(
    "a|actually|always|an|and|any|be|can|could|did|do|does|for|get|how|i|in|instead|is|it|it's|its|make"
    "|many|mean|means|me|much|my|need|needed|of|on|or|our|people|please|really|should|still|than|that"
    "|the|there|this|to|use|we|what|when|which|who|why|with|would|you|your|are"
)
_ENDINGS = ("ings", "ing", "ies", "ed", "es", "s", "er", "ly")

Kind = Literal["point", "correction", "answer"]


@dataclass(frozen=True)
class Passage:
    """A passage in one language; `key` is what it gives away: a key point, or a gap key."""

    id: str
    question: str
    kind: Kind
    key: str | None
    text: str
    lead: str
    concepts: frozenset[str]
    """Those that its own formula looks for."""


def passages(question: Question, lang: Lang) -> Iterator[Passage]:
    """Yield the passages of a question: points, corrections, then the model answer's sentences."""
    for point in question.points:
        name = point.name.of(lang) if point.name else ""
        lead = [name, point.probe.of(lang), *(hint.of(lang) for hint in point.hints)]
        at, own = f"{question.id}/point/{point.id}", point.recognized.concepts()
        says = point.says.of(lang)
        yield Passage(at, question.id, "point", point.id, says, " ".join(lead), own)
    for each in question.misconceptions:
        at, key = f"{question.id}/correction/{each.id}", misconception_gap(question.id, each.id)
        says, correct = each.says.of(lang), each.correction.of(lang)
        own = each.recognized.concepts()
        yield Passage(at, question.id, "correction", key, correct, says, own)
    for number, text in enumerate(_SENTENCE.split(question.answer.of(lang))):
        if len(text.strip()) >= _SHORTEST:
            at = f"{question.id}/answer/{number}"
            yield Passage(at, question.id, "answer", None, text.strip(), "", frozenset())


def content_words(asked: str) -> list[tuple[int, int, str]]:
    """Return what a question is about, each word with its place in the folded text: English words
    and names, and pairs of Chinese characters, without the words of asking."""
    text = fold(asked)
    found = [
        (*each.span(), each[0])
        for each in _LATIN.finditer(text)
        if not _ASKING_EN.fullmatch(each[0])
    ]
    for run in _HAN.finditer(_ASKING_ZH.sub(lambda each: " " * len(each[0]), text)):
        start, end = run.span()
        last = max(end - 1, start + 1)
        found += [(at, at + 2, text[at : min(at + 2, end)]) for at in range(start, last)]
    return found


def _pattern(word: str) -> re.Pattern[str]:
    """Return what finds a word: a pair of characters anywhere, an English word in its inflections."""
    if _HAN.match(word):
        return re.compile(re.escape(word))
    ending = next((each for each in _ENDINGS if word.endswith(each)), "")
    stem = word.removesuffix(ending) if len(word) - len(ending) >= len("web") else word
    inflected = "[a-z]{0,4}" if len(stem) >= len("web") else ""
    return re.compile(rf"(?<![a-z0-9]){re.escape(stem)}{inflected}(?![a-z0-9])")


class Shelf:
    """The passages of all questions in one language."""

    def __init__(self, questions: Iterable[Question], lexicon: Lexicon, lang: Lang) -> None:
        held = list(questions)
        self._lexicon = lexicon
        self.passages = {each.id: each for one in held for each in passages(one, lang)}
        self._texts = {name: fold(each.text) for name, each in self.passages.items()}
        self._leads = {name: fold(each.lead) for name, each in self.passages.items()}
        self._looked_for = {
            one.id: frozenset[str]().union(
                *(part.recognized.concepts() for part in one.recognizable)
            )
            for one in held
        }

    def of(self, question: str) -> list[str]:
        """Return the ids of a question's passages."""
        return [name for name, each in self.passages.items() if each.question == question]

    def best(self, asked: str, at_hand: str, among: Iterable[str]) -> tuple[Passage, float] | None:
        """Return the passage that takes up most of `asked`, and how much, 0 to 1.1; of equal ones
        the first. None where the question has no word of its own."""
        words = content_words(asked)
        if not words:
            return None
        query = _Query(fold(asked), words, self._lexicon)
        weights = [self._weight(word) for _, _, word in words]
        scored = [
            (
                self._taken_up(query, weights, self.passages[name])
                + AT_HAND * (self.passages[name].question == at_hand),
                name,
            )
            for name in among
        ]
        if not scored:
            return None
        score, name = max(scored, key=lambda each: each[0])
        return self.passages[name], score

    def _weight(self, word: str) -> float:
        found = _pattern(word)
        holding = sum(found.search(text) is not None for text in self._texts.values())
        rarity = math.log((len(self._texts) + 1) / (holding + 0.5))
        return min(rarity, _RAREST_PAIR) if _HAN.match(word) else rarity

    def _taken_up(self, query: "_Query", weights: list[float], passage: Passage) -> float:
        text, lead = self._texts[passage.id], self._leads[passage.id]
        taken = 0.0
        for number, weight in enumerate(weights):
            if query.patterns[number].search(text):
                taken += weight
            elif query.patterns[number].search(lead):
                taken += LEAD * weight
            elif self._means(query, number, passage, text):
                taken += CONCEPT * weight
        return taken / sum(weights)

    def _means(self, query: "_Query", number: int, passage: Passage, text: str) -> bool:
        """Return whether the passage has a concept that stands where the word does."""
        return any(
            name in passage.concepts or self._lexicon.find(name, text)
            for name in sorted(self._looked_for[passage.question])
            if query.has(name, number)
        )


class _Query:
    """A question taken apart, its concepts looked for when asked about."""

    def __init__(self, text: str, words: list[tuple[int, int, str]], lexicon: Lexicon) -> None:
        self._text = text
        self._words = words
        self._lexicon = lexicon
        self.patterns = [_pattern(word) for _, _, word in words]
        self._places = functools.cache(self._find)

    def _find(self, concept: str) -> list[tuple[int, int]]:
        return self._lexicon.find(concept, self._text)

    def has(self, concept: str, number: int) -> bool:
        """Return whether `concept` stands where word `number` does."""
        first, last, _ = self._words[number]
        return any(start < last and first < end for start, end in self._places(concept))


class Library:
    """All questions and the lexicon, read when a question to the coach first needs them."""

    def __init__(
        self, questions: Callable[[], Iterable[Question]], lexicon: Callable[[], Lexicon]
    ) -> None:
        self._read = questions
        self._lexicon = lexicon

    @functools.cached_property
    def questions(self) -> dict[str, Question]:
        """The questions by id."""
        return {each.id: each for each in self._read()}

    @functools.cached_property
    def shelves(self) -> dict[Lang, Shelf]:
        """The passages by language."""
        held = self.questions.values()
        return {lang: Shelf(held, self._lexicon(), lang) for lang in LANGS}

    def lexicon(self) -> Lexicon:
        """Return the shared concepts."""
        return self._lexicon()
