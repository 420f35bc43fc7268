"""The contract of a search index, and what goes in and out. Back ends pass tests/contracts/test_search_index.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from beffroi.core.scope import Scope


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """One passage as the index takes it. `id`: row id of the passage. `version`: row id of the document version
    (removal is by version). `headings`: joined heading path. Validity bounds are inclusive days, None = open."""

    id: int
    tenant: int
    base: int
    version: int
    title: str
    headings: str
    text: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A found passage: row ids and a score (comparable within one search only)."""

    passage: int
    version: int
    base: int
    score: float


class SearchIndex(Protocol):
    """An index that follows the database by sequence number; commits are atomic with that number."""

    def last_seq(self) -> int:
        """Sequence number of the last change held by the last commit; 0 for a new index."""
        ...

    def apply(self, removed_versions: Sequence[int], added: Iterable[IndexedPassage], seq: int) -> None:
        """Remove every passage of these versions, then add these passages, and commit together with `seq`."""
        ...

    def search(self, query: str, scope: Scope, limit: int = 50) -> list[Hit]:
        """The best passages for a question in plain words, visible in `scope`, best first, ties by passage id."""
        ...


class PassageStore(Protocol):
    """Where the text of passages is truth. The second wall: it filters by scope again, in its own query."""

    def fetch(self, ids: Sequence[int], scope: Scope) -> dict[int, StoredPassage]:
        """The passages among `ids` that are visible in `scope`, by id; the others are absent."""
        ...


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with what an answer needs. `start`/`end`: span in the version's whole text."""

    id: int
    version: int
    base: int
    title: str
    headings: tuple[str, ...]
    text: str
    start: int
    end: int
    page: int | None = None
    document_date: date | None = None
