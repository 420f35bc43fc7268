"""Long work: follow it, stop it, start it again."""

from __future__ import annotations

from uuid import UUID

from ninja import Router

from beffroi.faces.api.auth import KeyRequest
from beffroi.faces.api.schemas import JobOut
from beffroi.platform.jobs import selectors, services
from beffroi.platform.jobs.models import Job

router = Router(tags=["travaux"])


@router.get("/jobs", response=list[JobOut], summary="Les travaux de ma collectivité")
def jobs(request: KeyRequest) -> list[JobOut]:
    return [job_out(job) for job in selectors.jobs(request.scope)[:200]]


@router.get("/jobs/{uuid:job_id}", response=JobOut, summary="Un travail")
def job(request: KeyRequest, job_id: UUID) -> JobOut:
    return job_out(selectors.job(request.scope, job_id))


@router.post("/jobs/{uuid:job_id}/cancel", response=JobOut, summary="Arrêter un travail")
def cancel(request: KeyRequest, job_id: UUID) -> JobOut:
    return job_out(services.cancel(request.scope, job_id))


@router.post("/jobs/{uuid:job_id}/retry", response=JobOut, summary="Relancer un travail échoué")
def retry(request: KeyRequest, job_id: UUID) -> JobOut:
    return job_out(services.retry(request.scope, job_id))


def job_out(job: Job) -> JobOut:
    """A job as the API shows it."""
    return JobOut(
        id=job.public_id,
        kind=job.kind,
        state=job.state,
        done=job.done,
        total=job.total,
        message=job.message,
        error_code=job.error_code,
        created_at=job.created_at,
        finished_at=job.finished_at,
    )
