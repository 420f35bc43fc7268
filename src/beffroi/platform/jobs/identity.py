"""Who runs a job, so that a worker killed on this machine is known to be dead at once.

"host:pid:start of the process:number in the process". A number of a process, once left, is dead too.
"""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
import threading
from functools import lru_cache
from pathlib import Path
from types import TracebackType

_numbers = itertools.count(1)
_alive: set[str] = set()
_lock = threading.Lock()


class Identity:
    """The name of one worker, alive inside its `with`."""

    def __init__(self) -> None:
        self._name = f"{_host()}:{os.getpid()}:{started(os.getpid())}:{next(_numbers)}"

    def __str__(self) -> str:
        return self._name

    def __enter__(self) -> Identity:
        with _lock:
            _alive.add(self._name)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _lock:
            _alive.discard(self._name)


def is_dead(name: str) -> bool | None:
    """Whether the worker of this name is gone; None when it is on another machine and only its heartbeat can tell."""
    parts = name.split(":")
    if len(parts) != 4 or parts[0] != _host():
        return None
    pid = int(parts[1])
    if pid == os.getpid() and parts[2] == started(pid):
        return name not in _alive
    return started(pid) != parts[2]


def started(pid: int) -> str:
    """When a process began, in the system's own terms; empty when there is none (a zombie counts as none)."""
    if Path("/proc/self/stat").exists():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            return ""
        return "" if fields[0] in "ZX" else fields[19]
    shown = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout.strip().replace(":", "-")


@lru_cache(maxsize=1)
def _host() -> str:
    return socket.gethostname().replace(":", "-")[:40]
