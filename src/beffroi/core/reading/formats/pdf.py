"""PDF, through PDFium alone.

Flow: `read` → open → each page's lines and ruled tables (`_gather`) → the document's layout → blocks (`_write`).
Invariant: a page whose text cannot be had (scan, unmappable fonts, broken content) is counted in the notes or
in the verdict; empty text is never success.
"""

from __future__ import annotations

import contextlib
import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pypdfium2.raw as pdfium
from PIL import Image

from beffroi.core.reading.document import BlockKind, Verdict
from beffroi.core.reading.draft import Draft, tidy
from beffroi.core.reading.formats.hyphens import Hyphens
from beffroi.core.reading.formats.ocr import Scan, recognise_text, write_scan
from beffroi.core.reading.formats.pdf_frame import frame_of
from beffroi.core.reading.formats.pdf_layout import Layout, Piece
from beffroi.core.reading.formats.pdf_objects import Shapes, page_shapes
from beffroi.core.reading.formats.pdf_page import Characters, Line, PageText, is_garbled, raw_text, read_lines
from beffroi.core.reading.formats.pdf_tables import Table, find_tables
from beffroi.core.reading.formats.tables import names_columns
from beffroi.core.reading.kinds import Kind
from beffroi.core.reading.source import Result, Source, Unreadable

_PASSWORD, _SECURITY = 4, 5
_SCAN_COVER, _SCAN_LETTERS = 0.5, 200
_DATE = re.compile(r"D?:?(\d{4})(\d{2})(\d{2})")
_META_CHARS = 2048
_OCR_DPI, _OCR_PIXELS = 250, 16_000_000
_INK_DPI, _INK_PAGES, _INK_SHARE = 40, 20, 0.0003


@dataclass(slots=True)
class Sheet:
    """What one page gave. `scanned`: ink without (enough) text; `scan`: what OCR read there."""

    text: PageText
    tables: list[Table] = field(default_factory=list)
    scanned: bool = False
    broken: bool = False
    blank: bool = False
    scan: Scan | None = None


@contextlib.contextmanager
def opened(data: bytes) -> Iterator[object]:
    """PDFium's document. Raises Unreadable (encrypted, damaged)."""
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        code = pdfium.FPDF_GetLastError()
        if code in (_PASSWORD, _SECURITY):
            raise Unreadable(Verdict.ENCRYPTED, "pdf_password")
        raise Unreadable(Verdict.DAMAGED, "pdf_structure")
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def read(source: Source, kind: Kind) -> Result:
    """PDF → Document."""
    with opened(source.data) as document:
        count = pdfium.FPDF_GetPageCount(document)
        if count <= 0:
            raise Unreadable(Verdict.DAMAGED, "no_pages")
        if count > source.limits.pages:
            raise Unreadable(Verdict.TOO_LARGE, "pages", limit=str(source.limits.pages))
        sheets = [_gather(document, number) for number in range(count)]
        _settle_tables(sheets)
        _mark_drawn(document, sheets)
        if source.programs.tesseract:
            read_scans(document, sheets, source)
        draft = Draft(kind.value, source.limits)
        _write(draft, sheets)
        _note(draft, sheets)
        title, when = _metadata(document, "Title"), _metadata_date(document)
        return _conclude(draft, source.name, title, when, sheets, document)


def _gather(document: object, number: int) -> Sheet:
    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        return Sheet(PageText("", [], 0.0, 0.0), broken=True)
    try:
        return _gather_page(page)
    finally:
        pdfium.FPDF_ClosePage(page)


def _gather_page(page: object) -> Sheet:
    with text_of(page) as text_page:
        if text_page is None:
            return Sheet(PageText("", [], 0.0, 0.0), broken=True)
        text, tables, shapes, _ = page_content(page, text_page)
    letters = sum(len(line.text) for line in text.lines)
    scanned = _is_scan(text, letters, shapes)
    if not text.lines:
        tables = []
    return Sheet(text, tables, scanned=scanned, blank=not letters and not scanned)


@contextlib.contextmanager
def text_of(page: object) -> Iterator[object]:
    """PDFium's text page, None when it cannot be had."""
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        yield text_page or None
    finally:
        if text_page:
            pdfium.FPDFText_ClosePage(text_page)


