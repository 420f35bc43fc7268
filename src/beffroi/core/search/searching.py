"""The production search: a question, a scope and an index give passages, or documents.

Every door (pages, API, command line, answers, evaluation) goes through these two functions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from beffroi.core.scope import Scope
from beffroi.core.search.contract import Hit, SearchIndex

# A document is as good as its best passage: how many passages to look at for one document wanted.
_PASSAGES_FOR_A_DOCUMENT = 5


@dataclass(frozen=True, slots=True)
class DocumentHit:
    """A found document version: its best passages, best first, and the score of the first."""

    version: int
    base: int
    score: float
    passages: tuple[int, ...]


def search(index: SearchIndex, question: str, scope: Scope, limit: int = 50) -> list[Hit]:
    """The best passages for a question, visible in `scope`, best first; the same question gives the same list."""
    return index.search(question, scope, limit)


def search_documents(index: SearchIndex, question: str, scope: Scope, limit: int = 10) -> list[DocumentHit]:
    """The best documents for a question, visible in `scope`, best first, each once.

    Looks at more passages until there are `limit` documents or no passage is left.
    """
    depth = limit * _PASSAGES_FOR_A_DOCUMENT
    while True:
        hits = search(index, question, scope, depth)
        documents = by_document(hits)
        if len(documents) >= limit or len(hits) < depth:
            return documents[:limit]
        depth *= 4


def by_document(hits: Iterable[Hit]) -> list[DocumentHit]:
    """Passages, best first, gathered by document; a document stands where its best passage does."""
    gathered: dict[int, list[Hit]] = {}
    for hit in hits:
        gathered.setdefault(hit.version, []).append(hit)
    return [
        DocumentHit(version, found[0].base, found[0].score, tuple(hit.passage for hit in found))
        for version, found in gathered.items()
    ]
