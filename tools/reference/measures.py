"""Seven unlike measures of how much of a reference an answer says, each 0 to about 1.

Averaging unlike measures does better than any of them and than learned weights (facts of the sets).
"""

from collections.abc import Set
from dataclasses import dataclass

from tools.reference.background import Background
from tools.reference.likeness import Found, Likeness
from tools.reference.said import Said
from tools.reference.words import DENIALS, FUNCTION, FUNCTION_HAN

_FUNCTION_SHARE = 0.12
_DENIAL_SHARE = 1.5
_ASKED_LATIN = 0.3
_ASKED_HAN = 0.15
_LEAST_RARITY = 0.05
_K1, _B = 1.2, 0.3
_BM25_TOP = 1.5
_SEQUENCE_REFERENCE, _SEQUENCE_ANSWER = 80, 400


def _grammar(key: str) -> bool:
    return key in FUNCTION or key in FUNCTION_HAN


@dataclass(frozen=True)
class Measures:
    """The measures of one answer against one reference; all but three only for English."""

    recall: float
    f1: float
    sequence: float
    rare_recall: float
    bm25: float
    soft_recall: float
    grams: float
    han: bool

    @property
    def overlap(self) -> float:
        """The mean; of Chinese only the first three: its units are the letters already."""
        kept = [self.recall, self.f1, self.sequence]
        if not self.han:
            kept += [self.rare_recall, self.bm25, self.soft_recall, self.grams]
        return sum(kept) / len(kept)


class Reference:
    """One reference text, weighed against its question and background."""

    def __init__(self, text: str, asked: Set[str], background: Background) -> None:
        self.said = Said(text)
        self.text = text
        self.asked = asked
        self.han = self.said.han
        self.likeness = Likeness(self.said.counts)
        demoted = _ASKED_HAN if self.han else _ASKED_LATIN
        self._demoted = demoted
        self.weights = {
            key: max(_LEAST_RARITY, background.rarity(key)) * self._plain(key)
            for key in self.said.counts
        }
        self.total = sum(self.weights.values()) or 1.0

    def _plain(self, key: str) -> float:
        """Return the weight of a word without its rarity: less for grammar and for what was asked."""
        weight = _FUNCTION_SHARE if _grammar(key) else _DENIAL_SHARE if key in DENIALS else 1.0
        return weight * (self._demoted if key in self.asked else 1.0)

    def measure(self, answer: Said) -> tuple[Measures, Found]:
        """Return the measures, and where the reference's words stand in the answer."""
        found = self.likeness.found(answer.counts)
        shared, f1 = self._tokens(answer, found)
        latin = 0.0 if self.han else 1.0
        measured = Measures(
            recall=shared,
            f1=f1,
            sequence=self._sequence(answer, found),
            rare_recall=self._share({key: found.degree(key) for key in self.weights}),
            bm25=self._bm25(answer, found) * latin,
            soft_recall=self._share({key: found.soft(key) for key in self.weights}),
            grams=self._cosine(answer) * latin,
            han=self.han,
        )
        return measured, found

    def _share(self, degrees: dict[str, float]) -> float:
        return sum(self.weights[key] * degree for key, degree in degrees.items()) / self.total

    def _tokens(self, answer: Said, found: Found) -> tuple[float, float]:
        """Return recall and F1 over counted tokens (Rajpurkar et al., SQuAD, 2016)."""
        shared = 0.0
        for key, count in self.said.counts.items():
            there = answer.counts.get(key, 0)
            shared += self._plain(key) * (min(count, there) or count * found.degree(key))
        own = sum(self._plain(key) * count for key, count in self.said.counts.items()) or 1.0
        other = sum(self._plain(key) * count for key, count in answer.counts.items())
        return shared / own, 2 * shared / (own + other)

    def _bm25(self, answer: Said, found: Found) -> float:
        """Return BM25 as a share of the reference's own score (Robertson and Walker 1994)."""
        ratio = len(answer.tokens) / max(1, len(self.said.tokens))
        score = 0.0
        for key, weight in self.weights.items():
            often = found.degree(key) * max(1, answer.counts.get(key, 0))
            score += weight * often * (_K1 + 1) / (often + _K1 * (1 - _B + _B * ratio) or 1.0)
        return min(_BM25_TOP, score / self.total)

    def _cosine(self, answer: Said) -> float:
        few, many = sorted((self.said.grams, answer.grams), key=len)
        dot = sum(count * many[gram] for gram, count in few.items() if gram in many)
        return dot / (self.said.grams_length * answer.grams_length)

    def _sequence(self, answer: Said, found: Found) -> float:
        """Return the weighted longest common subsequence of the content words, as a share.

        After ROUGE-L (Lin 2004): the words in the reference's order.
        """
        own = self.said.content[:_SEQUENCE_REFERENCE]
        kept = set(own)
        spoken = [key for word in answer.content if (key := found.read(word)) in kept]
        spoken = spoken[:_SEQUENCE_ANSWER]
        best = [0.0] * (len(spoken) + 1)
        there = set(spoken)
        for key in own:
            if key in there:
                best = _row(best, key, spoken, self.weights[key])
        return best[-1] / (sum(self.weights[key] for key in own) or 1.0)


def _row(before: list[float], key: str, spoken: list[str], weight: float) -> list[float]:
    """Return the next row of the table of the longest common subsequence."""
    row = [0.0]
    left = 0.0
    for at, word in enumerate(spoken):
        if word == key:
            left = before[at] + weight
        elif before[at + 1] > left:
            left = before[at + 1]
        row.append(left)
    return row
