"""From a member to what they may read, as a Scope; and the same algebra written once for SQL.

Invariant: a row of the library is visible when its base is one of the scope's own bases of the scope's authority,
or one of its shared bases that is still shared by an active authority; a base in the bin is visible to nobody.
Proved by tests/platform/library/test_scoping.py and the tenant matrix.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone

from beffroi.core.scope import Scope, required
from beffroi.platform.library.models import Base
from beffroi.platform.tenancy.models import Collectivite, Member


def scope_for(member: Member, on: date | None = None) -> Scope:
    """What this member may read on that day (today by default).

    The bases of the whole authority, those of the member's services (all of them for an administrator, who
    could join any service), and those that other active authorities share.
    """
    own = Base.objects.filter(theirs(member), deleted_at=None)
    return Scope(
        tenant=member.collectivite_id,
        member=member.pk,
        own_bases=frozenset(own.values_list("pk", flat=True)),
        shared_bases=_shared_with(member.collectivite_id),
        on=on or timezone.localdate(),
    )


def theirs(member: Member) -> Q:
    """The bases of their authority that this member may read, those in the bin included."""
    own = Q(collectivite_id=member.collectivite_id)
    if member.role == Member.Role.ADMINISTRATEUR:
        return own
    services = member.services.values_list("pk", flat=True)
    return own & (Q(service__in=services) | ~Q(visibility=Base.Visibility.SERVICE))


def system_scope(collectivite: Collectivite) -> Scope:
    """What a task of the house may read and write for one authority: all of its own bases, nothing of others."""
    own = Base.objects.filter(collectivite=collectivite, deleted_at=None)
    return Scope(
        tenant=collectivite.pk,
        member=None,
        own_bases=frozenset(own.values_list("pk", flat=True)),
        shared_bases=frozenset(),
        on=timezone.localdate(),
    )


def _shared_with(tenant: int) -> frozenset[int]:
    shared = Base.objects.filter(
        visibility=Base.Visibility.SHARED, deleted_at=None, collectivite__state=Collectivite.State.ACTIVE
    ).exclude(collectivite_id=tenant)
    return frozenset(shared.values_list("pk", flat=True))


def visible(scope: Scope, to_base: str = "") -> Q:
    """The rows whose base is readable in this scope. `to_base`: path from the row to its Base ("document__base")."""
    scope, path = required(scope), f"{to_base}__" if to_base else ""
    own = Q(**{f"{path}pk__in": scope.own_bases, f"{path}collectivite_id": scope.tenant})
    shared = Q(
        **{
            f"{path}pk__in": scope.shared_bases,
            f"{path}visibility": Base.Visibility.SHARED,
            f"{path}collectivite__state": Collectivite.State.ACTIVE,
        }
    )
    readable = own | shared if scope.shared_bases else own
    return readable & Q(**{f"{path}deleted_at": None})


def owned(scope: Scope, to_base: str = "") -> Q:
    """The rows of the authority itself whose base is readable in this scope: what may be changed."""
    scope, path = required(scope), f"{to_base}__" if to_base else ""
    return Q(**{f"{path}pk__in": scope.own_bases, f"{path}collectivite_id": scope.tenant, f"{path}deleted_at": None})


def valid_on(day: date, to_document: str = "") -> Q:
    """The rows whose document answers on that day; bounds are inclusive."""
    path = f"{to_document}__" if to_document else ""
    begun = Q(**{f"{path}valid_from": None}) | Q(**{f"{path}valid_from__lte": day})
    not_over = Q(**{f"{path}valid_to": None}) | Q(**{f"{path}valid_to__gte": day})
    return begun & not_over
