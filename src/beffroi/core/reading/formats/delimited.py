"""CSV and TSV: encoding as for any text, delimiter found by what keeps the number of columns steady."""

from __future__ import annotations

import csv
import io
from collections import Counter

from beffroi.core.reading.document import Verdict
from beffroi.core.reading.draft import Draft
from beffroi.core.reading.formats.plain import decode
from beffroi.core.reading.formats.sheets import write_sheet
from beffroi.core.reading.kinds import Kind
from beffroi.core.reading.source import Result, Source, Unreadable

_DELIMITERS = (";", "\t", ",", "|")
_SAMPLE_LINES = 60
_FIELD_CHARS = 200_000


def read(source: Source, kind: Kind) -> Result:
    """CSV → Document, one row per record."""
    text = decode(source.data)
    csv.field_size_limit(_FIELD_CHARS)
    draft = Draft(kind.value, source.limits)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=find_delimiter(text)):
            rows.append(row)
            if len(rows) > source.limits.blocks:
                raise Unreadable(Verdict.TOO_LARGE, "rows", limit=str(source.limits.blocks))
    except csv.Error as exc:
        raise Unreadable(Verdict.DAMAGED, "csv") from exc
    write_sheet(draft, "", rows)
    return draft.finish(source.name)


def find_delimiter(text: str) -> str:
    """The delimiter that gives most columns to most of the first lines."""
    lines = [line for line in text[:200_000].splitlines()[:_SAMPLE_LINES] if line.strip()]
    best, best_score = ";", 0.0
    for delimiter in _DELIMITERS:
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        width, hits = Counter(counts).most_common(1)[0] if counts else (1, 0)
        score = hits / max(1, len(counts)) * min(width - 1, 20)
        if score > best_score:
            best, best_score = delimiter, score
    return best
