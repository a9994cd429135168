"""Takes the text out of one PDF or Word file, alone in a process of its own (tools/document.py).

A PDF is read by pypdf. A Word file is XML in a ZIP archive, and Python's own zipfile and expat read
it: the whole text in its order, tables and text boxes too, with no document type let in, so that
no entity can be declared and none can grow. Only plain data comes back.
"""

import io
import json
import os
import sys
import zipfile
import zlib
from typing import Any
from xml.parsers import expat

from tools.confinement import confine

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_DOCUMENT = "word/document.xml"
_XML_BYTES = 20_000_000
_BREAKS = {f"{_W} tab": "\t", f"{_W} br": "\n", f"{_W} cr": "\n", f"{_W} noBreakHyphen": "-"}
_BULLET = "- "


class NoTextError(Exception):
    """Why a file gives no text, in one word that tools/document.py has a sentence for."""


def main() -> None:
    """Run the job: one line of JSON with what is wanted, then the file's bytes."""
    job = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    confine(job["seconds"], job["memory"], tuple(job["paths"]))
    sys.path += job["paths"]
    json.dump(_told(job, data), out)
    out.close()


def _told(job: dict[str, Any], data: bytes) -> dict[str, str]:
    """Return the text, or the fault."""
    try:
        read = {"pdf": _pdf, "docx": _docx}[job["kind"]]
        return {"text": read(data, job["letters"])}
    except NoTextError as refused:
        return {"fault": str(refused)}
    except MemoryError:
        return {"fault": "too_large"}
    except Exception:  # a parser given broken bytes may raise anything
        return {"fault": "broken"}


def _pdf(data: bytes, letters: int) -> str:
    """Return the text of a PDF, page by page, until there are more letters than wanted."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, LimitReachedError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise NoTextError("locked")
        return _pages(reader, letters)
    except DependencyError:  # a cipher that nobody here knows
        raise NoTextError("locked") from None
    except LimitReachedError:
        raise NoTextError("too_large") from None


def _pages(reader: Any, letters: int) -> str:
    pages: list[str] = []
    room = letters
    for page in reader.pages:
        pages.append(page.extract_text().strip("\n"))
        room -= len(pages[-1])
        if room < 0:
            break
    text = "\n".join(pages)
    if pages and not text.strip():
        raise NoTextError("picture")
    return text[: letters + 1]


def _docx(data: bytes, letters: int) -> str:
    """Return the text of a Word file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_DOCUMENT) as part:
            xml = part.read(_XML_BYTES + 1)
    except KeyError:
        raise NoTextError("not_word") from None
    except RuntimeError:  # the archive has a password
        raise NoTextError("locked") from None
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise NoTextError("broken") from None
    if len(xml) > _XML_BYTES:
        raise NoTextError("too_large")
    return _Words().read(xml)[: letters + 1]


class _Words:
    """The words of a Word document, line by line; a table's row is one line where it can be."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line = ""
        self._in_text = False
        self._second_copy = 0
        self._cells: list[int] = []

    def read(self, xml: bytes) -> str:
        """Return the text of the main part."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.Parse(xml, True)
        return "\n".join([*self._lines, self._line])

    def _doctype(self, *_: Any) -> None:
        raise NoTextError("broken")  # the format allows none

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{_MC} Fallback":
            self._second_copy += 1
        elif name == f"{_W} tc":
            self._cells.append(len(self._lines))
        elif name == f"{_W} t":
            self._in_text = True
        elif name == f"{_W} numPr" and not self._line:
            self._line = _BULLET
        elif name == f"{_W} pStyle" and "List" in attributes.get(f"{_W} val", ""):
            self._line = self._line or _BULLET
        elif name in _BREAKS and not self._second_copy:
            self._line += _BREAKS[name]

    def _end(self, name: str) -> None:
        if name == f"{_MC} Fallback":
            self._second_copy -= 1
        elif name == f"{_W} t":
            self._in_text = False
        elif name == f"{_W} p" and not self._second_copy:
            self._lines.append("" if self._line == _BULLET else self._line)
            self._line = ""
        elif name == f"{_W} tc":
            self._end_cell(self._cells.pop())
        elif name == f"{_W} tr":
            self._lines.append(self._line)
            self._line = ""

    def _end_cell(self, begun: int) -> None:
        """Let a cell of one paragraph go on as part of its row's line."""
        if len(self._lines) == begun + 1:
            self._line = f"{self._line}{self._lines.pop()}\t"

    def _data(self, data: str) -> None:
        if self._in_text and not self._second_copy:
            self._line += data
