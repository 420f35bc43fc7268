"""What two documents say against each other, quoted side by side with the values marked, each opening at its place.

Invariant: a quotation is the stored text; when the document changed since the report, its value alone is shown.
Proved by tests/faces/web/library/test_health.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from beffroi.platform.library.models import Document, Finding, Passage

LONGEST: Final = 320
AROUND: Final = 140
ELLIPSIS: Final = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """`value`: what the document says, as written. `pieces`: its sentence, none when it cannot be read again.
    `version`: where it opens, at [`start`, `end`]."""

    document: Document
    value: str
    pieces: tuple[Piece, ...] = ()
    version: UUID | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """One finding of a pair of documents. `quotes`: in the order of the documents."""

    finding: Finding
    quotes: tuple[Quote, ...]


def values(finding: Finding) -> dict[int, dict[str, Any]]:
    """What the report, maybe an older one's, keeps of each document, by its row id."""
    given = finding.data.get("values") if isinstance(finding.data, dict) else None
    sides = [side for side in given if isinstance(side, dict)] if isinstance(given, list) else []
    return {side["document"]: side for side in sides if isinstance(side.get("document"), int)}


def passages(findings: Iterable[Finding]) -> dict[int, Passage]:
    """The passages that these findings quote, read once."""
    wanted = {side.get("passage") for finding in findings for side in values(finding).values()}
    found = Passage.objects.filter(pk__in=[pk for pk in wanted if isinstance(pk, int)])
    return {passage.pk: passage for passage in found}


def difference(finding: Finding, documents: list[Document], read: dict[int, Passage]) -> Difference:
    """The values of a finding. `read`: see `passages`."""
    said = values(finding)
    return Difference(finding, tuple(_quote(d, said[d.pk], read) for d in documents if d.pk in said))


def _quote(document: Document, said: dict[str, Any], read: dict[int, Passage]) -> Quote:
    value, start, end = str(said.get("value", "")), _number(said.get("start")), _number(said.get("end"))
    passage = read.get(_number(said.get("passage")))
    sentence = ""
    if passage is not None and passage.version_id == document.current_id and passage.start <= start:
        sentence = " ".join(passage.text[start - passage.start : end - passage.start].split())
    version = document.current.public_id if document.current else None
    return Quote(document, value, marked(sentence, value) if sentence else (), version, start, end)


def marked(sentence: str, value: str) -> tuple[Piece, ...]:
    """The sentence with each part of the value marked, around the first one when it is long."""
    parts = [re.escape(part) for part in value.removeprefix("ne… pas ").split(", ") if part]
    places = [match.span() for match in re.finditer("|".join(parts), sentence)] if parts else []
    first, last = 0, len(sentence)
    if last > LONGEST:
        centre = places[0][0] if places else 0
        first = _begin(sentence, centre)
        last = min(last, first + LONGEST)
    pieces, place = [Piece(ELLIPSIS)] if first else [], first
    for start, end in (span for span in places if first <= span[0] and span[1] <= last):
        pieces += [Piece(sentence[place:start]), Piece(sentence[start:end], True)]
        place = end
    pieces += [Piece(sentence[place:last]), Piece(ELLIPSIS if last < len(sentence) else "")]
    return tuple(piece for piece in pieces if piece.text)


def _begin(sentence: str, centre: int) -> int:
    """Where to begin so that what stands at `centre` is seen: at a word, when there is one."""
    if centre <= AROUND:
        return 0
    space = sentence.find(" ", centre - AROUND, centre)
    return space + 1 if space >= 0 else centre - AROUND


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
