"""The thread that the index follows. Invariant: the order of `IndexChange.seq` is the order of commits.

SQLite has one writer at a time. PostgreSQL draws numbers before the commit, so a lock held to the end of the
transaction lets one writer of changes through at a time. Proved by tests/platform/library/test_follower.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import connection

from beffroi.platform.library.models import IndexChange

_CHANGES_LOCK: Final = 0x6265_6666_726F_6931


def record_change(collectivite_id: int, version_ids: Iterable[int | None]) -> None:
    """Say, inside the caller's transaction, that what may be found of these versions changed. Call it last: on
    PostgreSQL other writers of changes wait from here to the commit."""
    changed = [IndexChange(collectivite_id=collectivite_id, version_id=pk) for pk in version_ids if pk is not None]
    if not changed:
        return
    if not connection.in_atomic_block:
        raise RuntimeError("a change is recorded in the transaction of what changed")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHANGES_LOCK])
    IndexChange.objects.bulk_create(changed)
