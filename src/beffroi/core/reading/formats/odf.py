"""OpenDocument text, slides and sheets, from content.xml.

odfdo keeps the tree but gives flat text; reading the tree gives headings, lists, tables and notes in order.
Tracked deletions, hidden sheets, hidden rows and annotations are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from xml.etree import ElementTree as ET  # parsed by ooxml.parse only

from beffroi.core.reading.document import Verdict
from beffroi.core.reading.draft import Draft, tidy_lines
from beffroi.core.reading.formats.figures import french_date, french_number
from beffroi.core.reading.formats.ooxml import Package, iso_date
from beffroi.core.reading.formats.sheets import MAX_COLUMNS, write_sheet
from beffroi.core.reading.formats.tables import write_table
from beffroi.core.reading.kinds import Kind
from beffroi.core.reading.source import Result, Source, Unreadable

_NS = "{urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE = f"{_NS}office:1.0}}", f"{_NS}text:1.0}}", f"{_NS}table:1.0}}"
DRAW, STYLE, FO = f"{_NS}drawing:1.0}}", f"{_NS}style:1.0}}", f"{_NS}xsl-fo-compatible:1.0}}"
PRESENTATION = f"{_NS}presentation:1.0}}"
_FLOW = {TEXT + name for name in ("section", "index-body", "table-of-content", "list-header", "numbered-paragraph")}
_FLOW.add(OFFICE + "text")
_ASIDE = {OFFICE + "annotation", TEXT + "tracked-changes", TEXT + "note", DRAW + "frame", DRAW + "custom-shape"}
_MAX_REPEAT, _MAX_CELLS, _DEPTH = 1_000, 5_000_000, 40


class _Styles:
    """Which paragraph styles are titles, bold or hidden, automatic styles included."""

    def __init__(self, *trees: ET.Element | None) -> None:
        self._elements: dict[str, ET.Element] = {}
        for tree in trees:
            for style in tree.iter(STYLE + "style") if tree is not None else ():
                self._elements.setdefault(style.get(STYLE + "name", ""), style)

    def _chain(self, name: str) -> Iterator[ET.Element]:
        for _ in range(20):
            style = self._elements.get(name)
            if style is None:
                return
            yield style
            name = style.get(STYLE + "parent-style-name", "")

    def is_title(self, name: str) -> bool:
        """A document title."""
        return name in ("Title", "Titre") or any(
            s.get(STYLE + "parent-style-name") in ("Title", "Titre") for s in self._chain(name)
        )

    def has(self, name: str, attribute: str, value: str) -> bool:
        """Whether the style, or one that it builds on, sets a text property."""
        for style in self._chain(name):
            for properties in style.iter(STYLE + "text-properties"):
                found = properties.get(attribute)
                if found is not None:
                    return found == value
        return False

    def hides_table(self, table: ET.Element) -> bool:
        """Whether a sheet is hidden."""
        for style in self._chain(table.get(TABLE + "style-name", "")):
            for properties in style.iter(STYLE + "table-properties"):
                if properties.get(TABLE + "display") == "false":
                    return True
        return False


class _Reader:
    """State of one reading."""

    def __init__(self, draft: Draft, styles: _Styles) -> None:
        self.draft, self.styles = draft, styles

    def flow(self, parent: ET.Element, depth: int = 0) -> None:
        """Write the children of a container in order."""
        for child in parent:
            if child.tag == TEXT + "h":
                self._heading(child, depth)
            elif child.tag == TEXT + "p":
                self._paragraph(child, depth)
            elif child.tag == TEXT + "list" and depth < _DEPTH:
                self._list(child, depth)
            elif child.tag == TABLE + "table" and depth < _DEPTH:
                write_table(self.draft, self.rows(child), header_rows=_header_rows(child))
            elif child.tag in _FLOW and depth < _DEPTH:
                self.flow(child, depth + 1)
            elif child.tag in (DRAW + "frame", DRAW + "custom-shape", DRAW + "g") and depth < _DEPTH:
                self.frame(child, depth + 1)

    def frame(self, frame: ET.Element, depth: int) -> None:
        """Text boxes and tables of a drawing frame or group."""
        if frame.tag == DRAW + "custom-shape":
            self.flow(frame, depth)
            return
        for child in frame:
            if child.tag == DRAW + "text-box":
                self.flow(child, depth)
            elif child.tag == TABLE + "table":
                write_table(self.draft, self.rows(child))
            elif child.tag in (DRAW + "frame", DRAW + "custom-shape", DRAW + "g") and depth < _DEPTH:
                self.frame(child, depth + 1)

    def _heading(self, element: ET.Element, depth: int) -> None:
        level = element.get(TEXT + "outline-level", "1")
        self.draft.heading(self.text(element), int(level) if level.isdigit() else 1)
        self._aside(element, depth)

    def _paragraph(self, element: ET.Element, depth: int) -> None:
        text = tidy_lines(self.text(element))
        style = element.get(TEXT + "style-name", "")
        if text and self.styles.is_title(style):
            self.draft.heading(text, 1)
        elif 4 <= len(text) <= 120 and not text.endswith((".", ",", ";")) and self._all_bold(element, style):
            self.draft.heading(text, 4)
        else:
            self.draft.paragraph(text)
        self._aside(element, depth)

    def _aside(self, element: ET.Element, depth: int) -> None:
        """Notes and frames anchored in a paragraph come after it."""
        if depth >= _DEPTH:
            return
        for item in element.iter():
            if item.tag == TEXT + "note-body":
                self.flow(item, depth + 1)
            elif item.tag in (DRAW + "frame", DRAW + "custom-shape"):
                self.frame(item, depth + 1)

    def _list(self, element: ET.Element, depth: int) -> None:
        for item in element:
            for child in item:
                if child.tag == TEXT + "p":
                    text = tidy_lines(self.text(child))
                    self.draft.list_item(f"• {text}" if text else "")
                    self._aside(child, depth)
                elif child.tag == TEXT + "h":
                    self._heading(child, depth)
                elif child.tag == TEXT + "list" and depth < _DEPTH:
                    self._list(child, depth + 1)

    def text(self, element: ET.Element, depth: int = 0) -> str:
        """The text of a paragraph, its notes, frames and hidden spans apart."""
        parts = [element.text or ""]
        for child in element:
            if child.tag == TEXT + "s":
                parts.append(" ")
            elif child.tag == TEXT + "tab":
                parts.append("\t")
            elif child.tag == TEXT + "line-break":
                parts.append("\n")
            elif child.tag not in _ASIDE and not self._hidden(child) and depth < _DEPTH:
                parts.append(self.text(child, depth + 1))
            parts.append(child.tail or "")
        return "".join(parts)

    def _hidden(self, element: ET.Element) -> bool:
        if element.tag in (TEXT + "hidden-text", TEXT + "hidden-paragraph"):
            return True
        style = element.get(TEXT + "style-name", "")
        return bool(style) and self.styles.has(style, TEXT + "display", "none")

    def _all_bold(self, element: ET.Element, style: str) -> bool:
        if self.styles.has(style, FO + "font-weight", "bold"):
            return True
        spans = [s for s in element.iter(TEXT + "span") if (s.text or "").strip()]
        outside = [element.text or "", *[s.tail or "" for s in element]]
        return (
            bool(spans)
            and not any(t.strip() for t in outside)
            and all(self.styles.has(s.get(TEXT + "style-name", ""), FO + "font-weight", "bold") for s in spans)
        )

    def rows(self, table: ET.Element) -> list[list[str]]:
        """The rows of a table; a cell that covers several rows is said in each."""
        rows: list[list[str]] = []
        below: dict[int, tuple[int, str]] = {}
        cells = 0
        for row in _table_rows(table):
            if row.get(TABLE + "visibility") in ("collapse", "filter"):
                continue
            values: list[str] = []
            for cell in row:
                if cell.tag not in (TABLE + "table-cell", TABLE + "covered-table-cell"):
                    continue
                column = len(values)
                text = self.cell(cell)
                left, carried = below.get(column, (0, ""))
                if cell.tag == TABLE + "covered-table-cell" and left:
                    text = text or carried
                    below[column] = (left - 1, carried)
                down = _number(cell, "number-rows-spanned")
                if down > 1:
                    below[column] = (down - 1, text)
                values += [text] * min(
                    _number(cell, "number-columns-repeated"), MAX_COLUMNS - len(values) if text else 64
                )
                if len(values) >= MAX_COLUMNS:
                    break
            cells += len(values)
            if cells > _MAX_CELLS:
                raise Unreadable(Verdict.TOO_LARGE, "cells", limit=str(_MAX_CELLS))
            repeated = _number(row, "number-rows-repeated") if any(values) else 1
            rows += [values] * min(repeated, _MAX_REPEAT)
        return rows

    def cell(self, cell: ET.Element) -> str:
        """What a cell shows; dates are written in full."""
        kind = cell.get(OFFICE + "value-type", "")
        value = cell.get(OFFICE + "date-value", "")
        if kind == "date" and value:
            try:
                return french_date(datetime.fromisoformat(value[:19]))
            except ValueError:
                return value
        shown = " ".join(self.text(p).strip() for p in cell.iter(TEXT + "p") if p is not cell)
        value = cell.get(OFFICE + "value", "")
        if value and shown in ("", value):  # written by a program, without the look of the cell
            try:
                return french_number(float(value), grouped=False)
            except ValueError:
                return value
        return shown


def read(source: Source, kind: Kind) -> Result:
    """ODT, ODP or ODS → Document."""
    package = Package(source.data)
    if package.has("META-INF/manifest.xml") and b"encryption-data" in package.part("META-INF/manifest.xml"):
        raise Unreadable(Verdict.ENCRYPTED, "office_password")
    content = package.tree("content.xml")
    draft = Draft(kind.value, source.limits)
    reader = _Reader(draft, _Styles(content, package.optional_tree("styles.xml")))
    body = content.find(OFFICE + "body")
    for part in body if body is not None else ():
        if part.tag == OFFICE + "spreadsheet":
            _sheets(reader, part)
        elif part.tag == OFFICE + "presentation":
            _slides(reader, part)
        else:
            reader.flow(part)
    title, when = _metadata(package)
    headed = kind is not Kind.ODS or draft.page_count < 2
    return draft.finish(source.name, title=title, when=when, headed=headed)


def _sheets(reader: _Reader, book: ET.Element) -> None:
    visible = [t for t in book.findall(TABLE + "table") if not reader.styles.hides_table(t)]
    hidden = len(book.findall(TABLE + "table")) - len(visible)
    if hidden:
        reader.draft.notes.append(f"sheets_hidden:{hidden}")
    for number, table in enumerate(visible, start=1):
        write_sheet(reader.draft, table.get(TABLE + "name", ""), reader.rows(table), number)


def _slides(reader: _Reader, deck: ET.Element) -> None:
    for number, slide in enumerate(deck.iter(DRAW + "page"), start=1):
        reader.draft.open_page(number, label=slide.get(DRAW + "name", ""))
        frames = [f for f in slide if f.tag in (DRAW + "frame", DRAW + "custom-shape", DRAW + "g")]
        titles = [f for f in frames if f.get(PRESENTATION + "class") == "title"]
        for frame in titles:
            words = " ".join(reader.text(p) for p in frame.iter(TEXT + "p"))
            reader.draft.heading(words, 1 if number == 1 else 2)
        for frame in frames:
            if frame not in titles:
                reader.frame(frame, 0)
        for notes in slide.iter(PRESENTATION + "notes"):
            for frame in notes.iter(DRAW + "frame"):
                if frame.get(PRESENTATION + "class") == "notes":
                    reader.frame(frame, 0)
    reader.draft.close_page()


def _table_rows(table: ET.Element) -> Iterator[ET.Element]:
    for child in table:
        if child.tag == TABLE + "table-row":
            yield child
        elif child.tag in (TABLE + "table-header-rows", TABLE + "table-row-group", TABLE + "table-rows"):
            yield from _table_rows(child)


def _header_rows(table: ET.Element) -> int | None:
    header = table.find(TABLE + "table-header-rows")
    return len(header.findall(TABLE + "table-row")) or None if header is not None else None


def _number(element: ET.Element, name: str) -> int:
    value = element.get(TABLE + name, "1")
    return max(1, int(value)) if value.isdigit() and len(value) < 9 else 1


def _metadata(package: Package) -> tuple[str, date | None]:
    tree = package.optional_tree("meta.xml")
    title, when = "", None
    for item in tree.iter() if tree is not None else ():
        name = item.tag.rsplit("}", 1)[-1]
        if name == "title":
            title = item.text or ""
        elif name in ("date", "creation-date") and (when is None or name == "date"):
            when = iso_date(item.text) or when
    return title, when
