"""Passage: the unit that is indexed, found and cited from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of blocks of one document, 30-220 words when the document allows it.

    `ordinal`: 0-based order in the document. `start`/`end`: character span in Document.text, with
    `text == document.text[start:end]`. `page`/`last_page`: 1-based, None where there are no pages.
    `headings`: heading path above the passage, outermost first.
    """

    ordinal: int
    text: str
    start: int
    end: int
    page: int | None = None
    last_page: int | None = None
    headings: tuple[str, ...] = ()
