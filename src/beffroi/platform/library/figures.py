"""Counts and states that pages show of a base. Invariant: each read takes a Scope and filters by it in its query.

Proved by tests/faces/web/library/test_health.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from beffroi.core.scope import Scope
from beffroi.platform.jobs.models import Job
from beffroi.platform.library import selectors
from beffroi.platform.library.models import Base, Document, Finding, Intake
from beffroi.platform.library.scoping import owned, visible
from beffroi.platform.library.services.findings import HEALTH_KIND

LIVE: Final = (Job.State.QUEUED, Job.State.RUNNING)


@dataclass(frozen=True, slots=True)
class BaseFigures:
    """`documents`: live ones. `passages`: of their current versions. `findings`: open ones of the health report."""

    documents: int = 0
    passages: int = 0
    findings: int = 0


NOTHING: Final = BaseFigures()


@dataclass(frozen=True, slots=True)
class HealthState:
    """`running`: the report being made, if any. `at`: when the last one ended."""

    running: Job | None
    at: datetime | None


def of_bases(scope: Scope) -> dict[int, BaseFigures]:
    """The figures of each readable base that has any, by row id. Findings: of the authority's own bases only."""
    live = Document.objects.filter(visible(scope, "base"), deleted_at=None, current__isnull=False)
    counted = live.order_by().values("base").annotate(n=Count("pk"), passages=Sum("current__passage_count"))
    found = selectors.standing(Finding.objects.filter(owned(scope, "base")), scope.on).order_by().values("base")
    findings: Mapping[int, int] = dict(found.annotate(n=Count("pk")).values_list("base", "n"))
    documents = {row["base"]: (row["n"], row["passages"] or 0) for row in counted}
    return {
        base: BaseFigures(*documents.get(base, (0, 0)), findings.get(base, 0))
        for base in documents.keys() | findings.keys()
    }


def dismissed_findings(scope: Scope, base_id: UUID) -> QuerySet[Finding]:
    """The findings that somebody set aside and that still hold. Raises NotFound."""
    base = selectors.own_base(scope, base_id)
    found = Finding.objects.filter(base=base, state=Finding.State.DISMISSED)
    return found.prefetch_related(selectors.named_in(base)).order_by("kind", "key")


def health_state(scope: Scope, base: Base) -> HealthState:
    """Whether a report of this base is being made, and when the last one ended."""
    found = Job.objects.filter(collectivite_id=scope.tenant, kind=HEALTH_KIND, params__base=base.pk)
    ended = found.filter(state=Job.State.DONE).order_by("-finished_at").first()
    return HealthState(found.filter(state__in=LIVE).order_by("-pk").first(), ended.finished_at if ended else None)


def titles(scope: Scope, public_ids: Collection[UUID]) -> dict[UUID, str]:
    """The titles of the live documents among these that the scope reads, by identifier."""
    live = Document.objects.filter(visible(scope, "base"), deleted_at=None, public_id__in=public_ids)
    return dict(live.values_list("public_id", "title"))


def subjects(scope: Scope, jobs: Sequence[Job]) -> dict[int, tuple[str, str, UUID]]:
    """What each of these jobs works on, where the scope reads it: ("base" or "intake", name, identifier), by job."""
    bases = {base.pk: base for base in selectors.bases(scope) if base.collectivite_id == scope.tenant}
    wanted = [job.params.get("intake") for job in jobs]
    intakes = {row.pk: row for row in Intake.objects.filter(owned(scope, "base"), pk__in=[pk for pk in wanted if pk])}
    found: dict[int, tuple[str, str, UUID]] = {}
    for job in jobs:
        base, intake = bases.get(job.params.get("base")), intakes.get(job.params.get("intake"))
        if intake is not None:
            found[job.pk] = ("intake", intake.label, intake.public_id)
        elif base is not None:
            found[job.pk] = ("base", base.name, base.public_id)
    return found
