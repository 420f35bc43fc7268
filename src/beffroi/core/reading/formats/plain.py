"""Plain text in any encoding that French offices produce.

Order: byte-order marks, strict UTF-8, then the eight-bit table whose reading looks most like French
(Windows-1252, ISO-8859-15, Mac Roman, DOS 850). A wrong guess is worse than a refusal, so a text full of
control or box characters is unsupported, not success.
"""

from __future__ import annotations

import re

from beffroi.core.reading.document import Verdict
from beffroi.core.reading.draft import Draft, tidy
from beffroi.core.reading.kinds import Kind
from beffroi.core.reading.source import Result, Source, Unreadable

_EIGHT_BIT = ("cp1252", "iso8859_15", "mac_roman", "cp850")
_FRENCH_MARKS = frozenset("éèêëàâäîïôöùûüçœæÉÈÊÀÂÎÔÙÇŒ’‘“”«»–—…€°")
_ODD = re.compile(r"[\x80-\x9f\u2500-\u259f\ufffd¤¬¦¨³·¸¼½¾ƒ†‡‰‹›√≈∆◊ﬁﬂΩπ∫ªº¿¡]")
_BULLET = re.compile(r"\s*(?:[-–—•*▪◦·]|\d{1,2}[.)]|[a-z]\))\s+(?=\S)")
_ARTICLE = re.compile(r"(?:article|titre|chapitre|section|annexe)\s+(?:\d+|[ivxlc]+|premier|1er)\b", re.IGNORECASE)
_WRAP = 55


def decode(data: bytes) -> str:
    """The text of the bytes. Raises Unreadable when no encoding makes sense of them."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    sample = data[:4096]
    if sample[1::2].count(0) > 0.35 * len(sample):
        return data.decode("utf-16-le", "replace")
    if sample[0::2].count(0) > 0.35 * len(sample):
        return data.decode("utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as exc:
        if exc.start >= len(data) - 3:  # cut in the middle of the last character
            return data.decode("utf-8", "ignore")
    return _decode_eight_bit(data)


def _decode_eight_bit(data: bytes) -> str:
    sample = data[:200_000]
    scores = {encoding: _likeness(sample.decode(encoding, "replace")) for encoding in _EIGHT_BIT}
    best = max(_EIGHT_BIT, key=lambda encoding: scores[encoding])
    return data.decode(best, "replace")


def _likeness(text: str) -> int:
    """Accented letters inside words count for a reading; symbols and box drawings count against it."""
    good = sum(c in _FRENCH_MARKS for c in text)
    upper_inside = len(re.findall(r"[a-z][À-ÖØ-Þ][a-z]", text))
    return good - 3 * len(_ODD.findall(text)) - 3 * upper_inside


def read(source: Source, kind: Kind) -> Result:
    """Text → Document."""
    draft = Draft(kind.value, source.limits)
    text = decode(source.data)
    if text.count("\ufffd") > 0.05 * len(text):
        raise Unreadable(Verdict.UNSUPPORTED, "encoding")
    add_text(draft, text)
    return draft.finish(source.name)


def add_text(draft: Draft, text: str) -> None:
    """Paragraphs, lists and the headings that plain text shows (capitals, "Article 3")."""
    for chunk in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        _add_chunk(draft, [line for line in map(tidy, chunk.split("\n")) if line])


def _add_chunk(draft: Draft, lines: list[str]) -> None:
    """Lines cut by wrapping are joined; short lines (an address, hours) stay lines of one paragraph."""
    if len(lines) == 1 and _is_heading(lines[0]):
        draft.heading(lines[0], 2)
        return
    run: list[str] = []
    wrapped = False
    for line in lines:
        if _BULLET.match(line):
            _flush(draft, run)
            run = [line]
        elif run and wrapped:
            run[-1] = f"{run[-1]} {line}"
        else:
            run.append(line)
        wrapped = len(line) >= _WRAP
    _flush(draft, run)


def _flush(draft: Draft, run: list[str]) -> None:
    if not run:
        return
    if _BULLET.match(run[0]):
        draft.list_item("\n".join(run))
    else:
        draft.paragraph("\n".join(run))


def _is_heading(line: str) -> bool:
    if len(line) > 120 or line.endswith((".", ",", ";")):
        return False
    letters = [c for c in line if c.isalpha()]
    capitals = len(letters) >= 4 and all(c.isupper() for c in letters)
    return capitals or bool(_ARTICLE.match(line))
