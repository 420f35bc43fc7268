"""How much more an authority may store."""

from __future__ import annotations

from django.conf import settings

from beffroi.platform.library import selectors
from beffroi.platform.library.files import MIB
from beffroi.platform.tenancy.models import Collectivite


def limit_mb(collectivite_id: int) -> int | None:
    """The authority's own quota, else the instance's, in MB; None without any."""
    own = Collectivite.objects.values_list("quota_mb", flat=True).get(pk=collectivite_id)
    return own if own is not None else settings.CONFIGURATION.quota_mb or None


def room(collectivite_id: int) -> int | None:
    """Bytes that still fit; None without a quota."""
    limit = limit_mb(collectivite_id)
    return None if limit is None else max(0, limit * MIB - selectors.storage_used(collectivite_id))
