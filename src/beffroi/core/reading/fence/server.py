"""The fork server: a small process that stays warm, forks one child per file, and outlives none of its duties.

Flow: `main` (started by client.py with one socket) → `Server.serve` → for each request `_start` forks a child,
`_reap` reports how it ended, `_enforce` kills what passed its deadline or filled its folder.
Invariant: every request gets exactly one final line on its status pipe; when the client's socket closes, or
nothing was asked for `idle_seconds`, the server kills its children and ends. The server itself never looks
inside a file. Proved in tests/core/reading/test_fence.py and tests/faults/test_reading_fence.py.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import signal
import socket
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from beffroi.core.reading.fence import child
from beffroi.core.reading.fence.warming import warm

UNCONFINED = child.UNCONFINED
LENGTH = struct.Struct("=I")
REQUEST_BYTES = 64 * 1024 * 1024
_TICK = 0.25
_FDS = 3


@dataclass(slots=True)
class Job:
    """One child at work. `deadline` in time.monotonic() seconds."""

    pid: int
    status: int
    deadline: float
    folder: str
    folder_bytes: int
    resident_bytes: int
    started: float
    stopped_for: str = ""


class Server:
    """See the module. `control` is the client's socket; `idle_seconds` before it ends by itself."""

    def __init__(self, control: socket.socket, idle_seconds: float) -> None:
        self._control = control
        self._idle_seconds = idle_seconds
        self._jobs: dict[int, Job] = {}
        self._last_use = time.monotonic()
        self._selector = selectors.DefaultSelector()
        self._wake, wake_write = socket.socketpair()
        self._wake.setblocking(False)
        wake_write.setblocking(False)
        self._wake_write = wake_write
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake_write.fileno(), warn_on_full_buffer=False)

    def serve(self) -> None:
        """Serve until the client goes away or the idle time is over."""
        self._selector.register(self._control, selectors.EVENT_READ)
        self._selector.register(self._wake, selectors.EVENT_READ)
        while True:
            for key, _ in self._selector.select(self._patience()):
                if key.fileobj is self._control and not self._accept():
                    self._kill_all()
                    return
                if key.fileobj is self._wake:
                    with contextlib.suppress(BlockingIOError):
                        self._wake.recv(4096)
                    self._reap()
            self._enforce()
            if not self._jobs and time.monotonic() - self._last_use > self._idle_seconds:
                return

    def _patience(self) -> float:
        if self._jobs:
            soonest = min(job.deadline for job in self._jobs.values()) - time.monotonic()
            return max(0.0, min(_TICK, soonest))
        return max(0.05, self._last_use + self._idle_seconds - time.monotonic() + 0.01)

    def _accept(self) -> bool:
        """Read one request and its three descriptors; False when the client has gone."""
        head, fds, _, _ = socket.recv_fds(self._control, LENGTH.size, _FDS)
        if not head:
            return False
        while len(head) < LENGTH.size:
            head += self._control.recv(LENGTH.size - len(head))
        body = self._receive(LENGTH.unpack(head)[0])
        if body is None or len(fds) != _FDS:
            return False
        self._last_use = time.monotonic()
        self._start(json.loads(body), *fds)
        return True

    def _receive(self, length: int) -> bytes | None:
        parts, missing = [], length
        while missing and length <= REQUEST_BYTES:
            part = self._control.recv(min(missing, 1 << 20))
            if not part:
                return None
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def _start(self, request: dict[str, Any], file: int, answer: int, status: int) -> None:
        pid = os.fork()
        if pid == 0:
            self._become_child(file, answer)
            child.live(request, file, answer)
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)  # both sides set it: whichever runs first
        os.close(file)
        os.close(answer)
        now = time.monotonic()
        self._jobs[pid] = Job(
            pid,
            status,
            now + float(request["seconds"]),
            request["folder"],
            int(request["folder_bytes"]),
            int(request["resident_bytes"]),
            now,
        )

    def _become_child(self, file: int, answer: int) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setpgid(0, 0)
        low, high = sorted((file, answer))
        os.closerange(3, low)
        os.closerange(low + 1, high)
        os.closerange(high + 1, os.sysconf("SC_OPEN_MAX") if high > 1000 else 1024)

    def _reap(self) -> None:
        while self._jobs:
            try:
                pid, code, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            job = self._jobs.pop(pid, None)
            if job is None:
                continue
            _kill_group(pid)
            unit = 1024 if sys.platform == "linux" else 1
            self._report(
                job,
                {
                    "signal": os.WTERMSIG(code) if os.WIFSIGNALED(code) else 0,
                    "exit": os.WEXITSTATUS(code) if os.WIFEXITED(code) else 0,
                    "stopped_for": job.stopped_for,
                    "peak_bytes": usage.ru_maxrss * unit,
                    "cpu_seconds": usage.ru_utime + usage.ru_stime,
                },
            )
            self._last_use = time.monotonic()

    def _report(self, job: Job, end: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):  # the caller may have gone
            os.write(job.status, json.dumps(end).encode() + b"\n")
        os.close(job.status)

    def _enforce(self) -> None:
        now = time.monotonic()
        for job in self._jobs.values():
            if job.stopped_for:
                continue
            if now >= job.deadline:
                self._stop(job, "deadline")
            elif now - job.started > _TICK and _folder_size(job.folder) > job.folder_bytes:
                self._stop(job, "folder_bytes")
            elif sys.platform == "darwin" and _resident_bytes(job.pid) > job.resident_bytes:
                self._stop(job, "memory")

    def _stop(self, job: Job, why: str) -> None:
        job.stopped_for = why
        _kill_group(job.pid)

    def _kill_all(self) -> None:
        for job in self._jobs.values():
            _kill_group(job.pid)


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _folder_size(folder: str) -> int:
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(where, name)).st_blocks * 512
    return total


def _resident_bytes(pid: int) -> int:
    """Resident memory by `ps`, where the kernel does not hold RLIMIT_AS."""
    shown = subprocess.run(["/bin/ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=False, text=True)
    return int(shown.stdout.strip() or 0) * 1024


def main() -> None:
    """Entry point of the helper process: `python -m … FD IDLE_SECONDS`."""
    control = socket.socket(fileno=int(sys.argv[1]))
    server = Server(control, float(sys.argv[2]))
    warm()
    gc.collect()
    gc.freeze()
    server.serve()
