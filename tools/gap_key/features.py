"""What a text is compared by: notions, which both languages share, words and parts of words.

A notion is a line of `glossary.yaml`: English and Chinese words for one thing. English words count
by their stem and by runs of four letters, so that another ending or one slip of the pen costs less;
Chinese characters count in pairs.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.reference.token import Token, tokens
from tools.reference.words import FUNCTION_HAN
from tools.text import fold
from tools.yaml_file import read_yaml

GLOSSARY = Path(__file__).with_name("glossary.yaml")
NOTION, WORD, PAIR, RUN = "=", "w", "h", "r"
"""The first letter of a feature: what it is."""
LIMIT = 2_000
"""Code points of a text that are looked at; a remark has about 60."""
_LETTERS = 4
_PHRASE = 3
"""Words of the longest English phrase in the glossary."""

Features = dict[str, float]


class Glossary:
    """Notions by their English phrases, as stems, and by their Chinese words."""

    def __init__(self, lines: Mapping[str, str]) -> None:
        self._phrases: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._words: dict[str, list[str]] = defaultdict(list)
        for number, (english, chinese) in enumerate(lines.items()):
            for form in f"{english},{chinese}".split(","):
                word = fold(form.strip())
                found = tokens(word)
                if any(each.kind == "han" for each in found):
                    self._words[word].append(f"{NOTION}{number}")
                else:
                    self._phrases[tuple(each.key for each in found)].append(f"{NOTION}{number}")
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in self._words:
            lengths[word[0]].add(len(word))
        self._lengths = {first: sorted(each, reverse=True) for first, each in lengths.items()}

    def notions(self, folded: str, found: list[Token]) -> Iterator[list[str]]:
        """Yield for each phrase or word of the glossary that stands in a text its notions."""
        latin = [each.key for each in found if each.kind != "han"]
        at = 0
        while at < len(latin):
            sizes = range(min(_PHRASE, len(latin) - at), 0, -1)
            size = next((n for n in sizes if tuple(latin[at : at + n]) in self._phrases), 0)
            if size:
                yield self._phrases[tuple(latin[at : at + size])]
            at += size or 1
        covered = 0
        for at, char in enumerate(folded):
            for size in self._lengths.get(char, ()):
                if at + size > covered and folded[at : at + size] in self._words:
                    yield self._words[folded[at : at + size]]
                    covered = at + size
                    break


def glossary() -> Glossary:
    """Return the glossary that comes with the program."""
    return Glossary({str(key): str(value) for key, value in read_yaml(GLOSSARY).items()})


def features(text: str, notions: Glossary, *, runs: bool = True) -> Features:
    """Return how often each feature stands in a text; a word of several notions gives each a share."""
    folded = fold(text[:LIMIT])
    found = tokens(folded)
    counts: Features = defaultdict(float)
    for names in notions.notions(folded, found):
        for name in names:
            counts[name] += 1 / len(names) ** 0.5
    for each in found:
        if each.kind in ("word", "number") and each.content:
            counts[WORD + each.key] += 1
            if runs and each.kind == "word":
                for run in _runs(folded[each.start : each.end]):
                    counts[run] += 1
    for one, two in itertools.pairwise(found):
        joined = one.kind == two.kind == "han" and one.end == two.start
        if joined and not (one.key in FUNCTION_HAN and two.key in FUNCTION_HAN):
            counts[PAIR + one.key + two.key] += 1
    return counts


def _runs(word: str) -> Iterator[str]:
    bounded = f"^{word}$"
    return (RUN + bounded[at : at + _LETTERS] for at in range(len(bounded) - _LETTERS + 1))
