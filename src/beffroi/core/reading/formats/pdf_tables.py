"""Ruled tables: rules become a grid, the grid becomes cells, PDFium's characters fall into them.

Method: intersections of rules give the smallest closed cells (as pdfplumber's table finder does), from PDFium's
own shapes, so that a page is parsed once and every character keeps its index for `locate`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass

from beffroi.core.reading.formats.pdf_objects import Edge, Shapes
from beffroi.core.reading.formats.pdf_page import HYPHEN_MARKS, Characters, Line, clean
from beffroi.core.reading.formats.tables import names_columns

_SNAP = 3.0
_MAX_RULES, _MAX_POINTS = 600, 8_000

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # x0, y0, x1, y1


@dataclass(slots=True)
class Table:
    """A ruled table. `rows` and `header` are texts; `places` the raw positions of each cell's characters."""

    box: Box
    header: list[str]
    rows: list[list[str]]
    places: list[list[list[int]]]
    columns: tuple[float, ...] = ()

    def continues(self, above: Table) -> bool:
        """Whether this is the rest of a table of the page before: same columns, and no titles of its own."""
        return self.has_columns_of(above) and not any(self.header)

    def has_columns_of(self, other: Table) -> bool:
        """Whether the columns stand at the same places."""
        return len(self.columns) == len(other.columns) and all(
            abs(a - b) < 2 * _SNAP for a, b in zip(self.columns, other.columns, strict=True)
        )

    @property
    def is_lone_row(self) -> bool:
        """A single row: a table only when it continues another."""
        return len(self.rows) == 1 and not any(self.header)

    def holds(self, line: Line) -> bool:
        """Whether the middle of the line is inside."""
        x0, y0, x1, y1 = self.box
        return x0 - 1 <= (line.x0 + line.x1) / 2 <= x1 + 1 and y0 - 1 <= line.middle <= y1 + 1


def find_tables(shapes: Shapes, characters: Characters, raw: str, lines: list[Line]) -> list[Table]:
    """The tables of a page that hold text, of at least two columns, from top to bottom.

    One of a single row is a table only as the end of the one of the page before: `continues` tells.
    """
    vertical, horizontal = _merged(shapes.vertical), _merged(shapes.horizontal)
    if len(vertical) < 3 or len(horizontal) < 2 or len(vertical) + len(horizontal) > _MAX_RULES:
        return []
    horizontal = _merged(horizontal + _open_ends(vertical, horizontal))
    grids = [_Grid(cells) for cells in _groups(_cells(vertical, horizontal))]
    grids = [grid for grid in grids if len(grid.columns) >= 2]
    if not grids:
        return []
    for line in sorted(lines, key=lambda line: line.start):
        near = [grid for grid in grids if grid.box[1] <= line.y1 and line.y0 <= grid.box[3]]
        for position in range(line.start, line.end) if near else ():
            if not raw[position].isspace():
                x0, x1, y0, y1 = characters.box(position)
                any(grid.take(position, (x0 + x1) / 2, (y0 + y1) / 2) for grid in near)
    tables = [grid.table(raw) for grid in grids]
    return sorted((t for t in tables if t is not None), key=lambda t: -t.box[3])


def _merged(edges: list[Edge]) -> list[Edge]:
    """Rules that lie on one another become one, at the mean of their places."""
    if not edges:
        return []
    groups: list[list[Edge]] = []
    for edge in sorted(edges, key=lambda e: e.at):
        if groups and edge.at - groups[-1][-1].at <= _SNAP:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    merged = []
    for group in groups:
        at = sum(e.at for e in group) / len(group)
        low, high = None, 0.0
        for edge in sorted(group, key=lambda e: e.low):
            if low is None:
                low, high = edge.low, edge.high
            elif edge.low <= high + _SNAP:
                high = max(high, edge.high)
            else:
                merged.append(Edge(at, low, high))
                low, high = edge.low, edge.high
        if low is not None:
            merged.append(Edge(at, low, high))
    return merged


def _open_ends(vertical: list[Edge], horizontal: list[Edge]) -> list[Edge]:
    """A table cut by the page has no rule where it is cut: the ends of its vertical rules make one."""
    ends: dict[float, list[float]] = defaultdict(list)
    for edge in vertical:
        for end in (edge.low, edge.high):
            ends[round(end / _SNAP) * _SNAP].append(edge.at)
    made = []
    for at, places in ends.items():
        low, high = min(places), max(places)
        closed = sum(min(h.high, high) - max(h.low, low) for h in horizontal if abs(h.at - at) <= 2 * _SNAP)
        if len(places) >= 3 and closed < 0.98 * (high - low):
            made.append(Edge(at, low, high))
    return made


