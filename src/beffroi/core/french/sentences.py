"""Sentences of a French text, as exact spans.

Invariant (tests/core/french/test_sentences.py): spans are in order, do not overlap, begin and end on a visible
character, hold every visible character of the text, and never cut a number, an abbreviation or a reference.
A full stop ends a sentence unless what precedes is an abbreviation or an initial, or what follows goes on in lower
case; a line break ends one when the next line is a list item, a heading or a new block.
"""

from __future__ import annotations

import re
from typing import Final

from beffroi.core.french.normalise import fold

_ABBREVIATIONS: Final = """
    m mm mme mlle mmes me mgr dr pr st ste cf art al p pp n no nos vol fig tab ann chap av bd bld pl fg tel ref env resp
    dir dept ch ex sq ed coll i.e e.g c.-a-d p.ex par.ex alin parag rte res bat esc ets gal cne arr inv
    """
_UNITS: Final = "etc min max h km kg eur ht ttc hab ha env sec mn inc cie ltd"
_FUNCTION_WORDS: Final = """
    le la les l un une des du de d au aux a à et ou en dans par pour sur sous avec sans que qui dont ce cet cette ces
    son sa ses leur leurs notre nos votre vos est sont sera entre vers chez comme ne se n art article m mme
    """
# Never the end of a sentence, whatever follows.
_NEVER_LAST: Final = frozenset(_ABBREVIATIONS.split())
# The end of a sentence only before a capital.
_MAY_BE_LAST: Final = frozenset(_UNITS.split())

