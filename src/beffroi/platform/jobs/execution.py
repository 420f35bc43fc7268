"""From a queued job to its end. Flow: `deliver` → `claim_next` (the authority that waited longest) → `run_claimed`
→ done, put down for another turn, tried again later, failed or cancelled.

The queue's task is only the message, `execute(job_id)` of the `django_tasks` API: consumed when the job is claimed,
while the Job row is the record. Another back end of that API delivers it its own way and meets the same claim.
Invariants: one worker at a time holds a job (every change of hands is one conditional update); a turn goes to the
authority with the fewest running jobs, then to the one served longest ago. Proved by tests/platform/jobs.
"""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from beffroi.core.errors import BeffroiError
from beffroi.platform.jobs import registry, wake
from beffroi.platform.jobs.errors import JobLost
from beffroi.platform.jobs.identity import Identity, is_dead
from beffroi.platform.jobs.models import Job, JobStep, Turn
from beffroi.platform.jobs.work import Leave, Reason, Work

logger = logging.getLogger(__name__)
TURN_S: Final = 2.0
STALE: Final = timedelta(seconds=60)
LONGEST_WAIT_S: Final = 300
INSTANCE: Final = 0


@task()
def execute(job_id: int) -> None:
    """Claim this job if it still waits, and run it. What the queue calls."""
    with Identity() as worker:
        job = _claimed(Job.objects.filter(pk=job_id), str(worker))
        if job is not None:
            run_claimed(job, str(worker))


def deliver(job: Job) -> None:
    """Hand a queued job to the queue, inside the caller's transaction."""
    result = execute.using(run_after=job.run_after).enqueue(job.pk)
    Job.objects.filter(pk=job.pk).update(delivery=result.id)
    job.delivery = result.id


def withdraw(job: Job) -> None:
    """Take the message of a job out of the queue: it was claimed, or cancelled."""
    if job.delivery is not None:
        DBTaskResult.objects.filter(pk=job.delivery).delete()
        job.delivery = None


def due() -> QuerySet[Job]:
    """The jobs that wait and whose time has come."""
    return Job.objects.filter(state=Job.State.QUEUED, run_after__lte=timezone.now())


def claim_next(worker: str) -> Job | None:
    """Give this worker the next job, fairly between authorities; None when nothing is due."""
    while due().exists():
        tenant = _whose_turn()
        whose = Q(collectivite=None) if tenant is None else Q(collectivite_id=tenant)
        job = _claimed(due().filter(whose), worker)
        if job is not None:
            return job
    return None


def run_claimed(job: Job, worker: str, *, turn_s: float = TURN_S, stopping: Callable[[], bool] = lambda: False) -> None:
    """Run a claimed job until its end, or until it is put down, and write how it ended. Raises nothing of its own."""
    work = Work(job, worker, turn_s=turn_s, stopping=stopping)
    try:
        registry.known(job.kind).run(work)
    except Leave as leave:
        _put_down(job, worker, leave.reason)
    except JobLost:
        logger.warning("job %s (%s) was taken over", job.pk, job.kind)
    except Exception as exc:  # noqa: BLE001 - the boundary of long work: a job's failure is the job's
        _failed(job, worker, exc)
    else:
        _end(job, worker, Job.State.DONE)


def recover(me: str = "", held: frozenset[int] = frozenset()) -> int:
    """Take back the jobs of workers that are gone: killed on this machine, or silent for a minute elsewhere; and
    those that the worker `me` no longer runs, knowing which it `held`.

    They are due at once. A job lost `max_attempts` times in a row without progress fails. Returns how many.
    """
    recovered = 0
    for job in Job.objects.filter(state=Job.State.RUNNING):
        dead = job.pk not in held if job.worker == me else is_dead(job.worker)
        silent = job.heartbeat_at is None or job.heartbeat_at < timezone.now() - STALE
        if dead or (dead is None and silent):
            logger.warning("job %s (%s) was left by %s", job.pk, job.kind, job.worker)
            recovered += _lost(job)
    return recovered


