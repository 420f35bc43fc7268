"""The authority's colours: one accent, made readable on paper-white and on night-blue.

Invariant: whatever accent is stored, the colours served reach 4.5:1 on every surface of their theme; proved by
tests/faces/web/test_theme.py. Contrast: WCAG 2.2, relative luminance of sRGB.
"""

from __future__ import annotations

import re
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from beffroi.core.errors import NotFound
from beffroi.faces.web import access
from beffroi.platform.tenancy.models import Collectivite

LIGHT_SURFACES = ("#fbfaf6", "#ffffff", "#f1eee6")
DARK_SURFACES = ("#10151f", "#182030", "#0b0f17")
NIGHT_SURFACES = ("#16233f", "#2b406d")
TEXT_CONTRAST = 4.5
Colour = tuple[int, int, int]


def parse(value: str) -> Colour | None:
    """`#rrggbb` as three bytes, None for anything else."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        return None
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


def hexadecimal(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.2 contrast ratio, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable_on(colour: Colour, surfaces: tuple[str, ...], towards: Colour) -> Colour:
    """The colour nearest to `colour`, on the line to `towards` (black or white), that reads on every surface."""
    grounds = [parse(surface) or towards for surface in surfaces]
    for step in range(101):
        mixed = _mix(colour, towards, step / 100)
        if all(contrast(mixed, ground) >= TEXT_CONTRAST for ground in grounds):
            return mixed
    return towards


def ink_on(colour: Colour) -> Colour:
    """White or near black, whichever reads best on the colour (one of them always reaches 4.5:1)."""
    return max(((255, 255, 255), (10, 10, 14)), key=lambda ink: contrast(ink, colour))


def stylesheet(accent: str) -> str:
    """The custom properties that replace the theme's accent; empty when the authority has none."""
    colour = parse(accent)
    if colour is None:
        return ""
    light = readable_on(colour, LIGHT_SURFACES, (0, 0, 0))
    dark = readable_on(colour, DARK_SURFACES, (255, 255, 255))
    night = readable_on(colour, NIGHT_SURFACES, (255, 255, 255))
    return (
        ":root{"
        f"--accent:light-dark({hexadecimal(light)},{hexadecimal(dark)});"
        f"--accent-ink:light-dark({hexadecimal(ink_on(light))},{hexadecimal(ink_on(dark))});"
        f"--accent-night:{hexadecimal(night)};--accent-night-ink:{hexadecimal(ink_on(night))}"
        "}\n"
    )


def address(collectivite: Collectivite) -> str:
    """Where a page finds its authority's colours; changes with them, so that browsers may keep it."""
    if parse(collectivite.accent) is None:
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


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _luminance(colour: Colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
