"""Writes on documents: each is permission + change + index change + journal entry in one transaction."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from beffroi.core.scope import Scope
from beffroi.platform.journal.services import actor_of, record
from beffroi.platform.library import duplicates, selectors, verbs
from beffroi.platform.library.changes import record_change
from beffroi.platform.library.errors import IdenticalPresent, NameMissing, ValidityReversed
from beffroi.platform.library.models import Document
from beffroi.platform.library.permission import allow
from beffroi.platform.tenancy.permissions import Gesture


class _Kept(Enum):
    KEPT = "kept"


KEPT: Final = _Kept.KEPT
"""Leaves a date as it is; None clears it."""


@transaction.atomic
def update_document(
    scope: Scope,
    public_id: UUID,
    title: str | None = None,
    document_date: date | _Kept | None = KEPT,
    valid_from: date | _Kept | None = KEPT,
    valid_to: date | _Kept | None = KEPT,
    base_id: UUID | None = None,
) -> Document:
    """Change title, date, validity (inclusive days) or base of a live document.

    Raises Refused, NotFound (document, or base to move to), NameMissing, ValidityReversed.
    """
    allow(scope, Gesture.EDIT_DOCUMENTS)
    document = selectors.own_document(scope, public_id)
    moved = base_id is not None and base_id != document.base.public_id
    if base_id is not None and moved:
        document.base = selectors.own_base(scope, base_id)
    if title is not None:
        document.title = " ".join(title.split())[:300]
    document.document_date = document.document_date if document_date is KEPT else document_date
    document.valid_from = document.valid_from if valid_from is KEPT else valid_from
    document.valid_to = document.valid_to if valid_to is KEPT else valid_to
    _check(document)
    document.save(update_fields=["title", "document_date", "valid_from", "valid_to", "base"])
    verb = verbs.DOCUMENT_MOVED if moved else verbs.DOCUMENT_UPDATED
    objects = [("document", document.public_id), ("base", document.base.public_id)]
    record(scope.tenant, actor_of(scope), verb, objects=objects)
    record_change(scope.tenant, [document.current_id])
    return document


@transaction.atomic
def delete_document(scope: Scope, public_id: UUID) -> Document:
    """Put a document in the bin: it answers no more. Raises Refused, NotFound."""
    member = allow(scope, Gesture.DELETE_DOCUMENTS)
    document = selectors.own_document(scope, public_id)
    document.deleted_at, document.deleted_by = timezone.now(), member
    document.save(update_fields=["deleted_at", "deleted_by"])
    record(scope.tenant, actor_of(scope), verbs.DOCUMENT_DELETED, objects=[("document", document.public_id)])
    record_change(scope.tenant, [document.current_id])
    return document


@transaction.atomic
def restore_document(scope: Scope, public_id: UUID) -> Document:
    """Take a document out of the bin. Raises Refused, NotFound, IdenticalPresent (the same bytes came back since)."""
    allow(scope, Gesture.DELETE_DOCUMENTS)
    document = selectors.binned_document(scope, public_id)
    if document.current is not None and duplicates.live_document(scope, document.current.blob_id) is not None:
        raise IdenticalPresent()
    document.deleted_at = document.deleted_by = None
    document.save(update_fields=["deleted_at", "deleted_by"])
    record(scope.tenant, actor_of(scope), verbs.DOCUMENT_RESTORED, objects=[("document", document.public_id)])
    record_change(scope.tenant, [document.current_id])
    return document


def _check(document: Document) -> None:
    if not document.title:
        raise NameMissing()
    if document.valid_from and document.valid_to and document.valid_to < document.valid_from:
        raise ValidityReversed()
