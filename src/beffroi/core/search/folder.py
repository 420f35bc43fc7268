"""Where an index lies on disk, and who owns it.

Layout: `<path>/lock` (held by the one writer as long as it lives) and `<path>/<schema version>/` (Tantivy's files).
The lock is the kernel's: it goes with the process, however that dies.
"""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path
from typing import IO

from beffroi.core.search.errors import IndexBusy
from beffroi.core.search.schema import folder_name
from beffroi.core.search.vendor import translated


class Ownership:
    """The right to write under `path`, until `release()` or the end of the process."""

    def __init__(self, path: Path) -> None:
        """Create the folder if needed and take the lock; IndexBusy when another process or object has it."""
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._lock: IO[bytes] = (path / "lock").open("wb")
        except OSError as error:
            raise translated(error) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise IndexBusy() from error

    def release(self) -> None:
        self._lock.close()


def current(path: Path) -> Path:
    """The folder of Tantivy's files for this version of the code."""
    return path / folder_name()


def make_current(path: Path) -> Path:
    """The current folder, made if needed; indexes of other versions are removed (the owner's right)."""
    folder = current(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for other in path.iterdir():
            if other.is_dir() and other != folder:
                shutil.rmtree(other)
    except OSError as error:
        raise translated(error) from error
    return folder


def discard(path: Path) -> None:
    """Remove the index, damaged or not, so that the next writer begins anew at sequence 0. IndexBusy if owned."""
    owner = Ownership(path)
    try:
        for folder in path.iterdir():
            if folder.is_dir():
                shutil.rmtree(folder)
    except OSError as error:
        raise translated(error) from error
    finally:
        owner.release()
