"""One PDF page as lines of text with their place and style, straight from PDFium.

Invariant: `Line.start`/`Line.end` are indices of `PageText.raw`, so every line maps back to PDFium's characters
(`char_index`); nothing is reordered except margin stamps that were drawn last. Places are those of the page as
it is shown (pdf_frame.py). Proved in tests/core/reading/test_locate.py.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from beffroi.core.reading.draft import tidy
from beffroi.core.reading.formats.pdf_frame import Frame

_SEGMENT = re.compile("[^\r\n\ufffe\x02]+")
HYPHEN_MARKS = ("\ufffe", "\x02")
"""What PDFium writes for a hyphen that cuts a word at the end of a line."""
_BOLD = re.compile(r"bold|black|heavy|demi|semibold", re.IGNORECASE)
_LIGATURES = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
    0xF0B7: "•", 0xF0A7: "•", 0xF0A8: "•", 0xF0D8: "•", 0xF0FC: "•", 0xF076: "•", 0xF02D: "–", 0xF0E0: "→", 0xF0E8: "→",
}  # fmt: skip
_UNMAPPED = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]")
_STAMP_MARGIN = 0.13
_SMALLEST_SIZE = 2.0


@dataclass(slots=True)
class Line:
    """A line of a page. `hyphen`: it ended with a hyphen that PDFium took for a cut word. `baseline`: bottom."""

    text: str
    start: int
    end: int
    x0: float
    x1: float
    y0: float
    y1: float
    size: float
    bold: bool
    hyphen: bool = False

    @property
    def middle(self) -> float:
        """Height of the middle of the line."""
        return (self.y0 + self.y1) / 2


@dataclass(slots=True)
class PageText:
    """The raw text of a page as PDFium gives it, and its lines in reading order.

    `hidden`: some text that nobody sees on the page was left out.
    """

    raw: str
    lines: list[Line]
    width: float
    height: float
    hidden: bool = False


def clean(raw: str) -> str:
    """A stretch of PDFium text as the Document shows it."""
    return tidy(raw.translate(_LIGATURES))


def solid(raw: str) -> str:
    """The same without any space: what `locate` counts."""
    return "".join(clean(raw).split())


def raw_text(text_page: object) -> str:
    """The whole text of a PDFium text page."""
    count = pdfium.FPDFText_CountChars(text_page)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    return ctypes.string_at(buffer, max(0, written - 1) * 2).decode("utf-16-le", "replace")


class Characters:
    """Boxes and styles of the characters of one text page, by index in its raw text."""

    def __init__(self, text_page: object, raw: str, frame: Frame) -> None:
        self._page = text_page
        self.frame = frame
        self._same = pdfium.FPDFText_CountChars(text_page) == len(raw)
        self._numbers = [ctypes.c_double() for _ in range(4)]
        self._matrix = pdfium.FS_MATRIX()
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()
        self._rect = pdfium.FS_RECTF()

    def char_index(self, position: int) -> int:
        """PDFium's character index of a position in the raw text."""
        return position if self._same else int(pdfium.FPDFText_GetCharIndexFromTextIndex(self._page, position))

    def box(self, position: int) -> tuple[float, float, float, float]:
        """Tight box of a character: x0, x1, y0, y1."""
        left, right, bottom, top = self._numbers
        pdfium.FPDFText_GetCharBox(self._page, self.char_index(position), left, right, bottom, top)
        return self.frame.box(left.value, right.value, bottom.value, top.value)

    def loose_box(self, position: int) -> tuple[float, float, float, float] | None:
        """Box of a character with the full height of its line: x0, x1, y0, y1."""
        if not pdfium.FPDFText_GetLooseCharBox(self._page, self.char_index(position), self._rect):
            return None
        rect = self._rect
        return self.frame.box(rect.left, rect.right, min(rect.bottom, rect.top), max(rect.bottom, rect.top))

    def size(self, position: int) -> float:
        """Size of the font as drawn, in points."""
        index = self.char_index(position)
        nominal = float(pdfium.FPDFText_GetFontSize(self._page, index))
        if pdfium.FPDFText_GetMatrix(self._page, index, self._matrix):
            scale = (self._matrix.b**2 + self._matrix.d**2) ** 0.5
            return nominal * scale if scale > 0 else nominal
        return nominal

    def invisible(self, position: int) -> bool:
        """Whether the character is drawn without ink, as under the picture of a scan."""
        item = pdfium.FPDFText_GetTextObject(self._page, self.char_index(position))
        return bool(item) and pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE

    def bold(self, position: int) -> bool:
        """Whether the font says that it is bold, by its name or its weight."""
        index = self.char_index(position)
        length = pdfium.FPDFText_GetFontInfo(self._page, index, self._name, 128, self._flags)
        if 0 < length <= 128 and _BOLD.search(self._name.value.decode("utf-8", "replace")):
            return True
        return int(pdfium.FPDFText_GetFontWeight(self._page, index)) >= 650


def read_lines(characters: Characters, raw: str, *, under_image: bool) -> PageText:
    """The lines of a page. `under_image`: a picture covers the page, so invisible text is the scan's own text.

    Elsewhere text without ink, or of less than two points, is seen by nobody: it is left out.
    """
    frame = characters.frame
    lines, hidden = [], False
    for match in _SEGMENT.finditer(raw):
        text = clean(match.group())
        if not text:
            continue
        line = _line(characters, raw, match, text)
        if _is_tiny(line) or (not under_image and characters.invisible(line.start)):
            hidden = True
        else:
            lines.append(line)
    return PageText(raw, _stamps_first(lines, frame.height), frame.width, frame.height, hidden)


def _is_tiny(line: Line) -> bool:
    """By the font and by the ink: some files give one of the two wrong."""
    return 0 < line.size < _SMALLEST_SIZE and line.y1 - line.y0 < _SMALLEST_SIZE


def _line(characters: Characters, raw: str, match: re.Match[str], text: str) -> Line:
    segment = match.group()
    start = match.start() + len(segment) - len(segment.lstrip())
    end = match.start() + len(segment.rstrip())
    x0, right, bottom, top = characters.box(start)
    if end - 1 > start:
        _, right, low, high = characters.box(end - 1)
        bottom, top = min(bottom, low), max(top, high)
    bold = characters.bold(start) and (end - 1 == start or characters.bold(end - 1))
    hyphen = raw[match.end() : match.end() + 1] in HYPHEN_MARKS
    return Line(text, start, end, x0, right, bottom, top, round(characters.size(start), 1), bold, hyphen)


def _stamps_first(lines: list[Line], height: float) -> list[Line]:
    """Stamps of the top margin (receipt, number) are drawn last: read them first, where they stand."""
    margin = height * (1 - _STAMP_MARGIN)
    cut = len(lines)
    while cut and lines[cut - 1].y0 > margin:
        cut -= 1
    return lines[cut:] + lines[:cut] if 0 < cut < len(lines) else lines


def is_garbled(text: str) -> bool:
    """Text whose fonts cannot be mapped to letters (a third of it): as good as none."""
    return bool(text) and len(_UNMAPPED.findall(text)) > len(text) / 3
