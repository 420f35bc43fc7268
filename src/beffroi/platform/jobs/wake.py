"""A bell between the threads of one process: something may be due, do not wait for the next look at the clock."""

from __future__ import annotations

import threading

_bells: set[threading.Event] = set()
_lock = threading.Lock()


def wake() -> None:
    """Ring every bell of this process. Other processes look by themselves several times a second."""
    with _lock:
        for bell in _bells:
            bell.set()


def hang(bell: threading.Event) -> None:
    with _lock:
        _bells.add(bell)


def unhang(bell: threading.Event) -> None:
    with _lock:
        _bells.discard(bell)
