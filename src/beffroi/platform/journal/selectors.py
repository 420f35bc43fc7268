"""Reading the journal. The right to read it is checked above (tenancy.selectors.journal_entries)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from beffroi.core.scope import Scope, required
from beffroi.platform.journal.models import Entry


def entries(
    scope: Scope,
    *,
    verb: str = "",
    actor: str = "",
    use: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[Entry]:
    """Entries of the scope's authority, the last first. `before`: only numbers below it (next page). `since` is
    inclusive, `until` exclusive. At most `limit`, never more than 1000."""
    found = Entry.objects.filter(collectivite_id=required(scope).tenant)
    return list(_narrowed(found, verb, actor, use, since, until, before).order_by("-number")[: min(limit, 1000)])


def count(scope: Scope) -> int:
    """How many entries the scope's authority has."""
    return Entry.objects.filter(collectivite_id=required(scope).tenant).count()


def _narrowed(
    found: QuerySet[Entry],
    verb: str,
    actor: str,
    use: str,
    since: datetime | None,
    until: datetime | None,
    before: int | None,
) -> QuerySet[Entry]:
    equal = {"verb": verb, "actor": actor, "use": use}
    bounds = {"at__gte": since, "at__lt": until, "number__lt": before}
    if any("\x00" in value for value in equal.values()):
        return found.none()  # nothing is written so, and PostgreSQL refuses even to look
    found = found.filter(**{column: value for column, value in equal.items() if value})
    return found.filter(**{bound: value for bound, value in bounds.items() if value is not None})