def page_content(page: object, text_page: object) -> tuple[PageText, list[Table], Shapes, Characters]:
    """Lines, ruled tables and shapes of a page: the one reading that both `read` and `locate` make."""
    frame = frame_of(page)
    shapes = page_shapes(page, frame)
    raw = raw_text(text_page)
    characters = Characters(text_page, raw, frame)
    text = read_lines(characters, raw, under_image=shapes.image_area > _SCAN_COVER * frame.width * frame.height)
    tables = find_tables(shapes, characters, raw, text.lines) if shapes.may_hold_tables and text.lines else []
    return text, tables, shapes, characters


def _is_scan(text: PageText, letters: int, shapes: Shapes) -> bool:
    if is_garbled("".join(line.text for line in text.lines)):
        text.lines.clear()
        return True
    area = text.width * text.height
    if letters == 0:
        return shapes.image_area > 0.05 * area or shapes.paths > 60
    return letters < _SCAN_LETTERS and shapes.image_area > _SCAN_COVER * area


def _settle_tables(sheets: list[Sheet]) -> None:
    """A single ruled row is a table when it ends the table of the page before; else its lines are text.

    A row of titles left alone at the foot of a page names the columns of the table on the next.
    """
    for number, sheet in enumerate(sheets):
        above = sheets[number - 1].tables[-1:] if number else []
        following = sheets[number + 1].tables[:1] if number + 1 < len(sheets) else []
        kept = []
        for place, table in enumerate(sheet.tables):
            if not table.is_lone_row or (place == 0 and above and table.continues(above[0])):
                kept.append(table)
            elif following and following[0].continues(table) and names_columns(table.rows[0]):
                following[0].header = table.rows[0]
        sheet.tables = kept


def _mark_drawn(document: object, sheets: list[Sheet]) -> None:
    """In a file without any text, a page that shows ink all the same is to be read by OCR, not called empty."""
    if any(sheet.text.lines or sheet.scanned for sheet in sheets):
        return
    for number, sheet in enumerate(sheets[:_INK_PAGES]):
        if sheet.broken or not sheet.text.width:
            continue
        page = pdfium.FPDF_LoadPage(document, number)
        try:
            shades = _drawn(page, sheet.text, _INK_DPI).histogram()
        finally:
            pdfium.FPDF_ClosePage(page)
        sheet.scanned = sum(shades[:200]) > _INK_SHARE * sum(shades)


def read_scans(document: object, sheets: list[Sheet], source: Source) -> None:
    """Read by OCR the pages that have no text of their own, as many as the limits allow."""
    waiting = [number for number, sheet in enumerate(sheets) if sheet.scanned]
    for number in waiting[: source.limits.ocr_pages]:
        page = pdfium.FPDF_LoadPage(document, number)
        try:
            image = _drawn(page, sheets[number].text, _OCR_DPI)
        finally:
            pdfium.FPDF_ClosePage(page)
        path = source.folder / f"page-{number}.png"
        image.save(path, "PNG", compress_level=1)
        sheets[number].scan = recognise_text(path, image.width, image.height, source.programs)
        path.unlink()


def _drawn(page: object, text: PageText, dpi: int) -> Image.Image:
    """The page in grey, within bounds."""
    scale = min(dpi / 72, (_OCR_PIXELS / max(1.0, text.width * text.height)) ** 0.5)
    width, height = max(1, round(text.width * scale)), max(1, round(text.height * scale))
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, None, 0)
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
        return Image.frombytes("L", (width, height), pixels, "raw", "L", stride, 1)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def _write(draft: Draft, sheets: list[Sheet]) -> None:
    layout = Layout([sheet.text for sheet in sheets])
    hyphens = Hyphens(sheet.text.raw for sheet in sheets)
    for number, sheet in enumerate(sheets):
        draft.open_page(number + 1, sheet.text.width, sheet.text.height)
        if sheet.scan is not None and sheet.scan.paragraphs:
            write_scan(draft, sheet.scan)
        else:
            _write_page(draft, sheets, number, layout, hyphens)
    draft.close_page()


def _write_page(draft: Draft, sheets: list[Sheet], number: int, layout: Layout, hyphens: Hyphens) -> None:
    sheet = sheets[number]
    above = sheets[number - 1].tables[-1] if number and sheets[number - 1].tables else None
    run: list[Line] = []
    pending = list(sheet.tables)
    first = True
    for line in sheet.text.lines:
        table = next((t for t in sheet.tables if t.holds(line)), None)
        if table is None:
            run.append(line)
        elif table in pending:
            first = _write_run(draft, run, number, layout, hyphens, first=first)
            run = []
            _write_table(draft, table, above)
            pending.remove(table)
            first = False
    _write_run(draft, run, number, layout, hyphens, first=first)


