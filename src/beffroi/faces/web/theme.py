"""The authority's colours: one accent, made readable on paper-white and on night-blue.

Invariant: whatever accent is stored, the colours served reach 4.5:1 on every surface of their theme; proved by
tests/faces/web/test_theme.py. Contrast: WCAG 2.2, relative luminance of sRGB.
"""

from __future__ import annotations

import re
from hashlib import sha256

from django.http import HttpResponse
from django.urls import reverse

from beffroi.core.errors import NotFound
from beffroi.faces.web import access
from beffroi.platform.tenancy import contrast
from beffroi.platform.tenancy.models import Collectivite

NIGHT_SURFACES = ("#16233f", "#2b406d")
EDGE_CONTRAST = 3.0
INKS = ("#ffffff", "#0a0a0e")
SHADES = 32


def is_colour(value: str) -> bool:
    return re.fullmatch(r"#[0-9a-fA-F]{6}", value) is not None


def ink_on(colour: str) -> str:
    """White or near black, whichever reads best on the colour (one of them always reaches 4.5:1)."""
    return max(INKS, key=lambda ink: contrast.ratio(ink, colour))


def on_night(colour: str) -> str:
    """The colour, lightened until its marks (3:1) are seen on the column of verbs, whatever the theme."""
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    for step in range(SHADES + 1):
        lighter = "#" + "".join(f"{round(part + (255 - part) * step / SHADES):02x}" for part in parts)
        if all(contrast.ratio(lighter, surface) >= EDGE_CONTRAST for surface in NIGHT_SURFACES):
            return lighter
    return INKS[0]


def stylesheet(accent: str) -> str:
    """The custom properties that replace the theme's accent; empty when the authority has none."""
    if not is_colour(accent):
        return ""
    light, dark = contrast.shade(accent, dark=False), contrast.shade(accent, dark=True)
    night = on_night(dark)
    return (
        f":root{{--accent:light-dark({light},{dark});--accent-ink:light-dark({ink_on(light)},{ink_on(dark)});"
        f"--accent-night:{night};--accent-night-ink:{ink_on(night)}}}\n"
    )


def address(collectivite: Collectivite) -> str:
    """Where a page finds its authority's colours; changes with them, so that browsers may keep it."""
    if not is_colour(collectivite.accent):
        return ""
    mark = sha256(collectivite.accent.encode()).hexdigest()[:8]
    return f"{reverse('web:colours')}?v={mark}"


def colours(request: access.MemberRequest) -> HttpResponse:
    response = HttpResponse(stylesheet(request.member.collectivite.accent), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def logo(request: access.MemberRequest) -> HttpResponse:
    """The authority's logo, a PNG checked when it was given."""
    data = request.member.collectivite.logo
    if not data:
        raise NotFound()
    response = HttpResponse(bytes(data), content_type="image/png")
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response
