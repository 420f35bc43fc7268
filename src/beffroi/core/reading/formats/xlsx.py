"""XLSX: every visible sheet, its values as the sheet shows them (dates, percentages, euros).

Read as a stream of XML events, so that a large sheet costs no tree. python-calamine, which reads the older
workbooks, gives values without their format: a rate of 5 % would read 0.05.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from beffroi.core.reading.document import Verdict
from beffroi.core.reading.draft import Draft
from beffroi.core.reading.formats.figures import NumberFormat, shown, understand
from beffroi.core.reading.formats.ooxml import Package, refuse_doctype
from beffroi.core.reading.formats.sheets import MAX_COLUMNS, write_sheet
from beffroi.core.reading.kinds import Kind
from beffroi.core.reading.source import Result, Source, Unreadable

_REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "dd/mm/yyyy h:mm", 37: "#,##0", 38: "#,##0",
    39: "#,##0.00", 40: "#,##0.00", 44: "#,##0.00 €", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss",
}  # fmt: skip
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})\Z")
_MAX_CELLS, _MAX_GAP = 5_000_000, 2_000
_BOOLEANS = {"1": "vrai", "0": "faux"}


def read(source: Source, kind: Kind) -> Result:
    """XLSX → Document, one page per visible sheet."""
    package = Package(source.data)
    main = package.main_part("xl/workbook.xml")
    workbook = package.tree(main)
    parts = package.relationships(main)
    strings = _SharedStrings.of(package, parts)
    forms = _forms(package, parts)
    epoch_1904 = any(p.get("date1904") in ("1", "true") for p in workbook.iter() if p.tag.endswith("}workbookPr"))
    draft = Draft(kind.value, source.limits)
    for number, (name, part) in enumerate(_sheets(workbook, parts, package, draft), start=1):
        reader = _SheetReader(strings, forms, epoch_1904=epoch_1904)
        _parse(package.part(part), reader)
        write_sheet(draft, name, reader.rows, number)
    title, when = package.core_properties()
    return draft.finish(source.name, title=title, when=when, headed=draft.page_count < 2)


def _sheets(workbook, parts: dict[str, tuple[str, str]], package: Package, draft: Draft):  # type: ignore[no-untyped-def]
    hidden = 0
    for sheet in workbook.iter():
        if not sheet.tag.endswith("}sheet"):
            continue
        if sheet.get("state", "visible") != "visible":
            hidden += 1
            continue
        identifier = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), sheet.get(_REL_ID, ""))
        kind, part = parts.get(identifier, ("", ""))
        if kind == "worksheet" and package.has(part):
            yield sheet.get("name", ""), part
    if hidden:
        draft.notes.append(f"sheets_hidden:{hidden}")


def _forms(package: Package, parts: dict[str, tuple[str, str]]) -> list[NumberFormat]:
    """The number format of each cell style."""
    part = next((target for kind, target in parts.values() if kind == "styles"), "xl/styles.xml")
    tree = package.optional_tree(part)
    if tree is None:
        return []
    codes = dict(_BUILT_IN)
    for item in tree.iter():
        if item.tag.endswith("}numFmt") and item.get("numFmtId", "").isdigit():
            codes[int(item.get("numFmtId", "0"))] = item.get("formatCode", "")
    cells = next((item for item in tree.iter() if item.tag.endswith("}cellXfs")), None)
    forms = []
    for style in cells if cells is not None else ():
        number = style.get("numFmtId", "0")
        forms.append(understand(codes.get(int(number) if number.isdigit() else 0, "General")))
    return forms


def _parse(data: bytes, handler: _SheetReader | _SharedStrings) -> None:
    refuse_doctype(data)
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.characters
    try:
        parser.Parse(data, True)
    except expat.ExpatError as exc:
        raise Unreadable(Verdict.DAMAGED, "xml") from exc


class _SharedStrings:
    """The workbook's table of texts; phonetic guides are left out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._inside = False
        self._phonetic = 0

    @classmethod
    def of(cls, package: Package, parts: dict[str, tuple[str, str]]) -> list[str]:
        """The texts of a package."""
        strings = cls()
        part = next((target for kind, target in parts.values() if kind == "sharedStrings"), "")
        if part and package.has(part):
            _parse(package.part(part), strings)
        return strings.texts

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        name = tag.rsplit("}", 1)[-1]
        self._phonetic += name == "rPh"
        self._inside = name == "t" and not self._phonetic

    def end(self, tag: str) -> None:
        name = tag.rsplit("}", 1)[-1]
        self._phonetic -= name == "rPh"
        self._inside = False
        if name == "si":
            self.texts.append("".join(self._parts))
            self._parts = []

    def characters(self, data: str) -> None:
        if self._inside:
            self._parts.append(data)


class _SheetReader:
    """The rows of one sheet. Rows and columns that the sheet hides are left out."""

    def __init__(self, strings: list[str], forms: list[NumberFormat], *, epoch_1904: bool) -> None:
        self.rows: list[list[str]] = []
        self._strings, self._forms, self._epoch_1904 = strings, forms, epoch_1904
        self._row: list[str] = []
        self._row_number = 0
        self._cells = 0
        self._column = 0
        self._kind, self._style = "n", 0
        self._value: list[str] = []
        self._inside = False
        self._hidden = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rsplit("}", 1)[-1]
        if name == "row":
            number = attributes.get("r", "")
            self._open_row(int(number) if number.isdigit() else self._row_number + 1)
            self._hidden = attributes.get("hidden") in ("1", "true")
        elif name == "c":
            self._open_cell(attributes)
        elif name in ("v", "t"):
            self._inside = True

    def end(self, tag: str) -> None:
        name = tag.rsplit("}", 1)[-1]
        if name in ("v", "t"):
            self._inside = False
        elif name == "c":
            self._close_cell()
        elif name == "row" and not self._hidden:
            self.rows.append(self._row)

    def characters(self, data: str) -> None:
        if self._inside:
            self._value.append(data)

    def _open_row(self, number: int) -> None:
        gap = min(number - self._row_number - 1, _MAX_GAP)
        if gap > 0:
            self.rows.append([])
        self._row_number = number
        self._row, self._column = [], 0

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self._cells += 1
        if self._cells > _MAX_CELLS:
            raise Unreadable(Verdict.TOO_LARGE, "cells", limit=str(_MAX_CELLS))
        match = _REFERENCE.match(attributes.get("r", ""))
        self._column = _column(match.group(1)) if match else self._column + 1
        self._kind = attributes.get("t", "n")
        style = attributes.get("s", "0")
        self._style = int(style) if style.isdigit() else 0
        self._value = []

    def _close_cell(self) -> None:
        text = self._shown("".join(self._value))
        if text and self._column <= MAX_COLUMNS:
            self._row += [""] * (self._column - len(self._row))
            self._row[self._column - 1] = text

    def _shown(self, value: str) -> str:
        if not value or self._kind == "e":
            return ""
        if self._kind == "s":
            index = int(value) if value.strip().isdigit() else -1
            return self._strings[index] if 0 <= index < len(self._strings) else ""
        if self._kind == "b":
            return _BOOLEANS.get(value, value)
        if self._kind in ("str", "inlineStr", "d"):
            return value
        try:
            number = float(value)
        except ValueError:
            return value
        form = self._forms[self._style] if self._style < len(self._forms) else NumberFormat()
        return shown(number, form, epoch_1904=self._epoch_1904)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
