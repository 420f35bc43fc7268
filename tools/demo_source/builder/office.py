"""DOCX, ODT, XLSX, ODS and PPTX. Every archive is repacked with one date: building twice gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime, time
from typing import Any

import docx
import odfdo
import openpyxl
import pptx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from openpyxl.styles import Alignment, Font, PatternFill
from pptx.util import Inches
from pptx.util import Pt as SlidePt

from .markup import Source, french_day, inline, plain, typo


def _moment(source: Source) -> datetime:
    return datetime.combine(source.date, time(10))


def repacked(data: bytes, source: Source) -> bytes:
    """The same archive with every entry and every date inside its metadata set to the document's day."""
    stamp = _moment(source)
    iso = stamp.strftime("%Y-%m-%dT%H:%M:%S")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as copy:
        for entry in archive.infolist():
            body = archive.read(entry)
            if entry.filename == "docProps/core.xml":
                body = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>" + iso.encode() + b"Z", body)
            if entry.filename == "meta.xml":
                body = re.sub(rb"(<(meta:creation-date|dc:date)>)[^<]*", rb"\g<1>" + iso.encode(), body)
                body = re.sub(rb"(<meta:editing-duration>)[^<]*", rb"\g<1>PT0S", body)
            info = zipfile.ZipInfo(entry.filename, date_time=stamp.timetuple()[:6])
            info.compress_type = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            copy.writestr(info, body)
    return out.getvalue()


def build_docx(source: Source, issuer: dict[str, Any]) -> bytes:
    document = docx.Document()
    _docx_look(document, source, issuer)
    if source.title and not source.meta.get("untitled"):
        document.add_heading(source.title, level=0)
    if subtitle := source.meta.get("subtitle"):
        document.add_paragraph(typo(subtitle), style="Subtitle")
    for block in source.blocks:
        if block.kind == "heading":
            document.add_heading(block.text, level=block.level)
        elif block.kind == "table":
            _docx_table(document, block.rows)
        elif block.kind == "break":
            document.add_page_break()
        else:
            paragraph = document.add_paragraph(style="List Bullet" if block.kind == "item" else None)
            for style, text in inline(block.text):
                run = paragraph.add_run(text)
                run.bold, run.italic = style == "strong" or None, style == "emph" or None
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue(), source)


def _docx_look(document: Any, source: Source, issuer: dict[str, Any]) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    normal.element.get_or_add_rPr().append(language)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        document.styles[name].font.color.rgb = RGBColor(0x1D, 0x2B, 0x45)
        document.styles[name].font.name = "Calibri"
    section = document.sections[0]
    section.header.paragraphs[0].text = typo(issuer["name"])
    section.footer.paragraphs[0].text = typo(str(source.meta.get("footer", issuer["address"])))
    properties = document.core_properties
    properties.title, properties.author = source.title, typo(issuer["name"])
    properties.comments, properties.language = "", "fr-FR"
    properties.created = properties.modified = _moment(source)
    properties.last_modified_by, properties.revision = "", 1


