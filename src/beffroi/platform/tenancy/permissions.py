"""Who may do what. Invariant: a right is checked in the query, on an active member of an active authority.

Every write of the platform begins with `require`. Proved by tests/platform/tenancy/test_permissions.py.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final
from uuid import UUID

from beffroi.core.errors import NotFound, Refused
from beffroi.core.scope import Scope, required
from beffroi.platform.tenancy.models import Account, Collectivite, Member


class Gesture(StrEnum):
    ASK = "ask"
    ADD_DOCUMENTS = "add_documents"
    EDIT_DOCUMENTS = "edit_documents"
    DELETE_DOCUMENTS = "delete_documents"
    MANAGE_BASES = "manage_bases"
    SEE_HEALTH = "see_health"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_SERVICES = "manage_services"
    SEE_OPINIONS = "see_opinions"
    SEE_JOURNAL = "see_journal"
    MANAGE_AUTHORITY = "manage_authority"
    SHARE_BASE = "share_base"


_AGENT: Final = frozenset({Gesture.ASK, Gesture.ADD_DOCUMENTS, Gesture.EDIT_DOCUMENTS, Gesture.SEE_HEALTH})
_RIGHTS: Final[dict[str, frozenset[Gesture]]] = {
    Member.Role.AGENT: _AGENT,
    Member.Role.VALIDEUR: _AGENT | {Gesture.DELETE_DOCUMENTS, Gesture.MANAGE_BASES, Gesture.SEE_OPINIONS},
    Member.Role.ADMINISTRATEUR: frozenset(Gesture),
    Member.Role.DPO: frozenset({Gesture.ASK, Gesture.SEE_HEALTH, Gesture.SEE_JOURNAL}),
}
_ACTIVE: Final = {
    "state": Member.State.ACTIVE,
    "collectivite__state": Collectivite.State.ACTIVE,
    "account__is_active": True,
}


def require(scope: Scope, gesture: Gesture) -> Member:
    """The member who asks, with account and authority, if the gesture is theirs now.

    Raises NoScope without a scope, Refused for a system scope, a wrong role, a suspended member or authority.
    """
    roles = [role for role, gestures in _RIGHTS.items() if gesture in gestures]
    member = _member(scope, role__in=roles)
    if member is None:
        raise Refused()
    return member


def require_member(scope: Scope) -> Member:
    """The active member who asks, whatever their role. Raises NoScope, Refused."""
    member = _member(scope)
    if member is None:
        raise Refused()
    return member


def require_account(account: Account, collectivite: UUID, gesture: Gesture) -> Member:
    """The account's active membership of this authority (public id), if its role holds the gesture.

    Raises NotFound when it has none there, Refused for a wrong role."""
    found = Member.objects.select_related("account", "collectivite")
    member = found.filter(account_id=account.pk, collectivite__public_id=collectivite, **_ACTIVE).first()
    if member is None:
        raise NotFound()
    if not allows(member, gesture):
        raise Refused()
    return member


def require_exploitant(account: Account) -> Account:
    """The account, read again, if it is that of an active exploitant. Raises Refused."""
    found = Account.objects.filter(pk=account.pk, is_exploitant=True, is_active=True).first()
    if found is None:
        raise Refused()
    return found


def allows(member: Member, gesture: Gesture) -> bool:
    """Whether the member's role holds the gesture; for showing or hiding it. `require` decides."""
    return gesture in gestures_of(member)


def gestures_of(member: Member) -> frozenset[Gesture]:
    return _RIGHTS.get(member.role, frozenset())


def _member(scope: Scope, **conditions: object) -> Member | None:
    row_id = required(scope).member
    if row_id is None:
        return None
    found = Member.objects.select_related("account", "collectivite")
    return found.filter(pk=row_id, collectivite_id=scope.tenant, **_ACTIVE, **conditions).first()
