"""One spelling for what French writes in several ways, before anything is compared, indexed or searched.

Invariant: `normalise(normalise(t)) == normalise(t)`, proved by tests/core/french/test_normalise.py. The result is
for comparison only: its length differs from the text's, so it never carries a character span.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Replaced one by one where present: ten times faster than str.translate on French text.
_CHARACTERS: Final = (
    ("\u2019", "'"),
    ("\u00a0", " "),
    ("\u202f", " "),
    ("œ", "oe"),
    ("Œ", "OE"),
    ("æ", "ae"),
    ("Æ", "AE"),
    ("\u2018", "'"),
    ("\u02bc", "'"),
    ("\u00b4", "'"),
    ("\u0060", "'"),
    ("\uff07", "'"),
    ("ﬁ", "fi"),
    ("ﬂ", "fl"),
    ("ﬀ", "ff"),
    ("ﬃ", "ffi"),
    ("ﬄ", "ffl"),
    ("\u2007", " "),
    ("\u2009", " "),
    ("\u200a", " "),
    ("\u2002", " "),
    ("\u2003", " "),
    ("\u3000", " "),
    ("\t", " "),
    ("\u00ad", ""),  # soft hyphen: an invisible place where a line may break
    ("\u200b", ""),
    ("\u200c", ""),
    ("\u200d", ""),
    ("\u2060", ""),
    ("\ufeff", ""),
    ("\u2010", "-"),
    ("\u2011", "-"),
    ("\u2212", "-"),
)

_COMBINING: Final = re.compile(r"[\u0300-\u036f]")
# Look-behinds come after the first character, so that the engine can jump to digits and capitals.
_THOUSANDS: Final = re.compile(r"\d(?<![\d.,]\d)(?<!\d \d)\d{0,2}(?: \d{3})+(?!\d| \d)")
_DOTTED_SIGLE: Final = re.compile(r"[A-ZÀ-Þ](?<![\w.].)\.(?:[A-ZÀ-Þ]\.)+(?:[A-ZÀ-Þ](?!\w))?")
_ORDINAL: Final = re.compile(
    r"(?P<n>\d(?<![\w.,]\d)\d{0,3}) ?"
    r"(?:(?P<first>(?i:ers?|[èe]re?s?|res?))|(?P<next>(?i:[èeé]mes?|es?|nde?s?|ds?)))(?!\w)"
)
_DIGIT: Final = re.compile(r"\d")


def characters(text: str) -> str:
    """The same text with one code point for each letter, apostrophe, space and hyphen; NFC, œ and æ opened."""
    if text.isascii():
        return text.replace("`", "'").replace("\t", " ")
    if _COMBINING.search(text):
        text = unicodedata.normalize("NFC", text)
    for written, plain in _CHARACTERS:
        if written in text:
            text = text.replace(written, plain)
    return text


def normalise(text: str) -> str:
    """Characters made one, "1 200" → "1200", "P.L.U." → "PLU", "1ère" → "1er", "2 ème" → "2e". Case is kept."""
    text = characters(text)
    if "." in text:
        text = _DOTTED_SIGLE.sub(lambda match: match[0].replace(".", ""), text)
    if _DIGIT.search(text):
        text = _THOUSANDS.sub(lambda match: match[0].replace(" ", ""), text)
        text = _ORDINAL.sub(_ordinal, text)
    return text


def _ordinal(match: re.Match[str]) -> str:
    number = match["n"]
    if match["first"]:
        return f"{number}er" if number == "1" else match[0]
    suffix = match["next"].lower()
    # "2 e" or "3 d" with a space is a list letter or a slip, not an ordinal.
    spaced = match[0][len(number)] == " "
    if (
        number == "1"
        or (spaced and len(suffix) < 3)
        or (suffix in {"nd", "nde", "nds", "ndes", "d", "ds"} and number != "2")
    ):
        return match[0]
    return f"{number}e"


def fold(text: str) -> str:
    """Lower case without accents, œ opened: the form in which two spellings of a word are equal."""
    lowered = characters(text).lower()
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFD", lowered)
    return _COMBINING.sub("", decomposed)
