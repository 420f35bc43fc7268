"""Long work that I may see: progress, cancelled or started again, its results to fetch."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beffroi.faces.web.access import MemberRequest
from beffroi.faces.web.library import words
from beffroi.faces.web.pages import cut, refusals_told, show
from beffroi.platform.jobs import registry, selectors, services
from beffroi.platform.jobs.models import Job
from beffroi.platform.library import figures

SUBJECT_PAGES = {"base": "web:health", "intake": "web:intake"}
LIVE = frozenset({Job.State.QUEUED, Job.State.RUNNING})


@dataclass(frozen=True, slots=True)
class JobRow:
    job: Job
    title: str
    shown: words.Shown
    live: bool
    retry: bool
    subject: str = ""
    address: str = ""


@require_safe
def jobs(request: MemberRequest) -> HttpResponse:
    page = cut(request, selectors.jobs(request.scope))
    shown = list(page.object_list)
    subjects = figures.subjects(request.scope, shown)
    page.object_list = [row(job, subjects.get(job.pk)) for job in shown]
    context = {"page": page, "running": any(line.live for line in page.object_list)}
    partial = request.headers.get("HX-Request") == "true"
    return show(request, f"web/people/{'_jobs' if partial else 'jobs'}.html", context)


def row(job: Job, subject: tuple[str, str, UUID] | None = None) -> JobRow:
    """A job in words. `subject`: see library.figures.subjects."""
    kind, name, public_id = subject or ("", "", None)
    return JobRow(
        job=job,
        title=_(registry.title(job.kind)),
        shown=words.of_state(job.state),
        live=job.state in LIVE and not job.cancel_requested,
        retry=job.state in {Job.State.FAILED, Job.State.CANCELLED},
        subject=name or (_("Import") if kind else ""),
        address=reverse(SUBJECT_PAGES[kind], args=[public_id]) if kind else "",
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
