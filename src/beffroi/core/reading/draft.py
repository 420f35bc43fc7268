"""Draft: a Document while it is being read. Readers add pages and blocks in order; spans come out right.

Invariant: blocks are separated by line breaks that belong to none of them, every span is inside the text, and
the limits of the reading stop the growth (too_large), never the memory of the house.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from beffroi.core.reading.attributes import detect_language, find_date, find_title
from beffroi.core.reading.document import Block, BlockKind, Document, Page, Verdict, Word
from beffroi.core.reading.limits import Limits
from beffroi.core.reading.source import Result, Unreadable

_SURROGATES = re.compile("[\ud800-\udfff]")
_INVISIBLE = dict.fromkeys([*range(0x09), *range(0x0E, 0x20), 0x7F, 0xAD, 0x200B, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF])
_LETTER = re.compile(r"\w")


def tidy(text: str) -> str:
    """One line of text: any run of white space is one space, invisible characters are gone, ends are clean."""
    return " ".join(text.translate(_INVISIBLE).split())


def tidy_lines(text: str) -> str:
    """The same, keeping line breaks that the author put inside a paragraph."""
    return "\n".join(line for line in map(tidy, text.split("\n")) if line)


class Draft:
    """A Document being read. `media_type`: what the content was recognised as."""

    def __init__(self, media_type: str, limits: Limits) -> None:
        self.media_type = media_type
        self.notes: list[str] = []
        self.tables = 0
        self._limits = limits
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._pages: list[Page] = []
        self._page: Page | None = None

    @property
    def length(self) -> int:
        """Characters so far."""
        return self._length

    @property
    def blocks(self) -> Sequence[Block]:
        """Blocks so far."""
        return self._blocks

    @property
    def page_count(self) -> int:
        """Pages closed so far."""
        return len(self._pages)

    @property
    def last_character(self) -> str:
        """Last character of the last block, "" when there is none."""
        return self._parts[-1][-1:] if self._blocks else ""

    @property
    def last_word(self) -> str:
        """Last 60 characters of the last part: enough to know its last word."""
        return self._parts[-1][-60:] if self._blocks else ""

    def open_page(self, number: int, width: float = 0.0, height: float = 0.0, label: str = "") -> None:
        """Begin a page; what is added belongs to it until the next one begins."""
        self.close_page()
        if len(self._pages) >= self._limits.pages:
            raise Unreadable(Verdict.TOO_LARGE, "pages", limit=str(self._limits.pages))
        self._page = Page(number, self._length, self._length, width, height, label[:200])

    def close_page(self) -> None:
        """End the current page, if any."""
        if self._page is not None:
            self._pages.append(replace(self._page, end=self._length))
            self._page = None

    def heading(self, text: str, level: int) -> None:
        """A title of level 1-6."""
        self.add(BlockKind.HEADING, tidy(text), level=max(1, min(6, level)))

    def paragraph(self, text: str) -> None:
        """A paragraph; line breaks inside are the author's."""
        self.add(BlockKind.PARAGRAPH, tidy_lines(text))

    def list_item(self, text: str) -> None:
        """One entry of a list."""
        self.add(BlockKind.LIST_ITEM, tidy_lines(text))

    def row(self, cells: Sequence[str], header: Sequence[str], table: int) -> None:
        """One row of a table, with a text that can be read alone."""
        clean = tuple(tidy(c) for c in cells)
        titles = tuple(tidy(h) for h in header)
        self.add(BlockKind.TABLE_ROW, row_text(clean, titles), cells=clean, header=titles, table=table)

    def new_table(self) -> int:
        """A number for the next table."""
        self.tables += 1
        return self.tables - 1

    def add(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int = 0,
        cells: tuple[str, ...] = (),
        header: tuple[str, ...] = (),
        table: int | None = None,
    ) -> None:
        """Add a block whose text is already tidy; nothing happens when it is empty."""
        if not text:
            return
        if len(self._blocks) >= self._limits.blocks:
            raise Unreadable(Verdict.TOO_LARGE, "blocks", limit=str(self._limits.blocks))
        self._separate(kind, table)
        start = self._length
        self._append(text)
        page = self._page.number if self._page else None
        self._blocks.append(Block(kind, start, self._length, page, level, cells, header, table))

    def extend_last(self, text: str, joint: str = " ") -> None:
        """Continue the last block (a paragraph that runs over a page break)."""
        if not text:
            return
        last = self._blocks[-1]
        if joint:
            self._append(joint)
        if self._page is not None and self._page.start < self._length and not self._on_page():
            self._page = replace(self._page, start=self._length)
        self._append(text)
        self._blocks[-1] = replace(last, end=self._length)

    def drop_last_character(self) -> None:
        """Forget the last character of the last block (a hyphen at the end of a page)."""
        self._parts[-1] = self._parts[-1][:-1]
        self._length -= 1
        self._blocks[-1] = replace(self._blocks[-1], end=self._length)
        if self._pages and self._pages[-1].end > self._length:
            self._pages[-1] = replace(self._pages[-1], end=self._length)
        if self._page is not None:
            self._page = replace(self._page, start=min(self._page.start, self._length))

    def add_words(self, words: Sequence[Word]) -> None:
        """Places of the words of the current page (OCR)."""
        if self._page is not None:
            self._page = replace(self._page, words=(*self._page.words, *words))

    def finish(
        self, name: str, *, title: str = "", when: date | None = None, sent: date | None = None, headed: bool = True
    ) -> Result:
        """The document with its title, date and language.

        `title`, `when`: what the file's own metadata say, believed after the text; `sent`: the date of a message,
        believed before it; `headed`: whether the first heading may be the title (not the first sheet of several).
        Without a single letter or digit the verdict is empty: empty text is never success.
        """
        self.close_page()
        self._demote_last_headings()
        text = _SURROGATES.sub("\ufffd", "".join(self._parts))
        if not _LETTER.search(text):
            return Result(None, Verdict.EMPTY, "no_text")
        document = Document(
            text=text,
            media_type=self.media_type,
            title=find_title(text, self._blocks if headed else [], title, name),
            date=sent or find_date(text, name, when),
            language=detect_language(text),
            pages=tuple(self._pages),
            blocks=tuple(self._blocks),
            notes=tuple(self.notes),
        )
        return Result(document)

    def _demote_last_headings(self) -> None:
        """Bold lines with nothing below them (a signature, a date of posting) head nothing."""
        if all(block.kind is BlockKind.HEADING for block in self._blocks):
            return
        number = len(self._blocks) - 1
        while self._blocks[number].kind is BlockKind.HEADING:
            self._blocks[number] = replace(self._blocks[number], kind=BlockKind.PARAGRAPH, level=0)
            number -= 1

    def _on_page(self) -> bool:
        return bool(self._blocks) and self._page is not None and self._blocks[-1].page == self._page.number

    def _separate(self, kind: BlockKind, table: int | None) -> None:
        if not self._blocks:
            return
        last = self._blocks[-1]
        tight = kind is last.kind and kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW) and table == last.table
        self._append("\n" if tight else "\n\n")
        if self._page is not None and last.page != self._page.number and self._page.start < self._length:
            self._page = replace(self._page, start=self._length)

    def _append(self, text: str) -> None:
        self._length += len(text)
        if self._length > self._limits.text_chars:
            raise Unreadable(Verdict.TOO_LARGE, "text_chars", limit=str(self._limits.text_chars))
        self._parts.append(text)


def row_text(cells: Sequence[str], header: Sequence[str]) -> str:
    """A table row that can be read alone: "Salle : Foyer ; Tarif : 85 €", or the cells joined by " | "."""
    if not any(cells):
        return ""
    if not any(header):
        return " | ".join(c for c in cells if c)
    titles = [*header, *[""] * (len(cells) - len(header))]
    parts = [f"{title} : {cell}" if title else cell for title, cell in zip(titles, cells, strict=False) if cell]
    return " ; ".join(parts)
