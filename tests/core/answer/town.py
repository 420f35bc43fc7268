"""Documents given as texts, split and indexed in memory by the production rooms: what the tests of answers ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from beffroi.core.passages.split import split
from beffroi.core.reading.document import Document
from beffroi.core.scope import Scope
from beffroi.core.search.contract import IndexedPassage, StoredPassage
from beffroi.core.search.tantivy_index import TantivyIndex

DAY = date(2026, 3, 2)


class HeldStore:
    """A PassageStore in memory that filters by base; `passages` may be changed behind its back by a test."""

    def __init__(self, passages: dict[int, StoredPassage]) -> None:
        self.passages = passages

    def fetch(self, ids: Sequence[int], scope: Scope) -> dict[int, StoredPassage]:
        found = {number: self.passages[number] for number in ids if number in self.passages}
        return {number: passage for number, passage in found.items() if passage.base in scope.bases}


@dataclass(frozen=True)
class Town:
    index: TantivyIndex
    store: HeldStore
    scope: Scope
    texts: dict[int, str]


def scope_of(tenant: int, *bases: int) -> Scope:
    return Scope(tenant=tenant, member=1, own_bases=frozenset(bases), shared_bases=frozenset(), on=DAY)


def town(*collections: Mapping[str, str]) -> Town:
    """One base by collection of documents (title → text), all of tenant 1; the scope sees the first base only."""
    index = TantivyIndex(None)
    texts: dict[int, str] = {}
    passages: dict[int, StoredPassage] = {}
    for base, documents in enumerate(collections, start=1):
        for title, text in documents.items():
            version = len(texts) + 1
            texts[version] = text
            for piece in split(Document(text=text, media_type="text/plain", title=title)):
                number = len(passages) + 1
                passages[number] = StoredPassage(
                    number, version, base, title, piece.headings, piece.text, piece.start, piece.end, piece.page
                )
    index.apply([], [_indexed(passage) for passage in passages.values()], 1)
    return Town(index, HeldStore(passages), scope_of(1, 1), texts)


def _indexed(passage: StoredPassage) -> IndexedPassage:
    return IndexedPassage(
        passage.id, 1, passage.base, passage.version, passage.title, " ".join(passage.headings), passage.text
    )
