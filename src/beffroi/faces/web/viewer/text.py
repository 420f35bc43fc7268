"""A document's text as a page: headings, paragraphs, lists and tables rebuilt from its blocks, the passage marked.

Invariant: what is shown is the stored text, character for character, only cut into pieces; proved by
tests/faces/web/test_text.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from beffroi.core.reading import Block, BlockKind, Document, Page

MOST_CHARACTERS = 12_000
BEFORE = 2_500
LONGEST_PAGE = 60_000
LONGEST_MARK = 20_000
"""Longer than any passage: an address may ask for more, the page stays one that a browser can show."""


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[str, ...]
    marked: bool


@dataclass(frozen=True, slots=True)
class Part:
    """`kind`: heading, paragraph, list or table. `level`: of a heading, from 2 and never skipping one, so that the
    outline of the whole page stays in order. `items`: of a list."""

    kind: str
    level: int = 0
    pieces: tuple[Piece, ...] = ()
    items: tuple[tuple[Piece, ...], ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Parts of the text around a place. `before`, `after`: where the neighbouring excerpts begin, None at ends."""

    parts: list[Part] = field(default_factory=list)
    before: int | None = None
    after: int | None = None


def of_page(document: Document, page: Page, start: int, end: int) -> Excerpt:
    """The text of one page; of an endless one (a sheet may have a hundred thousand rows), what is around the place."""
    blocks = [b for b in _blocks(document) if b.start < page.end and b.end > page.start]
    if page.end - page.start <= LONGEST_PAGE:
        return Excerpt(_parts(document.text, blocks, start, end))
    return _window(document.text, blocks, max(start, page.start), end)


def around(document: Document, start: int, end: int) -> Excerpt:
    """The text around a place of a document without pages, about MOST_CHARACTERS long, cut between blocks."""
    return _window(document.text, _blocks(document), start, end)


def _window(text: str, blocks: Sequence[Block], start: int, end: int) -> Excerpt:
    end = min(end, start + LONGEST_MARK)
    top = blocks[0].start if blocks else 0
    first = next((i for i, b in enumerate(blocks) if b.end > max(top, start - BEFORE)), 0) if start > top else 0
    last, size = first, 0
    while last < len(blocks) and (size < MOST_CHARACTERS or blocks[last].start < end):
        size += blocks[last].end - blocks[last].start
        last += 1
    before = None
    if first:
        before = max(top, blocks[first].start - MOST_CHARACTERS + BEFORE)
    after = blocks[last].start if last < len(blocks) else None
    return Excerpt(_parts(text, blocks[first:last], start, end), before, after)


def _blocks(document: Document) -> Sequence[Block]:
    if document.blocks:
        return [piece for block in document.blocks for piece in _shortened(block)]
    bounds = [(p.start, p.end) for p in document.pages] or [(0, len(document.text))]
    return [
        Block(BlockKind.PARAGRAPH, place, min(place + MOST_CHARACTERS, end))
        for begin, end in bounds
        for place in range(begin, end, MOST_CHARACTERS)
    ]


def _shortened(block: Block) -> Sequence[Block]:
    """An endless paragraph (a text without a line break) as several."""
    if block.end - block.start <= LONGEST_PAGE or block.kind is BlockKind.TABLE_ROW:
        return [block]
    starts = range(block.start, block.end, MOST_CHARACTERS)
    return [replace(block, start=start, end=min(start + MOST_CHARACTERS, block.end)) for start in starts]


def _parts(text: str, blocks: Sequence[Block], start: int, end: int) -> list[Part]:
    parts: list[Part] = []
    levels = _levels(blocks)
    for (kind, _), run in groupby(blocks, key=lambda b: (b.kind, b.table)):
        group = list(run)
        if kind is BlockKind.TABLE_ROW:
            parts.append(_table(text, group, start, end))
        elif kind is BlockKind.LIST_ITEM:
            parts.append(Part("list", items=tuple(_pieces(text, b, start, end) for b in group)))
        else:
            parts += [Part(*levels[block.start], _pieces(text, block, start, end)) for block in group]
    return parts


def _levels(blocks: Sequence[Block]) -> dict[int, tuple[str, int]]:
    """By start of block: ("heading", level) or ("paragraph", 0)."""
    found: dict[int, tuple[str, int]] = {}
    declared = sorted({block.level for block in blocks if block.kind is BlockKind.HEADING})
    above = 1
    for block in blocks:
        found[block.start] = ("paragraph", 0)
        if block.kind is BlockKind.HEADING:
            above = min(declared.index(block.level) + 2, above + 1, 5)
            found[block.start] = ("heading", above)
    return found


def _table(text: str, group: list[Block], start: int, end: int) -> Part:
    rows = tuple(
        Row(b.cells or (text[b.start : b.end],), b.start < end and b.end > start and end > start) for b in group
    )
    header = next((b.header for b in group if any(b.header)), ())
    return Part("table", header=header, rows=rows)


def _pieces(text: str, block: Block, start: int, end: int) -> tuple[Piece, ...]:
    first, last = max(start, block.start), min(end, block.end)
    if first >= last:
        return (Piece(text[block.start : block.end], False),)
    cut = [
        Piece(text[block.start : first], False),
        Piece(text[first:last], True),
        Piece(text[last : block.end], False),
    ]
    return tuple(piece for piece in cut if piece.text)
