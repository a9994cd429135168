"""Grades answers against the reference texts of one question."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tools.reference.alignment import Aligned, aligned
from tools.reference.background import Background
from tools.reference.coefficients import PROBABILITY, SCORE, STRANGER, Probability
from tools.reference.likeness import Found
from tools.reference.measures import Reference
from tools.reference.opposition import Opposition, opposition
from tools.reference.peers import nearness
from tools.reference.said import Said

_ECHO_SHARE = 0.9
_OWN_SHARE = 0.5


@dataclass(frozen=True)
class ReferenceGrade:
    """What one answer got against the reference that fits it best.

    `score` is 0..1 between a parroted question and the reference itself; `probability` that a
    human would call the answer right as a whole.
    """

    score: float
    probability: float
    reference: str
    sentences: tuple[Aligned, ...]


@dataclass(frozen=True)
class _Comparison:
    """One answer beside the reference that fits it best, with what speaks against it."""

    said: Said
    overlap: float
    reference: Reference
    found: Found
    signs: Opposition


class ReferenceGrader:
    """The references of one question, weighed once; grading changes nothing in it."""

    def __init__(
        self,
        question: str,
        references: Sequence[str],
        background: Background | None = None,
        probability: Probability = PROBABILITY,
    ) -> None:
        texts = list(dict.fromkeys(text for text in references if text.strip()))
        if not texts:
            raise ValueError("a question needs at least one reference")
        known = background or Background()
        parroted = Said(question)
        self._asked = frozenset(parroted.counts)
        self._references = [Reference(text, self._asked, known) for text in texts]
        self._han = self._references[0].han
        self._weights = probability
        self.echo = self._overlap(parroted)
        strangers = [self._overlap(each) for each in known.strangers(texts)]
        self.stranger = sum(strangers) / len(strangers) if strangers else STRANGER

    def grade(self, answer: str) -> ReferenceGrade:
        """Return the score, the probability and the aligned passages of `answer`."""
        one = self._compare(answer)
        return ReferenceGrade(
            score=self._score(one, one.overlap),
            probability=self._probability(one),
            reference=one.reference.text,
            sentences=aligned(one.reference, one.said, one.found),
        )

    def grade_together(self, answers: Sequence[str]) -> list[float]:
        """Return the scores of all ungraded answers to the question, each helped by the others."""
        compared = [self._compare(answer) for answer in answers]
        overlaps = [each.overlap for each in compared]
        near = nearness([each.said for each in compared], overlaps, self._asked)
        return [
            self._score(each, (each.overlap + SCORE.peers * beside) / (1 + SCORE.peers))
            for each, beside in zip(compared, near, strict=True)
        ]

    def features(self, answer: str) -> Probability:
        """Return what the probability is made of: one number for each weight."""
        return self._features(self._compare(answer))

    def _overlap(self, said: Said) -> float:
        return max(reference.measure(said)[0].overlap for reference in self._references)

    def _compare(self, answer: str) -> _Comparison:
        said = Said(answer)
        measured = [(*reference.measure(said), reference) for reference in self._references]
        measures, found, reference = max(measured, key=lambda each: each[0].overlap)
        signs = opposition(reference, said)
        return _Comparison(said, measures.overlap, reference, found, signs)

    def _score(self, one: _Comparison, overlap: float) -> float:
        """Return the overlap on the scale that begins near a parroted question."""
        if self._says_nothing(one):
            return 0.0
        floor = SCORE.echo * self.echo**SCORE.power
        scaled = (overlap**SCORE.power - floor) / max(1e-6, 1 - floor)
        moved = scaled + self._against(one.signs) + SCORE.numbers * one.signs.numbers
        return float(min(1.0, max(0.0, moved)))

    def _probability(self, one: _Comparison) -> float:
        if self._says_nothing(one):
            return 0.0
        pairs = zip(self._weights, self._features(one), strict=True)
        return 1 / (1 + math.exp(-sum(weight * value for weight, value in pairs)))

    def _features(self, one: _Comparison) -> Probability:
        overlap = one.overlap**SCORE.probability_power
        stranger = self.stranger**SCORE.probability_power
        han = float(self._han)
        return Probability(
            base=1.0,
            overlap=overlap,
            echo=self.echo**SCORE.probability_power,
            stranger=stranger,
            references=math.log(len(self._references)),
            han=han,
            han_overlap=han * overlap,
            han_stranger=han * stranger,
            long=max(0.0, math.log((1 + len(one.reference.said.content)) / SCORE.long)),
            against=self._against(one.signs),
        )

    def _against(self, signs: Opposition) -> float:
        """Return what the signs of opposition take away, 0 or less."""
        opposed = SCORE.opposed_han if self._han else SCORE.opposed_latin
        return SCORE.clash * signs.clash + opposed * signs.opposed + SCORE.turned * signs.turned

    def _says_nothing(self, one: _Comparison) -> bool:
        """Return whether an answer is empty, or repeats the question and adds nothing to it.

        Only where at least half of the reference is not in the question already.
        """
        said, wanted = one.said.content, one.reference.said.content
        own = [key for key in wanted if key not in self._asked]
        asked = sum(key in self._asked for key in said)
        if not one.said.tokens:
            return True
        if asked < _ECHO_SHARE * len(said) or len(own) < _OWN_SHARE * len(wanted):
            return False
        return not any(one.found.degree(key) for key in own)
