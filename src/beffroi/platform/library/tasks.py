"""What the library does by itself: the bin, forgotten files, scans that wait for OCR, the index.

Each task may be stopped anywhere and run again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext_noop

from beffroi.core.reading import Verdict, default_server
from beffroi.core.search.errors import IndexMissing
from beffroi.platform.jobs import services as jobs
from beffroi.platform.jobs.models import Job
from beffroi.platform.jobs.registry import job, schedule
from beffroi.platform.jobs.work import Leave, Reason, Work
from beffroi.platform.journal.services import SYSTEM, record
from beffroi.platform.library import files, index, keeper, verbs
from beffroi.platform.library.models import IndexChange, Intake, Version
from beffroi.platform.library.scoping import system_scope
from beffroi.platform.library.services.bin import purge
from beffroi.platform.library.services.intakes import reread_document
from beffroi.platform.library.settling import OCR_TRIED
from beffroi.platform.tenancy.models import Collectivite

HOUR_S: Final = 3_600
DAY_S: Final = 24 * HOUR_S
CHANGES_KEPT: Final = timedelta(days=7)
PURGE, SWEEP, REREAD, REINDEX = "library.purge", "library.sweep", "library.reread_scans", "library.reindex"


@job(PURGE, title=gettext_noop("Vidage de la corbeille"))
def empty_bin(work: Work) -> None:
    """Erase what has been in the bin long enough; then the index is made anew, without a word of it."""
    if purge():
        jobs.enqueue(REINDEX, {}, collectivite_id=None, unique_key=REINDEX)


@job(SWEEP, title=gettext_noop("Ménage du dossier de données"))
def sweep(work: Work) -> None:
    """Erase what crashes left on the disk, and the changes that the index has held for a week."""
    for pk in Collectivite.objects.values_list("pk", flat=True):
        files.sweep(pk)
        work.checkpoint()
    files.sweep_temporary()
    prune_changes()


@job(REREAD, title=gettext_noop("Lecture des documents numérisés en attente"))
def reread_scans(work: Work) -> None:
    """Once Tesseract is there, read again the documents that waited for it; each once."""
    if not default_server().programs.tesseract:
        return
    waiting = Version.objects.filter(
        verdict=Verdict.NEEDS_OCR.value,
        document__current=F("pk"),
        document__deleted_at=None,
        document__base__deleted_at=None,
    ).select_related("document", "collectivite")
    for version in waiting:
        being_read = Intake.objects.filter(replaces=version.document, finished_at=None).exists()
        if OCR_TRIED not in version.notes and not being_read:
            reread_document(system_scope(version.collectivite), version.document.public_id)
        work.checkpoint()


@job(REINDEX, title=gettext_noop("Reconstruction de l’index de recherche"))
def reindex(work: Work) -> None:
    """Make the index anew, aside, then switch to it. Runs in the process that owns it."""
    owner = keeper.here()
    if owner is None:
        raise IndexMissing()

    def look() -> None:
        # Making room for others would mean beginning again: only a cancellation or the worker's end stops it.
        reason = work.should_leave()
        if reason in {Reason.CANCELLED, Reason.STOPPING}:
            raise Leave(reason)

    owner.rebuild(look)


@transaction.atomic
def ask_reindex() -> Job:
    """Queue the rebuilding of the index; the one under way when there is one."""
    job = jobs.enqueue(REINDEX, {}, collectivite_id=None, unique_key=REINDEX)
    record(None, SYSTEM, verbs.REINDEXED, objects=[("job", job.public_id)])
    return job


def prune_changes() -> int:
    """Forget changes older than a week that this index holds; the last change always stays, so numbers only grow and
    an index that missed pruned changes knows that it must be rebuilt (`follower.must_rebuild`)."""
    last = IndexChange.objects.aggregate(last=Max("seq"))["last"] or 0
    held = min(index.reader().last_seq(), last - 1)
    old = IndexChange.objects.filter(seq__lte=held, at__lt=timezone.now() - CHANGES_KEPT)
    return old.delete()[0]


schedule(PURGE, HOUR_S)
schedule(SWEEP, DAY_S)
schedule(REREAD, HOUR_S)
