"""What a running job holds in its hands: parameters, progress, steps that count once, and when to leave.

Invariant: an effect made inside `step` or `guarded` is committed only by the worker that still holds the job, and
an effect made inside `step` is committed once, with its JobStep. Proved by tests/platform/jobs/test_kill.py.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from beffroi.platform.jobs.errors import JobLost
from beffroi.platform.jobs.models import Job, JobStep

LOOK_S: Final = 0.25
BEAT_S: Final = 5.0


class Reason(StrEnum):
    TURN_OVER = "turn_over"
    CANCELLED = "cancelled"
    STOPPING = "stopping"


class Leave(Exception):
    """Raised by `Work.checkpoint` to put the job down between two steps. Let it through."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)


class Work:
    """One run of one job, by one worker, in one thread."""

    def __init__(self, job: Job, worker: str, *, turn_s: float, stopping: Callable[[], bool]) -> None:
        self._job, self._worker = job, worker
        self._turn_ends = time.monotonic() + turn_s
        self._stopping = stopping
        self._looked = self._beaten = time.monotonic()
        self._shown = 0.0
        self._others_wait = self._moved = False

    @property
    def job_id(self) -> int:
        return self._job.pk

    @property
    def params(self) -> dict[str, Any]:
        return dict(self._job.params)

    @property
    def scope_ids(self) -> tuple[int | None, int | None]:
        """Row ids of the authority and of the member that the job works for."""
        return self._job.collectivite_id, self._job.member_id

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Show how far the job is: `done` of `total`, and a stable code of what is being done.

        Free inside a transaction; outside, written at most four times a second, and when all is done.
        """
        advanced = done > self._job.done
        self._moved |= advanced
        self._job.done, self._job.total, self._job.message = done, total, message[:80]
        now = time.monotonic()
        if connection.in_atomic_block or done >= total or now - self._shown >= LOOK_S:
            self._shown = self._beaten = now
            fresh: dict[str, Any] = {"attempts": 0} if advanced else {}
            self._mine().update(done=done, total=total, message=self._job.message, heartbeat_at=timezone.now(), **fresh)

    @contextmanager
    def step(self, key: str) -> Iterator[bool]:
        """A transaction for one effect: gives True, or False when this step is already done (then do nothing).

        Raises JobLost when another worker took the job over.
        """
        with self._held():
            done = JobStep.objects.filter(job_id=self._job.pk, key=key).exists()
            yield not done
            if not done:
                JobStep.objects.create(job_id=self._job.pk, key=key)
                self._moved = True

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """A transaction that only the holder of the job may commit, for effects that carry their own record of
        having happened. Raises JobLost."""
        with self._held():
            yield
            self._moved = True

    @contextmanager
    def _held(self) -> Iterator[None]:
        with transaction.atomic():
            held = self._mine().select_for_update().only("cancel_requested").first()
            if held is None:
                raise JobLost()
            self._job.cancel_requested = held.cancel_requested
            yield

    def finish(self) -> None:
        """End the job well, inside `guarded`: at one and the same moment it saw nothing left to do and was over, so
        that whoever adds work for it either is seen by it or starts another job."""
        self._mine().update(state=Job.State.DONE, finished_at=timezone.now(), error_code="", worker="")

    def cancelled(self) -> bool:
        """Whether somebody asked for this job to stop (looked up four times a second at most)."""
        self._look()
        return self._job.cancel_requested

    def should_leave(self) -> Reason | None:
        """Why the job should be put down now, if it should: cancelled, the worker stops, or its turn is over while
        another job waits. For jobs that must bring work under way to an end before `checkpoint`."""
        self._look()
        if self._job.cancel_requested:
            return Reason.CANCELLED
        if self._stopping():
            return Reason.STOPPING
        return Reason.TURN_OVER if self._others_wait else None

    def checkpoint(self) -> None:
        """Call between two steps, at least every second: keeps the heart beating, and leaves when it is time."""
        reason = self.should_leave()
        if reason is not None:
            raise Leave(reason)

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._looked < LOOK_S:
            return
        self._looked = now
        held = self._mine().values_list("cancel_requested", flat=True).first()
        if held is None:
            raise JobLost()
        self._job.cancel_requested = held
        if now >= self._turn_ends and self._moved:  # a turn that only walked past done steps would lead nowhere
            self._others_wait = Job.objects.filter(state=Job.State.QUEUED, run_after__lte=timezone.now()).exists()
        if now - self._beaten >= BEAT_S:
            self._beaten = now
            self._mine().update(heartbeat_at=timezone.now())

    def _mine(self) -> Any:
        return Job.objects.filter(pk=self._job.pk, state=Job.State.RUNNING, worker=self._worker)
