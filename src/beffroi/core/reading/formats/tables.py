"""Rows of cells, from any format, become table rows that can be read alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from beffroi.core.reading.draft import Draft, tidy

_FIGURES = re.compile(r"[\s\d.,:/%€$+()h-]+\Z")
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[-/]\s?(?:19|20)?\d\d)?")
_HEADER_CHARS = 120
_FIRST_ROWS = 12


def write_table(draft: Draft, rows: Sequence[Sequence[str]], *, header_rows: int | None = None) -> None:
    """Write a table. `header_rows`: how many first rows name the columns; None finds out.

    A table of one column (a frame around text) becomes paragraphs. Lines above the header become paragraphs.
    """
    clean = [[tidy(cell) for cell in row] for row in rows]
    clean = without_empty_columns([row for row in clean if any(row)])
    if not clean:
        return
    if max(len(row) for row in clean) == 1:
        for row in clean:
            draft.paragraph(row[0])
        return
    first, count = (0, header_rows) if header_rows else find_header(clean)
    for row in clean[:first]:
        draft.paragraph(" ".join(cell for cell in row if cell))
    header = join_headers(clean[first : first + count])
    body = clean[first + count :]
    if not body:  # nothing but a header: its words must not be lost
        header, body = [], clean[first:]
    number = draft.new_table()
    for row in body:
        draft.row(row, header, number)


def find_header(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Index of the header row and number of header rows (0 or 1): the first nearly full row of short words."""
    width = max(len(row) for row in rows)
    for index, row in enumerate(rows[:_FIRST_ROWS]):
        named = [cell for cell in row if cell]
        if len(named) < max(2, 0.6 * width):
            if len(named) == 1 and index < len(rows) - 1:
                continue
            return index, 0
        distinct = len(set(named)) == len(named)
        return index, int(distinct and names_columns(row) and index < len(rows) - 1)
    return 0, 0


def names_columns(row: Sequence[str]) -> bool:
    """Whether a row names columns: nearly full, short words, or years over figures."""
    named = [cell for cell in row if cell]
    if len(named) < max(2, 0.6 * len(row)):
        return False
    return all(len(cell) <= _HEADER_CHARS and (_YEAR.fullmatch(cell) or not _FIGURES.match(cell)) for cell in named)


def join_headers(rows: Sequence[Sequence[str]]) -> list[str]:
    """Several header rows as one: a title that covers several columns is said before each."""
    if not rows:
        return []
    joined = [""] * max(len(row) for row in rows)
    for number, row in enumerate(rows):
        carried = ""
        for column in range(len(joined)):
            cell = row[column] if column < len(row) else ""
            carried = cell or (carried if number < len(rows) - 1 else "")
            title = cell or carried
            if title and title not in joined[column]:
                joined[column] = f"{joined[column]} {title}".strip()
    return joined


def without_empty_columns(rows: list[list[str]]) -> list[list[str]]:
    """The rows without the columns that hold nothing anywhere."""
    width = max((len(row) for row in rows), default=0)
    kept = [c for c in range(width) if any(c < len(row) and row[c] for row in rows)]
    return [[row[c] if c < len(row) else "" for c in kept] for row in rows]
