"""Places on a page, and the checks that the parent makes on what a child answered about pages."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass

from beffroi.core.reading.document import Page, Word
from beffroi.core.reading.errors import PageUnavailable

_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_MAX_PIXELS = 40_000_000
_MAX_RECTS = 2_000


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle as fractions of the page as it is shown: 0-1, origin top left, `x0 < x1`, `y0 < y1`."""

    x0: float
    y0: float
    x1: float
    y1: float


def encode_rects(rects: list[Rect]) -> bytes:
    """Rectangles as the child sends them."""
    return json.dumps([[r.x0, r.y0, r.x1, r.y1] for r in rects]).encode()


def decode_rects(data: bytes) -> list[Rect]:
    """Rectangles from a child that is not trusted. Raises PageUnavailable when they are anything else."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as exc:
        raise PageUnavailable from exc
    if not isinstance(value, list) or len(value) > _MAX_RECTS:
        raise PageUnavailable
    return [_rect(item) for item in value]


def _rect(item: object) -> Rect:
    if not isinstance(item, list) or len(item) != 4 or not all(type(v) in (int, float) and -1 <= v <= 2 for v in item):
        raise PageUnavailable
    x0, y0, x1, y1 = (min(1.0, max(0.0, float(v))) for v in item)
    return Rect(x0, y0, x1, y1)


def is_bounded_png(data: bytes) -> bool:
    """Whether the bytes begin as a PNG whose declared size is one that a browser may be given."""
    if len(data) < 33 or not data.startswith(_PNG_HEAD) or data[12:16] != b"IHDR":
        return False
    width, height = struct.unpack(">II", data[16:24])
    return bool(0 < width * height <= _MAX_PIXELS)


def locate_in_words(page: Page, start: int, end: int) -> list[Rect]:
    """Rectangles of `text[start:end]` (offsets in the Document) on a page read by OCR, one per line of words."""
    lines: list[list[Word]] = []
    for word in page.words:
        if word.end <= start or word.start >= end:
            continue
        last = lines[-1][-1] if lines else None
        if last is not None and word.x0 >= last.x0 and abs(word.y0 + word.y1 - last.y0 - last.y1) < last.y1 - last.y0:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [
        Rect(min(w.x0 for w in line), min(w.y0 for w in line), max(w.x1 for w in line), max(w.y1 for w in line))
        for line in lines
    ]
