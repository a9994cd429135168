"""The base of every value that crosses a border: frozen, and closed to unknown keys."""

import re
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)

_HAN = re.compile(r"[㐀-鿿豈-﫿]")
_SENTENCE = 4
"""Chinese characters that make more than a word or two."""
_SMALL_WORD = re.compile(
    r"\b(?:an|are|as|at|be|because|but|can|do|does|for|from|have|how|if|in|is|it|my|not|of|on|so"
    r"|that|the|then|there|they|this|to|was|we|what|when|which|with|would|you|your|don)\b"
)
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


class Value(BaseModel):
    """A frozen value that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Bilingual(Value):
    """One text in Chinese and in English."""

    zh: str
    en: str

    def of(self, lang: Lang) -> str:
        """Return the text in `lang`."""
        return self.zh if lang == "zh" else self.en


def spoken_language(text: str, before: Lang) -> Lang:
    """Return the language of an answer in a dialogue that was in `before` so far.

    It changes only with an answer that is plainly in the other one: a row of English terms is no
    English, and a Chinese word or two in an English answer are no Chinese.
    """
    found = language_of(text)
    if found is None or found == before:
        return before
    if found == "zh":
        return "zh" if len(_HAN.findall(text)) >= _SENTENCE else before
    small = set(_SMALL_WORD.findall(text.lower()))
    return "en" if len(small) >= 2 and not _HAN.search(text) else before


def language_of(text: str) -> Lang | None:
    """Return the language `text` is mostly in, or None where it has no words of either.

    Chinese sentences carry English terms, so one Han character counts as much as one English word.
    """
    han = len(_HAN.findall(text))
    latin = len(_LATIN_WORD.findall(text))
    if han == latin == 0:
        return None
    return "zh" if han >= latin else "en"
