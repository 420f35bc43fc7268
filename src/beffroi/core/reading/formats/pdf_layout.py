"""Lines become headings, paragraphs and list items, by size, weight, gaps and margins of the whole document.

Flow: `Layout(pages)` learns the body style, the heading styles and the furniture (headers, footers, page
numbers) from all pages; `furniture()` and `pieces()` then speak about one page.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from beffroi.core.reading.document import BlockKind
from beffroi.core.reading.formats.pdf_page import Line, PageText

_BULLET = re.compile(
    r"(?:[•▪◦‣·➢➤✓■□●○*→]\s*|[-–—]\s*(?=[^\W\d]|[«\"“(])|[-–—]\s+|o\s+(?=[A-ZÀ-Ý])|(?:\d{1,2}|[a-z])[.)]\s+(?=\S))"
)
_DIVISION = re.compile(
    r"(?:(?P<book>livre|partie|annexe)|(?P<title>titre)|(?P<chapter>chapitre)|(?P<section>section)|(?P<article>article))"
    r"\s+(?:\d+|[ivxlc]+\b|premier|première|1er|unique|pr[ée]liminaire|[a-z]\b)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:(?:[IVX]+|[A-Z]|\d{1,2})\s?[.)–-]|\d{1,2}(?:\.\d{1,2})+\.?)\s+\S")
_PAGE_NUMBER = re.compile(r"(?:page|p\.?)?\s*[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:/|sur|de)\s*\d{1,4})?\s*", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_LEADERS = re.compile(r"\.{4,}|(?:\. ){4,}|…{2,}")
_CLOSED = (".", "!", "?", ":", ";", "…")
_HEADING_CHARS, _BOLD_HEADING_CHARS = 220, 140
_EDGE_LINES = 4
_SAME_SIZE, _LARGER = 0.6, 1.13


@dataclass(slots=True)
class Piece:
    """A block to be: kind, level, and the lines that it is made of."""

    kind: BlockKind
    lines: list[Line] = field(default_factory=list)
    level: int = 0

    @property
    def last(self) -> Line:
        """Its last line so far."""
        return self.lines[-1]


class Layout:
    """What the whole document says about its own typography."""

    def __init__(self, pages: list[PageText]) -> None:
        self._pages = pages
        weights: Counter[tuple[float, bool]] = Counter()
        for page in pages:
            for line in page.lines:
                weights[(line.size, line.bold)] += len(line.text)
        self.body_size, self.body_bold = weights.most_common(1)[0][0] if weights else (11.0, False)
        self._bold_means_heading = not self.body_bold and _bold_share(weights) < 0.4
        self._levels = self._heading_levels(weights)
        self._furniture = _furniture(pages)

    def pieces(self, number: int, lines: Iterable[Line]) -> list[Piece]:
        """The blocks of page `number` (0-based) from the given lines, furniture left out."""
        page = self._pages[number]
        kept = [line for line in lines if id(line) not in self._furniture]
        if not kept:
            return []
        right = _right_margin(kept)
        leading = _leading(kept)
        pieces: list[Piece] = []
        for line in kept:
            level = self._heading_level(line, right, page)
            kind = BlockKind.HEADING if level else BlockKind.LIST_ITEM if _BULLET.match(line.text) else None
            last = pieces[-1] if pieces else None
            if last is not None and self._joins(last, line, kind, level, right, leading):
                last.lines.append(line)
            else:
                pieces.append(Piece(kind or BlockKind.PARAGRAPH, [line], level))
        return [self._settled(piece, right) for piece in pieces]

    def _settled(self, piece: Piece, right: float) -> Piece:
        """A heading that grew as long as a paragraph is one."""
        if piece.kind is BlockKind.HEADING and sum(len(line.text) for line in piece.lines) > _HEADING_CHARS:
            return Piece(BlockKind.PARAGRAPH, piece.lines)
        return piece

    def _heading_levels(self, weights: Counter[tuple[float, bool]]) -> dict[float, int]:
        larger = sorted({size for size, _ in weights if size >= self.body_size * _LARGER}, reverse=True)
        ranks: dict[float, int] = {}
        level, previous = 0, None
        for size in larger:
            if previous is None or previous - size > _SAME_SIZE:
                level += 1
            ranks[size] = min(level, 4)
            previous = size
        return ranks

    def _heading_level(self, line: Line, right: float, page: PageText) -> int:
        """Level of the line if it is (part of) a heading, else 0."""
        text = line.text
        if _LEADERS.search(text) or not any(c.isalpha() for c in text) or len(text) > _HEADING_CHARS:
            return 0
        if line.size in self._levels and len(text) > 2:
            return self._levels[line.size]
        base = min(5, max(self._levels.values(), default=0) + 1)
        if line.size < self.body_size - _SAME_SIZE or len(text) > _BOLD_HEADING_CHARS:
            return 0
        ends_short = line.x1 < right - 0.06 * page.width
        division = _DIVISION.match(text)
        if division and (line.bold or _is_capital(text) or (ends_short and not text.endswith((".", ";", ",")))):
            return min(6, base + _division_depth(division))
        if text.endswith((".", ",", ";")) and not _NUMBERED.match(text):
            return 0
        if line.bold and self._bold_means_heading:
            return min(6, base + 1)
        if _is_capital(text) and len(text) >= 8:
            return min(6, base + 1)
        return 0

    def _joins(
        self, piece: Piece, line: Line, kind: BlockKind | None, level: int, right: float, leading: float
    ) -> bool:
        last = piece.last
        if kind is BlockKind.LIST_ITEM:
            return False
        step = last.middle - line.middle
        if last.hyphen:
            return True
        near = -1.0 < step <= leading * 1.45
        if level or piece.level:
            same = abs(last.size - line.size) <= _SAME_SIZE and last.bold == line.bold
            new_division = bool(_DIVISION.match(line.text) or _NUMBERED.match(line.text))
            return level == piece.level and near and same and not new_division and not last.text.endswith((":", "."))
        if abs(last.size - line.size) > max(_SAME_SIZE, 0.08 * last.size):
            return False
        unfinished = not last.text.endswith(_CLOSED)
        lower = line.text[:1].islower()
        if step < -1.0:  # a new column
            return unfinished and lower
        if not near:
            return False
        if unfinished and lower:
            return True
        return _is_full(last, line, right) and not _starts_indented(piece, line)


def _bold_share(weights: Counter[tuple[float, bool]]) -> float:
    total = sum(weights.values())
    return sum(n for (_, bold), n in weights.items() if bold) / total if total else 0.0


def _is_capital(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 4 and sum(c.isupper() for c in letters) >= 0.9 * len(letters)


def _division_depth(match: re.Match[str]) -> int:
    order = ("book", "title", "chapter", "section", "article")
    return next(depth for depth, name in enumerate(order) if match[name]) // 2


def _is_full(last: Line, line: Line, right: float) -> bool:
    """Whether the next line's first word would not have fitted at the end of the last one."""
    width = (last.x1 - last.x0) / max(1, len(last.text))
    first_word = line.text.split(" ", 1)[0]
    return last.x1 + (len(first_word) + 1.5) * width >= right - 3


