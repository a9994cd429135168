"""What must stand in a text for a form to match at all: a quick look that saves the slow one."""

import re
from collections.abc import Iterable
from typing import Generic, TypeVar

from tools.text import fold

_WORD = re.compile(r"[a-z0-9][a-z0-9'./+-]*(?<![./-])|[a-z0-9]")
_MOST = 16
"""Larger sets of alternatives are not worth looking for."""
Need = frozenset[str] | None
Key = TypeVar("Key")


def needed(form: str) -> frozenset[str]:
    """Return literals of which every match of `form` holds at least one; empty where unknown."""
    text = fold(form.strip())
    found, _ = _alternatives(text, 0)
    return found or frozenset()


def _alternatives(text: str, at: int) -> tuple[Need, int]:
    """Return what one of the alternatives from `at` on needs, and where they end."""
    whole: frozenset[str] | None = frozenset()
    while True:
        need, at = _sequence(text, at)
        whole = whole | need if whole is not None and need is not None else None
        if text[at : at + 1] != "|":
            break
        at += 1
    return (whole if whole and len(whole) <= _MOST else None), at


def _sequence(text: str, at: int) -> tuple[Need, int]:
    """Return the most telling need of one sequence, and where it ends."""
    best: Need = None
    run = ""
    while at < len(text) and text[at] not in "|)":
        word = _WORD.match(text, at)
        if word:
            at = word.end()
            candidate: Need = frozenset([_stem(word[0], open_end=text[at : at + 1] == "*")])
            run = ""
        elif text[at] == "(":
            candidate, at = _alternatives(text, at + 1)
            at += 1
            run = ""
        elif _literal(text[at]):
            run += text[at]
            at += 1
            if text[at : at + 1] == "?":
                run = run[:-1]
            candidate = frozenset([run]) if run else None
        else:
            at += 1
            candidate, run = None, ""
        if text[at : at + 1] == "?":
            at += 1
            candidate, run = (frozenset([run]) if run else None), ""
        best = max(best, candidate, key=_telling)
    return best, at


def _literal(char: str) -> bool:
    """Return whether a character stands for itself and may join a run: Han and the like."""
    return ord(char) > 0x2E80 and not char.isspace()


def _stem(word: str, *, open_end: bool) -> str:
    """Return the part of a word that all its inflections share."""
    inflected = not open_end and len(word) >= 3 and word.isalpha()
    return word[:-1] if inflected and word[-1] in "ey" else word


def _telling(need: Need) -> tuple[int, int]:
    """Return how much a need says: by its shortest literal, then by how few there are."""
    return (min(map(len, need)), -len(need)) if need else (0, 0)


class Sieve(Generic[Key]):
    """Which of many needs a text may meet, looked up by the pairs of letters that it holds."""

    def __init__(self, needs: Iterable[tuple[frozenset[str], Key]]) -> None:
        self._unknown: list[Key] = []
        self._by_head: dict[str, dict[str, list[Key]]] = {}
        for literals, key in needs:
            if not literals:
                self._unknown.append(key)
            for each in literals:
                self._by_head.setdefault(each[:2], {}).setdefault(each, []).append(key)

    def passed(self, text: str) -> dict[Key, None]:
        """Return the keys whose need stands in folded `text`, or is not known; each once."""
        heads = {text[at : at + size] for size in (1, 2) for at in range(len(text))}
        found = dict.fromkeys(self._unknown)
        for head in heads & self._by_head.keys():
            for literal, keys in self._by_head[head].items():
                if literal in text:
                    found.update(dict.fromkeys(keys))
        return found