_STOP: Final = re.compile(r"[.!?…]+[)\]»”\"’']*(?:\s?»)?(?=\s|$)")
_BREAK: Final = re.compile(r"[ \t\u00a0\u202f]*(?:\r\n|\r|\n|\f)[\s]*")
_BEFORE: Final = re.compile(r"([^\W\d_][\w.\-’']*|\d+)$")
_OPENING: Final = "«“\"'‘([–—-•"
_LIST_ITEM: Final = re.compile(
    r"(?:[-–—•*▪◦●○■□►➢✓‣·]\s*\S"
    r"|(?:\(?[a-zA-Z]|\(?\d{1,2}|[ivxIVX]{1,4})[).°]\s"
    r"|\d{1,2}(?:\.\d{1,2})+\.?\s"
    r"|(?i:article|chapitre|titre|section|annexe)\s+(?:\d|premier|1er|[ivx]+\b))"
)
_TERMINAL: Final = ".!?…:;|"
_HANGING: Final = frozenset(_FUNCTION_WORDS.split())
_CALLERS: Final = frozenset({"article", "articles", "art.", "n°", "no", "l.", "r.", "d."})
_SHORT_LINE: Final = 55
_NARROW: Final = 75
_LINES_OF_A_COLUMN: Final = 4


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) of the sentences of `text`, in order."""
    cuts = sorted(set(_stop_cuts(text)) | set(_line_cuts(text)))
    spans: list[tuple[int, int]] = []
    start = 0
    for cut in [*cuts, len(text)]:
        span = _trimmed(text, start, cut)
        if span:
            spans.append(span)
        start = cut
    return _with_orphans(text, spans)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _with_orphans(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join to its neighbour a span without letter or digit (a lone bullet, a lone bracket)."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and not (_says(text, start, end) and _says(text, *joined[-1])):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _says(text: str, start: int, end: int) -> bool:
    return any(map(str.isalnum, text[start:end]))


def _stop_cuts(text: str) -> list[int]:
    return [match.end() for match in _STOP.finditer(text) if _ends_sentence(text, match)]


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    following = text[match.end() : match.end() + 80].lstrip()
    if not following:
        return True
    if not _can_begin(following):
        return False
    mark = match[0]
    if mark[0] != "." or len(mark) > 1:
        return True
    before = _BEFORE.search(text[max(0, match.start() - 24) : match.start()])
    if before is None:
        return True
    return not _is_abbreviation(before[1], following, _begins_line(text, match.start() - len(before[1])))


def _can_begin(following: str) -> bool:
    first = following.lstrip(_OPENING + " \u00a0\u202f\n")[:1]
    return not first or not first.islower() or following[0] in "•▪●–—-"


def _begins_line(text: str, position: int) -> bool:
    head = text[:position].rstrip(" \t")
    return not head or head[-1] in "\n\r\f"


def _is_abbreviation(word: str, following: str, begins_line: bool) -> bool:
    if word.isdecimal():
        # "1. Objet", "Article 5. — Objet": the number of a list item or heading
        return following[0] in "–—" or (begins_line and len(word) <= 2)
    word = re.split("['’]", word)[-1]
    folded = fold(word).strip("-'")
    if folded in _NEVER_LAST:
        # "n", "p", "al"… are abbreviations only where they can be: before a number or a name.
        return not (
            folded in {"no", "nos", "ref", "dir", "res", "ex", "al", "tab", "ch"} and not following[0].isdigit()
        )
    if folded in _MAY_BE_LAST:
        return not following[0].isupper() and following[0] not in _OPENING
    if len(word) == 1:
        return word.isupper()  # an initial (J. Dupont), an article letter (L. 2121-29), a heading letter
    # J.-P. or A.B.: initials joined; "P.L.U." before a capital may end, so it does.
    return bool(re.fullmatch(r"[A-Z]\.?-[A-Z]", word)) or (
        bool(re.fullmatch(r"(?:[A-Z]\.)+[A-Z]", word)) and following[0].isdigit()
    )


def _line_cuts(text: str) -> list[int]:
    if "\n" not in text and "\r" not in text and "\f" not in text:
        return []
    cuts: list[int] = []
    line_start = 0
    short = _short_line(text)
    for match in _BREAK.finditer(text):
        if _breaks(text, line_start, match, short):
            cuts.append(match.end())
        line_start = match.end()
    return cuts


def _breaks(text: str, line_start: int, match: re.Match[str], short: float) -> bool:
    if match[0].count("\n") >= 2 or "\f" in match[0] or match[0].count("\r") >= 2:
        return True
    line = text[line_start : match.start()]
    following = text[match.end() : match.end() + 40]
    if not line or not following:
        return True
    if following[0].isdigit() and _calls_a_number(line):
        return False
    if line[-1] in _TERMINAL:
        # A full stop was judged on its own (abbreviation or not); the other marks always end a line.
        return line[-1] != "."
    if _LIST_ITEM.match(following) or " | " in line or " | " in following:
        return True
    if " ; " in line and " : " in line and " : " in following:
        return True  # two rows of a table, "Salle : Foyer ; Tarif : 85 €"
    return _is_heading_line(line, following, short)


def _short_line(text: str) -> float:
    """Below this length a line may be a heading; above it, it was wrapped. Narrow columns are known by their lines."""
    lengths = [len(line) for line in text.splitlines()]
    longest = max(lengths)
    narrow = longest <= _NARROW and sum(length >= 0.75 * longest for length in lengths) >= _LINES_OF_A_COLUMN
    return 0.6 * longest if narrow else max(float(_SHORT_LINE), 0.6 * longest)


def _calls_a_number(line: str) -> bool:
    """Whether the line ends on "l’article", "n°", "12": the number on the next line belongs to it."""
    last = re.split(r"[\s'’]", line.lower())[-1]
    return last in _CALLERS or last[-1:].isdigit()


def _is_heading_line(line: str, following: str, short: float) -> bool:
    if len(line) >= short:
        return False
    first = following.lstrip(_OPENING + " ")[:1]
    if not (first.isupper() or first.isdigit()) or line[-1] in ",-–('’«":
        return False
    return line.rsplit(None, 1)[-1].strip("'’").lower() not in _HANGING
