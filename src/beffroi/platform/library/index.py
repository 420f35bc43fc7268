"""The index of this data folder: where it lies, who owns it, and how a process reads it.

Layout: data/index/owner.lock (held by the owning process), data/index/current (the name of the generation in use) and
one folder per generation. A rebuilt index is another generation, made aside; replacing `current` is the switch.
Invariant: one process writes (the kernel's lock goes with the process, however it dies); readers see each commit, and
each switch, at their next search. Proved by tests/platform/library/test_follower.py.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from django.conf import settings

from beffroi.core.search.errors import SearchIndexError
from beffroi.core.search.tantivy_index import TantivyIndex
from beffroi.core.search.vendor import translated
from beffroi.platform.library.errors import DataInUse

FIRST: Final = "g1"
_bell = threading.Event()
_reader_lock = threading.Lock()
_reader: tuple[Path, str, TantivyIndex] | None = None


def folder() -> Path:
    """The folder of the index and of its lock."""
    return Path(settings.DATA) / "index"


class IndexOwner:
    """The right to write the index of this data folder, until `release` or the end of the process."""

    def __init__(self) -> None:
        self._lock: IO[bytes] | None = None

    def acquire(self, wait_s: float = 0.0) -> None:
        """Take the ownership; for `wait_s` seconds let a process that is ending give it back. Raises DataInUse."""
        deadline = time.monotonic() + wait_s
        try:
            folder().mkdir(parents=True, exist_ok=True)
            lock = (folder() / "owner.lock").open("ab")
        except OSError as exc:
            raise translated(exc) from exc
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as exc:
                if time.monotonic() >= deadline:
                    lock.close()
                    raise DataInUse(path=settings.DATA) from exc
                time.sleep(0.05)
            else:
                self._lock = lock
                return

    def release(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def __enter__(self) -> IndexOwner:
        if self._lock is None:
            self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def generation() -> str:
    """The name of the generation in use."""
    try:
        return (folder() / "current").read_text(encoding="ascii").strip() or FIRST
    except FileNotFoundError:
        return FIRST


def switch_to(name: str) -> None:
    """Make this generation the one in use, at once and for good. The owner's right."""
    draft = folder() / "current.draft"
    try:
        with draft.open("w", encoding="ascii") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder() / "current")
    except OSError as exc:
        raise translated(exc) from exc


def reader() -> TantivyIndex:
    """The index of this process for searching. Raises IndexMissing, IndexDamaged."""
    global _reader
    name, place = generation(), folder()
    with _reader_lock:
        if _reader is None or _reader[:2] != (place, name):
            try:
                opened = TantivyIndex.open_reader(place / name)
            except SearchIndexError:
                if generation() == name:
                    raise
                name = generation()  # switched meanwhile
                opened = TantivyIndex.open_reader(place / name)
            _reader = (place, name, opened)
        return _reader[2]


def notify() -> None:
    """Tell the follower of this process that something changed. Others look by themselves four times a second."""
    _bell.set()


def bell() -> threading.Event:
    return _bell
