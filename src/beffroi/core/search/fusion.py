"""One ranking out of several. The production search goes through it, whatever the number of rankers.

Scores of two rankers do not compare; what compares is how far each hit is below the best of its own ranking.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

RECIPROCAL_RANK_CONSTANT = 60  # Cormack, Clarke and Büttcher, SIGIR 2009


def fuse(rankings: Sequence[Mapping[Key, float]], weights: Sequence[float]) -> dict[Key, float]:
    """The weighted sum of scores, each ranking's divided by its best; absent from a ranking counts 0.

    `rankings`: for each ranker, positive scores by key. `weights`: one for each. Out: scores by key, unordered;
    with one ranker its order is unchanged. Raises ValueError when the two lengths differ.
    """
    fused: dict[Key, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        best = max(ranking.values(), default=0.0)
        if best <= 0.0:
            continue
        for key, score in ranking.items():
            fused[key] = fused.get(key, 0.0) + weight * score / best
    return fused


def fuse_ranks(rankings: Sequence[Sequence[Key]], weights: Sequence[float]) -> dict[Key, float]:
    """Reciprocal rank fusion, for rankers whose scores mean nothing: the weighted sum of 1 / (60 + rank)."""
    fused: dict[Key, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        for rank, key in enumerate(ranking, start=1):
            fused[key] = fused.get(key, 0.0) + weight / (RECIPROCAL_RANK_CONSTANT + rank)
    return fused
