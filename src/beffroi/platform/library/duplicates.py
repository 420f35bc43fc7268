"""The same bytes twice are one document, within what the uploader can see.

Invariant: a document in a hidden base, or of another authority, is never named nor guessed: there the bytes are
kept once on disk and the document is made anew. Proved by tests/platform/library/test_intakes.py.
"""

from __future__ import annotations

from collections.abc import Collection

from beffroi.core.scope import Scope
from beffroi.platform.library.models import Document
from beffroi.platform.library.scoping import owned


def live_document(scope: Scope, blob_id: int) -> Document | None:
    """The live document of a readable own base whose current version holds these bytes, the oldest if several."""
    return live_documents(scope, [blob_id]).get(blob_id)


def live_documents(scope: Scope, blob_ids: Collection[int]) -> dict[int, Document]:
    """The same for several contents at once, by blob."""
    found = Document.objects.filter(owned(scope, "base"), deleted_at=None, current__blob_id__in=blob_ids)
    rows = found.select_related("current", "base").order_by("-pk")
    return {row.current.blob_id: row for row in rows if row.current is not None}