def _starts_indented(piece: Piece, line: Line) -> bool:
    """A first-line indent after a full stop begins a paragraph."""
    return (
        piece.last.text.endswith(_CLOSED)
        and line.x0 - piece.last.x0 > 8
        and (len(piece.lines) > 1 or line.x0 - piece.lines[0].x0 > 8)
    )


def _right_margin(lines: list[Line]) -> float:
    rights = sorted(line.x1 for line in lines if len(line.text) > 30) or sorted(line.x1 for line in lines)
    return rights[min(len(rights) - 1, int(len(rights) * 0.9))]


def _leading(lines: list[Line]) -> float:
    steps = [
        a.middle - b.middle
        for a, b in itertools.pairwise(lines)
        if 2 < a.middle - b.middle < 3 * max(a.size, 4) and abs(a.size - b.size) <= _SAME_SIZE
    ]
    return statistics.median(steps) if len(steps) > 3 else 1.25 * max(line.size for line in lines)


def _furniture(pages: list[PageText]) -> set[int]:
    """Identities of the lines that only repeat: headers but the first, footers but the last, page numbers."""
    if len(pages) < 2:
        return set()
    tops: dict[tuple[str, int], list[tuple[int, Line]]] = {}
    bottoms: dict[tuple[str, int], list[tuple[int, Line]]] = {}
    dropped: set[int] = set()
    for number, page in enumerate(pages):
        ordered = sorted(page.lines, key=lambda line: -line.middle)
        head = [line for line in ordered[:_EDGE_LINES] if line.middle > 0.8 * page.height]
        foot = [line for line in ordered[-_EDGE_LINES:] if line.middle < 0.2 * page.height]
        for lines, place in ((head, tops), (foot, bottoms)):
            for line in lines:
                place.setdefault(_key(line), []).append((number, line))
        for line in head[:2] + foot[-2:]:
            if _PAGE_NUMBER.fullmatch(line.text):
                dropped.add(id(line))
    needed = max(2, len(pages) * 0.5)
    for found in tops.values():
        if len(found) >= needed and _is_repetition(found):
            dropped.update(id(line) for _, line in found[1:])
    for found in bottoms.values():
        if len(found) >= needed and _is_repetition(found):
            dropped.update(id(line) for _, line in found[:-1])
    return dropped


def _is_repetition(found: list[tuple[int, Line]]) -> bool:
    """The same words on each page, or words whose only change is a number that counts the pages."""
    if len({line.text for _, line in found}) == 1:
        return True
    offsets = [{int(n) - page for n in _NUMBER.findall(line.text)} for page, line in found]
    return bool(set.intersection(*offsets))


def _key(line: Line) -> tuple[str, int]:
    return _NUMBER.sub("#", line.text.lower()), round(line.middle / 8)
