"""How rare a word is among the passages that one scope may see: what tells a chosen word from a common one.

Counts are taken under the scope, like everything read from the index: a word that only another authority's
documents hold counts zero (tests/core/answer/test_counting.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from beffroi.core.scope import Scope
from beffroi.core.search.contract import SearchIndex


@dataclass(frozen=True, slots=True)
class Frequencies:
    """`passages`: how many passages the scope sees. `holding`: index term → how many of them hold it (title,
    headings or text); a term that none holds may be absent."""

    passages: int = 0
    holding: Mapping[str, int] = field(default_factory=dict)

    def plus(self, other: Frequencies) -> Frequencies:
        """The counts over both collections together."""
        terms = {*self.holding, *other.holding}
        counts = {term: self.holding.get(term, 0) + other.holding.get(term, 0) for term in terms}
        return Frequencies(self.passages + other.passages, counts)


class CountingIndex(SearchIndex, Protocol):
    """A search index that can also count."""

    def document_frequencies(self, terms: Sequence[str], scope: Scope) -> Frequencies:
        """Over the passages visible in `scope`; `terms` as `core.french.tokens.terms` gives them."""
        ...
