from __future__ import annotations

from datetime import date

from beffroi.core.scope import Scope
from beffroi.core.search.contract import Hit, IndexedPassage
from beffroi.core.search.searching import by_document, search, search_documents
from beffroi.core.search.tantivy_index import TantivyIndex

SCOPE = Scope(1, None, frozenset({1}), frozenset(), date(2026, 1, 1))


def test_a_document_stands_where_its_best_passage_does() -> None:
    hits = [Hit(5, 2, 1, 0.9), Hit(1, 1, 1, 0.8), Hit(6, 2, 1, 0.7), Hit(9, 3, 1, 0.1)]
    found = by_document(hits)
    assert [(document.version, document.score, document.passages) for document in found] == [
        (2, 0.9, (5, 6)),
        (1, 0.8, (1,)),
        (3, 0.1, (9,)),
    ]


def test_a_long_document_does_not_hide_the_others() -> None:
    index = TantivyIndex(None)
    long = [IndexedPassage(number, 1, 1, 1, "", "", "tarif tarif de la cantine") for number in range(1, 400)]
    short = [IndexedPassage(500 + number, 1, 1, 500 + number, "", "", f"tarif mot{number}") for number in range(8)]
    index.apply([], [*long, *short], 1)
    assert len(search(index, "tarif cantine", SCOPE, 30)) == 30
    found = search_documents(index, "tarif cantine", SCOPE, 5)
    assert len(found) == 5
    assert found[0].version == 1
    assert [document.version for document in search_documents(index, "tarif cantine", SCOPE, 50)][1:] == list(
        range(500, 508)
    )
    index.close()
