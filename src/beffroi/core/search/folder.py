"""Where an index lies on disk, and who owns it.

Layout: `<path>/lock` (held by the one writer as long as it lives) and `<path>/<schema version>/` (Tantivy's files).
The lock is the kernel's: it goes with the process, however that dies.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import weakref
from pathlib import Path

from beffroi.core.search.errors import IndexBusy
from beffroi.core.search.schema import folder_name
from beffroi.core.search.vendor import translated


class Ownership:
    """The right to write under `path`, until `release()`, the end of this object or of the process."""

    def __init__(self, path: Path) -> None:
        """Create the folder if needed and take the lock; IndexBusy when another process or object has it."""
        try:
            path.mkdir(parents=True, exist_ok=True)
            lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise translated(error) from error
        self.release = weakref.finalize(self, os.close, lock)  # also when the object is dropped
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.release()
            raise IndexBusy() from error


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
