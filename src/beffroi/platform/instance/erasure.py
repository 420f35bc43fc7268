"""Erasing an authority. Flow of `erase`: its jobs stop → its rows go, table by table, in small transactions → its
people who serve nowhere else → its folders → its row, its journal, and one line in the instance's journal.

Invariants: nothing of the authority is left but numbers (that line, and the changes that tell the index to forget its
passages); killed at any moment it goes on where it stopped. Proved by tests/platform/instance/test_erasure.py.
"""

from __future__ import annotations

from typing import Final

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import connection
from django.db.models.functions import Lower

from beffroi.platform.instance import folders, tables, verbs
from beffroi.platform.instance.tables import Table
from beffroi.platform.jobs.models import Job, Turn
from beffroi.platform.jobs.services import LIVE, enqueue, stop
from beffroi.platform.jobs.work import Work
from beffroi.platform.journal.services import SYSTEM, erase_chain, record
from beffroi.platform.library.changes import record_change
from beffroi.platform.library.models import Version
from beffroi.platform.library.tasks import REINDEX
from beffroi.platform.tenancy.models import Account, Collectivite, Member
from beffroi.platform.tenancy.sessions import end_sessions

_BATCH: Final = 500


def erase(work: Work) -> None:
    """Erase the authority named by the job's parameter "authority" (public id). Again changes nothing."""
    authority = str(work.params["authority"])
    collectivite = Collectivite.objects.filter(public_id=authority, state=Collectivite.State.ERASING).first()
    if collectivite is not None:
        _stop_jobs(work, collectivite)
        _erase_rows(work, collectivite)
        _remove_folders(authority)
        _close(work, collectivite)
        _forget_pages()
    _remove_folders(authority)  # again: what an upload under way had left there


def _stop_jobs(work: Work, collectivite: Collectivite) -> None:
    # A job that runs checks that it still has its row before each effect: without it, it has no effect any more.
    with work.guarded():
        for job in Job.objects.filter(collectivite=collectivite, state__in=LIVE).select_for_update():
            stop(job)
        Job.objects.filter(collectivite=collectivite).delete()


def _erase_rows(work: Work, collectivite: Collectivite) -> None:
    order = tables.in_order_of_erasure()
    done, total = 0, sum(tables.rows(model, collectivite.pk).count() for model in order)
    for model in order:
        while batch := list(tables.rows(model, collectivite.pk).values_list("pk", flat=True)[:_BATCH]):
            with work.guarded():
                _erase_batch(model, collectivite.pk, batch)
            done += len(batch)
            work.progress(done, max(total, done) + 1, "erasing")
            work.checkpoint()
    work.progress(total + 1, total + 1, "erasing")


def _erase_batch(model: Table, tenant: int, batch: list[int]) -> None:
    rows = tables.rows(model, tenant).filter(pk__in=batch)
    people = list(rows.values_list("account_id", flat=True)) if model is Member else []
    rows.delete()
    _erase_people(people)
    if model is Version:
        record_change(tenant, batch)


def _erase_people(account_ids: list[int]) -> None:
    end_sessions(account_ids)
    alone = Account.objects.filter(pk__in=account_ids, memberships=None, is_exploitant=False)
    addresses = list(alone.values_list("email", flat=True))
    alone.delete()
    for attempts in (AccessAttempt, AccessFailureLog, AccessLog):  # sign-ins, with the address as it was typed
        attempts.objects.annotate(address=Lower("username")).filter(address__in=addresses).delete()


def _close(work: Work, collectivite: Collectivite) -> None:
    with work.step("authority") as undone:
        if not undone:
            return
        for model in tables.in_order_of_erasure():  # rows that somebody wrote meanwhile
            left = list(tables.rows(model, collectivite.pk).values_list("pk", flat=True))
            _erase_batch(model, collectivite.pk, left)
        Turn.objects.filter(tenant=collectivite.pk).delete()
        chain = erase_chain(collectivite.pk)
        collectivite.delete()
        facts = {"entries": chain.entries, "last_hash": chain.last_hash}
        # The index forgets the passages at once; only when it is made anew do their words leave its files.
        enqueue(REINDEX, {}, collectivite_id=None, unique_key=REINDEX)
        record(None, SYSTEM, verbs.ERASED, objects=[("collectivite", collectivite.public_id)], facts=facts)


def _forget_pages() -> None:
    # SQLite zeroes what is deleted (secure_delete in settings); its write-ahead log still holds the former pages.
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _remove_folders(authority: str) -> None:
    folders.remove(folders.files_of(authority))
    folders.remove(folders.exports_of(authority))
    folders.remove(folders.cache_of(authority))