def beat(worker: str) -> None:
    """Keep alive every job that this worker runs."""
    Job.objects.filter(state=Job.State.RUNNING, worker=worker).update(heartbeat_at=timezone.now())


def _whose_turn() -> int | None:
    waiting = set(due().values_list("collectivite_id", flat=True).distinct())
    running: Counter[int | None] = Counter(
        Job.objects.filter(state=Job.State.RUNNING).values_list("collectivite_id", flat=True)
    )
    served = dict(Turn.objects.values_list("tenant", "at"))

    def waited(tenant: int | None) -> tuple[int, float, int]:
        at = served.get(tenant or INSTANCE)
        return running[tenant], at.timestamp() if at else 0.0, tenant or INSTANCE

    return min(waiting, key=waited, default=None)


def _claimed(jobs: QuerySet[Job], worker: str) -> Job | None:
    now = timezone.now()
    with transaction.atomic():
        job = jobs.filter(state=Job.State.QUEUED).order_by("run_after", "pk").first()
        if job is None:
            return None
        waits = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED)
        if not waits.update(state=Job.State.RUNNING, worker=worker, heartbeat_at=now, delivery=None):
            return None
        if job.started_at is None:
            job.started_at = now
            Job.objects.filter(pk=job.pk).update(started_at=now)
        withdraw(job)
        Turn.objects.update_or_create(tenant=job.collectivite_id or INSTANCE, defaults={"at": now})
    job.state, job.worker = Job.State.RUNNING, worker
    return job


def _put_down(job: Job, worker: str, reason: Reason) -> None:
    # A cancellation may have been taken back meanwhile: then the job goes on.
    if reason is not Reason.CANCELLED or not _end(job, worker, Job.State.CANCELLED, cancel_requested=True):
        _requeue(job, worker, timezone.now())


def _failed(job: Job, worker: str, exc: Exception) -> None:
    # The exception's own words may hold a document's text: the class and the place are enough to find the fault.
    code = exc.code if isinstance(exc, BeffroiError) else f"python.{type(exc).__name__}"
    logger.error("job %s (%s) failed: %s", job.pk, job.kind, code, exc_info=None if _is_for_people(exc) else exc)
    attempts = Job.objects.filter(pk=job.pk).values_list("attempts", flat=True).first() or 0
    if _is_for_people(exc) or attempts + 1 >= job.max_attempts:
        _end(job, worker, Job.State.FAILED, code)
        return
    wait = min(2 ** (attempts + 1), LONGEST_WAIT_S) * random.uniform(0.75, 1.25)  # noqa: S311 - spreads retries
    _requeue(job, worker, timezone.now() + timedelta(seconds=wait), attempts=F("attempts") + 1, error_code=code[:80])


def _is_for_people(exc: Exception) -> bool:
    """An error that trying again cannot change: what was asked is refused or impossible."""
    return isinstance(exc, BeffroiError) and exc.status < 500


def _lost(job: Job) -> int:
    if job.cancel_requested:
        return _end(job, job.worker, Job.State.CANCELLED)
    if job.attempts + 1 >= job.max_attempts:
        return _end(job, job.worker, Job.State.FAILED, JobLost.code)
    return _requeue(job, job.worker, timezone.now(), attempts=F("attempts") + 1)


def _requeue(job: Job, worker: str, run_after: datetime, **changes: object) -> int:
    with transaction.atomic():
        held = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, worker=worker)
        moved = held.update(state=Job.State.QUEUED, run_after=run_after, worker="", **changes)
        if moved:
            job.run_after = run_after
            deliver(job)
            transaction.on_commit(wake.wake)
    return moved


def _end(job: Job, worker: str, state: str, code: str = "", **still: object) -> int:
    with transaction.atomic():
        held = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, worker=worker, **still)
        ended = held.update(state=state, finished_at=timezone.now(), error_code=code[:80], worker="")
        if state == Job.State.DONE:
            JobStep.objects.filter(job_id=job.pk).delete()
    return ended
