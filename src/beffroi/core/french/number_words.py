"""Numbers written in words: "mille deux cents" is 1200, "quatre-vingt-dix-sept" is 97.

`spelled` gives spans and values; a lone "un" or "une" is an article, not a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

_UP_TO_SIXTEEN: Final = (
    "zéro,zero un,une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
)
_UNITS: Final = {word: value for value, words in enumerate(_UP_TO_SIXTEEN.split(" ")) for word in words.split(",")}
_TENS: Final = {
    "vingt": 20,
    "vingts": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "septante": 70,
    "huitante": 80,
    "octante": 80,
    "nonante": 90,
}
_HUNDRED: Final = frozenset({"cent", "cents"})
_SCALES: Final = {
    "mille": 1_000,
    "million": 1_000_000,
    "millions": 1_000_000,
    "milliard": 1_000_000_000,
    "milliards": 1_000_000_000,
}
SCALES: Final = _SCALES
_WORD: Final = "|".join(sorted([*_UNITS, *_TENS, *_HUNDRED, *_SCALES], key=len, reverse=True))
_RUN: Final = re.compile(
    rf"(?<![\w'-])(?:{_WORD})(?:[ \u00a0\n-](?:et[ \u00a0-])?(?:{_WORD}))*(?![\w])(?!-[^\W\d_])", re.IGNORECASE
)
_ONE: Final = re.compile(rf"(?:{_WORD})(?!\w)", re.IGNORECASE)


def spelled(text: str) -> list[tuple[int, int, Decimal]]:
    """(start, end, value) of the numbers written in words, in order."""
    found: list[tuple[int, int, Decimal]] = []
    for run in _RUN.finditer(text):
        words = [
            (match[0].lower(), match.start(), match.end()) for match in _ONE.finditer(text, run.start(), run.end())
        ]
        for group in _groups(words):
            if len(group) == 1 and group[0][0] in {"un", "une", "million", "millions", "milliard", "milliards"}:
                continue
            value = _value([word for word, _, _ in group])
            found.append((group[0][1], group[-1][2], Decimal(value)))
    return found


def _groups(words: list[tuple[str, int, int]]) -> list[list[tuple[str, int, int]]]:
    """Cut a run where two neighbours cannot belong to one number ("deux trois")."""
    groups = [[words[0]]]
    for before, word in pairwise(words):
        if _goes_on(before[0], word[0]):
            groups[-1].append(word)
        else:
            groups.append([word])
    return groups


def _goes_on(before: str, word: str) -> bool:
    if word in _SCALES or before in _SCALES:
        return not (word in _SCALES and word == before)
    if word in _HUNDRED:
        return before in _UNITS and 1 < _UNITS[before] < 10
    if before in _HUNDRED:
        return True
    if word in {"vingt", "vingts"}:
        return before == "quatre"
    if word in _TENS:
        return False
    value = _UNITS[word]
    if before in _TENS:
        return 1 <= value < 10 or (before in {"soixante", "vingt"} and value >= 10)
    return before == "dix" and value in {7, 8, 9}


@dataclass(slots=True)
class _Sum:
    total: int = 0
    hundreds: int = 0
    rest: int = 0


def _value(words: list[str]) -> int:
    state = _Sum()
    for word in words:
        if word in _SCALES:
            state.total += max(1, state.hundreds + state.rest) * _SCALES[word]
            state.hundreds = state.rest = 0
        elif word in _HUNDRED:
            state.hundreds += max(1, state.rest) * 100
            state.rest = 0
        elif word in {"vingt", "vingts"} and state.rest == 4:
            state.rest = 80
        else:
            state.rest += _TENS.get(word) or _UNITS[word]
    return state.total + state.hundreds + state.rest
