"""Reads on authorities, members, services and keys. Invariant: the tenant is in every query."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from beffroi.core.errors import NotFound
from beffroi.core.scope import Scope, required
from beffroi.platform.journal import selectors as journal
from beffroi.platform.journal.models import Entry
from beffroi.platform.tenancy.links import Kind
from beffroi.platform.tenancy.models import Account, ApiKey, Collectivite, Member, OneTimeLink, Service
from beffroi.platform.tenancy.overview import AuthorityOverview, overview
from beffroi.platform.tenancy.permissions import Gesture, require, require_member
from beffroi.platform.tenancy.service_choice import service_for_question

__all__ = [
    "AuthorityOverview",
    "authority",
    "journal_entries",
    "keys",
    "member",
    "members",
    "membership",
    "memberships",
    "overview",
    "pending_invitations",
    "service",
    "service_for_question",
    "services",
]


def memberships(account: Account) -> list[Member]:
    """The account's active memberships of active authorities, by authority's name."""
    return list(_active(account).order_by("collectivite__name", "pk"))


def membership(account: Account, member_public_id: UUID) -> Member:
    """One of `memberships`. Raises NotFound."""
    found = _active(account).filter(public_id=member_public_id).first()
    if found is None:
        raise NotFound()
    return found


def authority(scope: Scope) -> Collectivite:
    """The scope's own authority. Raises NotFound once it is erased."""
    found = Collectivite.objects.filter(pk=required(scope).tenant).first()
    if found is None:
        raise NotFound()
    return found


def members(scope: Scope) -> list[Member]:
    """Every member of the authority, with account and services, by name. Raises Refused."""
    require(scope, Gesture.MANAGE_MEMBERS)
    return list(_members(scope).order_by("account__name", "pk"))


def member(scope: Scope, public_id: UUID) -> Member:
    """A member of the authority. Raises Refused, NotFound."""
    require(scope, Gesture.MANAGE_MEMBERS)
    found = _members(scope).filter(public_id=public_id).first()
    if found is None:
        raise NotFound()
    return found


def services(scope: Scope) -> list[Service]:
    """The authority's services, by name."""
    return list(Service.objects.filter(collectivite_id=required(scope).tenant).order_by("name", "pk"))


def service(scope: Scope, public_id: UUID) -> Service:
    """A service of the authority. Raises NotFound."""
    found = Service.objects.filter(collectivite_id=required(scope).tenant, public_id=public_id).first()
    if found is None:
        raise NotFound()
    return found


def pending_invitations(scope: Scope) -> list[OneTimeLink]:
    """Invitations that can still be accepted, the last first. Raises Refused."""
    require(scope, Gesture.MANAGE_MEMBERS)
    found = OneTimeLink.objects.filter(
        kind=Kind.INVITATION, collectivite_id=scope.tenant, used_at=None, expires_at__gt=timezone.now()
    )
    return list(found.prefetch_related("services").order_by("-created_at", "-pk"))


def keys(scope: Scope) -> list[ApiKey]:
    """The asking member's own keys, revoked ones included, the last first. Raises Refused."""
    owner = require_member(scope)
    found = ApiKey.objects.filter(collectivite_id=scope.tenant, member=owner)
    return list(found.order_by("-created_at", "-pk"))


def journal_entries(scope: Scope, *, verb: str = "", before: int | None = None, limit: int = 100) -> list[Entry]:
    """The authority's journal, the last entry first (journal.selectors.entries). Raises Refused."""
    require(scope, Gesture.SEE_JOURNAL)
    return journal.entries(scope, verb=verb, before=before, limit=limit)


def _active(account: Account) -> QuerySet[Member]:
    found = Member.objects.select_related("collectivite", "account")
    return found.filter(
        account_id=account.pk,
        account__is_active=True,
        state=Member.State.ACTIVE,
        collectivite__state=Collectivite.State.ACTIVE,
    )


def _members(scope: Scope) -> QuerySet[Member]:
    found = Member.objects.filter(collectivite_id=scope.tenant)
    return found.select_related("account").prefetch_related("services")
