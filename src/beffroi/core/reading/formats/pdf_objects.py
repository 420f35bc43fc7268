"""The drawn shapes of a page that matter to reading: ruled lines, filled boxes, and how much is image."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from beffroi.core.reading.formats.pdf_frame import IDENTITY, Frame, Matrix, apply, product

_MAX_OBJECTS, _MAX_EDGES, _MAX_DEPTH = 20_000, 6_000, 3
_THIN, _LONG = 3.0, 6.0


@dataclass(frozen=True, slots=True)
class Edge:
    """A straight rule: `at` is its x (vertical) or y (horizontal), from `low` to `high`."""

    at: float
    low: float
    high: float


@dataclass(slots=True)
class Shapes:
    """Rules of a page and what else is drawn. `image_area` in square points, `count`: all objects."""

    vertical: list[Edge] = field(default_factory=list)
    horizontal: list[Edge] = field(default_factory=list)
    filled: list[tuple[float, float, float, float]] = field(default_factory=list)
    image_area: float = 0.0
    paths: int = 0
    count: int = 0

    @property
    def may_hold_tables(self) -> bool:
        """At least a row of two cells could be made of these rules."""
        return len(self.vertical) >= 3 and len(self.horizontal) >= 2

    def add_box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """The four sides of a rectangle, or the one rule that a thin one is."""
        if len(self.vertical) + len(self.horizontal) >= _MAX_EDGES:
            return
        wide, high = x1 - x0, y1 - y0
        if wide <= _THIN and high >= _LONG:
            self.vertical.append(Edge((x0 + x1) / 2, y0, y1))
        elif high <= _THIN and wide >= _LONG:
            self.horizontal.append(Edge((y0 + y1) / 2, x0, x1))
        elif wide > _LONG and high > _LONG:
            self.vertical += [Edge(x0, y0, y1), Edge(x1, y0, y1)]
            self.horizontal += [Edge(y0, x0, x1), Edge(y1, x0, x1)]


def page_shapes(page: object, frame: Frame) -> Shapes:
    """The shapes of a page as it is shown, those inside form objects included."""
    shapes = Shapes()
    for index in range(min(pdfium.FPDFPage_CountObjects(page), _MAX_OBJECTS)):
        _add(shapes, pdfium.FPDFPage_GetObject(page, index), frame.matrix, 0)
    if not shapes.may_hold_tables:  # a table may be shown by the shades of its cells alone
        for box in shapes.filled:
            shapes.add_box(*box)
    return shapes


def _add(shapes: Shapes, item: object, outer: Matrix, depth: int) -> None:
    shapes.count += 1
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        shapes.paths += 1
        _add_path(shapes, item, outer)
    elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        box = _bounds(item, outer)
        if box:
            shapes.image_area += (box[2] - box[0]) * (box[3] - box[1])
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
        inner = product(_matrix(item), outer)
        for index in range(min(pdfium.FPDFFormObj_CountObjects(item), _MAX_OBJECTS - shapes.count)):
            _add(shapes, pdfium.FPDFFormObj_GetObject(item, index), inner, depth + 1)


def _add_path(shapes: Shapes, item: object, outer: Matrix) -> None:
    segments = pdfium.FPDFPath_CountSegments(item)
    if segments > 6 and segments <= 4_000:
        _add_segments(shapes, item, segments, product(_matrix(item), outer))
        return
    box = _bounds(item, outer)
    if box is None:
        return
    if min(box[2] - box[0], box[3] - box[1]) > _THIN and not _is_stroked(item):
        shapes.filled.append(box)
    else:
        shapes.add_box(*box)


def _is_stroked(item: object) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(item, fill, stroke)) and bool(stroke.value)


def _add_segments(shapes: Shapes, item: object, count: int, matrix: Matrix) -> None:
    """A path of many strokes (a whole grid drawn at once): each straight stroke is a rule."""
    x, y = ctypes.c_float(), ctypes.c_float()
    last: tuple[float, float] | None = None
    begin: tuple[float, float] | None = None
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = apply(matrix, x.value, y.value)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            begin = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO and last is not None:
            _add_stroke(shapes, last, point)
        if begin is not None and pdfium.FPDFPathSegment_GetClose(segment):
            _add_stroke(shapes, point, begin)
        last = point


def _add_stroke(shapes: Shapes, a: tuple[float, float], b: tuple[float, float]) -> None:
    x0, x1 = sorted((a[0], b[0]))
    y0, y1 = sorted((a[1], b[1]))
    if min(x1 - x0, y1 - y0) <= _THIN:
        shapes.add_box(x0, y0, x1, y1)


def _bounds(item: object, outer: Matrix) -> tuple[float, float, float, float] | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return None
    if outer is IDENTITY:
        return left.value, bottom.value, right.value, top.value
    corners = [apply(outer, x.value, y.value) for x in (left, right) for y in (bottom, top)]
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _matrix(item: object) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f
