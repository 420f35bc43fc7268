"""Optical reading by Tesseract, as a separate program in the profile that may start it.

Invariant: every word of the text has a place (Page.words), so that a citation of a scan can be shown; words that
the engine doubts strongly are kept, and the doubt is noted.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from beffroi.core.reading.document import Verdict, Word
from beffroi.core.reading.draft import Draft, tidy
from beffroi.core.reading.source import Programs, Unreadable

_LANGUAGES = "fra"
_FIELDS = 12
_POOR = 60.0
_HEADING_CHARS, _TALLER = 140, 1.35
_WORD_END = re.compile(r"(?<=[^\W\d_])[-‐¬]\Z")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A word as Tesseract saw it, in pixels."""

    text: str
    line: tuple[int, int]
    left: int
    top: int
    width: int
    height: int


@dataclass(slots=True)
class Scan:
    """What was read on one image: paragraphs of words. `confidence`: mean, 0-100."""

    width: int
    height: int
    paragraphs: list[list[_Seen]] = field(default_factory=list)
    confidence: float = 0.0


def recognise_text(image: Path, width: int, height: int, programs: Programs) -> Scan:
    """Read one image file. Raises Unreadable (damaged) when Tesseract gives up."""
    environment = {"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    if "TESSDATA_PREFIX" in os.environ:
        environment["TESSDATA_PREFIX"] = os.environ["TESSDATA_PREFIX"]
    command = [programs.tesseract, str(image), "stdout", "-l", _LANGUAGES, "--psm", "3", "tsv"]
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode != 0:
        raise Unreadable(Verdict.DAMAGED, "ocr")
    scan = Scan(width, height)
    confidences = []
    place: tuple[int, int, int] | None = None
    for row in _rows(done.stdout.decode("utf-8", "replace")):
        _, page, block, paragraph, line, _, left, top, wide, high = (int(v) for v in row[:10])
        text = tidy(row[11])
        if not text:
            continue
        if (page, block, paragraph) != place:
            place = (page, block, paragraph)
            scan.paragraphs.append([])
        confidences.append(float(row[10]))
        scan.paragraphs[-1].append(_Seen(text, (block * 10_000 + paragraph, line), left, top, wide, high))
    scan.confidence = sum(confidences) / len(confidences) if confidences else 0.0
    return scan


def _rows(table: str) -> Iterator[list[str]]:
    for line in table.splitlines()[1:]:
        row = line.split("\t")
        if len(row) == _FIELDS and row[0] == "5":
            yield row


def write_scan(draft: Draft, scan: Scan) -> None:
    """Write a scan on the draft's current page, with the place of each word."""
    usual = (
        statistics.median(word.height for paragraph in scan.paragraphs for word in paragraph) if scan.paragraphs else 0
    )
    for paragraph in scan.paragraphs:
        text, spans = _joined(paragraph)
        before = len(draft.blocks)
        if _is_heading(paragraph, text, usual):
            draft.heading(text, 2)
        else:
            draft.paragraph(text)
        if len(draft.blocks) > before:
            start = draft.blocks[-1].start
            draft.add_words(
                [_word(scan, seen, start + a, start + b) for seen, (a, b) in zip(paragraph, spans, strict=True)]
            )
    if scan.paragraphs and scan.confidence < _POOR and "ocr_doubtful" not in draft.notes:
        draft.notes.append("ocr_doubtful")


def _is_heading(paragraph: list[_Seen], text: str, usual: float) -> bool:
    """One or two lines, clearly larger than the page's usual words or in capitals."""
    lines = {word.line for word in paragraph}
    letters = [c for c in text if c.isalpha()]
    if len(lines) > 2 or len(text) > _HEADING_CHARS or len(letters) < 4 or text.endswith((".", ",", ";")):
        return False
    tall = statistics.median(word.height for word in paragraph) > _TALLER * usual
    return tall or sum(c.isupper() for c in letters) > 0.9 * len(letters)


def _joined(paragraph: list[_Seen]) -> tuple[str, list[tuple[int, int]]]:
    """The text of a paragraph and the span of each word in it; words cut at a line's end are made whole."""
    text, spans = "", []
    for number, seen in enumerate(paragraph):
        word = seen.text
        following = paragraph[number + 1] if number + 1 < len(paragraph) else None
        cut = following is not None and following.line != seen.line and following.text[:1].islower()
        shown = _WORD_END.sub("", word) if cut else word
        spans.append((len(text), len(text) + len(shown)))
        text += shown if cut and shown != word else f"{shown} "
    return text.rstrip(), spans


def _word(scan: Scan, seen: _Seen, start: int, end: int) -> Word:
    return Word(
        start,
        end,
        max(0.0, seen.left / scan.width),
        max(0.0, seen.top / scan.height),
        min(1.0, (seen.left + seen.width) / scan.width),
        min(1.0, (seen.top + seen.height) / scan.height),
    )
