"""Page services for the source viewer, in the child: draw a page, find a span on it."""

from __future__ import annotations

import importlib

from beffroi.core.reading.document import Verdict
from beffroi.core.reading.kinds import Kind, recognise
from beffroi.core.reading.place import encode_rects
from beffroi.core.reading.source import Source, Unreadable

_MODULES = {
    Kind.PDF: "pdf_view",
    Kind.PNG: "image_view",
    Kind.JPEG: "image_view",
    Kind.TIFF: "image_view",
    Kind.WEBP: "image_view",
    Kind.BMP: "image_view",
    Kind.GIF: "image_view",
}


def render(source: Source, page: int, width: int) -> bytes:
    """The page as PNG bytes. Raises Unreadable."""
    png: bytes = _module(source).render(source, page, width)
    return png


def thumbnail(source: Source, side: int) -> bytes:
    """A PNG, JPEG or WebP picture as a small PNG. Raises Unreadable."""
    if recognise(source.data, source.name) not in (Kind.PNG, Kind.JPEG, Kind.WEBP):
        raise Unreadable(Verdict.UNSUPPORTED, "no_picture")
    png: bytes = _module(source).thumbnail(source, side)
    return png


def locate_on_page(source: Source, page: int, text: str, start: int, end: int) -> bytes:
    """The rectangles of `text[start:end]`, as place.encode_rects gives them. Raises Unreadable."""
    return encode_rects(_module(source).locate(source, page, text, start, end))


def _module(source: Source):  # type: ignore[no-untyped-def]
    kind = recognise(source.data, source.name)
    if kind not in _MODULES:
        raise Unreadable(Verdict.UNSUPPORTED, "no_pages")
    return importlib.import_module(f"beffroi.core.reading.formats.{_MODULES[kind]}")
