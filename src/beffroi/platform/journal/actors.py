"""Who an entry names. The journal lies below tenancy, so tenancy hands it the way from a member's row to its id."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from beffroi.core.errors import NotFound
from beffroi.core.scope import Scope, required

SYSTEM = "system"
_public_id_of: list[Callable[[int, int], UUID | None]] = []


def resolve_members_with(resolver: Callable[[int, int], UUID | None]) -> None:
    """`resolver(tenant, member)` gives the public id of a member's row, or None. Called once, by tenancy."""
    _public_id_of[:] = [resolver]


def actor_of(scope: Scope) -> str:
    """ "member:<uuid>" of the one who asks, or "system" for a task of the authority. Raises NoScope, NotFound."""
    if required(scope).member is None:
        return SYSTEM
    for resolver in _public_id_of:
        public_id = resolver(scope.tenant, int(scope.member or 0))
        if public_id is not None:
            return f"member:{public_id}"
    raise NotFound()
