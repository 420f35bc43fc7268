"""The same bytes twice are one document, within what the uploader can see.

Invariant: a document in a hidden base, or of another authority, is never named nor guessed: there the bytes are
kept once on disk and the document is made anew. Proved by tests/platform/library/test_duplicates.py.
"""

from __future__ import annotations

from beffroi.core.scope import Scope
from beffroi.platform.library.models import Document
from beffroi.platform.library.scoping import owned


def live_document(scope: Scope, blob_id: int) -> Document | None:
    """The live document of a readable own base whose current version holds these bytes, the oldest if several."""
    found = Document.objects.filter(owned(scope, "base"), deleted_at=None, current__blob_id=blob_id)
    return found.select_related("current", "base").order_by("pk").first()
