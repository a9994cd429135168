"""How alike the words of a reference and of an answer are: misspelt, derived, of like meaning."""

import math
from collections import Counter
from collections.abc import Collection, Iterable

from tools.reference.words import ALIKE

MISSPELT = 0.8
"""Letter-pair Dice from which a word counts as a misspelling of another (facts of the sets)."""

_DENYING = frozenset({"un", "in", "im", "ir", "il", "dis", "non", "de"})
_CLOSE = 0.4
_SLIP = 0.95
_DERIVED = 0.8
_MEANS = 0.6
_LETTERS = 4
_PREFIX, _PREFIX_SHARE = 5, 0.7


def _spelt(word: str) -> bool:
    return len(word) >= _LETTERS and word.isascii() and word.isalpha()


def _pairs(word: str) -> list[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)]


class Likeness:
    """The words of one reference, indexed by their letter pairs and meanings."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = frozenset(keys)
        self._holders: dict[str, list[str]] = {}
        self._meanings: dict[int, list[str]] = {}
        for key in sorted(self.keys):
            for pair in sorted(set(_pairs(key))) if _spelt(key) else ():
                self._holders.setdefault(pair, []).append(key)
            for group in ALIKE.get(key, ()):
                self._meanings.setdefault(group, []).append(key)

    def found(self, words: Collection[str]) -> "Found":
        """Return how far each key stands among the `words` of an answer."""
        degree = {key: 1.0 for key in self.keys if key in words}
        letters: dict[str, float] = {}
        meant: dict[str, str] = {}
        for word in words:
            if word in self.keys:
                continue
            self._by_letters(word, degree, letters, meant)
            for group in ALIKE.get(word, ()):
                for key in self._meanings.get(group, ()):
                    _raise(degree, meant, key, word, _MEANS)
        return Found(degree, letters, meant)

    def _by_letters(
        self, word: str, degree: dict[str, float], letters: dict[str, float], meant: dict[str, str]
    ) -> None:
        if not _spelt(word):
            return
        shared: Counter[str] = Counter()
        for pair in _pairs(word):
            shared.update(self._holders.get(pair, ()))
        for key, count in shared.items():
            if _denied(key, word) or _denied(word, key):
                continue
            dice = min(1.0, 2 * count / (len(key) + len(word) - 2))
            letters[key] = max(letters.get(key, 0.0), dice)
            if dice >= MISSPELT or (dice >= _CLOSE and _one_slip(key, word)):
                _raise(degree, meant, key, word, _SLIP)
            elif _derived(key, word):
                _raise(degree, meant, key, word, _DERIVED)


def _denied(key: str, word: str) -> bool:
    """Return whether `word` is `key` with a prefix that denies it: “disconnect”, “incomplete”."""
    return word.endswith(key) and word.removesuffix(key) in _DENYING


def _one_slip(key: str, word: str) -> bool:
    """Return whether one letter is wrong, missing, too many, or two are swapped, not the first.

    The four slips of Damerau 1964.
    """
    if min(len(key), len(word)) < _PREFIX or key[0] != word[0] or abs(len(key) - len(word)) > 1:
        return False
    at = 0
    while at < min(len(key), len(word)) and key[at] == word[at]:
        at += 1
    one, other = key[at:], word[at:]
    swapped = one[:2] == other[1::-1] and one[2:] == other[2:]
    return swapped or other[1:] in (one, one[1:]) or one[1:] == other


def _derived(key: str, word: str) -> bool:
    shared = max(_PREFIX, math.ceil(_PREFIX_SHARE * max(len(key), len(word))))
    return len(key) >= shared and key[:shared] == word[:shared]


def _raise(degree: dict[str, float], meant: dict[str, str], key: str, word: str, to: float) -> None:
    if to > degree.get(key, 0.0):
        degree[key] = to
        meant[word] = key


class Found:
    """Where the words of a reference stand in one answer."""

    def __init__(
        self, degree: dict[str, float], letters: dict[str, float], meant: dict[str, str]
    ) -> None:
        self._degree = degree
        self._letters = letters
        self.meant = meant

    def degree(self, key: str) -> float:
        """Return 1 where the word itself stands, less for one like it, 0 for none."""
        return self._degree.get(key, 0.0)

    def soft(self, key: str) -> float:
        """Return the degree, or where there is none the squared letter-pair Dice of the nearest.

        After Jimenez, Becerra and Gelbukh, SoftCardinality, SemEval 2013.
        """
        return self._degree.get(key) or self._letters.get(key, 0.0) ** 2

    def read(self, word: str) -> str:
        """Return the reference's word that a word of the answer stands for, else itself."""
        return self.meant.get(word, word)
