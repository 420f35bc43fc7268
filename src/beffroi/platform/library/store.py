"""Where the text of passages is truth: the second wall behind the index.

Invariant: what the index finds is read again here under the same algebra (readable base of the right authority, not
in the bin, current version, valid on the day), in one query; whatever else an index may hold does not come out.
Proved by tests/contracts/test_passage_store.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import F

from beffroi.core.scope import Scope, required
from beffroi.core.search.contract import StoredPassage
from beffroi.platform.library.models import Passage
from beffroi.platform.library.scoping import valid_on, visible

_COLUMNS: Final = (
    "pk",
    "version_id",
    "version__document__base_id",
    "version__document__title",
    "headings",
    "text",
    "start",
    "end",
    "page",
    "version__document__document_date",
)


class DjangoPassageStore:
    """The PassageStore of the house."""

    def fetch(self, ids: Sequence[int], scope: Scope) -> dict[int, StoredPassage]:
        """The passages among `ids` that may answer in `scope`, by id; the others are absent."""
        document = "version__document"
        found = Passage.objects.filter(
            visible(required(scope), f"{document}__base"),
            valid_on(scope.on, document),
            pk__in=list(ids),
            version__document__deleted_at=None,
            version__document__current=F("version"),
        )
        return {row[0]: _stored(row) for row in found.values_list(*_COLUMNS)}


def _stored(row: tuple) -> StoredPassage:  # type: ignore[type-arg]
    pk, version, base, title, headings, text, start, end, page, document_date = row
    return StoredPassage(pk, version, base, title, tuple(headings), text, start, end, page, document_date)
