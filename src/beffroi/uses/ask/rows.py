"""A cited table row as its columns: the same text, character for character, cut where the table was.

Invariant: the pieces of the row, put end to end, are the citation; else it is shown as any other sentence
(tests/uses/ask/test_rows.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from beffroi.core.reading.document import Block
from beffroi.platform.library import layouts
from beffroi.platform.library.models import Transcription
from beffroi.uses.ask.models import Citation

BETWEEN_NAMED = " ; "
BETWEEN = " | "
COLON = " : "


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of the row. `joint`: between its name and its value; `after`: between it and what follows."""

    name: str
    joint: str
    value: str
    after: str

    def __str__(self) -> str:
        return self.name + self.joint + self.value + self.after


@dataclass(frozen=True, slots=True)
class Row:
    """`title`: the first cell, what the row is about. `columns`: each has a name. `rest`: values that have none."""

    title: Cell
    columns: tuple[Cell, ...] = ()
    rest: str = ""

    def __str__(self) -> str:
        return "".join(map(str, (self.title, *self.columns))) + self.rest


def of_citations(citations: Iterable[Citation]) -> dict[int, Row]:
    """The citations that are table rows, by their row id; the layouts are read once."""
    likely = [one for one in citations if BETWEEN_NAMED in one.text or BETWEEN in one.text]
    wanted = {one.version_id for one in likely if one.version_id is not None}
    layout_of = dict(Transcription.objects.filter(version__in=wanted).values_list("version_id", "layout"))
    found = {
        one.pk: _of(one, one.attachment.layout if one.attachment else layout_of.get(one.version_id or 0))
        for one in likely
    }
    return {pk: row for pk, row in found.items() if row is not None}


def row(text: str, block: Block) -> Row | None:
    """The row as its text names its cells; None when they are not this text, or when there is only one."""
    filled = [(title, cell) for title, cell in zip(_titles(block), block.cells, strict=False) if cell]
    if len(filled) < 2:
        return None
    made = _named(filled) if any(block.header) else _unnamed([cell for _, cell in filled])
    return made if str(made) == text else None


def _titles(block: Block) -> list[str]:
    return [*block.header, *[""] * len(block.cells)]


def _named(filled: list[tuple[str, str]]) -> Row:
    """A cell whose column has no name goes with the one before it."""
    kept: list[Cell] = []
    for name, value in filled:
        if kept and not name:
            kept[-1] = replace(kept[-1], value=kept[-1].value + BETWEEN_NAMED + value)
        else:
            kept.append(Cell(name, COLON if name else "", value, BETWEEN_NAMED))
    kept[-1] = replace(kept[-1], after="")
    return Row(kept[0], tuple(kept[1:]))


def _unnamed(values: list[str]) -> Row:
    return Row(Cell("", "", values[0], BETWEEN), rest=BETWEEN.join(values[1:]))


def _of(citation: Citation, layout: dict[str, Any] | None) -> Row | None:
    block = layouts.row_at(layout, citation.start) if layout else None
    return row(citation.text, block) if block else None
