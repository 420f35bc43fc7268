"""The keeper of the index: the companion of a worker that owns the index, follows the database and rebuilds aside.

Beside a lasting worker it follows in a thread of its own, at once when idle, and at most a few commits a second in a
flood. Beside one that only finishes what is due, it follows between two files, and at the end (`settle`).
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection

from beffroi.core.reading import default_server
from beffroi.core.search.errors import IndexDamaged, SearchIndexError
from beffroi.core.search.tantivy_index import TantivyIndex
from beffroi.platform.jobs.registry import beside_worker
from beffroi.platform.library import follower, index
from beffroi.platform.library.index import IndexOwner

logger = logging.getLogger(__name__)
COMPANION: Final = "library.index"
LOOK_S: Final = 0.25
LONGEST_PAUSE_S: Final = 2.0
RETRY_S: Final = 5.0
HANDOVER_S: Final = 10.0
GRACE_S: Final = 1.0
"""For how long the old index stays after a switch: the time of a search under way."""
WORKSPACES: Final = "intake-*"

_here: IndexKeeper | None = None


class IndexKeeper:
    """Owns and feeds the index of this data folder inside its `with`. Raises DataInUse on entering."""

    def __init__(self, lasting: bool) -> None:
        self._lasting = lasting
        self._owner = IndexOwner()
        self._writer: TantivyIndex | None = None
        self._lock = threading.RLock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="index-follower", daemon=True)
        self._committed = 0.0

    def __enter__(self) -> IndexKeeper:
        global _here
        self._owner.acquire(HANDOVER_S if self._lasting else 0.0)
        _here = self
        _clear_what_was_left()
        if self._lasting:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        global _here
        _here = None
        self._stopping.set()
        index.bell().set()
        if self._lasting:
            self._thread.join()
            default_server().close()
        with self._lock:
            self._close()
        self._owner.release()

    def settle(self) -> None:
        """Follow now, to the end. Raises SearchIndexError."""
        with self._lock:
            self.writer()
            self._follow()

    def glance(self) -> None:
        """Between two files: follow if this keeper has no thread and its last commit is some time ago."""
        if self._lasting:
            index.notify()
        elif time.monotonic() - self._committed >= LONGEST_PAUSE_S:
            self.settle()

    def writer(self) -> TantivyIndex:
        """The index in use, opened, and rebuilt when it is damaged or cannot be caught up. Called with the lock."""
        if self._writer is None:
            try:
                self._writer = TantivyIndex.open_writer(index.folder() / index.generation())
                self._writer.last_seq()
            except IndexDamaged:
                logger.warning("the search index is damaged: it is rebuilt from the documents")
                self._close()
                self.rebuild()
            else:
                if follower.must_rebuild(self._writer):
                    logger.warning("the search index cannot be caught up: it is rebuilt from the documents")
                    self.rebuild()
        if self._writer is None:
            raise IndexDamaged()
        return self._writer

    def rebuild(self, progress: Callable[[], None] = lambda: None) -> int:
        """Make a new index aside, switch to it, remove the old one; returns its number of passages. The old one
        answers, and follows, meanwhile. Raises SearchIndexError; the old one then stays."""
        old = index.generation()
        name = f"g{1 + max((int(p.name[1:]) for p in index.folder().glob('g*') if p.name[1:].isdigit()), default=0)}"
        fresh = TantivyIndex.open_writer(index.folder() / name)
        try:
            count = follower.fill(fresh, progress)
            follower.follow(fresh)
            with self._lock:
                follower.follow(fresh)
                index.switch_to(name)
                self._close()
                self._writer = fresh
        finally:
            if self._writer is not fresh:
                fresh.close()
                shutil.rmtree(index.folder() / name, ignore_errors=True)
        self._stopping.wait(GRACE_S)
        shutil.rmtree(index.folder() / old, ignore_errors=True)
        return count

    def _follow(self) -> None:
        began = time.monotonic()
        applied = follower.follow(self.writer())
        self._committed = time.monotonic()
        if applied:
            logger.debug("index: %s changes in %.3f s", applied, self._committed - began)

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _run(self) -> None:
        bell = index.bell()
        while not self._stopping.is_set():
            bell.clear()
            began = time.monotonic()
            worked = self._try_to_follow()
            spent = time.monotonic() - began
            if worked:
                # A commit costs more than its passages: in a flood, at most one fifth of the time goes to commits.
                self._stopping.wait(min(max(LOOK_S, 4 * spent), LONGEST_PAUSE_S))
            elif worked is None:
                self._stopping.wait(RETRY_S)
            else:
                bell.wait(LOOK_S)
        connection.close()

    def _try_to_follow(self) -> bool | None:
        """Whether there was something to follow; None when it failed and must be tried again later."""
        try:
            with self._lock:
                if not follower.behind(self.writer()):
                    return False
                self._follow()
        except IndexDamaged:
            logger.exception("the search index is damaged")
            with self._lock:
                self._close()
            return None
        except (SearchIndexError, DatabaseError):
            logger.exception("the search index could not be brought up to date; it is tried again")
            connection.close()
            return None
        return True


def changed() -> None:
    """Something that may be found changed, and is committed: the keeper of this process looks, if there is one."""
    if _here is not None:
        _here.glance()


def here() -> IndexKeeper | None:
    """The keeper of this process, when it owns the index."""
    return _here


def _clear_what_was_left() -> None:
    """Remove what a killed owner left: private folders of readings, an index half rebuilt. The owner's right."""
    for left in (Path(settings.DATA) / "tmp").glob(WORKSPACES):
        shutil.rmtree(left, ignore_errors=True)
    for left in index.folder().glob("g*"):
        if left.name != index.generation():
            shutil.rmtree(left, ignore_errors=True)


beside_worker(COMPANION, IndexKeeper)
