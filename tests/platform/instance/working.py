"""Runs the jobs that are due, as a worker does, in the test's own thread."""

from __future__ import annotations

from beffroi.platform.jobs.execution import claim_next, run_claimed
from beffroi.platform.jobs.models import Job


def run_due() -> None:
    while (job := claim_next("test")) is not None:
        run_claimed(job, "test")


def finished(job: Job) -> Job:
    run_due()
    job.refresh_from_db()
    assert job.state == Job.State.DONE, (job.state, job.error_code)
    return job
