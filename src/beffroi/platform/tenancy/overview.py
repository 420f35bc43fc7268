"""What the exploitant sees of the authorities: names, state, counts and bytes. Invariant: never a title nor a text.

Rooms above hand in their counts (`measure`), so that tenancy needs to know none of their tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count

from beffroi.platform.tenancy.models import Account, Collectivite, Member, Service
from beffroi.platform.tenancy.permissions import require_exploitant

Measure = Callable[[], Mapping[int, int]]
_measures: Final[dict[str, Measure]] = {}


@dataclass(frozen=True, slots=True)
class AuthorityOverview:
    """One authority. `bytes`: size of its files. `counts`: "members", "services", "bases", "documents", "passages"."""

    public_id: UUID
    name: str
    slug: str
    kind: str
    kind_label: str
    siren: str
    state: str
    state_label: str
    created_at: datetime
    bytes: int
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def members(self) -> int:
        return self.counts.get("members", 0)

    @property
    def services(self) -> int:
        return self.counts.get("services", 0)

    @property
    def bases(self) -> int:
        return self.counts.get("bases", 0)

    @property
    def documents(self) -> int:
        return self.counts.get("documents", 0)

    @property
    def passages(self) -> int:
        return self.counts.get("passages", 0)


def measure(name: str, count: Measure) -> None:
    """Add a count: `count()` gives a number by authority's row id. "bytes" is the size of the files."""
    _measures[name] = count


def overview(account: Account) -> list[AuthorityOverview]:
    """Every authority of the instance, by name. Raises Refused unless the account is the exploitant's."""
    require_exploitant(account)
    measured = {name: count() for name, count in _measures.items()}
    authorities = Collectivite.objects.order_by("name", "pk")
    return [_line(authority, measured) for authority in authorities.defer("logo")]


def _line(authority: Collectivite, measured: Mapping[str, Mapping[int, int]]) -> AuthorityOverview:
    counts = {name: numbers.get(authority.pk, 0) for name, numbers in measured.items()}
    return AuthorityOverview(
        public_id=authority.public_id,
        name=authority.name,
        slug=authority.slug,
        kind=authority.kind,
        kind_label=str(authority.get_kind_display()),
        siren=authority.siren,
        state=authority.state,
        state_label=str(authority.get_state_display()),
        created_at=authority.created_at,
        bytes=counts.pop("bytes", 0),
        counts=counts,
    )


def _members() -> Mapping[int, int]:
    return dict(Member.objects.values_list("collectivite_id").annotate(n=Count("pk")).order_by())


def _services() -> Mapping[int, int]:
    return dict(Service.objects.values_list("collectivite_id").annotate(n=Count("pk")).order_by())


measure("members", _members)
measure("services", _services)
