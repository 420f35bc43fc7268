"""Reads of jobs. Invariant: only the authority's own; a member sees their own jobs, those who manage bases see all."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from beffroi.core.errors import NotFound
from beffroi.core.scope import Scope, required
from beffroi.platform.jobs.models import Job
from beffroi.platform.tenancy import permissions
from beffroi.platform.tenancy.models import Member
from beffroi.platform.tenancy.permissions import Gesture


def jobs(scope: Scope) -> QuerySet[Job]:
    """The visible jobs, newest first. Their titles: `registry.title(job.kind)`."""
    found = Job.objects.filter(collectivite_id=required(scope).tenant).select_related("member__account")
    if scope.member is not None and not _sees_all(scope.tenant, scope.member):
        found = found.filter(member_id=scope.member)
    return found.order_by("-created_at", "-pk")


def job(scope: Scope, public_id: UUID) -> Job:
    """One visible job. Raises NotFound."""
    found = jobs(scope).filter(public_id=public_id).first()
    if found is None:
        raise NotFound()
    return found


def _sees_all(tenant: int, member_id: int) -> bool:
    member = Member.objects.filter(pk=member_id, collectivite_id=tenant).first()
    return member is not None and permissions.allows(member, Gesture.MANAGE_BASES)
