"""A Document becomes Passages: heading path, page, exact span.

Flow: blocks → pieces (a block, or whole sentences of a long one) → groups that belong together (a heading and what
follows it, an introduction and its list, a table) → passages of 30 to 220 words when the document allows it.

Invariant (tests/core/passages/test_split.py): `text == document.text[start:end]`; passages are in order and do not
overlap; every visible character of every block is in exactly one passage; a sentence is never cut, unless it is
so long (`_ENDLESS` words) that it is not a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from beffroi.core.french.sentences import sentences
from beffroi.core.passages.passage import Passage
from beffroi.core.reading.document import Block, BlockKind, Document

SHORTEST: Final = 30
USUAL: Final = 150
LONGEST: Final = 220
_ENDLESS: Final = 440
_WIDEST: Final = 8_000  # characters: a run without spaces is cut too
_BLANK_LINE: Final = re.compile(r"\n[ \t\r\f\v]*\n\s*")
_INTRODUCES: Final = ":"


@dataclass(frozen=True, slots=True)
class _Piece:
    """`level`: heading level, 0 for text. `path`: headings above, its own included.
    `introduces`: ends with a colon, so what follows stays with it. `header`: column titles of a table row."""

    start: int
    end: int
    words: int
    page: int | None
    kind: BlockKind
    level: int
    path: tuple[str, ...]
    table: int | None
    introduces: bool
    header: tuple[str, ...] = ()


@dataclass(slots=True)
class _Run:
    pieces: list[_Piece]
    words: int

    @property
    def heading(self) -> int:
        return self.pieces[0].level


def split(document: Document) -> list[Passage]:
    """The passages of a document, in order; none for a document without visible text."""
    pieces = list(chain.from_iterable(_pieces(document)))
    runs = chain.from_iterable(_shortened(group) for group in _groups(pieces))
    return [_passage(document, ordinal, run) for ordinal, run in enumerate(_packed(runs))]


def _pieces(document: Document) -> Iterator[Iterable[_Piece]]:
    text = document.text
    path: list[tuple[int, str]] = []
    for block in document.blocks or _paragraphs(document):
        start, end = _visible(text, block.start, block.end)
        if start == end:
            continue
        content = text[start:end]
        words = len(content.split())
        if block.kind is BlockKind.HEADING:
            path = [(level, title) for level, title in path if level < max(1, block.level)]
            path.append((max(1, block.level), " ".join(content.split())))
        piece = _Piece(
            start,
            end,
            words,
            block.page,
            block.kind,
            max(1, block.level) if block.kind is BlockKind.HEADING else 0,
            tuple(title for _, title in path),
            block.table,
            content.endswith(_INTRODUCES),
            block.header,
        )
        yield (piece,) if words <= LONGEST and len(content) <= _WIDEST else _cut(text, piece)


def _visible(text: str, start: int, end: int) -> tuple[int, int]:
    content = text[start:end]
    stripped = content.strip()
    if len(stripped) == len(content):
        return start, end
    start += len(content) - len(content.lstrip())
    return start, start + len(stripped)


def _paragraphs(document: Document) -> list[Block]:
    """Blocks of a text that came without any: what blank lines separate."""
    starts = [0, *(match.end() for match in _BLANK_LINE.finditer(document.text))]
    ends = [*starts[1:], len(document.text)]
    return [
        Block(BlockKind.PARAGRAPH, start, end, _page_at(document, start))
        for start, end in zip(starts, ends, strict=True)
    ]


def _page_at(document: Document, position: int) -> int | None:
    for page in document.pages:
        if page.start <= position < page.end:
            return page.number
    return None


def _cut(text: str, piece: _Piece) -> list[_Piece]:
    """A long block as pieces of whole sentences, of about equal length."""
    spans = [
        span
        for start, end in sentences(text[piece.start : piece.end])
        for span in _bounded(text, piece.start + start, piece.start + end)
    ]
    total = sum(words for _, _, words in spans)
    target = total / max(1, round(total / USUAL))
    cut: list[_Piece] = []
    begin, words = spans[0][0], 0
    for index, (_, end, count) in enumerate(spans):
        words += count
        following = spans[index + 1] if index + 1 < len(spans) else None
        if following and (words >= target or words + following[2] > LONGEST or following[1] - begin > _WIDEST):
            cut.append(_part(piece, begin, end, words))
            begin, words = following[0], 0
    cut.append(_part(piece, begin, spans[-1][1], words))
    return cut


def _part(piece: _Piece, start: int, end: int, words: int) -> _Piece:
    return replace(piece, start=start, end=end, words=words, introduces=False)


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(start, end, words) of a sentence, or of slices of an endless one."""
    count = len(text[start:end].split())
    if count <= _ENDLESS and end - start <= _WIDEST:
        yield start, end, count
        return
    words = list(re.finditer(rf"\S{{1,{_WIDEST // 4}}}", text[start:end]))
    first = 0
    for index, word in enumerate(words):
        last = index + 1 == len(words)
        if last or index + 1 - first >= LONGEST or words[index + 1].end() - words[first].start() > _WIDEST:
            yield start + words[first].start(), start + word.end(), index + 1 - first
            first = index + 1


