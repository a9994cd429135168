"""Free words put to a gap's key, and a question heard elsewhere to one of the bank."""

from collections.abc import Sequence

from memory.lexical import LexicalIndex, Passage
from practice.correction import PROVISIONAL, Corrections
from practice.evidence import is_misconception, misconception_gap
from practice.question import Question
from practice.value import LANGS, Lang
from tools.bank import Bank
from tools.gap_key.shortlist import Alias, GapKeys

NEAR = 3
"""So many questions are offered as the one that was heard."""
OWN = 3
"""So many gaps without a key of the taxonomy stand below a shortlist."""
LIKE = 0.15
"""Share of a heard question's letters, weighed by rarity, that one offered must have."""


class KnownKeys:
    """The gap keys with every wording that the candidate confirmed, as he has corrected them."""

    def __init__(self, bank: Bank, corrections: Corrections) -> None:
        self._corrections = corrections
        self._keys = GapKeys.of(bank).knowing(
            Alias(key=gap, text=words)
            for gap, wordings in corrections.aliases.items()
            for words in wordings
        )

    def _now(self, gap: str) -> str:
        return self._corrections.key(gap, "")

    def exact(self, words: str) -> str | None:
        """Return the key whose known wording these words are, or None."""
        decided = self._keys.decided(words)
        return None if decided is None else self._now(decided)

    def shortlist(self, words: str, question: Question | None = None) -> Sequence[str]:
        """Return the keys that the words may mean, for a person to pick from.

        The likeliest come first; before them those of the question that the words are about, after
        them gaps known by the candidate's words alone. What is missed is seldom a false belief, so
        misconceptions are offered for that question only.
        """
        found = dict.fromkeys(self._now(each.key) for each in self._keys.shortlist(words))
        about = {self._now(key) for key in keys_of(question)} if question else set()
        likely = [each for each in found if not is_misconception(each) or each in about]
        likely += [each for each in self._own_like(words) if each not in found]
        known = [each for each in likely if each not in self._corrections.dismissed]
        return sorted(known, key=lambda each: each not in about)

    def _own_like(self, words: str) -> Sequence[str]:
        """Return the gaps known by the candidate's words alone that share letters with these."""
        passages = [
            Passage(f"{gap}\n{number}", text)
            for gap, texts in self._corrections.aliases.items()
            if gap.startswith(PROVISIONAL)
            for number, text in enumerate(texts)
        ]
        found = LexicalIndex(passages).search(words, OWN)
        return list(dict.fromkeys(name.split("\n")[0] for name, score in found if score >= LIKE))


def keys_of(question: Question) -> list[str]:
    """Return the gap keys that a question is about: its skills, its misconceptions."""
    skills = [point.skill for point in question.points]
    return [*skills, *(misconception_gap(question.id, each.id) for each in question.misconceptions)]


def asked_before(bank: Bank, text: str) -> list[str]:
    """Return the questions of the bank that are most like one heard, the likeliest first."""
    passages = [
        Passage(f"{each.id}\n{lang}", _about(each, bank, lang))
        for each in bank.readable()
        for lang in LANGS
    ]
    found = LexicalIndex(passages).search(text, NEAR * len(LANGS))
    near = dict.fromkeys(name.split("\n")[0] for name, score in found if score >= LIKE)
    return list(near)[:NEAR]


def _about(question: Question, bank: Bank, lang: Lang) -> str:
    """Return what a question asks, with its id and the names of its skills: heard ones are put freely."""
    skills = dict.fromkeys(point.skill for point in question.points)
    names = [bank.skills[each].name.of(lang) for each in skills if each in bank.skills]
    return "\n".join((question.ask.of(lang), question.id.replace("-", " "), *names))
