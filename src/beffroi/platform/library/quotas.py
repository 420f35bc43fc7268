"""How much more an authority may store. Rooms above add what they keep of it (`counts_too`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings

from beffroi.platform.library import selectors
from beffroi.platform.library.files import MIB
from beffroi.platform.tenancy.models import Collectivite

Weigh = Callable[[int], int]
_weighed: Final[list[Weigh]] = []


def counts_too(weigh: Weigh) -> None:
    """`weigh(collectivite_id)` gives bytes that count against the quota as the library's files do."""
    _weighed.append(weigh)


def used(collectivite_id: int) -> int:
    """Bytes of everything that the authority keeps."""
    return selectors.storage_used(collectivite_id) + sum(weigh(collectivite_id) for weigh in _weighed)


def limit_mb(collectivite_id: int) -> int | None:
    """The authority's own quota, else the instance's, in MB; None without any."""
    own = Collectivite.objects.values_list("quota_mb", flat=True).get(pk=collectivite_id)
    return own if own is not None else settings.CONFIGURATION.quota_mb or None


def room(collectivite_id: int) -> int | None:
    """Bytes that still fit; None without a quota."""
    limit = limit_mb(collectivite_id)
    return None if limit is None else max(0, limit * MIB - used(collectivite_id))
