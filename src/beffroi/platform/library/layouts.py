"""The layout of a Transcription: core.reading's pages and blocks as compact JSON, and back.

Invariant: `decode(text, encode(document))` gives the same pages and blocks (tests/platform/library/test_layouts.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beffroi.core.reading.document import Block, BlockKind, Document, Page, Word


def encode(document: Document) -> dict[str, Any]:
    """Pages and blocks as lists in the order of their fields; trailing defaults are left out."""
    return {
        "pages": [
            [page.number, page.start, page.end, page.width, page.height, page.label]
            + ([[[w.start, w.end, w.x0, w.y0, w.x1, w.y1] for w in page.words]] if page.words else [])
            for page in document.pages
        ],
        "blocks": [_block(block) for block in document.blocks],
    }


def decode(text: str, layout: Mapping[str, Any]) -> Document:
    """The Document as it was read: text, pages and blocks (title, date and language are the rows')."""
    return Document(
        text=text,
        media_type="",
        pages=tuple(pages(layout)),
        blocks=tuple(map(_decoded, layout.get("blocks", ()))),
    )


def pages(layout: Mapping[str, Any]) -> list[Page]:
    """The pages alone, for a viewer that needs no blocks."""
    return [
        Page(number, start, end, width, height, label, tuple(Word(*word) for word in (words[0] if words else ())))
        for number, start, end, width, height, label, *words in layout.get("pages", ())
    ]


def row_at(layout: Mapping[str, Any], start: int) -> Block | None:
    """The table row that begins at this character, without decoding the rest; None when none does."""
    for block in layout.get("blocks", ()):
        if block[1] >= start:
            return _decoded(block) if block[1] == start and block[0] == BlockKind.TABLE_ROW.value else None
    return None


def _decoded(row: list[Any]) -> Block:
    kind, start, end, page, level, cells, header, table = _whole_block(row)
    return Block(BlockKind(kind), start, end, page, level, tuple(cells), tuple(header), table)


def _block(block: Block) -> list[Any]:
    row: list[Any] = [block.kind.value, block.start, block.end, block.page]
    if block.level or block.cells or block.header or block.table is not None:
        row.append(block.level)
    if block.cells or block.header or block.table is not None:
        row += [list(block.cells), list(block.header), block.table]
    return row


def _whole_block(row: list[Any]) -> list[Any]:
    return row + [0, [], [], None][len(row) - 4 :]
