"""The text of a file that a candidate hands in: plain text, Markdown, PDF or Word (.docx).

What a file is, is told by its first bytes. PDF and Word are taken apart in a process with limits
(tools/document_child.py), for such files come from elsewhere and may be made to do harm.
"""

import importlib.util
import json
import re
import unicodedata
from pathlib import Path
from stat import S_ISREG
from typing import Literal

from practice.errors import DocumentError
from practice.value import Bilingual
from tools.child import run_child
from tools.text import clean

SIZE = 10_000_000
"""Bytes of a file."""
LETTERS = 100_000
"""Code points of its text; a résumé has about 3,000."""
SECONDS = 5
"""Of processor time; by the clock three times as many, for a machine that has more to do."""
MEMORY = 512 * 1024 * 1024
_HEAD = 1024
_PARSER = "pypdf"

Form = Literal["text", "pdf", "docx", "doc"]
_NAMED: dict[str, Form] = {".pdf": "pdf", ".docx": "docx"}
_ALIKE = re.compile("[⺟⻳⼀-⿕ﬀ-ﬆ]")
_RADICALS = str.maketrans(
    "⺠⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰",
    "民见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙",
)
"""Ligatures and radicals that PDF files hold in place of the letters one reads, the second kind
without a word on it in Unicode's own normal forms."""

_FAULTS = {
    "empty": Bilingual(
        en="there are no words in it; is it the right file?",
        zh="里面没有文字；是不是拿错了文件？",
    ),
    "not_a_file": Bilingual(en="is no ordinary file; give a file", zh="不是普通文件；请给一个文件"),
    "too_large": Bilingual(
        en=f"too large; at most {SIZE // 1_000_000} MB and {LETTERS:,} characters are read",
        zh=f"太大了；最多读 {SIZE // 1_000_000} MB、{LETTERS:,} 个字符",
    ),
    "not_text": Bilingual(
        en="cannot be read as UTF-8 text, and is no PDF or Word file; save it as one of these",
        zh="不是 UTF-8 文本，也不是 PDF 或 Word 文件；请另存为其中一种",
    ),
    "mislabelled": Bilingual(
        en="its name says PDF or Word, its content is something else; is it the right file?",
        zh="文件名说是 PDF 或 Word，内容却不是；是不是拿错了文件？",
    ),
    "doc": Bilingual(
        en="an old Word file (.doc); save it as .docx or PDF",
        zh="是旧式 Word 文件（.doc）；请另存为 .docx 或 PDF",
    ),
    "not_word": Bilingual(
        en="an archive, but no Word file; save it as .docx, PDF or text",
        zh="是压缩包，但不是 Word 文件；请另存为 .docx、PDF 或文本",
    ),
    "locked": Bilingual(
        en="it is protected by a password; save a copy without one",
        zh="有密码保护；请另存一份没有密码的",
    ),
    "picture": Bilingual(
        en="no text in its pages; they may be pictures. Give it as text, or as a PDF with text",
        zh="页面里没有文字，可能是图片；请给文本，或者带文字的 PDF",
    ),
    "broken": Bilingual(
        en="it is damaged and cannot be read; save it anew, or as text",
        zh="已损坏，读不出来；请重新保存，或另存为文本",
    ),
    "timeout": Bilingual(
        en="it takes too long to read; save it as text", zh="读它要花的时间太长；请另存为文本"
    ),
}


def read_document(path: Path) -> str:
    """Return the text of a file, cleaned as at every door, with line ends and blanks as they stand.

    Raises: DocumentError, one line that says what is the matter and what to do.
    """
    data = _bytes(path)
    form = _form(data)
    wanted = _NAMED.get(path.suffix.lower())
    if not data.strip(b"\0 \t\r\n"):
        raise _fault(path, "empty")
    if form == "doc":
        raise _fault(path, "doc")
    if wanted is not None and form != wanted:
        raise _fault(path, "mislabelled")
    text = _decoded(path, data) if form == "text" else _parsed(path, data, form)
    if len(text) > LETTERS:
        raise _fault(path, "too_large")
    text = clean(_as_read(text))
    if not any(char.isalnum() for char in text):
        raise _fault(path, "empty")
    return text


def _as_read(text: str) -> str:
    """Return `text` with the letters that one reads in it."""
    return _ALIKE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text).translate(
        _RADICALS
    )


def _bytes(path: Path) -> bytes:
    """Return a file's bytes, never more than SIZE of them. Raises: DocumentError."""
    try:
        about = path.stat()
        if not S_ISREG(about.st_mode):
            raise _fault(path, "not_a_file")
        if about.st_size > SIZE:
            raise _fault(path, "too_large")
        with path.open("rb") as file:
            return file.read(SIZE)
    except OSError as error:
        raise DocumentError(
            f"{path}: cannot be read ({error.strerror})",
            zh=f"{path}：读不了（{error.strerror}）",
        ) from error


def _form(data: bytes) -> Form:
    """Return what a file is by its first bytes."""
    if b"%PDF-" in data[:_HEAD]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "docx"
    return "doc" if data.startswith(b"\xd0\xcf\x11\xe0") else "text"


def _decoded(path: Path, data: bytes) -> str:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise _fault(path, "not_text") from error
    if "\0" in text:
        raise _fault(path, "not_text")
    return text


def _parsed(path: Path, data: bytes, form: Form) -> str:
    """Return what the child process makes of the bytes. Raises: DocumentError."""
    spec = importlib.util.find_spec(_PARSER)
    assert spec is not None
    assert spec.origin is not None
    job = {
        "kind": form,
        "letters": LETTERS,
        "seconds": SECONDS,
        "memory": MEMORY,
        "paths": [str(Path(spec.origin).parent.parent)],
    }
    told = run_child("tools.document_child", json.dumps(job).encode() + b"\n" + data, 3 * SECONDS)
    if told.ending == "timeout":
        raise _fault(path, "timeout")
    try:
        found = json.loads(told.out)
    except ValueError:
        raise _fault(path, "broken") from None
    if "text" not in found:
        raise _fault(path, found.get("fault", "broken"))
    return str(found["text"])


def _fault(path: Path, name: str) -> DocumentError:
    told = _FAULTS[name]
    return DocumentError(f"{path}: {told.en}", zh=f"{path}：{told.zh}")
