"""The text shown is the stored text, only cut and marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.reading import Block, BlockKind, Document, Page
from beffroi.faces.web.viewer import text

words = st.text(alphabet="abc é.\n", min_size=1, max_size=30)


@st.composite
def documents(draw: st.DrawFn) -> tuple[Document, int, int]:
    parts = draw(st.lists(words, min_size=1, max_size=12))
    kinds = st.sampled_from([BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW])
    blocks, place = [], 0
    for part in parts:
        kind = draw(kinds)
        cells = (part,) if kind is BlockKind.TABLE_ROW else ()
        blocks.append(Block(kind, place, place + len(part), 1, 2 if kind is BlockKind.HEADING else 0, cells))
        place += len(part)
    start = draw(st.integers(0, place))
    end = draw(st.integers(start, place))
    return Document("".join(parts), "text/plain", pages=(Page(1, 0, place),), blocks=tuple(blocks)), start, end


def _shown(excerpt: text.Excerpt) -> list[tuple[str, bool]]:
    pieces = []
    for part in excerpt.parts:
        pieces += [(p.text, p.marked) for p in part.pieces]
        pieces += [(p.text, p.marked) for item in part.items for p in item]
        pieces += [(cell, row.marked) for row in part.rows for cell in row.cells]
    return pieces


@given(documents())
def test_a_page_shows_every_character_in_order(given_: tuple[Document, int, int]) -> None:
    document, start, end = given_
    shown = _shown(text.of_page(document, document.pages[0], start, end))
    assert "".join(piece for piece, _ in shown) == document.text


@given(documents())
def test_what_is_marked_is_the_passage(given_: tuple[Document, int, int]) -> None:
    document, start, end = given_
    rows = [
        b for b in document.blocks if b.kind is BlockKind.TABLE_ROW and b.start < end and b.end > start and end > start
    ]
    marked = sum(len(piece) for piece, mark in _shown(text.around(document, start, end)) if mark)
    inside_rows = sum(min(b.end, end) - max(b.start, start) for b in rows)
    assert marked == (end - start) - inside_rows + sum(b.end - b.start for b in rows)


def test_a_long_text_is_cut_between_blocks_and_joined_by_links() -> None:
    blocks = tuple(Block(BlockKind.PARAGRAPH, i * 1000, (i + 1) * 1000) for i in range(60))
    document = Document("x" * 60_000, "text/plain", blocks=blocks)
    first = text.around(document, 0, 0)
    assert first.before is None
    assert first.after is not None
    seen, place = 0, 0
    while True:
        excerpt = text.around(document, place, place)
        seen += 1
        if excerpt.after is None:
            break
        assert excerpt.after > place
        place = excerpt.after
    assert 3 <= seen <= 8
    assert text.around(document, 59_000, 59_500).before is not None


def test_an_address_that_asks_for_everything_gets_a_page() -> None:
    blocks = tuple(Block(BlockKind.PARAGRAPH, i * 1000, (i + 1) * 1000) for i in range(500))
    document = Document("x" * 500_000, "text/plain", blocks=blocks)
    assert sum(len(piece) for piece, _ in _shown(text.around(document, 0, 10**9))) <= text.LONGEST_MARK + 1000


def test_an_endless_sheet_is_shown_around_the_place_and_read_on() -> None:
    rows = tuple(Block(BlockKind.TABLE_ROW, i * 10, (i + 1) * 10, 1, 0, ("x" * 10,)) for i in range(30_000))
    document = Document("x" * 300_000, "text/csv", pages=(Page(1, 0, 300_000),), blocks=rows)
    place, seen = 0, 0
    while True:
        excerpt = text.of_page(document, document.pages[0], place, place)
        shown = sum(len(piece) for piece, _ in _shown(excerpt))
        assert shown <= text.MOST_CHARACTERS + text.BEFORE + 10
        seen += 1
        if excerpt.after is None:
            break
        assert excerpt.after > place
        place = excerpt.after
    assert 20 <= seen <= 40
    assert text.of_page(document, document.pages[0], 150_000, 150_010).before is not None


def test_a_text_without_a_line_break_is_read_on_too() -> None:
    document = Document("x" * 200_000, "text/plain", blocks=(Block(BlockKind.PARAGRAPH, 0, 200_000),))
    first = text.around(document, 0, 0)
    assert first.after == text.MOST_CHARACTERS
    assert sum(len(piece) for piece, _ in _shown(text.around(document, first.after, 0))) < 3 * text.MOST_CHARACTERS
