"""Writes on the health report. What it finds is library.health's; setting a finding aside is a member's gesture."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from beffroi.core.scope import Scope
from beffroi.platform.jobs import services as jobs
from beffroi.platform.jobs.models import Job
from beffroi.platform.journal.services import actor_of, record
from beffroi.platform.library import selectors, verbs
from beffroi.platform.library.models import Base, Finding
from beffroi.platform.library.permission import allow
from beffroi.platform.tenancy.permissions import Gesture

HEALTH_KIND = "library.health"
DISMISSED = "dismissed"
"""Key of a finding's data: what was said when it was set aside. The next report keeps it."""


@transaction.atomic
def dismiss_finding(scope: Scope, public_id: UUID, reason: str = "") -> Finding:
    """Set a finding aside; the next report does not show it again. `reason`: the member's own words, 200 characters
    at most, kept with the finding for the next reader. Raises Refused, NotFound."""
    allow(scope, Gesture.EDIT_DOCUMENTS)
    finding = selectors.finding(scope, public_id)
    finding.state = Finding.State.DISMISSED
    finding.data = {**finding.data, DISMISSED: {"reason": " ".join(reason.split())[:200]}}
    finding.save(update_fields=["state", "data"])
    record(scope.tenant, actor_of(scope), verbs.FINDING_DISMISSED, objects=[("finding", finding.public_id)])
    return finding


@transaction.atomic
def rebuild_health(scope: Scope, base_id: UUID) -> Job:
    """Ask for a base's health report anew; the job already under way when there is one. Raises Refused, NotFound."""
    allow(scope, Gesture.SEE_HEALTH)
    base = selectors.own_base(scope, base_id)
    job = queue_health(base, member_id=scope.member)
    if job.state == Job.State.QUEUED and job.run_after > timezone.now():
        job.run_after = timezone.now()
        job.save(update_fields=["run_after"])
    return job


def queue_health(base: Base, member_id: int | None = None, *, after: timedelta = timedelta()) -> Job:
    """Queue the report of this base; the job already under way when there is one.

    `after`: how long to let further documents come in, so that a large deposit is reported on once.
    """
    return jobs.enqueue(
        HEALTH_KIND,
        {"base": base.pk},
        collectivite_id=base.collectivite_id,
        member_id=member_id,
        unique_key=f"{HEALTH_KIND}:{base.pk}",
        run_after=timezone.now() + after,
    )
