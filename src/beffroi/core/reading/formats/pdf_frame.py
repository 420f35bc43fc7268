"""The page as it is shown: turned as its rotation says, its visible box at the origin.

PDFium gives places in the page's own coordinates; the layout and the viewer need those of the reader's eye.
Points, origin bottom left. A matrix (a, b, c, d, e, f) sends (x, y) to (a x + c y + e, b x + d y + f).
"""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2.raw as pdfium

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Frame:
    """Size of the shown page, and the matrix from the page's coordinates to it."""

    matrix: Matrix
    width: float
    height: float

    def box(self, x0: float, x1: float, y0: float, y1: float) -> tuple[float, float, float, float]:
        """A box (x0, x1, y0, y1) of the page as it is shown."""
        if self.matrix == IDENTITY:
            return x0, x1, y0, y1
        (ax, ay), (bx, by) = apply(self.matrix, x0, y0), apply(self.matrix, x1, y1)
        return min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)


def frame_of(page: object) -> Frame:
    """The frame of a PDFium page."""
    rect = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, rect):
        return Frame(IDENTITY, pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page))
    left, right = sorted((rect.left, rect.right))
    bottom, top = sorted((rect.bottom, rect.top))
    wide, high = right - left, top - bottom
    match pdfium.FPDFPage_GetRotation(page):
        case 1:
            return Frame((0.0, -1.0, 1.0, 0.0, -bottom, right), high, wide)
        case 2:
            return Frame((-1.0, 0.0, 0.0, -1.0, right, top), wide, high)
        case 3:
            return Frame((0.0, 1.0, -1.0, 0.0, top, -left), high, wide)
    return Frame((1.0, 0.0, 0.0, 1.0, -left, -bottom), wide, high)


def apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    """The image of a point."""
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def product(m: Matrix, n: Matrix) -> Matrix:
    """First `m`, then `n`."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )
