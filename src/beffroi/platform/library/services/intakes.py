"""Receiving files: their bytes safe on the disk, then rows and job in one transaction. Accepted means never lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import IO, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from beffroi.core.errors import NotFound
from beffroi.core.reading import Verdict
from beffroi.core.scope import Scope
from beffroi.platform.jobs import registry
from beffroi.platform.jobs import services as jobs
from beffroi.platform.journal.services import actor_of, record
from beffroi.platform.library import blobs, files, members, selectors, verbs
from beffroi.platform.library.errors import FileMissing, NoFileGiven, NotRetriable
from beffroi.platform.library.members import Found
from beffroi.platform.library.models import Intake, IntakeFile
from beffroi.platform.library.permission import allow
from beffroi.platform.library.services.findings import HEALTH_KIND, queue_health
from beffroi.platform.tenancy.permissions import Gesture

INTAKE_KIND: Final = "library.intake"
CANCELLED: Final = "cancelled"
State, Outcome = IntakeFile.State, IntakeFile.Outcome
Given = Iterable[tuple[str, IO[bytes]]]


def accept_files(
    scope: Scope,
    base_id: UUID,
    given: Given,
    label: str = "",
    replaces: UUID | None = None,
    into: UUID | None = None,
) -> Intake:
    """Keep files that a person gives to a base, and queue their reading. On return they are safe, whatever happens.

    `given`: (name, binary file) pairs, read once. `replaces`: the document that the file becomes a new version of.
    `into`: an intake of the same base and member that the files join (an upload sent in several batches). A file too
    large, or over the quota, is refused alone and shown so; when all are, the error of the last is raised. Raises
    Refused, NotFound, NoFileGiven, FileTooLarge, QuotaExceeded, DiskFull, StorageUnwritable: nothing is kept then.
    """
    allow(scope, Gesture.ADD_DOCUMENTS)
    selectors.own_base(scope, base_id)
    folder = files.root(scope.tenant)
    received = _receive(scope.tenant, folder, given)
    try:
        with transaction.atomic():
            intake = _joined(scope, base_id, into) if into else _opened(scope, base_id, label, replaces)
            return _accept(scope, intake, folder, received)
    finally:
        members.drop(received)


def replace_document(scope: Scope, document_id: UUID, name: str, file: IO[bytes]) -> Intake:
    """Give a document a new version; the old one answers until the new one is read. Raises as `accept_files`."""
    document = selectors.own_document(scope, document_id)
    return accept_files(scope, document.base.public_id, [(name, file)], label=document.title, replaces=document_id)


@transaction.atomic
def reread_document(scope: Scope, document_id: UUID) -> Intake:
    """Read a document's file again: with Tesseract now, perhaps. It changes only if this reading is better.

    Raises Refused, NotFound, FileMissing.
    """
    member = allow(scope, Gesture.ADD_DOCUMENTS)
    document = selectors.own_document(scope, document_id)
    version = document.current
    if version is None or not files.path(scope.tenant, version.blob.sha256).exists():
        raise FileMissing()
    intake = Intake.objects.create(
        collectivite_id=scope.tenant, base=document.base, member=member, label=document.title[:255], replaces=document
    )
    IntakeFile.objects.create(
        collectivite_id=scope.tenant, intake=intake, name=version.filename, blob=blobs.hold([version.blob_id])[0]
    )
    _queue(scope, intake)
    record(scope.tenant, actor_of(scope), verbs.FILE_RETRIED, objects=[("document", document.public_id)])
    return intake


def retry_file(scope: Scope, file_id: UUID) -> Intake:
    """Read again a file that was refused, or a document that waits for OCR. Raises Refused, NotFound, NotRetriable,
    FileMissing."""
    file = selectors.intake_file(scope, file_id)
    if file.document is not None and file.verdict == Verdict.NEEDS_OCR.value:
        return reread_document(scope, file.document.public_id)
    with transaction.atomic():
        allow(scope, Gesture.ADD_DOCUMENTS)
        if file.blob_id is None:
            raise FileMissing()
        refused = IntakeFile.objects.filter(pk=file.pk, state=State.DONE, outcome=Outcome.REFUSED)
        if not refused.update(state=State.ACCEPTED, outcome="", verdict="", detail="", attempts=file.attempts + 1):
            raise NotRetriable()
        Intake.objects.filter(pk=file.intake_id).update(finished_at=None)
        _queue(scope, file.intake)
        record(scope.tenant, actor_of(scope), verbs.FILE_RETRIED, objects=[("file", file.public_id)])
    return file.intake


@transaction.atomic
def cancel_intake(scope: Scope, intake_id: UUID) -> Intake:
    """Stop reading an intake: what is settled stays, the rest may be read later. Raises Refused, NotFound."""
    allow(scope, Gesture.ADD_DOCUMENTS)
    intake = selectors.intake(scope, intake_id)
    jobs.stop_live(intake.job_id)
    waiting = IntakeFile.objects.filter(intake=intake).exclude(state=State.DONE)
    waiting.update(state=State.DONE, outcome=Outcome.REFUSED, detail=CANCELLED)
    Intake.objects.filter(pk=intake.pk).update(finished_at=timezone.now())
    record(scope.tenant, actor_of(scope), verbs.INTAKE_CANCELLED, objects=[("intake", intake.public_id)])
    return intake


@transaction.atomic
def dismiss_intake(scope: Scope, intake_id: UUID) -> None:
    """Forget a finished intake: its documents stay, the bytes that could not be read go. Raises Refused, NotFound,
    NotRetriable while it is being read."""
    allow(scope, Gesture.ADD_DOCUMENTS)
    intake = selectors.intake(scope, intake_id)
    if intake.finished_at is None:
        raise NotRetriable()
    forget(intake)
    record(scope.tenant, actor_of(scope), verbs.INTAKE_DISMISSED, objects=[("intake", intake.public_id)])


def forget(intake: Intake) -> None:
    """Erase an intake's rows and the bytes that only it used, inside the caller's transaction."""
    used = set(IntakeFile.objects.filter(intake=intake, blob__isnull=False).values_list("blob_id", flat=True))
    Intake.objects.filter(pk=intake.pk).delete()
    blobs.erase_unused(intake.collectivite_id, {pk for pk in used if pk is not None})


# A folder comes in by batches: the report waits for the last one.
SETTLING: Final = timedelta(seconds=20)


def after_intake(intake: Intake) -> None:
    """What an intake that ends sets going, inside the caller's transaction: the health report of its base."""
    if HEALTH_KIND in registry.KINDS:
        queue_health(intake.base, after=SETTLING)


