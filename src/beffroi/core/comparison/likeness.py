"""Which documents say nearly the same: MinHash proposes, exact Jaccard of word shingles decides.

MinHash: Broder 1997. Shingles: runs of four index terms. A pair is a near-duplicate when four shingles in five are
shared; versions of one document when a third are and the titles agree once their numbers and dates are set aside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz import fuzz
from rensa import RMinHash, RMinHashLSH

from beffroi.core.french.normalise import fold
from beffroi.core.french.tokens import terms

SHINGLE: Final = 4
PERMUTATIONS: Final = 255
BANDS: Final = 85
SEED: Final = 20211
DUPLICATE: Final = 0.8
VERSION: Final = 0.33
TITLES_AGREE: Final = 90.0
# A shorter text is a form or a notice: too little to call two of them alike.
FEWEST_SHINGLES: Final = 12


@dataclass(frozen=True, slots=True)
class Text:
    """A document to compare. `id`: the caller's."""

    id: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Two documents, lower id first, and the share of shingles that they have in common (0-1)."""

    first: int
    second: int
    kind: Literal["near_duplicate", "versions"]
    share: float


def alike(texts: Sequence[Text]) -> list[Alike]:
    """Pairs of near-duplicates and of versions, most alike first."""
    shingles = {text.id: found for text in texts if len(found := _shingles(text.text)) >= FEWEST_SHINGLES}
    titles = {text.id: _bare(text.title) for text in texts}
    pairs: list[Alike] = []
    for first, second in sorted(_proposed(shingles)):
        share = _jaccard(shingles[first], shingles[second])
        kind = _kind(share, titles[first], titles[second])
        if kind is not None:
            pairs.append(Alike(first, second, kind, round(share, 3)))
    return sorted(pairs, key=lambda pair: (-pair.share, pair.first, pair.second))


def _kind(share: float, first: str, second: str) -> Literal["near_duplicate", "versions"] | None:
    if share >= DUPLICATE:
        return "near_duplicate"
    if share >= VERSION and fuzz.token_sort_ratio(first, second) >= TITLES_AGREE:
        return "versions"
    return None


def _shingles(text: str) -> frozenset[str]:
    words = terms(text)
    return frozenset(" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))


def _proposed(shingles: dict[int, frozenset[str]]) -> set[tuple[int, int]]:
    lsh = RMinHashLSH(VERSION, PERMUTATIONS, BANDS)
    pairs: set[tuple[int, int]] = set()
    for document, found in shingles.items():
        sketch = RMinHash(PERMUTATIONS, SEED)
        sketch.update(sorted(found))
        pairs.update((min(other, document), max(other, document)) for other in lsh.query(sketch))
        lsh.insert(document, sketch)
    return pairs


def _jaccard(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / len(first | second)


def _bare(title: str) -> str:
    """A title without what changes from one version to the next: numbers, months, "version", "modifié"."""
    words = re.sub(r"[\W\d_]+", " ", fold(title.lower()))
    return " ".join(word for word in words.split() if word not in _PASSING)


_PASSING: Final = frozenset(
    """
    v version definitif definitive final finale modifie modifiee maj projet copie du de la le janvier fevrier
    mars avril mai juin juillet aout septembre octobre novembre decembre
    """.split()
)
