"""Pieces of words: they bring together what stems keep apart ("licencier", "licenciement") and forgive a slip.

A word gives its beginning ("^lice", four letters: one piece that weighs more) and its inner runs of four letters. Only
content words do, folded; numbers and stop words have none.
"""

from __future__ import annotations

from typing import Final

from beffroi.core.french.normalise import fold
from beffroi.core.french.tokens import is_stop_word, surfaces, words

LENGTH: Final = 4
BEGINNING: Final = "^"
_LONGEST_WORD: Final = 30
_REMEMBERED: Final = 40_000


class _Memory(dict[str, str]):
    """The pieces of the surfaces met lately, with spaces between."""

    def __missing__(self, surface: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[surface] = " ".join(_grams(surface))
        return found


_memory: Final = _Memory()


def grams(text: str) -> list[str]:
    """The pieces of the content words of `text`, in order."""
    return spaced_grams(surfaces(text)).split()


def spaced_grams(found: list[str]) -> str:
    """The pieces of surfaces (core/french/tokens), with spaces between: what an index takes."""
    return " ".join(map(_memory.__getitem__, found))


def _grams(surface: str) -> list[str]:
    found = []
    for word in words(surface):
        if word[0].isalpha() and not is_stop_word(word):
            folded = fold(word)[:_LONGEST_WORD]
            found.append(BEGINNING + folded[:LENGTH])
            found += [folded[start : start + LENGTH] for start in range(1, len(folded) - LENGTH + 1)]
    return found
