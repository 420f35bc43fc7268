"""The authority's logo. Invariant: what is stored is a PNG drawn again behind the fence, nothing hides in it; no
picture that somebody gives is decoded in the process that serves."""

from __future__ import annotations

import tempfile
from typing import Final

from django.utils.translation import gettext as _

from beffroi.core.errors import Invalid
from beffroi.core.reading import PageUnavailable, default_server

_BYTES: Final = 500_000
_PIXELS: Final = 4_000_000
_SIDE: Final = 512


def as_png(logo: bytes) -> bytes:
    """The picture as a PNG of 512 pixels at most, without its metadata. Raises Invalid, ReadingUnavailable."""
    refused = Invalid(reason=_("Le logo doit être une image PNG, JPEG ou WebP de 500 Ko et 4 mégapixels au plus."))
    if len(logo) > _BYTES:
        raise refused
    with tempfile.NamedTemporaryFile(prefix="beffroi-logo-") as file:
        file.write(logo)
        file.flush()
        try:
            return default_server().thumbnail(file.name, _SIDE, _PIXELS)
        except PageUnavailable as exc:
            raise refused from exc
