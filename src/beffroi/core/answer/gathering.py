"""What a question may read: the bases, and the files attached to the conversation, each behind its own scope.

Invariant: a passage is read only after the index found it under a scope, and again under the same scope by the store
(the second wall); one that the store does not show is dropped, whatever the index said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from beffroi.core.answer.candidates import Source
from beffroi.core.scope import Scope
from beffroi.core.search.contract import Hit, PassageStore
from beffroi.core.search.rarity import CountingIndex, Frequencies
from beffroi.core.search.searching import search

SEARCHED: Final = 30
READ: Final = 12


@dataclass(frozen=True, slots=True)
class Reach:
    """One collection that the question may read, with the scope that limits it."""

    index: CountingIndex
    store: PassageStore
    scope: Scope
    attached: bool = False


def count(terms: Sequence[str], reaches: Sequence[Reach]) -> Frequencies:
    """In how many passages of all the collections each term stands."""
    total = Frequencies()
    for reach in reaches:
        total = total.plus(reach.index.document_frequencies(terms, reach.scope))
    return total


def gather(text: str, reaches: Sequence[Reach]) -> list[Source]:
    """The best passages for `text`, read, best first: each collection's scores are taken relative to its own best,
    because scores of two indexes do not compare; at equal ratio an attached file comes first."""
    found = [source for reach in reaches for source in _found(text, reach)]
    found.sort(key=lambda source: (-source.ratio, not source.attached, source.rank))
    return [Source(one.passage, one.ratio, rank, one.attached) for rank, one in enumerate(found[:READ])]


def _found(text: str, reach: Reach) -> list[Source]:
    hits = [hit for hit in search(reach.index, text, reach.scope, SEARCHED) if hit.score > 0][:READ]
    visible = reach.store.fetch([hit.passage for hit in hits], reach.scope)
    read = [hit for hit in hits if hit.passage in visible]
    best = _best(read)
    return [Source(visible[hit.passage], hit.score / best, rank, reach.attached) for rank, hit in enumerate(read)]


def _best(hits: Sequence[Hit]) -> float:
    return max((hit.score for hit in hits), default=1.0)
