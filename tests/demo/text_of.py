"""The text of a demo file, by libraries other than the product's own readers, so that both can be wrong only apart."""

from __future__ import annotations

import email
import functools
import io
import re
from email import policy
from pathlib import Path

import docx
import odfdo
import openpyxl
import pptx
import pypdfium2
from selectolax.lexbor import LexborHTMLParser


def single_spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@functools.cache
def text_of(path: Path) -> str:
    """Text with every run of white space (non-breaking ones too) made one plain space."""
    return single_spaced(_READERS[path.suffix](path.read_bytes()))


def _pdf(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        pages = []
        for page in document:
            text_page = page.get_textpage()
            pages.append(text_page.get_text_range())
            text_page.close()
            page.close()
        return "\n".join(pages)


def _docx(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    rows = [" ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    edges = [part.text for section in document.sections for part in section.footer.paragraphs]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *rows, *edges])


def _odf(data: bytes) -> str:
    document = odfdo.Document(io.BytesIO(data))
    return "\n".join(element.text_recursive for element in document.body.get_elements("//text:p|//text:h"))


def _xlsx(data: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return "\n".join(
        " ".join("" if cell is None else str(cell) for cell in row) for sheet in book for row in sheet.values
    )


def _pptx(data: bytes) -> str:
    lines: list[str] = []
    for slide in pptx.Presentation(io.BytesIO(data)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                lines.append(shape.text_frame.text)
            if shape.has_table:
                lines += [" ".join(cell.text for cell in row.cells) for row in shape.table.rows]
    return "\n".join(lines)


def _html(data: bytes) -> str:
    body = LexborHTMLParser(data).body
    return body.text(separator=" ") if body else ""


def _rtf(data: bytes) -> str:
    text = re.sub(r"\\u(\d+)\?", lambda found: chr(int(found[1])), data.decode("ascii"))
    return re.sub(r"\\[a-z]+-?\d* ?|[{}]", " ", text)


def _eml(data: bytes) -> str:
    message = email.message_from_bytes(data, policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    return f"{message['From']} {message['To']} {message['Subject']}\n{body.get_content()}"


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


_READERS = {
    ".pdf": _pdf,
    ".docx": _docx,
    ".odt": _odf,
    ".ods": _odf,
    ".xlsx": _xlsx,
    ".pptx": _pptx,
    ".html": _html,
    ".rtf": _rtf,
    ".eml": _eml,
    ".md": _text,
    ".txt": _text,
    ".csv": _text,
}
