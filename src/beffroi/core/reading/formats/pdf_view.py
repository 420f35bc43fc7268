"""Pages of a PDF for the source viewer: the image of a page, and where a span of its text lies.

`locate` replays the reading of the page: its lines and table cells, without their spaces, are found again one
after the other in the page's text (also without spaces), so each letter knows PDFium's character. What the
document left out (repeated headers) is skipped; what it added (column titles in rows) has no place.
Invariant: proved by property in tests/core/reading/test_locate.py.
"""

from __future__ import annotations

import difflib
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

from beffroi.core.reading.document import Verdict
from beffroi.core.reading.formats.pdf import opened, page_content, text_of
from beffroi.core.reading.formats.pdf_frame import Frame
from beffroi.core.reading.formats.pdf_page import HYPHEN_MARKS, Characters, PageText, solid
from beffroi.core.reading.formats.pdf_tables import Table
from beffroi.core.reading.place import Rect
from beffroi.core.reading.source import Source, Unreadable

_MAX_PIXELS = 20_000_000
_TRUSTED = 0.8
_TITLE_LETTERS = 200
_BEFORE_CELL = (":", "|", ";")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Letters of the page in order, and the raw position of each. `cell`: column titles may stand before it."""

    letters: str
    positions: list[int]
    cell: bool = False


def render(source: Source, number: int, width: int) -> bytes:
    """Page `number` (1-based) as PNG, `width` pixels wide unless the page is too tall for that."""
    with opened(source.data):
        document = pypdfium2.PdfDocument(source.data)
        if not 1 <= number <= len(document):
            raise Unreadable(Verdict.UNSUPPORTED, "no_page")
        page = document[number - 1]
        page_width, page_height = page.get_size()
        scale = width / max(page_width, 1.0)
        scale = min(scale, (_MAX_PIXELS / max(page_width * page_height, 1.0)) ** 0.5)
        image = page.render(scale=scale).to_pil()
        target = io.BytesIO()
        image.convert("RGB").save(target, "PNG", compress_level=3)
        return target.getvalue()


def locate(source: Source, number: int, text: str, start: int, end: int) -> list[Rect]:
    """One rectangle per line of `text[start:end]`, `text` being the page's slice of the document."""
    with opened(source.data) as document:
        page = pdfium.FPDF_LoadPage(document, number - 1)
        if not page:
            raise Unreadable(Verdict.UNSUPPORTED, "no_page")
        with text_of(page) as text_page:
            if text_page is None:
                return []
            content, tables, _, characters = page_content(page, text_page)
            positions = span_positions(text, start, end, list(_stretches(content, tables)))
            return _rects(characters, positions)


def span_positions(text: str, start: int, end: int, stretches: list[_Stretch]) -> list[int]:
    """Raw positions of the letters of `text[start:end]`, in order."""
    letters = "".join(text.split())
    first = len("".join(text[:start].split()))
    last = first + len("".join(text[start:end].split()))
    owners = _aligned(letters, stretches)
    found = [p for p in owners[first:last] if p >= 0]
    if len(found) < _TRUSTED * (last - first):
        owners = _aligned_loosely(letters, stretches)
        loosely = [p for p in owners[first:last] if p >= 0]
        found = max(found, loosely, key=len)
    return found


def _aligned(letters: str, stretches: list[_Stretch]) -> list[int]:
    owners = [-1] * len(letters)
    cursor = 0
    for stretch in stretches:
        if letters.startswith(stretch.letters, cursor):
            after = cursor + len(stretch.letters)
            owners[cursor:after] = stretch.positions
        elif cursor and letters[cursor] == "-" and letters.startswith(stretch.letters, cursor + 1):
            # a cut word whose hyphen was kept
            after = cursor + 1 + len(stretch.letters)
            owners[cursor + 1 : after] = stretch.positions
        elif stretch.cell and (found := _cell_start(letters, cursor, stretch.letters)) >= 0:
            after = found + len(stretch.letters)
            owners[found:after] = stretch.positions
        else:
            continue
        cursor = after
        if cursor >= len(letters):
            break
    return owners


def _cell_start(letters: str, cursor: int, cell: str) -> int:
    """Where a cell's letters follow its column's title, not far ahead; -1 when they do not."""
    limit = cursor + _TITLE_LETTERS + len(cell)
    found = letters.find(cell, cursor, limit)
    while found >= 0 and letters[found - 1 : found] not in _BEFORE_CELL:
        found = letters.find(cell, found + 1, limit)
    return found


def _aligned_loosely(letters: str, stretches: list[_Stretch]) -> list[int]:
    """For a text that another version of the reader wrote: the longest common runs."""
    page = "".join(s.letters for s in stretches)
    positions = [p for s in stretches for p in s.positions]
    owners = [-1] * len(letters)
    matcher = difflib.SequenceMatcher(None, letters, page, autojunk=True)
    for ours, theirs, size in matcher.get_matching_blocks():
        if size > 3:
            owners[ours : ours + size] = positions[theirs : theirs + size]
    return owners


def _stretches(content: PageText, tables: list[Table]) -> Iterator[_Stretch]:
    """The page's letters in the order in which the reader writes them."""
    pending = list(tables)
    for line in content.lines:
        table = next((t for t in tables if t.holds(line)), None)
        if table is None:
            yield _of_positions(content.raw, range(line.start, line.end))
        elif table in pending:
            pending.remove(table)
            yield from _of_table(content.raw, table)


def _of_positions(raw: str, positions: Iterator[int] | range | list[int]) -> _Stretch:
    letters: list[str] = []
    places: list[int] = []
    for position in positions:
        if raw[position] in HYPHEN_MARKS:
            continue
        shown = solid(raw[position])
        letters.append(shown)
        places += [position] * len(shown)
    return _Stretch("".join(letters), places)


def _of_table(raw: str, table: Table) -> Iterator[_Stretch]:
    """The cells of the rows, in the order in which draft.row_text writes them."""
    for cells, places in zip(table.rows, table.places, strict=True):
        for cell, held in zip(cells, places, strict=True):
            if cell:
                yield replace(_of_positions(raw, held), cell=True)


def _rects(characters: Characters, positions: list[int]) -> list[Rect]:
    boxes: list[list[float]] = []
    for position in positions:
        box = characters.loose_box(position) or characters.box(position)
        x0, x1, y0, y1 = box
        if boxes and _same_line(boxes[-1], x0, y0, y1):
            last = boxes[-1]
            last[0], last[1] = min(last[0], x0), max(last[1], x1)
            last[2], last[3] = min(last[2], y0), max(last[3], y1)
        else:
            boxes.append([x0, x1, y0, y1])
    return [rect for rect in (_shown(characters.frame, *box) for box in boxes) if rect is not None]


def _same_line(last: list[float], x0: float, y0: float, y1: float) -> bool:
    overlap = min(last[3], y1) - max(last[2], y0)
    height = max(min(last[3] - last[2], y1 - y0), 0.1)
    gap = x0 - last[1]
    return overlap > 0.5 * height and -height < gap < 6 * height


def _shown(frame: Frame, x0: float, x1: float, y0: float, y1: float) -> Rect | None:
    """Fractions of the page, from the top; None when nothing of the box is on it."""
    fractions = (x0 / frame.width, 1 - y1 / frame.height, x1 / frame.width, 1 - y0 / frame.height)
    a, b, c, d = (min(1.0, max(0.0, value)) for value in fractions)
    return Rect(a, b, c, d) if c > a and d > b else None
