"""The bin: for some days a gesture can be undone, then nothing is left.

Erased: rows (versions, text, passages, findings, the intake's line with the file's name), bytes that nothing else
uses, and the index's terms (the index follows, and `library.compact` rebuilds it aside without them). The journal
keeps identifiers. Proved by tests/platform/library/test_bin.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from beffroi.core.scope import Scope
from beffroi.platform.journal.services import SYSTEM, actor_of, record
from beffroi.platform.library import blobs, selectors, verbs
from beffroi.platform.library.changes import record_change
from beffroi.platform.library.models import Base, Document, Finding, Intake, IntakeFile, Version
from beffroi.platform.library.permission import allow
from beffroi.platform.library.services.intakes import forget
from beffroi.platform.tenancy.permissions import Gesture

INTAKE_DAYS: Final = 30


def erase_document(scope: Scope, public_id: UUID) -> None:
    """Erase a document of the bin now, for good. Raises Refused, NotFound."""
    with _thoroughly(), transaction.atomic():
        allow(scope, Gesture.DELETE_DOCUMENTS)
        document = selectors.binned_document(scope, public_id)
        _erase(document, actor_of(scope))


def purge(now: datetime | None = None) -> int:
    """Erase what has been in the bin for the days of the settings, and forget the intakes that ended 30 days ago.
    Each in its own transaction: stopped anywhere, it goes on the next time. Returns how many documents."""
    moment = now or timezone.now()
    horizon = moment - timedelta(days=settings.CONFIGURATION.bin_days)
    count = 0
    with _thoroughly():
        for pk in list(Base.objects.filter(deleted_at__lte=horizon).values_list("pk", flat=True)):
            count += _purge_base(pk, horizon)
        for pk in list(Document.objects.filter(deleted_at__lte=horizon).values_list("pk", flat=True)):
            count += _purge_document(pk, horizon)
        for intake in list(Intake.objects.filter(finished_at__lte=moment - timedelta(days=INTAKE_DAYS))):
            with transaction.atomic():
                forget(intake)
    return count


def _purge_document(pk: int, horizon: datetime) -> int:
    with transaction.atomic():
        found = Document.objects.select_for_update(of=("self",)).filter(pk=pk, deleted_at__lte=horizon).first()
        if found is None:
            return 0
        _erase(found, SYSTEM)
    return 1


def _purge_base(pk: int, horizon: datetime) -> int:
    """A base of the bin, document by document, then its own row."""
    documents = list(Document.objects.filter(base_id=pk).values_list("pk", flat=True))
    for document in documents:
        with transaction.atomic():
            if not Base.objects.select_for_update(of=("self",)).filter(pk=pk, deleted_at__lte=horizon).exists():
                return 0
            for found in Document.objects.filter(pk=document, base_id=pk):
                _erase(found, SYSTEM)
    with transaction.atomic():
        base = Base.objects.select_for_update(of=("self",)).filter(pk=pk, deleted_at__lte=horizon).first()
        if base is not None and not Document.objects.filter(base=base).exists():
            for intake in Intake.objects.filter(base=base):
                forget(intake)
            record(base.collectivite_id, SYSTEM, verbs.BASE_PURGED, objects=[("base", base.public_id)])
            base.delete()
    return len(documents)


def _erase(document: Document, actor: str) -> None:
    """Every trace of a document, inside the caller's transaction."""
    tenant = document.collectivite_id
    versions = Version.objects.filter(document=document)
    version_ids, blob_ids = list(versions.values_list("pk", flat=True)), set(versions.values_list("blob_id", flat=True))
    blob_ids |= _forget_files(document)
    Finding.objects.filter(documents=document).delete()
    objects = [("document", document.public_id)]
    document.delete()
    blobs.erase_unused(tenant, blob_ids)
    record(tenant, actor, verbs.DOCUMENT_PURGED, objects=objects)
    record_change(tenant, version_ids)


def _forget_files(document: Document) -> set[int]:
    """The intakes' lines that name the document; an intake left without lines goes too. Returns their blobs."""
    lines = IntakeFile.objects.filter(document=document)
    intakes: Sequence[int] = list(lines.values_list("intake_id", flat=True).distinct())
    blob_ids = {pk for pk in lines.values_list("blob_id", flat=True) if pk is not None}
    # An e-mail's attachments are documents of their own: they stay, one level up.
    IntakeFile.objects.filter(parent__in=lines).update(parent=None)
    lines.delete()
    Intake.objects.filter(pk__in=intakes, files__isnull=True, finished_at__isnull=False).delete()
    return blob_ids


@contextmanager
def _thoroughly() -> Iterator[None]:
    """SQLite overwrites what is deleted (settings: secure_delete); its write-ahead log is emptied at the end."""
    yield
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
