"""The search of the house: the index finds, the database has the last word."""

from __future__ import annotations

from beffroi.core.scope import Scope
from beffroi.core.search.contract import StoredPassage
from beffroi.platform.library import index
from beffroi.platform.library.store import DjangoPassageStore


def search_passages(scope: Scope, query: str, limit: int = 10) -> list[tuple[StoredPassage, float]]:
    """The best passages for a question in plain words, best first, with their scores (comparable within one search).

    What the index found and the database refuses (deleted or replaced a moment ago) is absent. Raises IndexMissing.
    """
    hits = index.reader().search(query, scope, limit)
    stored = DjangoPassageStore().fetch([hit.passage for hit in hits], scope)
    return [(stored[hit.passage], hit.score) for hit in hits if hit.passage in stored]
