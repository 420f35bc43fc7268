"""Blob rows and their bytes together: kept while something uses them, erased when nothing does.

Invariant: whoever adds a use of a blob, and whoever erases one, hold its row first; so bytes in use are never erased,
and the one who comes second sees what the first did. Proved by tests/platform/library/test_bin.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from django.db.models import Exists, OuterRef

from beffroi.platform.library import files
from beffroi.platform.library.files import Received
from beffroi.platform.library.models import Blob, IntakeFile, Version


def keep(collectivite_id: int, folder: Path, received: Sequence[Received]) -> dict[str, Blob]:
    """Rows and bytes of received files, by sha256, inside the caller's transaction. The files are placed."""
    sizes = {one.sha256: one.size for one in received}
    held: dict[str, Blob] = {}
    while len(held) < len(sizes):
        missing = [Blob(collectivite_id=collectivite_id, sha256=s, size=n) for s, n in sizes.items() if s not in held]
        Blob.objects.bulk_create(missing, ignore_conflicts=True)
        mine = Blob.objects.filter(collectivite_id=collectivite_id, sha256__in=list(sizes)).order_by("pk")
        held = {blob.sha256: blob for blob in mine.select_for_update()}
    files.place(folder, received)
    return held


def hold(blob_ids: Iterable[int]) -> list[Blob]:
    """Lock these bytes until the end of the transaction: two readings of the same file settle one after the other."""
    return list(Blob.objects.select_for_update().filter(pk__in=set(blob_ids)).order_by("pk"))


def erase_unused(collectivite_id: int, blob_ids: Iterable[int] | None = None) -> int:
    """Erase the blobs (among these) that no version and no accepted file uses, bytes and rows; returns how many."""
    used = Exists(Version.objects.filter(blob=OuterRef("pk"))) | Exists(IntakeFile.objects.filter(blob=OuterRef("pk")))
    found = Blob.objects.filter(collectivite_id=collectivite_id)
    if blob_ids is not None:
        found = found.filter(pk__in=list(blob_ids))
    held = list(found.select_for_update().order_by("pk").values_list("pk", flat=True))
    unused = list(Blob.objects.filter(pk__in=held).exclude(used))
    Blob.objects.filter(pk__in=[blob.pk for blob in unused]).delete()
    for blob in unused:
        files.remove(collectivite_id, blob.sha256)
    return len(unused)
