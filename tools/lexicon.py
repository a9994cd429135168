"""The concepts that all questions share, read from `bank/lexicon/*.yaml` and compiled when used.

A form is written as it is spoken. English words match their inflections; `*` leaves the ending
open, `word?` may lack its last letter, `~` is a short gap within one sentence, `(a|b)` a choice,
`(a)?` optional, ` ?` a blank or none, `#` a number.
"""

import functools
import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from practice.errors import BankError
from practice.value import Value
from tools.needed import Sieve, needed
from tools.text import Place, fold
from tools.yaml_file import line_of, mapping, read_yaml, validated

_WORD = re.compile(r"[a-z0-9][a-z0-9'./+-]*(?<![./-])|[a-z0-9]")
_NUMBER = r"(?:\d+(?:[.,]\d+)*|[零一二三四五六七八九十百千万两几半]+)"
_GAP = "(?:[^。！？!?;；\n.]|\\.(?=\\w)){{0,{}}}?"
_GAP_HAN = 8
_GAP_LATIN = 28
_VOWELS = "aeiou"


class Concept(Value):
    """One concept: its forms in Chinese and English, and what it is meant for."""

    zh: tuple[str, ...] = Field(min_length=1)
    en: tuple[str, ...] = Field(min_length=1)
    note: str | None = None

    @property
    def forms(self) -> tuple[str, ...]:
        """All forms of both languages: speakers mix them in one sentence."""
        return self.zh + self.en


def compile_form(form: str) -> str:
    """Return the regular expression, over folded text, that a form stands for.

    Raises: ValueError where a bracket does not close, or a sign has nothing to stand for.
    """
    text = fold(form.strip())
    gap = _GAP_LATIN if re.search("[a-z]", text) else _GAP_HAN
    if text.count("(") != text.count(")"):
        raise ValueError(f"form “{form}” has a bracket that does not close")
    out: list[str] = []
    at = 0
    while at < len(text):
        word = _WORD.match(text, at)
        if word:
            at = word.end()
            sign = text[at : at + 1]
            at += sign in ("*", "?")
            out.append(_word(word[0], sign))
            continue
        char = text[at]
        at += 1
        if char == "*" and text[at - 2 : at - 1] not in ("(", "|"):
            raise ValueError(f"form “{form}”: the * does not follow an English word; remove it")
        if char in "(|)?":
            out.append("(?:" if char == "(" else char)
        elif char == "~":
            out.append(_GAP.format(gap))
        elif char == "#":
            out.append(_NUMBER + r"\s*")
        elif char.isspace() and text[at : at + 1] == "?":
            at += 1
            out.append(r"[\s-]*")
        elif char.isspace():
            beside_gap = (out and out[-1].startswith("[^")) or text[at : at + 1] == "~"
            out.append(r"\s*" if beside_gap or _han(text, at) else r"[\s-]+")
        else:
            out.append(re.escape(char))
    return "".join(out)


def _han(text: str, at: int) -> bool:
    """Return whether the blank before `at` stands beside a Chinese character."""
    around = text[max(0, at - 2) : at - 1] + text[at : at + 1]
    return any(ord(char) > 0x2E80 for char in around)


def _word(word: str, sign: str = "") -> str:
    """Return the pattern of one English word with its inflections, bounded by other letters.

    With `*` its ending is open; with `?` its last letter may be missing, and a word of one letter.
    """
    if sign == "*":
        return f"{_begun(word)}[a-z]*"
    whole = f"{_inflected(word)}(?![a-z0-9])"
    if sign != "?":
        return whole
    return f"(?:{whole}|{_word(word[:-1])})" if len(word) > 1 else f"(?:{whole})?"


def _begun(letters: str) -> str:
    """Return the pattern of `letters` that begin a word.

    What stands before them is looked at last: a pattern that begins with plain letters is found
    several times faster than one that begins by looking back.
    """
    plain = re.escape(letters)
    return f"{plain}(?<![a-z0-9]{plain})"


