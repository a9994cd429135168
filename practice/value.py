"""The base of every value that crosses a border: frozen, and closed to unknown keys."""

import re
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)

_HAN = re.compile(r"[㐀-鿿豈-﫿]")
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


def language_of(text: str) -> Lang | None:
    """Return the language `text` is mostly in, or None where it has no words of either.

    Chinese sentences carry English terms, so one Han character counts as much as one English word.
    """
    han = len(_HAN.findall(text))
    latin = len(_LATIN_WORD.findall(text))
    if han == latin == 0:
        return None
    return "zh" if han >= latin else "en"
