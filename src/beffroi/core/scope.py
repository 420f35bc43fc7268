"""Scope: what one request may see. Invariant: no read and no write happens without one.

Proved by tests/platform (every selector refuses None) and the tenant matrix.
Algebra: a passage is visible when it belongs to a base of `own_bases` *and* to `tenant`, or to a base of
`shared_bases`; and when `on` lies within its document's validity. It is written into the index query and
into the SQL, never checked after the fact.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from beffroi.core.errors import NoScope


@dataclass(frozen=True, slots=True)
class Scope:
    """Who asks, and what is readable to them, on which day.

    `tenant`: row id of the authority. `member`: row id of the member, None for a system task of that
    authority. `own_bases`: ids of the readable bases of the tenant. `shared_bases`: ids of bases that
    other authorities declared shared. `on`: the day on which documents must be valid.
    """

    tenant: int
    member: int | None
    own_bases: frozenset[int]
    shared_bases: frozenset[int]
    on: date

    @property
    def bases(self) -> frozenset[int]:
        return self.own_bases | self.shared_bases

    def narrowed_to(self, bases: frozenset[int]) -> Scope:
        """The same scope, limited to some bases; ids outside the scope are ignored, never added."""
        return replace(self, own_bases=self.own_bases & bases, shared_bases=self.shared_bases & bases)


def required(scope: Scope | None) -> Scope:
    """Return the scope, or raise NoScope: the guard that every selector begins with."""
    if scope is None:
        raise NoScope()
    return scope