def _inflected(word: str) -> str:
    if len(word) < 3 or not word.isalpha():
        return f"{_begun(word)}(?:'?s)?"
    if word.endswith("e"):
        return f"{_begun(word[:-1])}(?:e|es|ed|er|ing|e's)"
    if word.endswith("y") and word[-2] not in _VOWELS:
        return f"{_begun(word[:-1])}(?:y|ies|ied|ying|y's)"
    double = ""
    if word[-1] not in _VOWELS + "wxy" and word[-2] in _VOWELS and word[-3] not in _VOWELS:
        double = f"{word[-1]}?"
    return f"{_begun(word)}(?:'?s|es|{double}(?:ed|ing|er))?"


class Lexicon:
    """The concepts by name; a form is compiled when a text holds what it needs."""

    def __init__(self, concepts: dict[str, Concept]) -> None:
        self.concepts = concepts
        self._needs: dict[str, frozenset[str]] = {}
        self._sieves: dict[tuple[str, ...], Sieve[tuple[str, str]]] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.concepts

    def find(self, name: str, text: str) -> list[Place]:
        """Return where a concept stands in folded `text`, in order; of nested places the longest.

        Raises: KeyError; BankError for a form that cannot be compiled.
        """
        forms = self.concepts[name].forms
        near = [each for each in forms if _met(self._need(each), text)]
        return _longest({place for each in near for place in self._places(each, text)})

    def find_all(self, names: tuple[str, ...], text: str) -> dict[str, list[Place]]:
        """Return where each of the concepts that stand in folded `text` does, as `find` tells it.

        Raises: KeyError; BankError for a form that cannot be compiled.
        """
        places: dict[str, set[Place]] = {}
        for name, form in self._sieve(names).passed(text):
            places.setdefault(name, set()).update(self._places(form, text))
        found = {name: _longest(each) for name, each in places.items()}
        return {name: found[name] for name in names if found.get(name)}

    def _sieve(self, names: tuple[str, ...]) -> Sieve[tuple[str, str]]:
        if names not in self._sieves:
            self._sieves[names] = Sieve(
                (self._need(form), (name, form))
                for name in names
                for form in self.concepts[name].forms
            )
        return self._sieves[names]

    def _need(self, form: str) -> frozenset[str]:
        if form not in self._needs:
            self._needs[form] = needed(form)
        return self._needs[form]

    def _places(self, form: str, text: str) -> Iterator[Place]:
        return (match.span() for match in self._pattern(form).finditer(text))

    def _pattern(self, form: str) -> re.Pattern[str]:
        if form not in self._patterns:
            try:
                self._patterns[form] = re.compile(compile_form(form))
            except (ValueError, re.error) as error:
                raise BankError(f"lexicon: form “{form}”: {error}; mend it") from error
        return self._patterns[form]

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield each concept with a form that cannot be compiled, and what is wrong with it."""
        for name, concept in self.concepts.items():
            for form in concept.forms:
                try:
                    self._pattern(form)
                except BankError as error:
                    yield name, str(error)


def _met(need: frozenset[str], text: str) -> bool:
    return not need or any(map(text.__contains__, need))


def _longest(places: set[Place]) -> list[Place]:
    """Return the places in order, of nested ones the longest, none of them empty."""
    kept: list[Place] = []
    for start, end in sorted(places, key=lambda each: (each[0], -each[1])):
        if start < end and (not kept or end > kept[-1][1]):
            kept.append((start, end))
    return kept


@functools.cache
def load_lexicon(folder: Path) -> Lexicon:
    """Return the concepts of all files in `folder`.

    Raises: BankError naming file and line where a file is faulty or a concept stands twice.
    """
    concepts: dict[str, Concept] = {}
    for path in sorted(folder.glob("*.yaml")):
        for name, body in mapping(read_yaml(path), path).items():
            if name in concepts:
                line = line_of(path, (name,))
                raise BankError(f"{path}:{line}: concept “{name}” stands in two files; remove one")
            concepts[str(name)] = validated(Concept, body, path, at=(name,))
    return Lexicon(concepts)
