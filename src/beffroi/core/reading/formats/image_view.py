"""Pages of an image file for the source viewer (a TIFF may hold several)."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError

from beffroi.core.reading.document import Verdict
from beffroi.core.reading.place import Rect
from beffroi.core.reading.source import Source, Unreadable

_MAX_PIXELS = 20_000_000


def open_frame(data: bytes, number: int, max_pixels: int) -> Image.Image:
    """Frame `number` (1-based) upright. Raises Unreadable (damaged, too_large)."""
    Image.MAX_IMAGE_PIXELS = None  # the bound below is ours and is checked before decoding
    try:
        image = Image.open(io.BytesIO(data))
        image.seek(number - 1)
        if image.width * image.height > max_pixels:
            raise Unreadable(Verdict.TOO_LARGE, "image_pixels", limit=str(max_pixels))
        image.load()
        return image
    except EOFError as exc:
        raise Unreadable(Verdict.UNSUPPORTED, "no_page") from exc
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as exc:
        raise Unreadable(Verdict.DAMAGED, "image") from exc


def render(source: Source, number: int, width: int) -> bytes:
    """The frame as PNG, at most `width` pixels wide."""
    image = open_frame(source.data, number, source.limits.image_pixels).convert("RGB")
    scale = min(1.0, width / image.width, (_MAX_PIXELS / (image.width * image.height)) ** 0.5)
    if scale < 1.0:
        image = image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    target = io.BytesIO()
    image.save(target, "PNG", compress_level=3)
    return target.getvalue()


def thumbnail(source: Source, side: int) -> bytes:
    """The picture as PNG, at most `side` pixels on each side, what is transparent kept so, without its metadata."""
    image = open_frame(source.data, 1, source.limits.image_pixels).convert("RGBA")
    image.thumbnail((side, side))
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True)
    return target.getvalue()


def locate(_source: Source, _number: int, _text: str, _start: int, _end: int) -> list[Rect]:
    """An image has no characters: its words' places are in Page.words (place.locate_in_words)."""
    return []
