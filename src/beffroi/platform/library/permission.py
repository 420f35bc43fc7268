"""Who may write: the member's role, or a task of the house that acts for the authority."""

from __future__ import annotations

from beffroi.core.scope import Scope, required
from beffroi.platform.tenancy import permissions
from beffroi.platform.tenancy.models import Member
from beffroi.platform.tenancy.permissions import Gesture


def allow(scope: Scope, gesture: Gesture) -> Member | None:
    """The member who makes this gesture; None for the house itself. Raises Refused, NoScope."""
    if required(scope).member is None:
        return None
    return permissions.require(scope, gesture)
