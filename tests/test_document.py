"""The text of a file: four kinds read in full, and one clear line for whatever is wrong with one."""

import io
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader, PdfWriter

from practice.errors import DocumentError
from tests.documents import deflated, pdf_file, pdf_of, stream, word_file, word_of
from tools.document import LETTERS, SECONDS, SIZE, read_document
from tools.document_child import _told

ZH = "项目经历\n智能客服：用 RAG 做检索，准确率到 91%。"
EN = "Projects\nSupport bot: retrieval with RAG, 91% accuracy."
BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "lol"}">' for n in range(12))


@pytest.fixture
def made(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Write a file and return its path."""

    def make(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return make


Made = Callable[[str, bytes], Path]


@pytest.mark.parametrize("text", [ZH, EN])
@pytest.mark.parametrize(
    ("name", "bytes_of"),
    [
        ("cv.txt", str.encode),
        ("cv.md", lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()),
        ("cv", lambda text: text.encode("utf-16")),
        ("cv.pdf", lambda text: pdf_of(*text.split("\n"))),
        ("CV.PDF", pdf_of),
        ("cv.docx", lambda text: word_of(*text.split("\n"))),
        ("cv.txt", lambda text: word_of(*text.split("\n"))),
    ],
)
def test_a_file_of_each_kind_is_read(
    made: Made, name: str, bytes_of: Callable[[str], bytes], text: str
) -> None:
    assert read_document(made(name, bytes_of(text))).strip() == text


def test_a_word_file_as_an_office_program_writes_it(made: Made) -> None:
    document = docx.Document()
    document.add_heading("项目经历", level=1)
    document.add_paragraph("做了一个检索系统", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("2023–2025", "某公司"), ("2021", "Acme")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    paragraph = document.add_paragraph("one")
    paragraph.add_run().add_break()
    paragraph.add_run("two\tthree")
    out = io.BytesIO()
    document.save(out)
    lines = [line for line in read_document(made("cv.docx", out.getvalue())).split("\n") if line]
    assert lines == [
        "项目经历",
        "- 做了一个检索系统",
        "2023–2025\t某公司\t",
        "2021\tAcme\t",
        "one",
        "two\tthree",
    ]


def test_a_text_box_is_read_once(made: Made) -> None:
    text = read_document(made("cv.docx", word_of("Name", text_box="Projects")))
    assert text.count("Projects") == 1


def test_letters_are_those_one_reads_and_nothing_steers_a_terminal(made: Made) -> None:
    text = read_document(made("cv.pdf", pdf_of("⼯作经历：⻓期 ﬁne-tuning")))
    assert text.strip() == "工作经历：长期 fine-tuning"
    text = read_document(made("cv.txt", "a\x1b[2Jb\u202ec\u200bd".encode()))
    assert text == "a␛[2Jbcd"


def locked() -> bytes:
    """Return a PDF that asks for a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(EN))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def page_of(content: bytes, more: bytes = b"") -> bytes:
    """Return a PDF of one page with this content."""
    return pdf_file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R %s >>" % more,
            content,
        ]
    )


def many_pages(count: int) -> bytes:
    """Return a PDF whose one page is its page a great many times over."""
    return pdf_file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"3 0 R " * count, count),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
            stream(b"q 1 0 0 1 0 0 cm Q\n" * 5000),
        ]
    )


def other_archive() -> bytes:
    """Return an archive that is no Word file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", "hello")
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "data", "told", "zh"),
    [
        ("cv.txt", b"", "no words in it", "没有文字"),
        ("cv.pdf", b" \n", "no words in it", "没有文字"),
        ("cv.txt", "…… — ***".encode(), "no words in it", "没有文字"),
        ("cv.txt", "项目".encode("gb18030"), "UTF-8", "UTF-8"),
        ("cv.txt", b"\x7fELF\0\0\1", "UTF-8", "UTF-8"),
        ("cv.pdf", b"just words", "something else", "拿错了文件"),
        ("cv.docx", pdf_of(EN), "something else", "拿错了文件"),
        ("cv.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word file", "旧式 Word"),
        ("cv.docx", other_archive(), "no Word file", "不是 Word 文件"),
        ("cv.docx", word_of(EN)[:150], "damaged", "已损坏"),
        ("cv.docx", word_file("<oops"), "damaged", "已损坏"),
        ("cv.docx", word_of("&a11;", head=f"<!DOCTYPE x [{BOMB}]>"), "damaged", "已损坏"),
        ("cv.docx", word_file(" " * 30_000_000), "too large", "太大"),
        ("cv.docx", word_of(*["word " * 100] * 400), "too large", "太大"),
        ("cv.txt", b"word " * 30_000, "too large", "太大"),
        (
            "cv.pdf",
            pdf_of("\n".join(["word " * 60] * 100), *["x" * 9000] * 10),
            "too large",
            "太大",
        ),
        ("cv.pdf", locked(), "password", "密码"),
        ("cv.pdf", page_of(stream(b"q 9 0 0 9 0 0 cm Q")), "may be pictures", "图片"),
        ("cv.pdf", pdf_of(EN)[:90], "damaged", "已损坏"),
        ("cv.pdf", b"%PDF-1.7\n" + b"\xff" * 5000, "damaged", "已损坏"),
        ("cv.pdf", page_of(deflated(b" " * 400_000_000)), "no text", "没有文字"),
        ("cv.pdf", many_pages(100_000), "too long to read", "时间太长"),
    ],
)
def test_what_gives_no_text_is_told_in_one_line_and_in_time(
    made: Made, name: str, data: bytes, told: str, zh: str
) -> None:
    path = made(name, data)
    begun = time.monotonic()
    with pytest.raises(DocumentError) as raised:
        read_document(path)
    assert time.monotonic() - begun < 3 * SECONDS + 5
    for text, wanted in ((raised.value.told("en"), told), (raised.value.told("zh"), zh)):
        assert text.startswith(str(path))
        assert wanted in text
        assert "\n" not in text


def test_a_file_too_large_is_not_even_opened(made: Made) -> None:
    path = made("cv.pdf", b"")
    with path.open("r+b") as file:
        file.truncate(100_000_000)
    assert path.stat().st_size > SIZE
    path.chmod(0)
    with pytest.raises(DocumentError, match="too large"):
        read_document(path)


def test_what_is_no_file_is_told_and_waited_for_by_nobody(tmp_path: Path) -> None:
    pipe = tmp_path / "cv.txt"
    os.mkfifo(pipe)
    for path, told in (
        (pipe, "no ordinary file"),
        (tmp_path, "no ordinary file"),
        (Path("/dev/zero"), "no ordinary file"),
        (tmp_path / "nowhere.pdf", "cannot be read"),
    ):
        with pytest.raises(DocumentError, match=told):
            read_document(path)


def test_what_a_parser_raises_is_a_fault_and_no_crash() -> None:
    job = {"kind": "docx", "letters": LETTERS}
    assert _told(job, b"PK\x03\x04" + os.urandom(500)) == {"fault": "broken"}
    assert _told(job, word_of("hello")) == {"text": "hello\n"}
