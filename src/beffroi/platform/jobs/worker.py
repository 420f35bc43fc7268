"""The worker: claims due jobs, runs them in threads, keeps them alive, picks up what a killed worker left.

One dispatcher (the calling thread) looks four times a second, or at once when the bell of this process rings: one
indexed query when idle. Jobs run in `threads` others, so a flood of one authority shares turns with the rest.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import Final

from django.db import DatabaseError, close_old_connections, connection

from beffroi.platform.jobs import registry, schedules, wake
from beffroi.platform.jobs.execution import TURN_S, beat, claim_next, recover, run_claimed
from beffroi.platform.jobs.identity import Identity
from beffroi.platform.jobs.models import Job

logger = logging.getLogger(__name__)
LOOK_S: Final = 0.25
BEAT_S: Final = 5.0
RECOVER_S: Final = 10.0
SCHEDULES_S: Final = 1.0


class Worker:
    """`threads`: jobs run side by side. `turn_s`: seconds after which a job makes room when another one waits."""

    def __init__(self, threads: int = 2, *, turn_s: float = TURN_S) -> None:
        self._threads, self._turn_s = max(1, threads), turn_s
        self._stopping = threading.Event()
        self._bell = threading.Event()
        self._held: set[int] = set()

    def stop(self) -> None:
        """Ask the worker to end: running jobs are put down at their next step, then `run_forever` returns."""
        self._stopping.set()
        self._bell.set()

    def run_forever(self) -> None:
        """Serve until SIGTERM, SIGINT or `stop`. Raises what a companion refuses with (data.in_use)."""
        with Identity() as me, self._signals(), ExitStack() as beside:
            for make in registry.COMPANIONS.values():
                beside.enter_context(make(True))
            wake.hang(self._bell)
            beside.callback(wake.unhang, self._bell)
            pool = beside.enter_context(ThreadPoolExecutor(self._threads, thread_name_prefix="job"))
            self._dispatch(pool, str(me))

    def run_until_idle(self) -> None:
        """Run every job that is due, in the calling thread, until none is; jobs that wait for later are left.

        Schedules are not looked at. Raises what a companion refuses with (data.in_use).
        """
        with Identity() as me, ExitStack() as beside:
            companions = [beside.enter_context(make(False)) for make in registry.COMPANIONS.values()]
            recover()
            while (job := claim_next(str(me))) is not None:
                run_claimed(job, str(me), turn_s=self._turn_s, stopping=self._stopping.is_set)
                if self._stopping.is_set():
                    break
            for companion in companions:
                companion.settle()

    def _dispatch(self, pool: ThreadPoolExecutor, me: str) -> None:
        every = _Every()
        schedules.prepare()
        while not self._stopping.is_set():
            self._bell.clear()
            try:
                if every("recover", RECOVER_S):
                    recover(me, frozenset(self._held))
                if every("beat", BEAT_S):
                    beat(me)
                if every("schedules", SCHEDULES_S):
                    schedules.enqueue_due()
                while len(self._held) < self._threads and (job := claim_next(me)) is not None:
                    self._held.add(job.pk)
                    pool.submit(self._run, job, me)
            except DatabaseError:
                logger.exception("the database did not answer the worker; it tries again")
                connection.close()
                self._stopping.wait(1.0)
            self._bell.wait(LOOK_S)

    def _run(self, job: Job, me: str) -> None:
        try:
            close_old_connections()
            run_claimed(job, me, turn_s=self._turn_s, stopping=self._stopping.is_set)
        except DatabaseError:
            # How the job ended could not be written: it is no longer in `_held`, so `recover` takes it back.
            logger.exception("the end of job %s could not be written", job.pk)
        finally:
            close_old_connections()
            self._held.discard(job.pk)
            self._bell.set()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def end(number: int, frame: FrameType | None) -> None:
            self.stop()

        before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class _Every:
    """Says when it is time again for each named thing; the first time at once."""

    def __init__(self) -> None:
        self._last: dict[str, float] = {}

    def __call__(self, name: str, seconds: float) -> bool:
        now = time.monotonic()
        if now - self._last.get(name, float("-inf")) < seconds:
            return False
        self._last[name] = now
        return True