def _receive(collectivite_id: int, folder: Path, given: Given) -> list[Found]:
    """The given files on the disk. Raises the refusal of the last one when none was received."""
    received = members.receive_all(collectivite_id, folder, given)
    if not any(one.received for one in received):
        raise next((one.error for one in reversed(received) if one.error), None) or NoFileGiven()
    return received


def _opened(scope: Scope, base_id: UUID, label: str, replaces: UUID | None) -> Intake:
    return Intake.objects.create(
        collectivite_id=scope.tenant,
        base=selectors.own_base(scope, base_id),
        member=allow(scope, Gesture.ADD_DOCUMENTS),
        label=label[:255],
        replaces=selectors.own_document(scope, replaces) if replaces else None,
    )


def _joined(scope: Scope, base_id: UUID, into: UUID) -> Intake:
    member = allow(scope, Gesture.ADD_DOCUMENTS)
    intake = selectors.intake(scope, into)
    if intake.base.public_id != base_id or intake.member != member or intake.replaces_id is not None:
        raise NotFound()
    Intake.objects.filter(pk=intake.pk).update(finished_at=None)
    return intake


def _accept(scope: Scope, intake: Intake, folder: Path, received: list[Found]) -> Intake:
    _queue(scope, intake)
    held = blobs.keep(scope.tenant, folder, [one.received for one in received if one.received])
    last = IntakeFile.objects.filter(intake=intake).aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    IntakeFile.objects.bulk_create([members.row(intake, one, held, first + n) for n, one in enumerate(received)])
    record(
        scope.tenant,
        actor_of(scope),
        verbs.FILES_ACCEPTED,
        objects=[("intake", intake.public_id), ("base", intake.base.public_id)],
        facts={"files": len(received), "bytes": sum(one.received.size for one in received if one.received)},
    )
    return intake


def _queue(scope: Scope, intake: Intake) -> None:
    """The job that reads this intake: the live one, held until the files are committed, so that it sees them before
    it ends; or a new one."""
    job = jobs.enqueue(
        INTAKE_KIND,
        {"intake": intake.pk},
        collectivite_id=scope.tenant,
        member_id=scope.member,
        unique_key=f"{INTAKE_KIND}:{intake.pk}",
    )
    jobs.go_on(job)
    intake.job = job
    Intake.objects.filter(pk=intake.pk).update(job=job)
