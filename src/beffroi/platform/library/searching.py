"""The search of the house: the index finds, the database has the last word."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from beffroi.core.scope import Scope
from beffroi.core.search.contract import StoredPassage
from beffroi.platform.library import index
from beffroi.platform.library.models import Version
from beffroi.platform.library.scoping import visible
from beffroi.platform.library.store import DjangoPassageStore


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage found. `version`, `document`: public ids. `score`: comparable within one search only."""

    passage: StoredPassage
    score: float
    version: UUID
    document: UUID


def search_passages(scope: Scope, query: str, limit: int = 10) -> list[FoundPassage]:
    """The best passages for a question in plain words, best first.

    What the index found and the database refuses (deleted or replaced a moment ago) is absent. Raises IndexMissing.
    """
    hits = index.reader().search(query, scope, limit)
    stored = DjangoPassageStore().fetch([hit.passage for hit in hits], scope)
    versions = Version.objects.filter(visible(scope, "document__base"), pk__in={hit.version for hit in hits})
    named = {row: ids for row, *ids in versions.values_list("pk", "public_id", "document__public_id")}
    return [
        FoundPassage(stored[hit.passage], hit.score, *named[hit.version])
        for hit in hits
        if hit.passage in stored and hit.version in named
    ]
