"""Words of a French text as the index sees them.

Invariant: the index and the question go through the same `terms`, so a word of a question meets the same word of
a document whatever its case, accents, elision, plural or typography (tests/core/french/test_tokens.py).
A word is stemmed by Snowball before its accents are folded ("marché" and "marche" keep apart as far as French does).
Cost: the analysis of a surface form is remembered, so a text costs one regular expression and a look-up by word.
"""

from __future__ import annotations

import re
import threading
from itertools import chain
from typing import Final

import Stemmer

from beffroi.core.french.normalise import fold, normalise
from beffroi.core.french.stopwords import KEPT, STOP_WORDS

# In order: an article reference, an hour, a number with its parts, a word with its apostrophes, a currency sign.
_TOKEN: Final = re.compile(
    r"""
      \b[LRDA]\.?\ ?\*{0,2}\ ?\d[\d-]*\d\b          # L. 2121-29, R123-4, L5212-1
    | \d+\ ?[hH]\ ?(?:\d\d)?(?![\w])                 # 14 h 30, 8h
    | \d+(?:[-/.,]\d+)*[^\W\d_]*                     # 1200, 12,50, 2121-29, 12/05/2024, 2e, 13eme
    | [^\W\d_][^\W_]*(?:'[^\W_]+)*                   # words, sigles, A4, covid19, l'école
    | [€$£]
    """,
    re.VERBOSE,
)
_ELISION: Final = re.compile(r"(?:[ldnsjcmt]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=\w)", re.IGNORECASE)
_WHOLE: Final = frozenset(
    {
        "aujourd'hui",
        "prud'homme",
        "prud'hommes",
        "prud'homal",
        "prud'homale",
        "presqu'ile",
    }
)
_REFERENCE: Final = re.compile(r"([LRDA])\.?\s?\*{0,2}\s?(\d[\d-]*)")
_HOUR: Final = re.compile(r"(\d+) ?h ?(\d\d)?", re.IGNORECASE)
_CURRENCY: Final = {"€": "euro", "$": "dollar", "£": "livr"}
_REMEMBERED: Final = 60_000

_stemmer: Final = Stemmer.Stemmer("french", 0)
_stemmer_lock: Final = threading.Lock()  # a Snowball stemmer has one buffer
_memory: dict[str, tuple[str, ...]] = {}


def terms(text: str) -> list[str]:
    """The index terms of `text`, in order: folded stems, sigles whole, numbers by value, references and their parts.

    Stop words are absent. "L. 2121-29" gives ["l2121-29", "2121-29", "2121", "29"]; "1 200,00 €" gives
    ["1200", "euro"]; "14 h 30" gives ["14h30", "14h"]; "l'été" gives ["ete"].
    """
    found: list[str] = []
    known = _memory.get
    for surface in surfaces(text):
        analysed = known(surface)
        found += _remembered(surface) if analysed is None else analysed
    return found


def terms_by_word(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Each surface word of the normalised text with its terms (empty for a stop word), in order."""
    return [(surface, _remembered(surface)) for surface in surfaces(text)]


def surfaces(text: str) -> list[str]:
    """The words of `normalise(text)` as written, elided articles still attached."""
    return _TOKEN.findall(normalise(text))


def stem(word: str) -> str:
    """Folded Snowball stem of one word."""
    with _stemmer_lock:
        return fold(_stemmer.stemWord(word.lower()))


def is_stop_word(word: str) -> bool:
    """Whether one word, any case, says nothing of the subject."""
    lowered = word.lower()
    return lowered not in KEPT and fold(lowered) in STOP_WORDS


def _remembered(surface: str) -> tuple[str, ...]:
    found = _memory.get(surface)
    if found is None:
        if len(_memory) >= _REMEMBERED:
            _memory.clear()
        found = _memory[surface] = _analyse(surface)
    return found


def _analyse(surface: str) -> tuple[str, ...]:
    if surface in _CURRENCY:
        return (_CURRENCY[surface],)
    if surface[0].isdigit():
        return _analyse_number(surface)
    reference = _REFERENCE.fullmatch(surface)
    if reference:
        return _reference_terms(reference[1], reference[2])
    return tuple(chain.from_iterable(map(_word_terms, _without_elision(surface))))


def _without_elision(surface: str) -> list[str]:
    if "'" not in surface:
        return [surface]
    rest = surface
    while (match := _ELISION.match(rest)) and rest.lower() not in _WHOLE:
        rest = rest[match.end() :]
    if fold(rest) in _WHOLE:
        return [rest.replace("'", "")]
    return [part for part in rest.split("'") if part]


def _word_terms(word: str) -> tuple[str, ...]:
    if is_stop_word(word):
        # A sigle that looks like a stop word ("SA", "SES") is still worth a term when it is written as one.
        return (fold(word),) if word.isupper() and 2 <= len(word) <= 4 and fold(word) in _SIGLES_KEPT else ()
    stemmed = stem(word)
    if word.isupper() and 2 <= len(word) <= 6:
        whole = fold(word)
        return (whole,) if whole == stemmed else (whole, stemmed)
    return (stemmed,)


_SIGLES_KEPT: Final = frozenset({"sa", "ses", "ta", "ca", "ce", "on"})


def _analyse_number(surface: str) -> tuple[str, ...]:
    hour = _HOUR.fullmatch(surface)
    if hour:
        whole = f"{int(hour[1])}h"
        return (f"{whole}{hour[2]}", whole) if hour[2] and hour[2] != "00" else (whole,)
    if surface.isdecimal():
        return (surface.lstrip("0") or "0",)
    match = re.fullmatch(r"([\d\-/.,]+?)([^\W\d_]*)", surface)
    if match is None:
        return (fold(surface),)
    digits, suffix = match[1], fold(match[2])
    if not suffix:
        return _compound(digits)
    if suffix in {"e", "er", "eme", "em", "ieme"}:
        return (digits + "e", digits)
    return (*_compound(digits), suffix if len(suffix) > 1 else digits + suffix)


def _compound(digits: str) -> tuple[str, ...]:
    decimal = re.fullmatch(r"(\d+)[.,](\d+)", digits)
    if decimal:
        fraction = decimal[2].rstrip("0")
        if len(decimal[2]) == 3 and "." in digits:
            return (decimal[1] + decimal[2],)  # 1.200 is 1200 in French
        return (f"{decimal[1]}.{fraction}",) if fraction else (decimal[1],)
    parts = tuple(part.lstrip("0") or "0" for part in re.split(r"[-/.,]", digits) if part)
    whole = "-".join(parts)
    return (whole,) if len(parts) == 1 else (whole, *parts)


def _reference_terms(letter: str, number: str) -> tuple[str, ...]:
    rest = _compound(number.strip("-"))
    return (letter.lower() + rest[0], *rest)
