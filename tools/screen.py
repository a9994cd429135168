"""The terminal: everything shown to a person passes here, cleaned, styled and wrapped."""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from practice.value import Bilingual, Lang
from tools.sheet import Line, Style
from tools.text import clean
from tools.wording import say

_LOOK: dict[Style, str] = {
    "plain": "",
    "strong": "bold",
    "dim": "dim",
    "good": "green",
    "bad": "red",
    "warn": "yellow",
}
_STEP = 2
_ESCAPED = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), *range(0xD800, 0xE000))}
"""What JSON would let through as it is: control bytes, and halves of surrogate pairs."""


class Screen:
    """Results on standard output, notices on standard error."""

    def __init__(self, *, plain: bool, as_json: bool, lang: Lang) -> None:
        self.plain = plain
        self.as_json = as_json
        self.lang = lang
        self._out = _console(sys.stdout, plain)
        self._err = _console(sys.stderr, plain)
        dumb = os.environ.get("TERM", "dumb") == "dumb"
        self._redraws = sys.stderr.isatty() and not (plain or as_json or dumb)
        self._passing = False

    def speaking(self, lang: Lang) -> "Screen":
        """Return the same screen in another language."""
        return Screen(plain=self.plain, as_json=self.as_json, lang=lang)

    def show(self, lines: Iterable[Line]) -> None:
        """Print lines on standard output."""
        for line in lines:
            self._print(self._out, line)

    def notice(self, text: str, style: Style = "dim") -> None:
        """Print one line on standard error."""
        self._print(self._err, Line(text, style))

    def passing(self, text: str) -> None:
        """Show words at a terminal until the next that is shown; none leaves the line as it was."""
        if self._redraws and (text or self._passing):
            self._passing = bool(text)
            print(f"\r\x1b[K{clean(text)}", end="", file=sys.stderr, flush=True)

    def notices(self, told: Iterable[Bilingual]) -> None:
        """Print each on a line of standard error: what went wrong, and what to do."""
        for each in told:
            self.notice(each.of(self.lang), "warn")

    def told(self, words: str) -> None:
        """Print words for other programs on standard error, as they are, at once."""
        print(clean(words), file=sys.stderr, flush=True)

    def json(self, value: Any) -> None:
        """Print one object on a line of standard output, at once."""
        print(json.dumps(value, ensure_ascii=False).translate(_ESCAPED), flush=True)

    def result(self, values: Iterable[Mapping[str, Any]], lines: Iterable[Line]) -> None:
        """Print a list: one object a line with --json, else the lines."""
        if self.as_json:
            for value in values:
                self.json(value)
        else:
            self.show(lines)

    def _print(self, console: Console, line: Line) -> None:
        text = Text()
        if line.who is not None:
            text.append(
                say(f"who.{line.who}", line.lang or self.lang), "" if self.plain else "bold cyan"
            )
        text.append(clean(line.text), _LOOK[line.style])
        wraps = console.is_terminal and not self.plain
        indent = _STEP * line.indent
        if wraps:
            console.print(Padding(text, (0, 0, 0, indent)))
        else:
            console.print(Text(" " * indent) + text, soft_wrap=True)


def _console(stream: Any, plain: bool) -> Console:
    """Return a console that prints what it is given and nothing of its own."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    return Console(
        file=stream,
        markup=False,
        highlight=False,
        emoji=False,
        no_color=True if plain or os.environ.get("NO_COLOR") else None,
        color_system=None if plain else "auto",
    )
