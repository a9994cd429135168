"""Small files made by hand: PDFs of text, of pictures and of mischief, and Word files."""

import io
import zipfile
import zlib
from collections.abc import Sequence

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf_file(objects: Sequence[bytes]) -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is the catalogue."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def stream(data: bytes, more: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), more, data)


def deflated(data: bytes) -> bytes:
    """Return a compressed stream object."""
    return stream(zlib.compress(data, 9), b"/Filter /FlateDecode")


def pdf_of(*pages: str) -> bytes:
    """Return a PDF with these pages of text in any script, as word processors write it."""
    letters = sorted({char for page in pages for char in page if char != "\n"})
    code = {char: number for number, char in enumerate(letters, 1)}
    font = 3 + 2 * len(pages)
    kids = b" ".join(b"%d 0 R" % (3 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
    ]
    for number, page in enumerate(pages):
        shown = "\n".join(
            f"<{''.join(f'{code[char]:04x}' for char in line)}> Tj T*" for line in page.split("\n")
        )
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R"
            b" /Resources << /Font << /F1 %d 0 R >> >> >>" % (4 + 2 * number, font),
            deflated(f"BT /F1 12 Tf 14 TL 40 760 Td\n{shown}\nET".encode()),
        ]
    known = "\n".join(f"<{code[char]:04x}> <{char.encode('utf-16-be').hex()}>" for char in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin\nbegincmap\n1 begincodespacerange\n<0000> <ffff>\n"
        f"endcodespacerange\n{len(letters)} beginbfchar\n{known}\nendbfchar\nendcmap\nend"
    )
    objects += [
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H"
        b" /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>" % (font + 1, font + 2),
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Any /DW 1000 /CIDSystemInfo"
        b" << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        stream(cmap.encode()),
    ]
    return pdf_file(objects)


def word_file(xml: str, name: str = "word/document.xml") -> bytes:
    """Return a Word file whose main part is `xml`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, xml)
    return out.getvalue()


def word_of(*paragraphs: str, head: str = "", text_box: str = "") -> bytes:
    """Return a Word file of these paragraphs; a text box stands twice, as Word writes it."""
    box = (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
        f'markup-compatibility/2006"><mc:Choice><w:p><w:r><w:t>{text_box}</w:t></w:r></w:p>'
        f"</mc:Choice><mc:Fallback><w:p><w:r><w:t>{text_box}</w:t></w:r></w:p></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    body = "".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in paragraphs)
    return word_file(
        f'{head}<w:document xmlns:w="{_WORD}"><w:body>{body}{box if text_box else ""}</w:body>'
        "</w:document>"
    )
