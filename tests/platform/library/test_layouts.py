"""A layout kept as JSON gives back the same pages and blocks."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.reading import Block, BlockKind, Document, Page, Word
from beffroi.platform.library import layouts

offsets = st.integers(0, 10**7)
numbers = st.one_of(st.none(), st.integers(1, 5000))
cells = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=3).map(tuple)
blocks = st.builds(
    Block, st.sampled_from(BlockKind), offsets, offsets, numbers, st.integers(0, 6), cells, cells, numbers
)
sizes = st.floats(0, 5000, allow_nan=False)
words = st.lists(st.builds(Word, offsets, offsets, sizes, sizes, sizes, sizes), max_size=3).map(tuple)
pages = st.builds(Page, st.integers(1, 5000), offsets, offsets, sizes, sizes, st.text("abc", max_size=4), words)


@given(st.lists(pages, max_size=4).map(tuple), st.lists(blocks, max_size=6).map(tuple))
def test_encoding_and_decoding_change_nothing(given_pages: tuple[Page, ...], given_blocks: tuple[Block, ...]) -> None:
    document = Document("texte", "application/pdf", pages=given_pages, blocks=given_blocks)
    decoded = layouts.decode("texte", json.loads(json.dumps(layouts.encode(document))))
    assert (decoded.text, decoded.pages, decoded.blocks) == ("texte", given_pages, given_blocks)
