"""The bytes of files, once per authority: data/files/<authority>/<aa>/<sha256>.

Flow of a reception: `receive` (streamed to a temporary file of the same disk, hashed on the way, size checked, on the
disk for good) → in the transaction that writes the rows: `place` (renamed to its address, folder on the disk for good).
Invariants: a committed Blob row that something uses has its bytes on the disk; a file is whole or absent; `place`
always renames, so bytes that the bin has just erased come back. Proved by tests/faults/test_ingestion_disk.py.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from uuid import UUID

from django.conf import settings

from beffroi.platform.library.errors import DiskFull, FileTooLarge, QuotaExceeded, StorageUnwritable
from beffroi.platform.library.models import Blob
from beffroi.platform.tenancy.models import Collectivite

_CHUNK: Final = 1 << 20
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_INCOMING: Final = "incoming"
MIB: Final = 1024 * 1024
DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Received:
    """A file whose bytes are safe on the disk, not yet at their address."""

    sha256: str
    size: int
    temporary: Path


def root(collectivite_id: int) -> Path:
    """The folder of an authority's files."""
    public_id: UUID = Collectivite.objects.values_list("public_id", flat=True).get(pk=collectivite_id)
    return Path(settings.DATA) / "files" / str(public_id)


def path(collectivite_id: int, sha256: str) -> Path:
    """Where these bytes lie."""
    return address(root(collectivite_id), sha256)


def address(folder: Path, sha256: str) -> Path:
    return folder / sha256[:2] / sha256


def receive(folder: Path, file: IO[bytes], *, limit: int, room: int | None, room_mb: int = 0) -> Received:
    """Stream a file to the disk, under an authority's `folder`. `limit`, `room`: bytes, at most.

    Raises FileTooLarge, QuotaExceeded, DiskFull, StorageUnwritable; nothing stays on the disk then.
    """
    incoming = folder / _INCOMING
    with _storage_errors():
        incoming.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=incoming)
    temporary, digest, size = Path(name), hashlib.sha256(), 0
    kept = False
    try:
        with os.fdopen(descriptor, "wb", buffering=0) as target:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                if size > limit:
                    raise FileTooLarge(limit_mb=limit // MIB)
                if room is not None and size > room:
                    raise QuotaExceeded(limit_mb=room_mb)
                digest.update(chunk)
                with _storage_errors():
                    _write(target, chunk)
            with _storage_errors():
                os.fsync(target.fileno())
        kept = True
    finally:
        if not kept:
            temporary.unlink(missing_ok=True)
    return Received(digest.hexdigest(), size, temporary)


def place(folder: Path, received: Iterable[Received]) -> None:
    """Bring received files to their addresses, inside the transaction that holds their Blob rows. Raises DiskFull,
    StorageUnwritable."""
    with _storage_errors():
        targets = [(one.temporary, address(folder, one.sha256)) for one in received]
        parents = {target.parent for _, target in targets}
        for parent in parents:
            parent.mkdir(exist_ok=True)
        for temporary, target in targets:
            temporary.rename(target)
        for touched in (*parents, folder):
            _sync_folder(touched)


def drop(received: Received) -> None:
    """Forget a received file that will not be kept."""
    received.temporary.unlink(missing_ok=True)


def store(collectivite_id: int, file: IO[bytes]) -> tuple[str, int]:
    """Receive and place at once, within the size limit, for a caller that writes its Blob row in the same transaction.
    Returns (sha256, size in bytes). Raises as `receive`."""
    folder = root(collectivite_id)
    received = receive(folder, file, limit=size_limit(), room=None)
    place(folder, [received])
    return received.sha256, received.size


def size_limit() -> int:
    """Largest file accepted, in bytes."""
    return int(settings.CONFIGURATION.max_file_bytes)


def remove(collectivite_id: int, sha256: str) -> None:
    """Erase bytes that nothing uses, inside the transaction that deletes their Blob row under its lock."""
    path(collectivite_id, sha256).unlink(missing_ok=True)


def sweep(collectivite_id: int, *, older_than_s: float = DAY_S) -> int:
    """Erase what a crash left: receptions never finished, bytes without a Blob row. Returns how many files."""
    folder, horizon, swept = root(collectivite_id), time.time() - older_than_s, 0
    known = set(Blob.objects.filter(collectivite_id=collectivite_id).values_list("sha256", flat=True))
    for found in folder.glob("*/*"):
        left = found.parent.name == _INCOMING or found.name not in known
        if left and found.is_file() and found.stat().st_mtime < horizon:
            found.unlink(missing_ok=True)
            swept += 1
    return swept


def sweep_temporary(*, older_than_s: float = DAY_S) -> int:
    """Erase what killed processes left in the data folder's tmp: uploads, attachments, snapshots. Returns how many."""
    horizon, swept = time.time() - older_than_s, 0
    for left in (Path(settings.DATA) / "tmp").iterdir():
        if left.lstat().st_mtime >= horizon:
            continue
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
        swept += 1
    return swept


def erase_all(collectivite_id: int) -> None:
    """Erase every file of an authority that is being erased."""
    shutil.rmtree(root(collectivite_id), ignore_errors=True)


def _write(target: IO[bytes], chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[target.write(view) :]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_full(error: OSError) -> bool:
    """Whether the system refused a write for want of room."""
    return error.errno in _FULL


@contextmanager
def _storage_errors() -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        if is_full(exc):
            raise DiskFull() from exc
        raise StorageUnwritable(reason=exc.strerror or type(exc).__name__) from exc