def _write_run(draft: Draft, run: list[Line], number: int, layout: Layout, hyphens: Hyphens, *, first: bool) -> bool:
    """Write the pieces of consecutive lines; returns whether the page is still without any."""
    for piece in layout.pieces(number, run):
        text = joined(piece, hyphens)
        if first and number and _continues(draft, piece):
            _continue(draft, text, hyphens)
        else:
            _add(draft, piece, text)
        first = False
    return first


def _add(draft: Draft, piece: Piece, text: str) -> None:
    if piece.kind is BlockKind.HEADING:
        draft.heading(text, piece.level)
    elif piece.kind is BlockKind.LIST_ITEM:
        draft.list_item(text)
    else:
        draft.paragraph(text)


def joined(piece: Piece, hyphens: Hyphens) -> str:
    """The lines of a piece as one text, cut words made whole."""
    parts = [piece.lines[0].text]
    for before, line in zip(piece.lines, piece.lines[1:], strict=False):
        if before.hyphen:
            parts.append(hyphens.joint(parts[-1], line.text))
        elif parts[-1].endswith("-") and not parts[-1].endswith(" -"):
            pass
        else:
            parts.append(" ")
        parts.append(line.text)
    if piece.last.hyphen:
        parts.append("-")
    return tidy("".join(parts))


def _continues(draft: Draft, piece: Piece) -> bool:
    """Whether the page's first piece is the rest of the paragraph that the last page left open."""
    if not draft.blocks or piece.kind is not BlockKind.PARAGRAPH:
        return False
    if draft.blocks[-1].kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
        return False
    return piece.lines[0].text[:1].islower() and draft.last_character not in ".!?:…"


def _continue(draft: Draft, text: str, hyphens: Hyphens) -> None:
    if draft.last_character == "-":
        joint = hyphens.joint(draft.last_word, text)
        if not joint:
            draft.drop_last_character()
        draft.extend_last(text, "")
    else:
        draft.extend_last(text, " ")


def _write_table(draft: Draft, table: Table, above: Table | None) -> None:
    """Write a ruled table; one that goes on from the page before keeps its number and its column titles."""
    continued = above is not None and draft.tables and draft.blocks[-1].table == draft.tables - 1
    if continued and above is not None and table.continues(above):
        table.header = above.header
        number = draft.tables - 1
    else:
        number = draft.new_table()
    for cells in table.rows:
        draft.row(cells, table.header, number)


def _note(draft: Draft, sheets: list[Sheet]) -> None:
    for code, count in (
        ("pages_without_text", sum(sheet.scanned and sheet.scan is None for sheet in sheets)),
        ("pages_by_ocr", sum(sheet.scan is not None for sheet in sheets)),
        ("pages_damaged", sum(sheet.broken for sheet in sheets)),
    ):
        if count:
            draft.notes.append(f"{code}:{count}")
    if any(sheet.text.hidden for sheet in sheets):
        draft.notes.append("hidden_text_left_out")


def _conclude(draft: Draft, name: str, title: str, when: date | None, sheets: list[Sheet], document: object) -> Result:
    result = draft.finish(name, title=title, when=when)
    if result.document is None:
        if any(sheet.scanned and sheet.scan is None for sheet in sheets):
            return Result(None, Verdict.NEEDS_OCR, "scan")
        if any(sheet.scan is not None for sheet in sheets):
            return Result(None, Verdict.EMPTY, "ocr_no_text")
        rebuilt = not pdfium.FPDF_DocumentHasValidCrossReferenceTable(document)
        if any(sheet.broken for sheet in sheets) or rebuilt:
            return Result(None, Verdict.DAMAGED, "pdf_pages")
        return Result(None, Verdict.EMPTY, "no_text")
    if all(sheet.scan is None and (sheet.scanned or sheet.broken or sheet.blank) for sheet in sheets):
        return Result(result.document, Verdict.NEEDS_OCR, "scan")
    return result


def _metadata(document: object, key: str) -> str:
    buffer = ctypes.create_string_buffer(_META_CHARS)
    length = pdfium.FPDF_GetMetaText(document, key.encode(), buffer, _META_CHARS)
    return buffer.raw[: max(0, min(length, _META_CHARS) - 2)].decode("utf-16-le", "replace").strip("\x00 ")


def _metadata_date(document: object) -> date | None:
    for key in ("CreationDate", "ModDate"):
        match = _DATE.match(_metadata(document, key))
        if match:
            with contextlib.suppress(ValueError):
                return date(*map(int, match.groups()))
    return None
