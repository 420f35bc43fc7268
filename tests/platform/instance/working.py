"""Runs a job, and those that are due before it, as a worker does, in the test's own thread."""

from __future__ import annotations

from beffroi.platform.jobs.execution import claim_next, run_claimed
from beffroi.platform.jobs.models import Job


def finished(job: Job) -> Job:
    while (due := claim_next("test")) is not None:
        run_claimed(due, "test")
        if due.pk == job.pk:
            break
    job.refresh_from_db()
    assert job.state == Job.State.DONE, (job.state, job.error_code)
    return job
