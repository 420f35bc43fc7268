"""What reading gives: a Document whose spans map back to the page. Plain data, carried as JSON (fence/wire.py).

Invariant: every offset is a Python character offset into `Document.text`; blocks and pages are in order and
never overlap; `text[block.start:block.end]` is what a citation re-reads.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Verdict(StrEnum):
    """How the reading of one file ended. Every file ends with exactly one."""

    READ = "read"
    EMPTY = "empty"
    NEEDS_OCR = "needs_ocr"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    UNSUPPORTED = "unsupported"


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"


@dataclass(frozen=True, slots=True)
class Block:
    """One unit of structure. `level`: 1-6 for headings, else 0. `page`: 1-based, None where the format has no pages.

    For a table row, `cells` are its values and `header` the column titles (both may be empty strings);
    the text of the span is self-sufficient ("Salle : Foyer ; Tarif : 85 €" or cells joined by " | ").
    """

    kind: BlockKind
    start: int
    end: int
    page: int | None = None
    level: int = 0
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    table: int | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """Place of an OCR word: character span in Document.text, box as fractions of the page (0-1, origin top left)."""

    start: int
    end: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page (PDF page, slide, sheet): 1-based number, span in the text, size in points (0 when not a page image)."""

    number: int
    start: int
    end: int
    width: float = 0.0
    height: float = 0.0
    label: str = ""
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file, read. `date`: the document's own date if found. `language`: ISO 639-1 or "". `notes`: stable
    codes of what the reader could not do ("pages_without_text:3", "tables_flattened"), for the health report."""

    text: str
    media_type: str
    title: str = ""
    date: date | None = None
    language: str = ""
    pages: tuple[Page, ...] = ()
    blocks: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A file found inside another (ZIP entry, e-mail attachment): its safe relative name and where its bytes lie."""

    name: str
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of one file. `document` is None unless verdict is READ or NEEDS_OCR (then: what little text
    there is). `members`: files inside this one, to be read on their own. `detail`: stable code of the cause."""

    verdict: Verdict
    document: Document | None = None
    members: tuple[Member, ...] = ()
    detail: str = ""
    seconds: float = 0.0
    params: dict[str, str] = field(default_factory=dict)
