"""Free words put to a gap's key, and a question heard elsewhere to one of the bank."""

from collections.abc import Sequence

from memory.lexical import LexicalIndex, Passage
from practice.correction import PROVISIONAL, Corrections
from practice.evidence import misconception_gap
from practice.question import Question
from practice.value import LANGS
from tools.bank import Bank
from tools.gap_key.shortlist import Alias, GapKeys

NEAR = 3
"""So many questions are offered as the one that was heard."""
OWN = 3
"""So many of the gaps without a key of the taxonomy stand below a shortlist."""
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
        them the latest gaps that are known by the candidate's words alone, which likeness seldom finds.
        """
        found = dict.fromkeys(self._now(each.key) for each in self._keys.shortlist(words))
        about = {self._now(key) for key in keys_of(question)} if question else set()
        own = [each for each in self._corrections.aliases if each.startswith(PROVISIONAL)]
        found |= dict.fromkeys(own[-OWN:])
        known = [each for each in found if each not in self._corrections.dismissed]
        return sorted(known, key=lambda each: each not in about)


def keys_of(question: Question) -> list[str]:
    """Return the gap keys that a question is about: its skills, its misconceptions."""
    skills = [point.skill for point in question.points]
    return [*skills, *(misconception_gap(question.id, each.id) for each in question.misconceptions)]


def asked_before(bank: Bank, text: str) -> list[str]:
    """Return the questions of the bank that are most like one heard, the likeliest first."""
    passages = [
        Passage(f"{each.id}\n{lang}", each.ask.of(lang))
        for each in bank.readable()
        for lang in LANGS
    ]
    found = LexicalIndex(passages).search(text, NEAR * len(LANGS))
    near = dict.fromkeys(name.split("\n")[0] for name, score in found if score >= LIKE)
    return list(near)[:NEAR]
