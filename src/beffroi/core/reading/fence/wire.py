"""The child's answer, as bytes that the parent can distrust.

Invariant: the parent never unpickles and never evaluates what a child wrote. `decode` accepts only JSON of the
exact shape, with offsets inside the text, blocks and pages in order, and sizes inside the limits; anything else
is `Malformed`. Proved in tests/core/reading/test_wire.py.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from beffroi.core.reading.document import Block, BlockKind, Document, Member, Page, Reading, Verdict, Word
from beffroi.core.reading.limits import Limits

_CODE = re.compile(r"[a-z0-9_.:+-]{0,80}\Z")
_STORED = re.compile(r"m[0-9]{1,6}\Z")
_NOTES, _PARAMS = 64, 16
_SHORT, _CELL = 500, 100_000
_LISTS, _QUOTES = 8, 32  # for each block that is allowed; a block has three lists, a row a few cells


class Malformed(ValueError):
    """The child's answer does not have the agreed shape."""


def encode(reading: Reading) -> bytes:
    """The answer of a child, UTF-8 JSON."""
    document = reading.document
    value = {
        "verdict": reading.verdict.value,
        "detail": reading.detail,
        "params": reading.params,
        "members": [[m.name, m.path, m.size] for m in reading.members],
        "document": None if document is None else _document_value(document),
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _document_value(document: Document) -> dict[str, Any]:
    return {
        "text": document.text,
        "media_type": document.media_type,
        "title": document.title,
        "date": document.date.isoformat() if document.date else None,
        "language": document.language,
        "notes": document.notes,
        "pages": [
            [p.number, p.start, p.end, p.width, p.height, p.label, [_word_value(w) for w in p.words]]
            for p in document.pages
        ],
        "blocks": [
            [b.kind.value, b.start, b.end, b.page, b.level, b.cells, b.header, b.table] for b in document.blocks
        ],
    }


def _word_value(word: Word) -> list[float]:
    return [word.start, word.end, *(round(v, 5) for v in (word.x0, word.y0, word.x1, word.y1))]


def decode(data: bytes, limits: Limits) -> Reading:
    """The answer as a Reading (member paths still bare stored names). Raises Malformed."""
    # A list of nothing takes three bytes here and seventy in memory: they are counted before they are made.
    most = limits.blocks + 1_000
    if data.count(b"[") + data.count(b"{") > _LISTS * most or data.count(b'"') > _QUOTES * most:
        raise Malformed("too many values")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as exc:
        raise Malformed("not JSON") from exc
    if not isinstance(value, dict):
        raise Malformed("not an object")
    try:
        return _reading(value, limits)
    except (KeyError, TypeError, ValueError, OverflowError) as exc:
        raise Malformed(str(exc)) from exc


def _reading(value: dict[str, Any], limits: Limits) -> Reading:
    raw = value["document"]
    document = None if raw is None else _document(raw, limits)
    members = value["members"]
    _require(isinstance(members, list) and len(members) <= limits.members, "members")
    params = value["params"]
    _require(isinstance(params, dict) and len(params) <= _PARAMS, "params")
    verdict = Verdict(value["verdict"])
    _require(verdict is not Verdict.READ or document is not None or bool(members), "read without content")
    return Reading(
        verdict=verdict,
        document=document if verdict in (Verdict.READ, Verdict.NEEDS_OCR) else None,
        members=tuple(_member(*m) for m in members),
        detail=_code(value["detail"]),
        params={_code(k): _text(v, _SHORT) for k, v in params.items()},
    )


def _document(value: dict[str, Any], limits: Limits) -> Document:
    text = _text(value["text"], limits.text_chars)
    pages, blocks, notes = value["pages"], value["blocks"], value["notes"]
    _require(isinstance(pages, list) and len(pages) <= limits.pages, "pages")
    _require(isinstance(blocks, list) and len(blocks) <= limits.blocks, "blocks")
    _require(isinstance(notes, list) and len(notes) <= _NOTES, "notes")
    checked_pages = tuple(_page(p) for p in pages)
    checked_blocks = tuple(_block(b) for b in blocks)
    _in_order([(p.start, p.end) for p in checked_pages], len(text))
    _in_order([(b.start, b.end) for b in checked_blocks], len(text))
    for page in checked_pages:
        _in_order([(w.start, w.end) for w in page.words], len(text))
    iso = value["date"]
    return Document(
        text=text,
        media_type=_text(value["media_type"], 100),
        title=_text(value["title"], _SHORT),
        date=None if iso is None else date.fromisoformat(_text(iso, 10)),
        language=_text(value["language"], 2),
        pages=checked_pages,
        blocks=checked_blocks,
        notes=tuple(_code(n) for n in notes),
    )


def _page(value: list[Any]) -> Page:
    number, start, end, width, height, label, words = value
    _require(_is_int(number) and number >= 1, "page number")
    return Page(number, start, end, _size(width), _size(height), _text(label, _SHORT), tuple(_word(*w) for w in words))


def _word(start: int, end: int, x0: float, y0: float, x1: float, y1: float) -> Word:
    return Word(start, end, _fraction(x0), _fraction(y0), _fraction(x1), _fraction(y1))


def _block(value: list[Any]) -> Block:
    kind, start, end, page, level, cells, header, table = value
    _require(page is None or (_is_int(page) and page >= 1), "block page")
    _require(_is_int(level) and 0 <= level <= 6, "block level")
    _require(table is None or (_is_int(table) and table >= 0), "block table")
    _require(isinstance(cells, list) and isinstance(header, list), "block cells")
    return Block(
        BlockKind(kind),
        start,
        end,
        page,
        level,
        tuple(_text(c, _CELL) for c in cells),
        tuple(_text(c, _CELL) for c in header),
        table,
    )


def _member(name: object, stored: object, size: object) -> Member:
    stored = _text(stored, 10)
    _require(_STORED.match(stored) is not None, "member path")
    _require(_is_int(size) and isinstance(size, int) and size >= 0, "member size")
    return Member(_text(name, 2000), stored, int(size))  # type: ignore[call-overload]


def _in_order(spans: list[tuple[int, int]], length: int) -> None:
    last = 0
    for start, end in spans:
        if not (type(start) is int and type(end) is int and last <= start <= end <= length):
            raise Malformed("span out of order")
        last = end


def _is_int(value: object) -> bool:
    return type(value) is int


def _text(value: object, limit: int) -> str:
    if not isinstance(value, str) or len(value) > limit:
        raise Malformed("text")
    return value


def _code(value: object) -> str:
    text = _text(value, 80)
    _require(_CODE.match(text) is not None, "code")
    return text


def _size(value: object) -> float:
    if not isinstance(value, (int, float)) or not 0 <= value <= 1e6:
        raise Malformed("size")
    return float(value)


def _fraction(value: object) -> float:
    if not isinstance(value, (int, float)) or not -0.01 <= value <= 1.01:
        raise Malformed("fraction")
    return min(1.0, max(0.0, float(value)))


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise Malformed(what)
