"""The export of an authority: one ZIP with `manifest.json`, `tables/<name>.jsonl` and `files/<sha256>`.

Flow of `write`: one JSON-lines file per table in a working folder, each whole or absent → the ZIP beside → renamed to
its name. A restart keeps the tables already written. Row ids never leave: a row is named by its public id, its hash
or its address. Passwords, key digests and link tokens are left out, and so are the members' own conversations, which
nobody else reads. Proved by tests/platform/instance/test_export.py.
"""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.db.models import Model, QuerySet
from django.utils import timezone

from beffroi.platform.instance import folders, tables
from beffroi.platform.instance.rows import Rows
from beffroi.platform.jobs.models import Job
from beffroi.platform.jobs.work import Leave, Reason, Work
from beffroi.platform.library.models import Blob, IndexChange
from beffroi.platform.tenancy.models import Account, Collectivite

FORMAT: Final = 1
KEPT: Final = timedelta(days=7)
_INTERNAL: Final = frozenset({IndexChange, Job})
_CHUNK: Final = 500


def write(work: Work) -> None:
    """Write the archive of the job's authority; the former archives of that authority are removed."""
    collectivite = Collectivite.objects.get(public_id=work.params["authority"])
    job = Job.objects.get(pk=work.job_id)
    folder = folders.exports_of(collectivite.public_id)
    parts = folder / f".{job.public_id}"
    parts.mkdir(parents=True, exist_ok=True, mode=0o700)
    tables_written = _write_tables(work, collectivite, parts)
    draft = parts / "archive.zip"
    _write_zip(work, collectivite, draft, tables_written)
    with work.guarded():
        for former in folder.glob("*.zip"):
            former.unlink()
        draft.rename(folder / f"{job.public_id}.zip")
    folders.remove(parts)


def forget_old() -> None:
    """Remove the archives of every authority older than a week, and the working folders that a failure left."""
    limit = time.time() - KEPT.total_seconds()
    for path in (folders.root() / "exports").glob("*/*"):
        if path.stat().st_mtime < limit:
            if path.is_dir():
                folders.remove(path)
            else:
                path.unlink(missing_ok=True)


def _write_tables(work: Work, collectivite: Collectivite, parts: Path) -> dict[str, Path]:
    written, sources = {}, dict(_sources(collectivite))
    for done, (name, found) in enumerate(sources.items()):
        path = parts / f"{name}.jsonl"
        if not path.exists():
            _write_table(work, collectivite, found, path)
        written[name] = path
        work.progress(done + 1, len(sources) + 1, "exporting")
        work.checkpoint()
    return written


def _sources(collectivite: Collectivite) -> Iterator[tuple[str, QuerySet[Any]]]:
    yield "tenancy.collectivite", Collectivite.objects.filter(pk=collectivite.pk)
    yield "tenancy.account", Account.objects.filter(memberships__collectivite=collectivite)
    for model in tables.exported():
        if model not in _INTERNAL:
            yield model._meta.label_lower, tables.rows(model, collectivite.pk)


def _write_table(work: Work, collectivite: Collectivite, found: QuerySet[Any], path: Path) -> None:
    rows, draft = Rows(collectivite.pk), path.with_suffix(".part")
    with draft.open("w", encoding="utf-8") as file:
        for number, row in enumerate(found.order_by("pk").iterator(chunk_size=_CHUNK)):
            file.write(_line(rows, row))
            if number % _CHUNK == 0:
                _look(work)
    draft.rename(path)


def _line(rows: Rows, row: Model) -> str:
    return json.dumps(rows.exported(row), ensure_ascii=False) + "\n"


def _write_zip(work: Work, collectivite: Collectivite, draft: Path, written: dict[str, Path]) -> None:
    manifest = {
        "format": FORMAT,
        "authority": str(collectivite.public_id),
        "name": collectivite.name,
        "made_at": timezone.now().isoformat(),
        "tables": sorted(written),
    }
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
        for name, path in written.items():
            archive.write(path, f"tables/{name}.jsonl")
        for sha256 in Blob.objects.filter(collectivite=collectivite).values_list("sha256", flat=True).order_by("pk"):
            _look(work)
            path = folders.files_of(collectivite.public_id) / sha256[:2] / sha256
            if path.exists():  # deleted meanwhile
                archive.write(path, f"files/{sha256}", zipfile.ZIP_STORED)
    work.progress(len(written) + 1, len(written) + 1, "exporting")


def _look(work: Work) -> None:
    # In the middle of a file it leaves only when it must: leaving for another's turn would start the file again.
    reason = work.should_leave()
    if reason in {Reason.CANCELLED, Reason.STOPPING}:
        raise Leave(reason)