def _groups(pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    group: list[_Piece] = []
    for piece in pieces:
        if group and not _belongs(group[-1], piece):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _belongs(before: _Piece, piece: _Piece) -> bool:
    if before.level:
        return not piece.level or piece.level > before.level
    if piece.level:
        return False
    if piece.kind is BlockKind.TABLE_ROW:
        if before.kind is BlockKind.TABLE_ROW:
            return before.table == piece.table
        return before.introduces or before.words < SHORTEST  # its caption
    if piece.kind is BlockKind.LIST_ITEM:
        return before.kind is BlockKind.LIST_ITEM or before.introduces
    return False


def _shortened(group: list[_Piece]) -> Iterator[_Run]:
    """The group whole if it is short enough, else cut between pieces, never just after a heading or introduction."""
    run = _Run([], 0)
    for piece in group:
        if run.pieces and _overflows(run, piece):
            yield run
            run = _Run([], 0)
        run.pieces.append(piece)
        run.words += piece.words
    yield run


def _overflows(run: _Run, piece: _Piece) -> bool:
    last = run.pieces[-1]
    if piece.end - run.pieces[0].start > _WIDEST:
        return True
    tied = bool(last.level) or last.introduces or (len(run.pieces) == 1 and piece.kind is BlockKind.TABLE_ROW)
    return run.words + piece.words > LONGEST and not (tied and run.words < SHORTEST)


def _packed(runs: Iterable[_Run]) -> Iterator[_Run]:
    current: _Run | None = None
    for run in runs:
        if current is not None and _fits(current, run):
            current.pieces += run.pieces
            current.words += run.words
            continue
        if current is not None:
            yield current
        current = run
    if current is not None:
        yield current


def _fits(current: _Run, run: _Run) -> bool:
    together = current.words + run.words
    if together > LONGEST or run.pieces[-1].end - current.pieces[0].start > _WIDEST:
        return False
    if run.heading:
        # Another section: only a section too short to stand alone takes its neighbour in.
        return current.words < SHORTEST and run.heading >= (current.heading or 1)
    return together <= USUAL or current.words < SHORTEST or run.words < SHORTEST


def _passage(document: Document, ordinal: int, run: _Run) -> Passage:
    first, last = run.pieces[0], run.pieces[-1]
    return Passage(
        ordinal=ordinal,
        text=document.text[first.start : last.end],
        start=first.start,
        end=last.end,
        page=first.page,
        last_page=last.page,
        headings=_common_path(run.pieces) + _columns(document.text, first),
    )


def _columns(text: str, piece: _Piece) -> tuple[str, ...]:
    """The column titles of a table that goes on from the passage before, unless its rows repeat them."""
    if piece.kind is not BlockKind.TABLE_ROW:
        return ()
    row = text[piece.start : piece.end]
    titles = [title for title in piece.header if title.strip()]
    return () if all(title in row for title in titles) else (" | ".join(titles),)


def _common_path(pieces: list[_Piece]) -> tuple[str, ...]:
    """The headings that hold for the whole passage: those of its first piece, as far as its last shares them."""
    path = max((piece.path for piece in pieces), key=len)
    for piece in pieces:
        shared = 0
        while shared < min(len(path), len(piece.path)) and path[shared] == piece.path[shared]:
            shared += 1
        if not piece.level:
            path = path[:shared]
    return path
