"""DOCX: headings, numbered lists, tables, notes, text boxes, in reading order.

Read from the XML itself: python-docx leaves out content controls, text boxes and tracked insertions, which are
where templates of town halls put their text. What a reader of the page does not see (deleted or hidden text,
field codes) is left out and noted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree import ElementTree as ET  # parsed by ooxml.parse only

from beffroi.core.reading.draft import Draft, tidy_lines
from beffroi.core.reading.formats.docx_styles import Numbering, Styles
from beffroi.core.reading.formats.ooxml import Package
from beffroi.core.reading.formats.tables import write_table
from beffroi.core.reading.kinds import Kind
from beffroi.core.reading.source import Result, Source

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_CONTAINERS = {W + n for n in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "body")}
_HIDDEN = {
    W + name
    for name in (
        "del moveFrom delText instrText rPr pPr sectPr tblPr tcPr trPr sdtPr proofErr bookmarkStart bookmarkEnd".split()
    )
}
_SPECIAL = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "softHyphen": ""}
_DEPTH = 12


@dataclass(slots=True)
class _Body:
    """State of one reading."""

    draft: Draft
    styles: Styles
    numbering: Numbering
    notes: dict[str, ET.Element]
    hidden: bool = False
    boxes: list[ET.Element] = field(default_factory=list)
    called: list[str] = field(default_factory=list)


def read(source: Source, kind: Kind) -> Result:
    """DOCX → Document."""
    package = Package(source.data)
    main = package.main_part("word/document.xml")
    folder = main.rsplit("/", 1)[0]
    root = package.tree(main)
    body = _Body(
        Draft(kind.value, source.limits),
        Styles(package.optional_tree(f"{folder}/styles.xml")),
        Numbering(package.optional_tree(f"{folder}/numbering.xml")),
        _notes(package, folder),
    )
    for child in root.iter(W + "body"):
        _blocks(body, child, 0)
        break
    if body.hidden:
        body.draft.notes.append("hidden_text_left_out")
    title, when = package.core_properties()
    return body.draft.finish(source.name, title=title, when=when)


def _notes(package: Package, folder: str) -> dict[str, ET.Element]:
    """Footnotes and endnotes by kind and number."""
    found = {}
    for kind in ("footnote", "endnote"):
        tree = package.optional_tree(f"{folder}/{kind}s.xml")
        for note in tree.iter(W + kind) if tree is not None else ():
            if note.get(W + "type") in (None, "normal"):
                found[f"{kind}:{note.get(W + 'id')}"] = note
    return found


def _blocks(body: _Body, parent: ET.Element, depth: int) -> None:
    for child in parent:
        if child.tag == W + "p":
            _paragraph(body, child, depth)
        elif child.tag == W + "tbl":
            _table(body, child, depth)
        elif child.tag in _CONTAINERS and depth < _DEPTH:
            _blocks(body, child, depth + 1)


def _paragraph(body: _Body, element: ET.Element, depth: int) -> None:
    body.boxes, body.called = [], []
    text = tidy_lines(_text(body, element))
    boxes, called = body.boxes, body.called
    properties = element.find(W + "pPr")
    style = body.styles.of(properties)
    number = body.numbering.label(properties, style)
    level = body.styles.heading_level(properties, style)
    if level and text and len(text) <= 250:
        body.draft.heading(f"{number.text} {text}" if number and number.text else text, level)
    elif number and text:
        body.draft.list_item(f"{number.text} {text}" if number.text else f"• {text}")
    elif text and body.styles.looks_like_heading(element, text):
        body.draft.heading(text, 4)
    else:
        body.draft.paragraph(text)
    if depth < _DEPTH:
        for box in boxes:
            _blocks(body, box, depth + 1)
        for note in called:
            _blocks(body, body.notes[note], depth + 1)


def _text(body: _Body, element: ET.Element) -> str:
    parts: list[str] = []
    _collect(body, element, parts)
    return "".join(parts)


def _collect(body: _Body, element: ET.Element, parts: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag == W + "t":
            parts.append(child.text or "")
        elif tag == W + "r":
            if body.styles.is_hidden(child):
                body.hidden = True
            else:
                _collect(body, child, parts)
        elif tag in _SPECIAL:
            parts.append(_SPECIAL[tag])
        elif tag == W + "del":
            body.hidden = True
        elif tag in (W + "footnoteReference", W + "endnoteReference"):
            key = f"{tag[len(W) : -len('Reference')]}:{child.get(W + 'id')}"
            if key in body.notes:
                body.called.append(key)
        elif tag == W + "txbxContent":
            body.boxes.append(child)
        elif tag not in _HIDDEN and tag != _MC_FALLBACK and tag != W + "tbl":
            _collect(body, child, parts)


def _table(body: _Body, element: ET.Element, depth: int) -> None:
    rows: list[list[str]] = []
    above: dict[int, str] = {}
    for row in _rows(element):
        cells: list[str] = []
        for cell in _cells(row):
            properties = cell.find(W + "tcPr")
            span, merged = _spans(properties)
            column = len(cells)
            text = above.get(column, "") if merged == "continue" else _cell_text(body, cell, depth)
            if merged:
                above[column] = text
            else:
                above.pop(column, None)
            cells += [text] + [""] * (span - 1)
        rows.append(cells)
    declared = sum(row.find(f"{W}trPr/{W}tblHeader") is not None for row in _rows(element))
    write_table(body.draft, rows, header_rows=declared or None)


def _rows(element: ET.Element) -> list[ET.Element]:
    return [row for row in _unwrapped(element, W + "tr") if row.find(f"{W}trPr/{W}del") is None]


def _cells(row: ET.Element) -> list[ET.Element]:
    return _unwrapped(row, W + "tc")


def _unwrapped(parent: ET.Element, tag: str) -> list[ET.Element]:
    """Children of a tag, content controls opened."""
    found = []
    for child in parent:
        if child.tag == tag:
            found.append(child)
        elif child.tag in _CONTAINERS:
            found += _unwrapped(child, tag)
    return found


def _spans(properties: ET.Element | None) -> tuple[int, str]:
    """Columns that a cell covers, and whether it starts ("restart") or continues a vertical merge."""
    if properties is None:
        return 1, ""
    span = properties.find(W + "gridSpan")
    merge = properties.find(W + "vMerge")
    value = span.get(W + "val", "1") if span is not None else "1"
    width = int(value) if value.isdigit() else 1
    return max(1, min(width, 64)), "" if merge is None else merge.get(W + "val", "continue")


def _cell_text(body: _Body, cell: ET.Element, depth: int) -> str:
    """The text of a cell; a table inside a cell is flattened."""
    texts = []
    for child in cell.iter(W + "p") if depth < _DEPTH else ():
        body.boxes, body.called = [], []
        texts.append(" ".join(_text(body, child).split()))
    return " ".join(text for text in texts if text)
