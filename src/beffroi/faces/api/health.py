"""/healthz: whether this instance can serve, for a supervisor or a reverse proxy. Public, and says nothing else."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from beffroi.core.search.errors import SearchIndexError
from beffroi.faces.web.access import public
from beffroi.platform.library import index
from beffroi.platform.tenancy.models import Collectivite


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and the index can be read, else 503; which one fails is said."""
    state = {"database": _database(), "index": _index()}
    sound = all(state.values())
    return JsonResponse({"status": "ok" if sound else "failing", **state}, status=200 if sound else 503)


def _database() -> bool:
    try:
        Collectivite.objects.exists()
    except DatabaseError:
        return False
    return True


def _index() -> bool:
    try:
        index.reader().last_seq()
    except (SearchIndexError, OSError):
        return False
    return True
