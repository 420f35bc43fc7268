"""How near two index terms are when they are not equal: a derived word, or a typing slip.

"utilis" and "utilisat" share most of their letters from the start; "cautoin" is one slip away from "caution".
Numbers and references are equal or nothing: 2019 is not nearly 2020.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from rapidfuzz.distance import OSA

_NEAR_ENOUGH: Final = 0.6
_SHORTEST: Final = 4
_SLIP_LENGTH: Final = 5
_SLIP_WORTH: Final = 0.8


def near_terms(asked: Iterable[str], vocabulary: Iterable[str], unknown: frozenset[str]) -> dict[str, dict[str, float]]:
    """For each asked term, the words of `vocabulary` that count for it, with how much (0-1; itself counts 1).

    Slips are looked for only in terms that the collection does not know (`unknown`)."""
    by_start: dict[str, list[str]] = defaultdict(list)
    by_letter: dict[str, list[str]] = defaultdict(list)
    for word in vocabulary:
        if len(word) >= _SHORTEST and word.isalpha():
            by_start[word[:_SHORTEST]].append(word)
            by_letter[word[0]].append(word)
    near: dict[str, dict[str, float]] = {}
    for term in asked:
        found = {term: 1.0}
        if len(term) >= _SHORTEST and term.isalpha():
            found.update(_derived(term, by_start[term[:_SHORTEST]]))
            if term in unknown and len(term) >= _SLIP_LENGTH:
                for word in by_letter[term[0]]:
                    if OSA.distance(term, word, score_cutoff=1) <= 1:
                        found[word] = max(found.get(word, 0.0), _SLIP_WORTH)
        near[term] = found
    return near


def _derived(term: str, words: Iterable[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for word in words:
        if word != term:
            likeness = _common_start(term, word) / max(len(term), len(word))
            if likeness >= _NEAR_ENOUGH:
                found[word] = likeness
    return found


def _common_start(one: str, other: str) -> int:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length