def _cells(vertical: list[Edge], horizontal: list[Edge]) -> list[Box]:
    """The smallest closed rectangles."""
    crossing: dict[Point, tuple[int, int]] = {}
    for i, v in enumerate(vertical):
        for j, h in enumerate(horizontal):
            if v.low - _SNAP <= h.at <= v.high + _SNAP and h.low - _SNAP <= v.at <= h.high + _SNAP:
                crossing[(v.at, h.at)] = (i, j)
    if len(crossing) > _MAX_POINTS:
        return []
    by_x, by_y = defaultdict(list), defaultdict(list)
    for x, y in sorted(crossing):
        by_x[x].append(y)
        by_y[y].append(x)
    for xs in by_y.values():
        xs.sort()
    found = []
    for (x, y), (i, j) in crossing.items():
        box = _closing(x, y, i, j, crossing, by_x[x], by_y[y])
        if box is not None:
            found.append(box)
    return found


def _closing(
    x: float, y: float, i: int, j: int, crossing: dict[Point, tuple[int, int]], column: list[float], row: list[float]
) -> Box | None:
    """The smallest cell whose lower left corner is (x, y)."""
    above = [(t, crossing[(x, t)][1]) for t in column[bisect_left(column, y) + 1 :] if crossing[(x, t)][0] == i]
    right = [(r, crossing[(r, y)][0]) for r in row[bisect_left(row, x) + 1 :] if crossing[(r, y)][1] == j]
    for top, top_rule in above:
        for side, side_rule in right:
            if crossing.get((side, top)) == (side_rule, top_rule):
                return x, y, side, top
    return None


def _groups(cells: list[Box]) -> list[list[Box]]:
    """Cells that share a corner belong to the same table."""
    parent = list(range(len(cells)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    corners: dict[Point, int] = {}
    for index, (x0, y0, x1, y1) in enumerate(cells):
        for corner in ((x0, y0), (x0, y1), (x1, y0), (x1, y1)):
            other = corners.setdefault(corner, index)
            parent[root(index)] = root(other)
    groups: dict[int, list[Box]] = defaultdict(list)
    for index, cell in enumerate(cells):
        groups[root(index)].append(cell)
    return list(groups.values())


class _Grid:
    """Cells of one table and the characters that fall into them."""

    def __init__(self, cells: list[Box]) -> None:
        self.cells = sorted(cells, key=lambda c: (-c[3], c[0]))
        self.columns = sorted({c[0] for c in cells})
        self.tops = sorted({c[3] for c in cells}, reverse=True)
        self.box = (
            min(c[0] for c in cells), min(c[1] for c in cells), max(c[2] for c in cells), max(c[3] for c in cells)
        )  # fmt: skip
        self._held: dict[Box, list[int]] = {c: [] for c in self.cells}

    def take(self, position: int, x: float, y: float) -> bool:
        x0, y0, x1, y1 = self.box
        if not (x0 <= x <= x1 and y0 <= y <= y1):
            return False
        for cell in self.cells:
            if cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3]:
                self._held[cell].append(position)
                return True
        return False

    def table(self, raw: str) -> Table | None:
        """The table as rows; None when it holds nothing (a frame, a drawing)."""
        width = len(self.columns)
        places: list[list[list[int]]] = []
        for top in self.tops:
            row: list[list[int]] = [[] for _ in range(width)]
            for cell in self.cells:
                if cell[1] < top - 0.1 and cell[3] >= top - 0.1:  # a cell of several rows is said in each
                    row[self.columns.index(cell[0])] = self._held[cell]
            if any(row):
                places.append(row)
        texts = [[cell_text(raw, held) for held in row] for row in places]
        filled = sum(bool(text) for row in texts for text in row)
        columns = sum(any(row[column] for row in texts) for column in range(width))
        if columns < 2 or filled < min(3, width):
            return None
        header = self._header(raw) if len(texts) > 1 else []
        skip = 1 if header else 0
        return Table(self.box, header or [""] * width, texts[skip:], places[skip:], tuple(self.columns))

    def _header(self, raw: str) -> list[str]:
        """The texts of the first row, said over each column that they cover, when they name columns."""
        top = self.tops[0]
        cells = [cell for cell in self.cells if cell[1] < top - 0.1 and cell[3] >= top - 0.1]
        texts = {cell: cell_text(raw, self._held[cell]) for cell in cells}
        covering = [next((c for c in cells if c[0] - 0.1 <= x < c[2] - 0.1), None) for x in self.columns]
        titles = [texts[cell] if cell is not None else "" for cell in covering]
        return titles if names_columns(titles) else []


def cell_text(raw: str, positions: list[int]) -> str:
    """The text of a cell from the raw positions of its characters."""
    parts: list[str] = []
    last = None
    for position in positions:
        if last is not None and position != last + 1:
            cut = raw[last + 1 : position] in HYPHEN_MARKS
            parts.append("" if cut else " ")  # a word cut inside the cell is made whole
        parts.append(raw[position])
        last = position
    return clean("".join(parts))
