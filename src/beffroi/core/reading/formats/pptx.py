"""PPTX: one page per slide, titles as headings, tables as rows, speaker's notes after the slide."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET  # parsed by ooxml.parse only

from beffroi.core.reading.draft import Draft
from beffroi.core.reading.formats.ooxml import Package
from beffroi.core.reading.formats.tables import write_table
from beffroi.core.reading.kinds import Kind
from beffroi.core.reading.source import Result, Source

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_TITLES = ("title", "ctrTitle")
_LEFT_OUT = ("sldNum", "dt", "ftr", "hdr")
_DEPTH = 10


def read(source: Source, kind: Kind) -> Result:
    """PPTX → Document."""
    package = Package(source.data)
    main = package.main_part("ppt/presentation.xml")
    parts = package.relationships(main)
    draft = Draft(kind.value, source.limits)
    for number, part in enumerate(_slides(package, main, parts), start=1):
        slide = package.optional_tree(part)
        draft.open_page(number, label=f"Diapositive {number}")
        if slide is None:
            draft.notes.append(f"slide_damaged:{number}")
        elif slide.get("show") != "0":
            _write_slide(draft, slide, number)
            _write_notes(draft, package, part)
    title, when = package.core_properties()
    return draft.finish(source.name, title=title, when=when)


def _slides(package: Package, main: str, parts: dict[str, tuple[str, str]]) -> Iterator[str]:
    for item in package.tree(main).iter(P + "sldId"):
        identifier = next((v for k, v in item.attrib.items() if k.endswith("}id")), "")
        kind, part = parts.get(identifier, ("", ""))
        if kind == "slide" and package.has(part):
            yield part


def _write_slide(draft: Draft, slide: ET.Element, number: int) -> None:
    shapes = [shape for tree in slide.iter(P + "spTree") for shape in _shapes(tree, 0)]
    titles = [shape for shape in shapes if _role(shape) in _TITLES]
    for shape in titles:
        draft.heading(" ".join(_paragraphs(shape)), 1 if _role(shape) == "ctrTitle" or number == 1 else 2)
    for shape in shapes:
        if shape in titles or _role(shape) in _LEFT_OUT:
            continue
        if shape.tag == P + "graphicFrame":
            for table in shape.iter(A + "tbl"):
                write_table(draft, _rows(table), header_rows=_header_rows(table))
        else:
            _write_text(draft, shape)


def _write_text(draft: Draft, shape: ET.Element) -> None:
    texts = _paragraphs(shape)
    listed = _role(shape) in ("body", "obj", "") and len(texts) > 1
    for text in texts:
        if listed:
            draft.list_item(f"• {text}" if text else "")
        else:
            draft.paragraph(text)


def _write_notes(draft: Draft, package: Package, part: str) -> None:
    for kind, target in package.relationships(part).values():
        notes = package.optional_tree(target) if kind == "notesSlide" else None
        for shape in notes.iter(P + "sp") if notes is not None else ():
            if _role(shape) == "body":
                for text in _paragraphs(shape):
                    draft.paragraph(text)


def _shapes(tree: ET.Element, depth: int) -> Iterator[ET.Element]:
    for child in tree:
        if child.tag in (P + "sp", P + "graphicFrame"):
            if not any(p.get("hidden") == "1" for p in child.iter(P + "cNvPr")):
                yield child
        elif child.tag == P + "grpSp" and depth < _DEPTH:
            yield from _shapes(child, depth + 1)


def _placeholder(shape: ET.Element) -> ET.Element | None:
    return next(shape.iter(P + "ph"), None)


def _role(shape: ET.Element) -> str:
    found = _placeholder(shape)
    return found.get("type", "") if found is not None else "shape"


def _paragraphs(shape: ET.Element) -> list[str]:
    return [text for text in (_text(p) for p in shape.iter(A + "p")) if text.strip()]


def _text(paragraph: ET.Element) -> str:
    parts = []
    for item in paragraph.iter():
        if item.tag == A + "t":
            parts.append(item.text or "")
        elif item.tag == A + "br":
            parts.append("\n")
        elif item.tag == A + "tab":
            parts.append("\t")
    return "".join(parts)


def _rows(table: ET.Element) -> list[list[str]]:
    rows: list[list[str]] = []
    for row in table.iter(A + "tr"):
        cells = []
        for column, cell in enumerate(row.iter(A + "tc")):
            text = " ".join(_paragraphs(cell))
            if cell.get("vMerge") == "1" and rows and column < len(rows[-1]):
                text = rows[-1][column]
            cells.append(text)
        rows.append(cells)
    return rows


def _header_rows(table: ET.Element) -> int | None:
    properties = table.find(A + "tblPr")
    return 1 if properties is not None and properties.get("firstRow") == "1" else None
