"""Writes on jobs. Invariant: a job is queued in the transaction of what asked for it, with its delivery."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from beffroi.core.scope import Scope
from beffroi.platform.jobs import registry, selectors, wake
from beffroi.platform.jobs.errors import NotCancellable, NotRetriable
from beffroi.platform.jobs.execution import deliver, withdraw
from beffroi.platform.jobs.models import Job
from beffroi.platform.journal.services import actor_of, record
from beffroi.platform.journal.verbs import register

JOB_CANCELLED = register("jobs.cancelled", "A piece of long work was cancelled.")
JOB_RETRIED = register("jobs.retried", "A piece of long work that had failed was started again.")
LIVE = (Job.State.QUEUED, Job.State.RUNNING)


def enqueue(
    kind: str,
    params: Mapping[str, Any],
    *,
    collectivite_id: int | None,
    member_id: int | None = None,
    unique_key: str | None = None,
    run_after: datetime | None = None,
) -> Job:
    """Queue one job, inside the caller's transaction. `params`: identifiers only.

    With a `unique_key` held by a live job, that job is returned, locked to the end of the transaction, and nothing is
    added. Raises UnknownKind.
    """
    job = Job(
        collectivite_id=collectivite_id,
        member_id=member_id,
        kind=kind,
        params=dict(params),
        unique_key=unique_key,
        max_attempts=registry.known(kind).max_attempts,
        run_after=run_after or timezone.now(),
    )
    with transaction.atomic():
        return (_live(unique_key) if unique_key else None) or _queued(job)


def cancel(scope: Scope, public_id: UUID) -> Job:
    """Cancel a job that waits, or ask one that runs to stop at its next step. Raises NotFound, NotCancellable."""
    with transaction.atomic():
        job = _held(selectors.job(scope, public_id))
        if job.state not in LIVE:
            raise NotCancellable()
        stop(job)
        record(scope.tenant, actor_of(scope), JOB_CANCELLED, objects=[("job", job.public_id)])
    return job


def stop(job: Job) -> None:
    """Cancel a live job inside the caller's transaction, without an entry of its own."""
    if job.state == Job.State.QUEUED:
        withdraw(job)
        job.state, job.finished_at = Job.State.CANCELLED, timezone.now()
    job.cancel_requested = True
    job.save(update_fields=["state", "finished_at", "cancel_requested", "delivery"])


def stop_live(job_id: int | None) -> None:
    """Cancel this job if it is live, inside the caller's transaction, which holds it from here on."""
    job = Job.objects.select_for_update().filter(pk=job_id, state__in=LIVE).first() if job_id is not None else None
    if job is not None:
        stop(job)


def retry(scope: Scope, public_id: UUID) -> Job:
    """Queue again a job that failed or was cancelled; its done steps stay done. Raises NotFound, NotRetriable."""
    with transaction.atomic():
        job = _held(selectors.job(scope, public_id))
        if job.state not in {Job.State.FAILED, Job.State.CANCELLED}:
            raise NotRetriable()
        job.attempts, job.cancel_requested, job.error_code = 0, False, ""
        job.run_after, job.finished_at, job.state = timezone.now(), None, Job.State.QUEUED
        _queued(job)
        record(scope.tenant, actor_of(scope), JOB_RETRIED, objects=[("job", job.public_id)])
    return job


def go_on(job: Job) -> None:
    """Take back a cancellation that a running job has not seen yet: there is something to do for it again."""
    Job.objects.filter(pk=job.pk, cancel_requested=True).update(cancel_requested=False)


def _live(unique_key: str) -> Job | None:
    return Job.objects.select_for_update().filter(unique_key=unique_key, state__in=LIVE).first()


def _held(job: Job) -> Job:
    return Job.objects.select_for_update().get(pk=job.pk)


def _queued(job: Job) -> Job:
    try:
        with transaction.atomic():
            job.save()
            deliver(job)
    except IntegrityError:
        live = _live(job.unique_key) if job.unique_key else None
        if live is None:
            raise
        return live
    transaction.on_commit(wake.wake)
    return job
