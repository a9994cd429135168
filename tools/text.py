"""The one door that untrusted text passes on its way in and on its way to a screen."""

import re
import unicodedata

Place = tuple[int, int]
"""Where something stands in a text: its first character, and the one behind its last."""
ANSWER_LIMIT = 20_000
"""Code points of one answer that are judged; three minutes of speech are about 1,000."""

_CONTROL_PICTURES = 0x2400
_MARK_LIMIT = 4
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_ZERO_WIDTH = "\u00ad\u180e\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\ufff9\ufffa\ufffb"
_HIDDEN = (range(0x206A, 0x2070), range(0xE0000, 0xE0080), range(0xE0100, 0xE01F0))
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")


def _door() -> dict[int, int | str | None]:
    table: dict[int, int | str | None] = {}
    for code in range(0x20):
        table[code] = _CONTROL_PICTURES + code
    del table[ord("\n")], table[ord("\t")]
    table[0x7F] = 0x2421
    table.update(dict.fromkeys(range(0x80, 0xA0), "\ufffd"))
    table.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))
    table.update(dict.fromkeys(map(ord, _BIDI + _ZERO_WIDTH), None))
    for hidden in _HIDDEN:
        table.update(dict.fromkeys(hidden, None))
    return table


_DOOR = _door()


def clean(text: str) -> str:
    """Return `text` without anything that could steer a terminal or hide from a reader.

    Control bytes become visible pictures, direction marks, zero-width and tag characters go, line
    ends become LF, and at most four combining marks stay on one letter.
    """
    visible = _LINE_ENDS.sub("\n", text).translate(_DOOR)
    if visible.isascii():
        return visible
    kept: list[str] = []
    marks = 0
    for char in visible:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= _MARK_LIMIT:
            kept.append(char)
    return "".join(kept)


def fold(text: str) -> str:
    """Return `text` in lower case and half width, of the same length, so that offsets hold."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


class _Folded(dict[int, str]):
    """What each character folds to, found when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_char(chr(code))
        return folded


_FOLDED = _Folded({ord("‘"): "'", ord("’"): "'"})


def _fold_char(char: str) -> str:
    wide = unicodedata.normalize("NFKC", char)
    lower = (wide if len(wide) == 1 else char).lower()
    return lower if len(lower) == 1 else char


def first_line(text: str, limit: int = 60) -> str:
    """Return the beginning of `text` on one line, at most `limit` code points."""
    line = " ".join(clean(text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
