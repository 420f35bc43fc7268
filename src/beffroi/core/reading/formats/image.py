"""Images: photographs and scans of documents. Without Tesseract they need OCR; they are never an empty success."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from beffroi.core.reading.document import Verdict
from beffroi.core.reading.draft import Draft
from beffroi.core.reading.formats.image_view import open_frame
from beffroi.core.reading.formats.ocr import recognise_text, write_scan
from beffroi.core.reading.kinds import Kind
from beffroi.core.reading.source import Result, Source, Unreadable

_SMALLEST = 40
_POINTS = 72.0


def read(source: Source, kind: Kind) -> Result:
    """Image → Document when Tesseract may be started, else needs_ocr."""
    draft = Draft(kind.value, source.limits)
    for number in range(1, source.limits.ocr_pages + 1):
        try:
            image = open_frame(source.data, number, source.limits.image_pixels)
        except Unreadable as stop:
            if number > 1 and stop.detail == "no_page":
                break
            raise
        if not source.programs.tesseract:
            return Result(None, Verdict.NEEDS_OCR, "image")
        _read_frame(draft, source, image, number)
        if kind not in (Kind.TIFF,):
            break
    result = draft.finish(source.name)
    return result if result.document else Result(None, Verdict.EMPTY, "ocr_no_text")


def _read_frame(draft: Draft, source: Source, image: Image.Image, number: int) -> None:
    dpi = image.info.get("dpi", (_POINTS, _POINTS))[0] or _POINTS
    scale = _POINTS / float(dpi) if float(dpi) > 1 else 1.0
    draft.open_page(number, image.width * scale, image.height * scale)
    if min(image.width, image.height) >= _SMALLEST:
        path: Path = source.folder / f"page-{number}.png"
        image.convert("L").save(path, "PNG", compress_level=1)
        write_scan(draft, recognise_text(path, image.width, image.height, source.programs))
        path.unlink()
    draft.close_page()
