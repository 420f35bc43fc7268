"""Exports that can be downloaded, and the exploitant's long work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from beffroi.core.errors import NotFound
from beffroi.core.scope import Scope
from beffroi.platform.instance import folders
from beffroi.platform.instance.tasks import ERASE, EXPORT
from beffroi.platform.jobs.models import Job
from beffroi.platform.tenancy.models import Account
from beffroi.platform.tenancy.overview import AuthorityOverview, overview
from beffroi.platform.tenancy.permissions import Gesture, require, require_exploitant

__all__ = ["AuthorityOverview", "Export", "export", "exports", "operations", "overview"]


@dataclass(frozen=True, slots=True)
class Export:
    """An archive ready to be downloaded. `public_id`: of the job that wrote it. `bytes`: its size."""

    public_id: UUID
    made_at: datetime
    bytes: int
    path: Path


def exports(scope: Scope) -> list[Export]:
    """The authority's archives, the last first. Raises Refused unless an administrator asks."""
    member = require(scope, Gesture.MANAGE_AUTHORITY)
    found = folders.exports_of(member.collectivite.public_id).glob("*.zip")
    return sorted(map(_export, found), key=lambda export: export.made_at, reverse=True)


def export(scope: Scope, public_id: UUID) -> Export:
    """One of `exports`. Raises Refused, NotFound."""
    for found in exports(scope):
        if found.public_id == public_id:
            return found
    raise NotFound()


def operations(account: Account, limit: int = 20) -> list[Job]:
    """The last exports and erasures of the instance, for the exploitant: state and progress. Raises Refused."""
    require_exploitant(account)
    return list(Job.objects.filter(kind__in=[EXPORT, ERASE]).select_related("collectivite").order_by("-pk")[:limit])


def _export(path: Path) -> Export:
    stat = path.stat()
    return Export(UUID(path.stem), datetime.fromtimestamp(stat.st_mtime, UTC), stat.st_size, path)
