"""Words of a French text as the index sees them.

Invariant: the index and the question go through the same `terms`, so a word of a question meets the same word of
a document whatever its case, accents, elision, plural or typography (tests/core/french/test_tokens.py).
A word is stemmed by Snowball before its accents are folded ("marché" and "marche" keep apart as far as French does).
Cost: the analysis of a surface form is remembered, so a text costs one regular expression and a look-up by word.
"""

from __future__ import annotations

import re
import threading
from functools import cache
from itertools import chain
from typing import Final

import Stemmer

from beffroi.core.french.normalise import fold, normalise
from beffroi.core.french.sigles import names
from beffroi.core.french.stopwords import KEPT, STOP_WORDS

# A surface is a run of word characters and of the signs that join them; what it holds is sorted out once (`_analyse`).
_SURFACE: Final = re.compile(r"\w+(?:['.,/-]\w+)*|[€$£]")
_DIGIT: Final = re.compile(r"\d")
_SPACED_REFERENCE: Final = re.compile(r"[LRDA](?<!\w.)\.? ?\*{0,2} ?(?=\d)")
_SPACED_HOUR: Final = re.compile(r"\d(?<![\d,.]\d)\d?(?: ?[hH] ?\d\d| [hH])(?!\w)")

_ELISION: Final = re.compile(r"(?:[ldnsjcmt]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=\w)", re.IGNORECASE)
_WHOLE: Final = frozenset({"aujourd'hui", "prud'homme", "prud'hommes", "prud'homal", "prud'homale", "presqu'ile"})
_PART: Final = re.compile(r"\d+(?:[-/.,]\d+)*[^\W\d_]*(?!\w)|[^\W_]+(?:'[^\W_]+)*")
_NUMBER: Final = re.compile(r"(\d+(?:[-/.,]\d+)*)([^\W\d_]*)")
_REFERENCE: Final = re.compile(r"([LRDA])(\d+(?:-\d+)*)")
_HOUR: Final = re.compile(r"(\d{1,2})h(\d\d)?", re.IGNORECASE)
_CURRENCY: Final = {"€": "euro", "$": "dollar", "£": "livr"}
_SIGLES: Final = frozenset(fold(sigle) for sigle, _ in names())
_LIKE_STOP_WORDS: Final = _SIGLES | {"sa", "ses", "ta"}
_LONGEST: Final = 60  # characters of a term: nobody asks for more, and a blob must not fill the index
_REMEMBERED: Final = 60_000


class _Memory(dict[str, tuple[str, ...]]):
    """The analysis of the surfaces met lately."""

    def __missing__(self, surface: str) -> tuple[str, ...]:
        if len(self) >= _REMEMBERED:
            self.clear()
        analysed = self[surface] = _analyse(surface)
        return analysed


_stemmer: Final = Stemmer.Stemmer("french", 0)
_stemmer_lock: Final = threading.Lock()  # a Snowball stemmer has one buffer
_memory: Final = _Memory()


def terms(text: str) -> list[str]:
    """The index terms of `text`, in order: folded stems, sigles whole, numbers by value, references and their parts.

    Stop words are absent. "L. 2121-29" gives ["l2121-29", "2121-29", "2121", "29"]; "1 200,00 €" gives
    ["1200", "euro"]; "14 h 30" gives ["14h30", "14h"]; "l'été" gives ["ete"].
    """
    return terms_of(surfaces(text))


def terms_of(found: list[str]) -> list[str]:
    """The terms of surfaces, in order, then the sigles of the names that they spell out."""
    analysed = list(chain.from_iterable(map(_memory.__getitem__, found)))
    starts = _spelled_out()
    return analysed + [
        sigle
        for position, term in enumerate(analysed)
        if term in starts
        for stems, sigle in starts[term]
        if tuple(analysed[position : position + len(stems)]) == stems
    ]


