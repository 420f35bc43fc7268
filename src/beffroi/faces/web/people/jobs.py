"""Long work that I may see: progress, cancelled or started again, its results to fetch."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beffroi.faces.web.access import MemberRequest
from beffroi.faces.web.library import words
from beffroi.faces.web.pages import cut, refusals_told, show
from beffroi.platform.jobs import registry, selectors, services
from beffroi.platform.jobs.models import Job

LIVE = frozenset({Job.State.QUEUED, Job.State.RUNNING})


@dataclass(frozen=True, slots=True)
class JobRow:
    job: Job
    title: str
    shown: words.Shown
    live: bool
    retry: bool


@require_safe
def jobs(request: MemberRequest) -> HttpResponse:
    page = cut(request, selectors.jobs(request.scope))
    page.object_list = [row(job) for job in page.object_list]
    context = {"page": page, "running": any(line.live for line in page.object_list)}
    partial = request.headers.get("HX-Request") == "true"
    return show(request, f"web/people/{'_jobs' if partial else 'jobs'}.html", context)


def row(job: Job) -> JobRow:
    return JobRow(
        job=job,
        title=_(registry.title(job.kind)),
        shown=words.of_state(job.state),
        live=job.state in LIVE and not job.cancel_requested,
        retry=job.state in {Job.State.FAILED, Job.State.CANCELLED},
    )


@require_POST
def cancel(request: MemberRequest, job_id: UUID) -> HttpResponse:
    with refusals_told(request):
        services.cancel(request.scope, job_id)
        messages.success(request, _("Le travail s’arrête à sa prochaine étape. Ce qui est fait reste fait."))
    return redirect("web:jobs")


@require_POST
def retry(request: MemberRequest, job_id: UUID) -> HttpResponse:
    with refusals_told(request):
        services.retry(request.scope, job_id)
        messages.success(request, _("Le travail reprend là où il s’était arrêté."))
    return redirect("web:jobs")
