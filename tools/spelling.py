"""Slips of typing put right before anything is looked for: two neighbouring letters swapped.

The commonest slip that keeps a word's length (Damerau 1964), so that offsets into the answer hold.
"""

import functools
import re
from collections.abc import Iterable

_WORD = re.compile(r"[a-z]{5,}")
_VOWELS = "aeiou"


class Speller:
    """Knows the English words of some forms, with their inflections."""

    def __init__(self, forms: Iterable[str]) -> None:
        words = {word for form in forms for word in _WORD.findall(form.lower())}
        self._known = {each for word in words for each in _inflections(word)}
        self._by_letters: dict[tuple[str, ...], list[str]] = {}
        for each in self._known:
            self._by_letters.setdefault(tuple(sorted(each)), []).append(each)

    def mended(self, text: str) -> str:
        """Return folded `text`, of the same length, with swapped letters put back."""
        return _WORD.sub(lambda found: self._word(found[0]), text)

    def _word(self, word: str) -> str:
        if word in self._known:
            return word
        near = [
            each for each in self._by_letters.get(tuple(sorted(word)), ()) if _swapped(word, each)
        ]
        return near[0] if len(near) == 1 else word


@functools.lru_cache(maxsize=64)
def speller_of(forms: tuple[str, ...]) -> Speller:
    """Return the speller of some forms, which takes 10 ms to make; sessions share it."""
    return Speller(forms)


def _inflections(word: str) -> Iterable[str]:
    yield word
    if word.endswith("e"):
        yield from (f"{word}s", f"{word}d", f"{word[:-1]}ing", f"{word}r")
        return
    yield from (f"{word}s", f"{word}es", f"{word}ed", f"{word}ing", f"{word}er")
    if word[-1] not in _VOWELS and word[-2] in _VOWELS:
        yield from (f"{word}{word[-1]}ed", f"{word}{word[-1]}ing")


def _swapped(one: str, other: str) -> bool:
    """Return whether two words differ by one pair of neighbouring letters changing places."""
    differ = [at for at in range(len(one)) if one[at] != other[at]]
    return (
        len(differ) == 2
        and differ[1] == differ[0] + 1
        and one[differ[0]] == other[differ[1]]
        and one[differ[1]] == other[differ[0]]
    )