@cache
def _spelled_out() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """First stem → the names that begin with it, as stems, and their sigle."""
    starts: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for sigle, name in names():
        stems = tuple(chain.from_iterable(map(_memory.__getitem__, surfaces(name))))
        starts.setdefault(stems[0], []).append((stems, fold(sigle)))
    return starts


def terms_by_word(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Each surface word of the normalised text with its terms (empty for a stop word), in order."""
    return [(surface, _memory[surface]) for surface in surfaces(text)]


def surfaces(text: str) -> list[str]:
    """The words of `normalise(text)` as written: elided articles and hyphens still attached, references in one piece
    ("L2121-29"), hours too ("14h30")."""
    text = normalise(text)
    if _DIGIT.search(text):
        text = _SPACED_REFERENCE.sub(lambda match: match[0][0], text)
        text = _SPACED_HOUR.sub(lambda match: match[0].replace(" ", ""), text)
    return _SURFACE.findall(text)


# Words of the town hall that Snowball would confuse: the mayor is not the town hall.
_APART: Final = {"maire": "maire", "maires": "maire", "mairesse": "maire"}


def stem(word: str) -> str:
    """Folded Snowball stem of one word, without the plural that Snowball leaves after a, i, o and u ("euros")."""
    kept = _APART.get(word.lower())
    if kept is not None:
        return kept
    with _stemmer_lock:
        stemmed = fold(_stemmer.stemWord(word.lower()))
    return stemmed[:-1] if len(stemmed) >= 4 and stemmed[-1] == "s" and stemmed[-2] in "aiou" else stemmed


def is_stop_word(word: str) -> bool:
    """Whether one word, any case, says nothing of the subject."""
    lowered = word.lower()
    return lowered not in KEPT and fold(lowered) in STOP_WORDS


def words(surface: str) -> list[str]:
    """The words of one surface, as written: "l'avant-projet" gives ["avant", "projet"]."""
    if surface.isalpha():
        return [surface]
    found: list[str] = []
    for part in _PART.findall(surface):
        found += _without_elision(part) if "'" in part else [part]
    return found


def _analyse(surface: str) -> tuple[str, ...]:
    if surface in _CURRENCY:
        return (_CURRENCY[surface],)
    reference = _REFERENCE.fullmatch(surface)
    if reference:
        return _reference_terms(reference[1], reference[2])
    found: list[str] = []
    for word in words(surface):
        found += _number_terms(word) if word[0].isdecimal() else _word_terms(word)
    return tuple(term[:_LONGEST] for term in found)


def _without_elision(part: str) -> list[str]:
    rest = part
    while (match := _ELISION.match(rest)) and rest.lower() not in _WHOLE:
        rest = rest[match.end() :]
    if fold(rest) in _WHOLE:
        return [rest.replace("'", "")]
    return [word for word in rest.split("'") if word]


def _word_terms(word: str) -> tuple[str, ...]:
    if is_stop_word(word):
        # A sigle that looks like a stop word ("CET", "SES") is still worth a term when it is written as one.
        return (fold(word),) if word.isupper() and fold(word) in _LIKE_STOP_WORDS else ()
    stemmed = stem(word)
    whole = fold(word)
    if (word.isupper() and 2 <= len(word) <= 6) or whole in _SIGLES:
        return (whole,) if whole == stemmed else (whole, stemmed)
    return (stemmed,)


def _number_terms(word: str) -> tuple[str, ...]:
    hour = _HOUR.fullmatch(word)
    if hour:
        whole = f"{int(hour[1])}h"
        return (f"{whole}{hour[2]}", whole) if hour[2] and hour[2] != "00" else (whole,)
    match = _NUMBER.fullmatch(word)
    if match is None:
        return (fold(word),)
    digits, suffix = match[1], fold(match[2])
    if not suffix:
        return _compound(digits)
    if suffix in {"e", "er", "eme", "em", "ieme"} and digits.isdecimal():
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
    rest = _compound(number)
    return (letter.lower() + rest[0], *rest)
