"""The authority's logo. Adapter of Pillow. Invariant: what is stored is a PNG drawn again here, nothing hides in it."""

from __future__ import annotations

import io
from typing import Final

from django.utils.translation import gettext as _

from beffroi.core.errors import Invalid

_BYTES: Final = 500_000
_PIXELS: Final = 4_000_000
_SIDE: Final = 512


def as_png(logo: bytes) -> bytes:
    """The picture as a PNG of 512 pixels at most, without its metadata. Raises Invalid."""
    from PIL import Image  # noqa: PLC0415 — heavy, loaded when a logo is given

    refused = Invalid(reason=_("Le logo doit être une image PNG, JPEG ou WebP de 500 Ko et 4 mégapixels au plus."))
    if len(logo) > _BYTES:
        raise refused
    try:
        image = Image.open(io.BytesIO(logo), formats=("PNG", "JPEG", "WEBP"))
        if image.width * image.height > _PIXELS:
            raise refused
        image.thumbnail((_SIDE, _SIDE))
        png = io.BytesIO()
        image.convert("RGBA").save(png, "PNG", optimize=True)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as exc:
        raise refused from exc
    return png.getvalue()
