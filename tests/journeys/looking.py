"""What is measured on a page: axe's rules, and the contrasts that axe does not measure (borders of controls, focus)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4"]

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds, one line for each broken rule."""
    found: dict[str, Any] = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found["violations"]]


def faint_borders(page: Page) -> list[dict[str, Any]]:
    """Controls and states whose edge has less than 3:1 (WCAG 2.2, 1.4.11)."""
    return [one for one in _measured(page, "edges") if one["ratio"] < 3]


def faint_focus(page: Page, presses: int = 40) -> list[dict[str, Any]]:
    """Go through the page with Tab: elements whose focus ring is missing, thinner than 2 px or below 3:1."""
    weak = []
    for _ in range(presses):
        page.keyboard.press("Tab")
        ring = _measured(page, "ring")
        if ring is None:
            break
        if ring["style"] == "none" or ring["width"] < 2 or ring["ratio"] < 3:
            weak.append(ring)
    return weak


def too_wide(page: Page) -> int:
    """Pixels by which the page is wider than its window; 0 when nothing has to be scrolled sideways."""
    wide: int = page.evaluate("() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth)")
    return wide


def _measured(page: Page, what: str) -> Any:
    return page.evaluate(f"() => {{ {CONTRAST}\nreturn {what}(); }}")
