"""Numbers, amounts, percentages, dates, hours and references of a French text, by value, with exact spans.

Invariant: mentions are in order and do not overlap; two spellings of one thing have equal (kind, value)
(tests/core/french/test_quantities.py): "1 200 €", "mille deux cents euros" and "1,2 k€"; "3/4/26" and "3 avril 2026".
One list, so that the "3" of "3 avril 2026" is not also a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from beffroi.core.french.normalise import fold
from beffroi.core.french.number_words import SCALES, spelled


class Kind(StrEnum):
    NUMBER = "number"
    AMOUNT = "amount"
    PERCENT = "percent"
    DATE = "date"
    HOUR = "hour"
    REFERENCE = "reference"


Value = Decimal | str | tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """`value`: Decimal for NUMBER, AMOUNT (in euros) and PERCENT; (year, month, day) with None for what is not
    said for DATE; (hour, minute) for HOUR; a folded key for REFERENCE ("l2121-29", "article 5", "2024-12")."""

    kind: Kind
    value: Value
    start: int
    end: int


_S: Final = "[ \u00a0\u202f\u2009]"
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv",
            "fevrier fevr fev",
            "mars",
            "avril avr",
            "mai",
            "juin",
            "juillet juil",
            "aout",
            "septembre sept",
            "octobre oct",
            "novembre nov",
            "decembre dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH: Final = (
    r"(?:janvier|janv\.?|f[ée]vrier|f[ée]vr?\.?|mars|avril|avr\.|mai|juin|juillet|juil\.?|ao[uû]t|septembre|sept\.|"
    r"octobre|oct\.|novembre|nov\.|d[ée]cembre|d[ée]c\.)(?!\w)"
)
_DIGITS: Final = rf"\d{{1,3}}(?:{_S}\d{{3}})+(?!\d)(?:,\d+)?|\d{{1,3}}(?:\.\d{{3}})+(?![\d.])(?:,\d+)?|\d+(?:[.,]\d+)?"

_DATES: Final = re.compile(
    rf"""
      (?<![\w/.-])(?P<iy>(?:19|20)\d\d)-(?P<im>\d\d)-(?P<id>\d\d)(?![\w/-])
    | (?<![\w/.-])(?P<nd>\d{{1,2}})(?P<sep>[/.-])(?P<nm>\d{{1,2}})(?P=sep)(?P<ny>(?:19|20)\d\d|\d\d)(?![\w/-]|[.,]\d)
    | (?<![\w/.,-])(?P<d>\d{{1,2}})(?:er)?\s+(?P<m>{_MONTH})(?:\s+(?P<y>(?:19|20)\d\d)(?!\d))?
    | (?<!\w)(?P<om>{_MONTH})\s+(?P<oy>(?:19|20)\d\d)(?!\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_HOURS: Final = re.compile(
    rf"(?<![\w.,])(?P<h>[01]?\d|2[0-4]){_S}?(?:h(?:eures?)?{_S}?(?P<m>[0-5]\d)?(?!\w)|:(?P<c>[0-5]\d)(?![\d:]))",
    re.IGNORECASE,
)
_ARTICLE: Final = r"\d+(?:-\d+)*"
_REFERENCES: Final = re.compile(
    rf"""
      (?<!\w)(?P<code>[LRDA])\.?{_S}?\*{{0,2}}{_S}?(?P<num>\d[\d-]*\d|\d)(?!\w)
    | (?<!\w)(?P<art>(?i:articles?|art\.))\s(?P<nums>(?:1er|premier|{_ARTICLE})
        (?:(?:,|\set|\sà)\s{_ARTICLE}(?![\w€]|{_S}€))*)
    | (?<![\w+])(?P<phone>(?:\+33{_S}?|0)[1-9](?:[ .\u00a0\u202f-]?\d\d){{4}})(?!\d)
    | (?<![\w/-])(?P<serial>\d+(?:[-/]\d+)+)(?![\w/-])
    """,
    re.VERBOSE,
)
_NUMBERS: Final = re.compile(
    rf"(?<!\w)(?<!\d[.,])(?P<n>{_DIGITS})"
    rf"(?:{_S}?(?P<scale>k(?=€)|K(?=€)|M(?=€)|Md(?=€)|millions?|milliards?|mille)(?![a-zà-ÿ]))?",
)
_MONEY: Final = re.compile(rf"{_S}*(?:d['’]|de{_S})?{_S}*(?:€|euros?(?!\w)|EUR(?!\w))", re.IGNORECASE)
_CENTS: Final = re.compile(rf"{_S}?(?P<c>\d\d)(?![\d.,])")
_PERCENT: Final = re.compile(rf"{_S}*(?:%|pour{_S}cent(?!\w))")
_LETTERED: Final = {"k": 1_000, "M": 1_000_000, "Md": 1_000_000_000}


def mentions(text: str) -> list[Mention]:
    """Every mention of `text`, in order, none overlapping: dates win over hours, references, then numbers."""
    taken = bytearray(len(text))
    found: list[Mention] = []
    for recognise in (_dates, _hours, _references, _digit_numbers, _spelled_numbers):
        for mention in recognise(text):
            if not any(taken[mention.start : mention.end]):
                taken[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
                found.append(mention)
    return sorted(found, key=lambda mention: mention.start)


def numbers(text: str) -> list[Mention]:
    """Numbers that are neither amounts, percentages, dates, hours nor references."""
    return [mention for mention in mentions(text) if mention.kind is Kind.NUMBER]


def amounts(text: str) -> list[Mention]:
    """Sums of money, in euros."""
    return [mention for mention in mentions(text) if mention.kind is Kind.AMOUNT]


def dates(text: str) -> list[Mention]:
    """Dates, complete or not ("avril 2026", "1er janvier")."""
    return [mention for mention in mentions(text) if mention.kind is Kind.DATE]


def hours(text: str) -> list[Mention]:
    """Hours of the day, or durations written alike ("14 h 30", "8h-12h")."""
    return [mention for mention in mentions(text) if mention.kind is Kind.HOUR]


def references(text: str) -> list[Mention]:
    """Article references, telephone numbers and serial numbers."""
    return [mention for mention in mentions(text) if mention.kind is Kind.REFERENCE]


def _dates(text: str) -> list[Mention]:
    found = []
    for match in _DATES.finditer(text):
        year = match["iy"] or match["ny"] or match["y"] or match["oy"]
        month = match["im"] or match["nm"] or _MONTHS[fold(match["m"] or match["om"]).rstrip(".")]
        day = match["id"] or match["nd"] or match["d"]
        value = (_year(year), int(month), int(day) if day else None)
        if 1 <= value[1] <= 12 and (value[2] is None or 1 <= value[2] <= 31):
            found.append(Mention(Kind.DATE, value, match.start(), match.end()))
    return found


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    year = int(written)
    if len(written) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def _hours(text: str) -> list[Mention]:
    return [
        Mention(Kind.HOUR, (int(match["h"]), int(match["m"] or match["c"] or 0)), match.start(), match.end())
        for match in _HOURS.finditer(text)
    ]


def _references(text: str) -> list[Mention]:
    found: list[Mention] = []
    for match in _REFERENCES.finditer(text):
        if match["code"]:
            found.append(_reference(match["code"].lower() + match["num"], match.start(), match.end()))
        elif match["art"]:
            found += _articles(text, match)
        elif match["phone"]:
            digits = re.sub(r"\D", "", match["phone"])
            key = "0" + digits[2:] if match["phone"].startswith("+") else digits
            found.append(_reference(key, match.start(), match.end()))
        else:
            found.append(_reference(match["serial"], match.start(), match.end()))
    return found


def _articles(text: str, match: re.Match[str]) -> list[Mention]:
    """ "articles 5 et 6" is two references; the first span holds the word "articles"."""
    found = []
    start = match.start()
    for number in re.finditer(r"\d+(?:-\d+)*(?:er)?|premier", text[match.start("nums") : match.end("nums")]):
        end = match.start("nums") + number.end()
        key = "1" if number[0] in {"1er", "premier"} else number[0]
        found.append(_reference(f"article {key}", start, end))
        start = end
        while start < match.end() and not text[start].isdigit():
            start += 1
    return found


def _reference(key: str, start: int, end: int) -> Mention:
    return Mention(Kind.REFERENCE, key, start, end)


def _spelled_numbers(text: str) -> list[Mention]:
    return [
        _measured(text, start, end, value)
        for start, end, value in spelled(text)
        if not (text[max(0, start - 2) : start].strip()[-1:].isdigit())
    ]


def _digit_numbers(text: str) -> list[Mention]:
    found = []
    for match in _NUMBERS.finditer(text):
        value = _decimal(match["n"])
        scale = match["scale"]
        if scale:
            value *= _LETTERED.get(scale) or _LETTERED.get(scale.lower()) or SCALES[scale.lower()]
        found.append(_measured(text, match.start(), match.end(), value))
    return found


def _decimal(written: str) -> Decimal:
    compact = re.sub(_S, "", written)
    if "," in compact:
        compact = compact.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+", compact):
        compact = compact.replace(".", "")
    return Decimal(compact).normalize() + 0


def _measured(text: str, start: int, end: int, value: Decimal) -> Mention:
    """The number with what it counts: euros, per cent, or nothing in particular."""
    money = _MONEY.match(text, end)
    if money:
        cents = _CENTS.match(text, money.end()) if value == value.to_integral_value() else None
        if cents and text[money.end() - 1] == "€" and cents.start("c") == money.end():
            return Mention(Kind.AMOUNT, value + Decimal(cents["c"]) / 100, start, cents.end())
        return Mention(Kind.AMOUNT, value, start, money.end())
    percent = _PERCENT.match(text, end)
    if percent:
        return Mention(Kind.PERCENT, value, start, percent.end())
    return Mention(Kind.NUMBER, value, start, end)
