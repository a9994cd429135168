"""When two wordings are the same words, typed differently."""

import re
import unicodedata

_PAUSES = re.compile(r"[^\w\s+#%@/*=<>&$^~|\\.,:-]|[.,:](?!\d)|(?<!\d)[.,:]|-(?!\d)|(?<=\w)-")
"""Punctuation; what tells words apart stays: 0.5 from 05, -1 from 1, C++ from C#."""
_APOSTROPHES = re.compile("['’‘`´]")
_BLANK_BESIDE_HAN = re.compile(r"(?<=[㐀-鿿豈-﫿]) | (?=[㐀-鿿豈-﫿])")


def same_form(text: str) -> str:
    """Return what two wordings share if they differ in case, width, punctuation and blanks only."""
    narrow = "".join(map(_narrow, unicodedata.normalize("NFC", text))).casefold()
    words = _PAUSES.sub(" ", _APOSTROPHES.sub("", narrow))
    return _BLANK_BESIDE_HAN.sub("", " ".join(words.split()))


def _narrow(char: str) -> str:
    """Return a full-width or half-width character in its usual width; n² does not become n2."""
    wide = unicodedata.east_asian_width(char) in "FH"
    return unicodedata.normalize("NFKC", char) if wide else char
