"""Reading accepted files in the fence, two at a time, while the rows of others are written.

The pool is the process's: whatever the number of intakes, two files are being read. Readings come back as they end.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from beffroi.core.reading import Limits, Reading, Verdict, read_fenced
from beffroi.platform.jobs.work import Reason
from beffroi.platform.library import files
from beffroi.platform.library.models import IntakeFile

logger = logging.getLogger(__name__)
AT_ONCE: Final = 2
AHEAD: Final = 4
LOOK_S: Final = 0.5
PATIENCE_S: Final = 5.0


@contextmanager
def workspace() -> Iterator[Path]:
    """A private folder where the fence may write the files that it finds inside others; gone on leaving."""
    parent = Path(settings.DATA) / "tmp"
    parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f"intake-{os.getpid()}-", dir=parent))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def limits(depth: int) -> Limits:
    """What one file may cost here; `depth`: how deep it lies inside others."""
    configuration = settings.CONFIGURATION
    return Limits(
        seconds=float(configuration.read_seconds) + 10,
        cpu_seconds=configuration.read_seconds,
        memory_bytes=configuration.read_memory_mb * files.MIB,
        file_bytes=max(configuration.max_file_bytes, files.MIB),
        depth=depth,
    )


def read_all(
    waiting: Iterable[tuple[IntakeFile, int]],
    folder: Path,
    place: Path,
    look: Callable[[list[IntakeFile]], Reason | None],
) -> Iterator[list[tuple[IntakeFile, Reading]]]:
    """Read (file, depth) pairs; yields those that have ended, with their Readings, as soon as one has.

    `folder`: the authority's files. `place`: the workspace. `look(slow)` is called at least twice a second, with the
    files that take longer than that: once it gives a reason to leave no further file is begun. Those under way still
    come if only the turn is over, and within five seconds otherwise. Raises ReadingUnavailable.
    """
    source = iter(waiting)
    under_way: dict[Future[Reading], IntakeFile] = {}
    more, give_up_at = True, float("inf")
    while True:
        while more and len(under_way) < AHEAD:
            following = next(source, None)
            if following is None:
                more = False
            else:
                under_way[_pool().submit(_read, *following, folder, place)] = following[0]
        if not under_way or time.monotonic() > give_up_at:
            return
        ended, slow = wait(under_way, timeout=LOOK_S, return_when=FIRST_COMPLETED)
        if ended:
            yield [(under_way.pop(future), future.result()) for future in ended]
        reason = look([] if ended else [under_way[future] for future in slow])
        if reason is not None:
            more = False
        if reason in {Reason.CANCELLED, Reason.STOPPING}:
            give_up_at = min(give_up_at, time.monotonic() + PATIENCE_S)


def _read(file: IntakeFile, depth: int, folder: Path, place: Path) -> Reading:
    if file.blob is None or not (address := files.address(folder, file.blob.sha256)).exists():
        logger.error("the bytes of accepted file %s are missing", file.public_id)
        return Reading(Verdict.DAMAGED, detail="bytes_missing")
    return read_fenced(address, Path(file.name).name, limits(depth), place)


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="reading")
