"""The accent that an authority chooses must be read. Invariant: an accent that `required` returns reaches 4.5:1 as text
on every ground of the light theme, and its lightened shade does on every ground of the dark one
(tests/platform/tenancy/test_contrast.py).

Source: WCAG 2.2, criterion 1.4.3 and the definition of relative luminance. One colour cannot reach 4.5:1 both on
paper-white and on night-blue, so the theme lightens it for the dark one; `shade` is that lightening.
"""

from __future__ import annotations

import re
from typing import Final

from beffroi.core.errors import Invalid
from beffroi.platform.tenancy.errors import AccentUnreadable

LIGHT: Final = ("#fbfaf6", "#ffffff", "#f1eee6")
DARK: Final = ("#10151f", "#182030", "#0b0f17")
LEAST: Final = 4.5
_STEPS: Final = 100


def required(accent: str) -> str:
    """The accent in lower case, or "" for none. Raises Invalid if it is no colour, AccentUnreadable with the nearest
    that can be read."""
    colour = accent.strip().lower()
    if not colour:
        return ""
    if not re.fullmatch(r"#[0-9a-f]{6}", colour):
        raise Invalid(reason="La couleur doit s’écrire comme #8a3b12. Choisissez-la dans la palette.")
    worst = min(ratio(colour, ground) for ground in LIGHT)
    if worst < LEAST:
        written = f"{int(worst * 10) / 10}".replace(".", ",")  # rounded down: 4.49 must not read as 4.5
        raise AccentUnreadable(accent=colour, ratio=written, nearest=shade(colour, dark=False))
    return colour


def shade(accent: str, *, dark: bool) -> str:
    """The colour nearest to `accent`, towards white (dark theme) or black (light theme), that can be read there."""
    grounds, towards = (DARK, 255) if dark else (LIGHT, 0)
    parts = _parts(accent)
    for step in range(_STEPS + 1):
        mixed = "#" + "".join(f"{round(p + (towards - p) * step / _STEPS):02x}" for p in parts)
        if min(ratio(mixed, ground) for ground in grounds) >= LEAST:
            break
    return mixed


def ratio(one: str, other: str) -> float:
    """Contrast ratio of two "#rrggbb" colours, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (byte / 255 for byte in _parts(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
