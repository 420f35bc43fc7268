"""Members: role, services, suspension, new password. Invariants: an authority keeps one active administrator; a
suspended member loses sessions and keys in the same transaction. Proved by tests/platform/tenancy/test_members.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beffroi.core.errors import Conflict, NotFound
from beffroi.core.scope import Scope
from beffroi.platform.journal.services import actor_of, record
from beffroi.platform.tenancy import inputs, links, verbs
from beffroi.platform.tenancy.errors import LastAdministrator, ResetRefused
from beffroi.platform.tenancy.links import IssuedLink, Kind
from beffroi.platform.tenancy.models import Account, ApiKey, Collectivite, Member
from beffroi.platform.tenancy.permissions import Gesture, require
from beffroi.platform.tenancy.services.invitations import serves_elsewhere, services_named
from beffroi.platform.tenancy.sessions import end_sessions


@transaction.atomic
def change_member(scope: Scope, public_id: UUID, role: str, service_ids: Iterable[UUID]) -> Member:
    """Give a member another role and other services. Raises Refused, NotFound, Invalid, LastAdministrator."""
    member = _managed(scope, public_id)
    inputs.choice(role, Member.Role.values, "rôle")
    if role != Member.Role.ADMINISTRATEUR:
        _keep_an_administrator(member)
    member.services.set(services_named(scope.tenant, service_ids))
    member.role = role
    member.save(update_fields=["role"])
    _record(scope, verbs.MEMBER_CHANGED, member)
    return member


@transaction.atomic
def suspend_member(scope: Scope, public_id: UUID) -> Member:
    """Close the authority to a member now: sessions deleted, keys revoked, reset links closed.

    Raises Refused, NotFound, LastAdministrator."""
    member = _managed(scope, public_id)
    _keep_an_administrator(member)
    member.state = Member.State.SUSPENDED
    member.save(update_fields=["state"])
    ApiKey.objects.filter(member=member, revoked_at=None).update(revoked_at=timezone.now())
    links.void(kind=Kind.RESET, account_id=member.account_id, collectivite_id=scope.tenant)
    end_sessions([member.account_id])
    _record(scope, verbs.MEMBER_SUSPENDED, member)
    return member


@transaction.atomic
def resume_member(scope: Scope, public_id: UUID) -> Member:
    """Open the authority again to a suspended member; former keys stay revoked. Raises Refused, NotFound."""
    member = _managed(scope, public_id)
    member.state = Member.State.ACTIVE
    member.save(update_fields=["state"])
    _record(scope, verbs.MEMBER_RESUMED, member)
    return member


@transaction.atomic
def issue_reset(scope: Scope, member_id: UUID) -> IssuedLink:
    """A link to choose a new password, 24 h; it replaces the former ones. Raises Refused, NotFound, Conflict
    (suspended), ResetRefused: an account that also serves elsewhere is reset by the exploitant only."""
    member = _managed(scope, member_id)
    if member.state != Member.State.ACTIVE:
        raise Conflict(reason=_("Ce membre est suspendu. Réactivez-le avant de lui donner un nouveau mot de passe."))
    account = Account.objects.select_for_update().get(pk=member.account_id)
    if serves_elsewhere(account, scope.tenant):
        raise ResetRefused()
    issuer = require(scope, Gesture.MANAGE_MEMBERS).account
    issued = reset_link(account, collectivite_id=scope.tenant, created_by=issuer)
    _record(scope, verbs.RESET_ISSUED, member)
    return issued


def reset_link(account: Account, *, collectivite_id: int | None, created_by: Account | None) -> IssuedLink:
    """Replace every live reset link of the account by one. The caller has locked the account and records it."""
    links.void(kind=Kind.RESET, account=account)
    fields = {"account": account, "email": account.email, "name": account.name}
    return links.issue(Kind.RESET, collectivite_id=collectivite_id, created_by=created_by, **fields)


def _managed(scope: Scope, public_id: UUID) -> Member:
    # The authority's row is locked first: two administrators cannot remove each other at the same instant.
    require(scope, Gesture.MANAGE_MEMBERS)
    Collectivite.objects.select_for_update().get(pk=scope.tenant)
    found = Member.objects.select_related("account").filter(collectivite_id=scope.tenant, public_id=public_id)
    member = found.first()
    if member is None:
        raise NotFound()
    return member


def _keep_an_administrator(member: Member) -> None:
    others = Member.objects.filter(
        collectivite_id=member.collectivite_id,
        role=Member.Role.ADMINISTRATEUR,
        state=Member.State.ACTIVE,
        account__is_active=True,
    ).exclude(pk=member.pk)
    if member.role == Member.Role.ADMINISTRATEUR and not others.exists():
        raise LastAdministrator()


def _record(scope: Scope, verb: str, member: Member) -> None:
    named = [("member", member.public_id)]
    record(scope.tenant, actor_of(scope), verb, objects=named, facts={"role": member.role})
