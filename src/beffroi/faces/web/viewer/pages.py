"""Pages as images, drawn in the fence, and where a passage lies on them.

The cache is derived: it can be deleted at any moment. Nothing drawn from an attached file is kept.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from beffroi.core.errors import NotFound
from beffroi.core.reading import Page, PageUnavailable, Rect, default_server, locate_in_words
from beffroi.faces.web.viewer.things import Thing

logger = logging.getLogger("beffroi.web")
WIDTH = 1200
LEFT_FREE = 1 << 30


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
    if thing.cache is None:
        return _draw(thing, number)
    kept = thing.cache / f"page-{number}-{WIDTH}.png"
    try:
        return kept.read_bytes()
    except OSError:
        drawn = _draw(thing, number)
    _keep(kept, drawn)
    return drawn


def forget(most_bytes: int, wanted: Callable[[str, str], bool]) -> int:
    """Remove from the cache what is not `wanted` (authority's public id, SHA-256 of a file) any more, then the oldest
    images beyond `most_bytes`. Returns how many images went."""
    gone, left = 0, []
    for image_file in (settings.DATA / "cache" / "pages").glob("*/*/*"):
        if wanted(image_file.parent.parent.name, image_file.parent.name):
            left.append((image_file.stat().st_mtime, image_file.stat().st_size, image_file))
        else:
            image_file.unlink(missing_ok=True)
            gone += 1
    total = sum(size for _, size, _ in left)
    for _, size, image_file in sorted(left):
        if total <= most_bytes:
            break
        image_file.unlink(missing_ok=True)
        total, gone = total - size, gone + 1
    for folder in (settings.DATA / "cache" / "pages").glob("*/*"):
        with suppress(OSError):  # only an empty one goes
            folder.rmdir()
    return gone


def _keep(kept: Path, drawn: bytes) -> None:
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(kept.parent).free < LEFT_FREE:
            return  # what people give comes first
        draft = kept.with_suffix(f".{os.getpid()}.draft")
        draft.write_bytes(drawn)
        draft.replace(kept)
    except OSError:
        logger.warning("page images cannot be kept in the data folder's cache")


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
