"""Pages as images, drawn in the fence, and where a passage lies on them.

The cache is derived: it can be deleted at any moment. Images of an attached file lie beside it and go with it.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass

from beffroi.core.errors import NotFound
from beffroi.core.reading import Page, PageUnavailable, Rect, default_server, locate_in_words
from beffroi.faces.web.viewer.things import Thing

logger = logging.getLogger("beffroi.web")
WIDTH = 1200


@dataclass(frozen=True, slots=True)
class Box:
    """A highlighted rectangle in thousandths of the page, ready for an SVG attribute whatever the language."""

    x: str
    y: str
    width: str
    height: str


def image(thing: Thing, number: int) -> bytes:
    """The page (1-based) as PNG. Raises NotFound without such a page, PageUnavailable when it cannot be drawn."""
    if not thing.drawn or all(page.number != number for page in thing.pages()):
        raise NotFound()
    kept = thing.cache / f"page-{number}-{WIDTH}.png"
    try:
        return kept.read_bytes()
    except OSError:
        drawn = _draw(thing, number)
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(f".{os.getpid()}.draft")
        draft.write_bytes(drawn)
        draft.replace(kept)
    except OSError:
        logger.warning("page images cannot be kept in the data folder's cache")
    return drawn


def boxes(thing: Thing, page: Page, text: str, start: int, end: int) -> list[Box]:
    """Where `text[start:end]` (offsets in the whole text) lies on the page; empty when it is elsewhere."""
    first, last = max(start, page.start), min(end, page.end)
    if first >= last:
        return []
    if page.words:
        return [_box(rect) for rect in locate_in_words(page, first, last)]
    try:
        found = default_server().locate(
            thing.file, page.number, text[page.start : page.end], first - page.start, last - page.start
        )
    except (PageUnavailable, FileNotFoundError):
        return []  # the page's text, marked, is shown below the image
    return [_box(rect) for rect in found]


def _draw(thing: Thing, number: int) -> bytes:
    try:
        return default_server().render_page(thing.file, number, WIDTH)
    except FileNotFoundError as exc:
        raise PageUnavailable() from exc


def _box(rect: Rect) -> Box:
    return Box(
        f"{rect.x0 * 1000:.1f}",
        f"{rect.y0 * 1000:.1f}",
        f"{(rect.x1 - rect.x0) * 1000:.1f}",
        f"{(rect.y1 - rect.y0) * 1000:.1f}",
    )
