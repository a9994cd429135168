"""What stands in an answer and is not said to the interviewer: pleas to its judge, and machine text.

A forged verdict, a key or a line of SQL is no answer, whatever words on the question it happens to hold.
"""

import re
from collections.abc import Iterable, Iterator

from tools.plea import paragraphs
from tools.text import Place

_MACHINE = re.compile(
    r"```.*?(?:```|\Z)|<!--.*?(?:-->|\Z)|/\*.*?\*/|';\s*(?:drop|delete|insert|select)\b[^\n]*",
    re.DOTALL,
)
_BRACE = re.compile(r"[{}]")
_FIELD = re.compile(r"[\"':]")
"""What stands between braces where they hold data and are no mere placeholder."""
_TOKEN = re.compile(r"\S{10,}")
"""What stands alone in a paragraph and is no word: a key, a canary, an address."""
_HAN = re.compile("[㐀-鿿]")
_SHOWN = re.compile(r"\S")


def said(folded: str, pleas: Iterable[Place]) -> str:
    """Return folded text of the same length, with blanks for what is not said to the interviewer.

    `pleas` is where it pleads with its judge.
    """
    for start, end in [*pleas, *_machine(folded)]:
        folded = folded[:start] + _SHOWN.sub(" ", folded[start:end]) + folded[end:]
    return folded


def _machine(folded: str) -> Iterator[Place]:
    """Yield where something stands that is written for a machine."""
    yield from (match.span() for match in _MACHINE.finditer(folded))
    yield from _braced(folded)
    for start, end in paragraphs(folded)[1:]:
        alone = folded[start:end].strip()
        if _TOKEN.fullmatch(alone) and not _HAN.search(alone):
            yield start, end


def _braced(folded: str) -> Iterator[Place]:
    """Yield what stands between braces, outermost ones; an open one lasts to the end of its line."""
    depth = start = 0
    for brace in _BRACE.finditer(folded):
        if brace[0] == "{":
            start = brace.start() if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and _FIELD.search(folded, start, brace.start()):
                yield start, brace.end()
    if depth:
        end = folded.find("\n", start)
        yield start, len(folded) if end < 0 else end