def _docx_table(document: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for number, row in enumerate(rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            run = cell.paragraphs[0].add_run(plain(text))
            run.bold = number == 0 or None
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    document.add_paragraph()


def build_odt(source: Source, issuer: dict[str, Any]) -> bytes:
    document = odfdo.Document("text")
    text = document.body
    text.clear()
    text.append(odfdo.Paragraph(typo(issuer["name"])))
    text.append(odfdo.Header(1, source.title))
    for number, block in enumerate(source.blocks):
        if block.kind == "heading":
            text.append(odfdo.Header(block.level + 1, plain(block.text)))
        elif block.kind == "item":
            text.append(odfdo.List([plain(block.text)]))
        elif block.kind == "table":
            text.append(_odf_table(f"Tableau {number}", [list(map(plain, row)) for row in block.rows]))
        else:
            text.append(odfdo.Paragraph(plain(block.text)))
    return _odf_bytes(document, source, issuer)


def _odf_table(name: str, rows: list[list[Any]]) -> Any:
    table = odfdo.Table(name)
    for values in rows:
        row = odfdo.Row()
        row.set_values(values)
        table.append_row(row)
    return table


def _odf_bytes(document: Any, source: Source, issuer: dict[str, Any]) -> bytes:
    meta = document.get_part("meta.xml")
    meta.title, meta.creator, meta.initial_creator = source.title, typo(issuer["name"]), typo(issuer["name"])
    meta.creation_date = meta.date = _moment(source)
    meta.language = "fr-FR"
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue(), source)


def _cells(row: list[Any]) -> list[Any]:
    return [typo(cell) if isinstance(cell, str) else cell for cell in row]


def build_ods(source: Source, issuer: dict[str, Any]) -> bytes:
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    for sheet in source.meta["sheet"]:
        rows = [[typo(line)] for line in sheet.get("above", [])]
        rows += [_cells(sheet["header"]), *(_cells(row) for row in sheet["rows"])]
        document.body.append(_odf_table(sheet["name"], rows))
    return _odf_bytes(document, source, issuer)


def build_xlsx(source: Source, issuer: dict[str, Any]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in source.meta["sheet"]:
        _xlsx_sheet(book.create_sheet(sheet["name"]), sheet)
    book.properties.creator, book.properties.title = typo(issuer["name"]), source.title
    book.properties.created = book.properties.modified = _moment(source)
    out = io.BytesIO()
    book.save(out)
    return repacked(out.getvalue(), source)


def _xlsx_sheet(page: Any, sheet: dict[str, Any]) -> None:
    for line in sheet.get("above", []):
        page.append([typo(line)])
        page.cell(page.max_row, 1).font = Font(bold=True, size=13)
    page.append(_cells(sheet["header"]))
    top = page.max_row
    for cell in page[top]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E9EDF3")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    for row in sheet["rows"]:
        page.append(_cells(row))
        for cell in page[page.max_row]:
            if isinstance(cell.value, float):
                cell.number_format = '#,##0.00\\ "€"'
    for column, width in zip("ABCDEFGH", sheet.get("widths", [44, 20, 20, 20, 20]), strict=False):
        page.column_dimensions[column].width = width
    page.freeze_panes = page.cell(top + 1, 1)


def build_pptx(source: Source, issuer: dict[str, Any]) -> bytes:
    """One slide per level-1 heading; the first one is the cover. Tables become real tables."""
    show = pptx.Presentation()
    cover = show.slides.add_slide(show.slide_layouts[0])
    cover.shapes.title.text = source.title
    cover.placeholders[1].text = typo(f"{issuer['name']} – {source.meta.get('subtitle', french_day(source.date))}")
    frame: Any = None
    for block in source.blocks:
        if block.kind == "heading":
            slide = show.slides.add_slide(show.slide_layouts[1])
            slide.shapes.title.text = plain(block.text)
            frame, started = slide.placeholders[1].text_frame, False
        elif block.kind == "table":
            _slide_table(slide, block.rows)
        else:
            line = frame.add_paragraph() if started else frame.paragraphs[0]
            line.text, line.font.size, started = plain(block.text), SlidePt(22), True
    properties = show.core_properties
    properties.title, properties.author = source.title, typo(issuer["name"])
    properties.created = properties.modified = _moment(source)
    properties.last_modified_by, properties.revision = "", 1
    out = io.BytesIO()
    show.save(out)
    return repacked(out.getvalue(), source)


def _slide_table(slide: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    body = slide.placeholders[1]
    if not body.text_frame.text:
        body.element.getparent().remove(body.element)
    place = (Inches(0.6), Inches(2.0), Inches(8.8), Inches(0.5 * len(rows)))
    table = slide.shapes.add_table(len(rows), len(rows[0]), *place).table
    for line, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(line, column).text = plain(text)
