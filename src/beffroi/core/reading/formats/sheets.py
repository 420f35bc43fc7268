"""One sheet of a workbook as headings, paragraphs and rows that can be read alone."""

from __future__ import annotations

from collections.abc import Sequence

from beffroi.core.reading.draft import Draft, tidy
from beffroi.core.reading.formats.tables import find_header, without_empty_columns

MAX_COLUMNS = 512


def write_sheet(draft: Draft, name: str, rows: Sequence[Sequence[str]], number: int | None = None) -> None:
    """Write a sheet. `number`: its page number (1-based), None for a file without sheets (CSV).

    Empty rows part the tables of a sheet; a part that names no columns keeps the names of the part above.
    """
    if number is not None:
        draft.open_page(number, label=name)
        if any(any(row) for row in rows):
            draft.heading(name, 1)
    clean = without_empty_columns([[tidy(cell) for cell in row[:MAX_COLUMNS]] for row in rows])
    header: list[str] = []
    for part in _parts(clean):
        header = _write_part(draft, part, header)
    draft.close_page()


def _parts(rows: list[list[str]]) -> list[list[list[str]]]:
    parts: list[list[list[str]]] = [[]]
    for row in rows:
        if any(row):
            parts[-1].append(row)
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if part]


def _write_part(draft: Draft, rows: list[list[str]], above: list[str]) -> list[str]:
    """Write one part and give back the column names that hold from here on."""
    first, count = find_header(rows) if len(rows) > 1 else (0, 0)
    for row in rows[:first]:
        draft.heading(" ".join(cell for cell in row if cell), 2)
    header = list(rows[first]) if count else above
    table = draft.new_table()
    for row in rows[first + count :]:
        alone = [cell for cell in row if cell]
        if len(alone) == 1 and len(row) > 1 and not any(c.isdigit() for c in alone[0]):
            draft.heading(alone[0], 2)  # a line that names the rows below
        elif len(alone) == 1 and len(row) > 1:
            draft.paragraph(alone[0])
        else:
            draft.row(row, header, table)
    return header
