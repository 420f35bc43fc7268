"""ReadingServer: the house's side of the fence. Threads may share one.

Flow of a reading: open the file → `_ask` (request and three descriptors to the helper, which forks) → collect
the answer within its limits → `_verdict` of how the child ended → `wire.decode` → members checked on disk.
Invariant: whatever the child did, the call returns a Reading with one verdict, or raises ReadingUnavailable.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import json
import os
import selectors
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from beffroi.core.reading.document import Member, Reading, Verdict
from beffroi.core.reading.errors import PageUnavailable, ReadingUnavailable
from beffroi.core.reading.fence import sockets, wire
from beffroi.core.reading.fence.server import LENGTH, UNCONFINED
from beffroi.core.reading.limits import MIB, Limits
from beffroi.core.reading.place import Rect, decode_rects, is_bounded_png
from beffroi.core.reading.source import Programs

_GRACE_SECONDS = 10.0
_VIEW_LIMITS = Limits(seconds=20.0, cpu_seconds=20, output_bytes=64 * MIB)
_MEMORY_SIGNALS = (signal.SIGSEGV, signal.SIGABRT, signal.SIGTRAP, signal.SIGILL, signal.SIGBUS, signal.SIGKILL)
_AT_ONCE = max(2, os.cpu_count() or 1)
"""Readings, and apart from them pages drawn, side by side: each may take all the memory of its limits."""
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TESSDATA_PREFIX")


@dataclass(frozen=True, slots=True)
class _End:
    """How a child ended, as the helper saw it."""

    signal: int
    exit: int
    stopped_for: str
    peak_bytes: int
    cpu_seconds: float


class ReadingServer:
    """Reads files, each in its own bounded child process.

    The helper starts at the first call and ends by itself after `idle_seconds` without work; the next call
    starts another. `close()` (or leaving the `with`) ends it at once. `programs`: helper programs to use;
    None looks for Tesseract (with French) and LibreOffice on the PATH.
    """

    def __init__(self, *, idle_seconds: float = 60.0, programs: Programs | None = None) -> None:
        self._idle_seconds = idle_seconds
        self._programs = programs
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()
        self._slots = {work: threading.BoundedSemaphore(_AT_ONCE) for work in ("read", "render", "thumbnail", "locate")}

    def __enter__(self) -> ReadingServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the helper and whatever it runs."""
        with self._lock:
            self._forget()

    @property
    def pid(self) -> int | None:
        """Process id of the helper, None when it is not running."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    @property
    def programs(self) -> Programs:
        """The helper programs found on this machine."""
        if self._programs is None:
            self._programs = find_programs()
        return self._programs

    def read(self, path: Path | str, name: str, *, workspace: Path | str, limits: Limits | None = None) -> Reading:
        """Read one file.

        `path`: the bytes; `name`: the name the person gave (a hint of type, and a title). `workspace`: an existing
        folder where members are written, in a new sub-folder that the caller removes. Raises ReadingUnavailable,
        FileNotFoundError. Never raises for what is in the file.
        """
        began = time.monotonic()
        limits = limits or Limits()
        reading = self._read_once(path, name, workspace, limits, Programs())
        helpers = self._helpers_for(reading, limits)
        if helpers != Programs():
            started = time.time()
            again = self._read_once(path, name, workspace, limits, helpers)
            if helpers.soffice:
                sockets.sweep(started)
            reading = _better(reading, again)
        return dataclasses.replace(reading, seconds=time.monotonic() - began)

    def render_page(self, path: Path | str, page: int, width_px: int = 1200) -> bytes:
        """A page (1-based) of a PDF or an image as PNG, `width_px` wide (at most 3000). Raises PageUnavailable."""
        width_px = max(64, min(width_px, 3000))
        png = self._view(path, {"work": "render", "page": page, "width": width_px})
        if not is_bounded_png(png):
            raise PageUnavailable
        return png

    def thumbnail(self, path: Path | str, side_px: int, image_pixels: int) -> bytes:
        """A PNG, JPEG or WebP picture of `image_pixels` at most as PNG, at most `side_px` on each side, drawn again so
        that nothing hides in it. Raises PageUnavailable."""
        limits = dataclasses.replace(_VIEW_LIMITS, image_pixels=image_pixels)
        png = self._view(path, {"work": "thumbnail", "side": side_px}, limits)
        if not is_bounded_png(png):
            raise PageUnavailable
        return png

    def locate(self, path: Path | str, page: int, page_text: str, start: int, end: int) -> list[Rect]:
        """Where `page_text[start:end]` lies on the page: one rectangle per line, as fractions of the page.

        `page_text` is the page's slice of `Document.text`, unchanged. Empty when nothing of it is on the page.
        Raises PageUnavailable.
        """
        request = {"work": "locate", "page": page, "text": page_text, "start": start, "end": end}
        return decode_rects(self._view(path, request))

    def _view(self, path: Path | str, request: dict[str, Any], limits: Limits = _VIEW_LIMITS) -> bytes:
        with tempfile.TemporaryDirectory(prefix="beffroi-page-") as folder:
            data, end = self._ask(path, {**request, "name": ""}, folder, limits, Programs())
        if end.signal or end.exit or not data:
            raise PageUnavailable
        return data

    def _read_once(
        self, path: Path | str, name: str, workspace: Path | str, limits: Limits, programs: Programs
    ) -> Reading:
        folder = tempfile.mkdtemp(prefix="reading-", dir=workspace)
        kept = False
        try:
            data, end = self._ask(path, {"work": "read", "name": name}, folder, limits, programs)
            reading = _verdict(data, end, limits, programs)
            members = _checked_members(reading.members, Path(folder))
            kept = bool(members)
            return dataclasses.replace(reading, members=members)
        finally:
            _clear(Path(folder), keep_members=kept)

    def _helpers_for(self, reading: Reading, limits: Limits) -> Programs:
        """The helper programs that a second pass needs; none when the first pass was enough."""
        if reading.detail == "needs_libreoffice":
            return Programs(soffice=self.programs.soffice)
        notes = reading.document.notes if reading.document else ()
        scanned = any(note.startswith("pages_without_text:") for note in notes)
        if limits.ocr and (reading.verdict is Verdict.NEEDS_OCR or scanned):
            return Programs(tesseract=self.programs.tesseract)
        return Programs()

    def _ask(
        self, path: Path | str, request: dict[str, Any], folder: str, limits: Limits, programs: Programs
    ) -> tuple[bytes, _End]:
        seconds = limits.ocr_seconds if programs != Programs() else limits.seconds
        body = json.dumps(
            {
                **request,
                "folder": folder,
                "limits": dataclasses.asdict(limits),
                "programs": dataclasses.asdict(programs),
                "seconds": seconds,
                "folder_bytes": limits.member_bytes + 64 * MIB,
                "resident_bytes": limits.memory_bytes,
            }
        ).encode()
        with self._slots[request["work"]]:
            for _ in range(2):
                file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
                try:
                    outcome = self._exchange(body, file, seconds, limits.output_bytes)
                finally:
                    os.close(file)
                if outcome is not None:
                    return outcome
        raise ReadingUnavailable

    def _exchange(self, body: bytes, file: int, seconds: float, limit: int) -> tuple[bytes, _End] | None:
        """One request; None when the helper was lost (idle end, killed), to be tried again with a new one."""
        answer, answer_write = os.pipe()
        status, status_write = os.pipe()
        try:
            try:
                self._send(body, (file, answer_write, status_write))
            except OSError:
                self.close()
                return None
            finally:
                os.close(answer_write)
                os.close(status_write)
            return self._collect(answer, status, time.monotonic() + seconds + _GRACE_SECONDS, limit)
        finally:
            os.close(answer)
            os.close(status)

    def _collect(self, answer: int, status: int, deadline: float, limit: int) -> tuple[bytes, _End] | None:
        """Read the child's answer and the helper's last line. Over `limit`, the answer is cut and the child dies."""
        received, line, size = [], b"", 0
        with selectors.DefaultSelector() as selector:
            selector.register(answer, selectors.EVENT_READ)
            selector.register(status, selectors.EVENT_READ)
            while selector.get_map():
                events = selector.select(max(0.0, deadline - time.monotonic()))
                if not events:
                    self.close()
                    return None
                for key, _ in events:
                    chunk = os.read(key.fd, 1 << 18)
                    if not chunk:
                        selector.unregister(key.fd)
                    elif key.fd == status:
                        line += chunk
                    else:
                        size += len(chunk)
                        received.append(chunk)
                if size > limit:
                    return b"", _End(0, 0, "output_bytes", 0, 0.0)
        if not line:
            self.close()
            return None
        return b"".join(received), _End(**json.loads(line))

    def _send(self, body: bytes, descriptors: tuple[int, int, int]) -> None:
        with self._lock:
            control = self._ready()
            socket.send_fds(control, [LENGTH.pack(len(body))], descriptors)
            control.sendall(body)

    def _ready(self) -> socket.socket:
        """The socket of a living helper, started if need be. Called with the lock held."""
        if self._owner != os.getpid():  # after a fork the helper belongs to the other process
            if self._control is not None and self._process is not None:
                self._control.close()
                self._process.returncode = 0  # not ours to wait for
            self._control, self._process, self._owner = None, None, os.getpid()
        if self._process is not None and self._process.poll() is not None:
            self._forget()
        if self._control is None:
            self._control, self._process = _start_helper(self._idle_seconds)
        return self._control

    def _forget(self) -> None:
        if self._owner != os.getpid():
            return
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            try:
                self._process.wait(1.0)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._control, self._process = None, None


def _start_helper(idle_seconds: float) -> tuple[socket.socket, subprocess.Popen[bytes]]:
    ours, theirs = socket.socketpair()
    package = Path(__file__).resolve().parents[4]
    environment = {key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ}
    environment |= {"PYTHONPATH": str(package), "PYTHONNOUSERSITE": "1", "OMP_THREAD_LIMIT": "1"}
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "beffroi.core.reading.fence", str(theirs.fileno()), str(idle_seconds)],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd="/",
            start_new_session=True,
        )
    except OSError as exc:
        ours.close()
        raise ReadingUnavailable from exc
    finally:
        theirs.close()
    return ours, process


def find_programs() -> Programs:
    """Tesseract if it has French, LibreOffice if present; by the PATH."""
    tesseract = shutil.which("tesseract") or ""
    if tesseract:
        shown = subprocess.run([tesseract, "--list-langs"], capture_output=True, text=True, check=False, timeout=20)
        tesseract = tesseract if "fra" in shown.stdout.split() else ""
    return Programs(tesseract, shutil.which("soffice") or shutil.which("libreoffice") or "")


def _verdict(data: bytes, end: _End, limits: Limits, programs: Programs) -> Reading:
    """What the end of the child says, before what it wrote."""
    if end.stopped_for == "deadline":
        return Reading(Verdict.TOO_SLOW, detail="deadline")
    if end.stopped_for:
        return Reading(Verdict.TOO_LARGE, detail=end.stopped_for)
    if end.signal == signal.SIGXCPU:
        return Reading(Verdict.TOO_SLOW, detail="cpu")
    if end.signal == signal.SIGXFSZ:
        return Reading(Verdict.TOO_LARGE, detail="file_size")
    if end.signal or end.exit:
        memory = limits.program_memory_bytes if programs != Programs() else limits.memory_bytes
        if end.signal in _MEMORY_SIGNALS and end.peak_bytes > memory // 2:
            return Reading(Verdict.TOO_LARGE, detail="memory")
        if end.exit == UNCONFINED:
            raise ReadingUnavailable
        return Reading(Verdict.DAMAGED, detail="crash", params={"signal": str(end.signal), "exit": str(end.exit)})
    try:
        return wire.decode(data, limits)
    except wire.Malformed:
        return Reading(Verdict.DAMAGED, detail="malformed_answer")


def _better(first: Reading, again: Reading) -> Reading:
    """The second pass, unless it failed where the first gave something."""
    if again.verdict is Verdict.READ or first.document is None:
        return again
    return first


def _checked_members(members: tuple[Member, ...], folder: Path) -> tuple[Member, ...]:
    """Members that really are plain files of the private folder, with their full paths."""
    checked = []
    for member in members:
        path = folder / "members" / member.path
        with contextlib.suppress(OSError):
            found = path.lstat()
            if stat.S_ISREG(found.st_mode) and found.st_nlink == 1 and found.st_size == member.size:
                checked.append(Member(member.name, str(path), member.size))
    return tuple(checked)


def _clear(folder: Path, *, keep_members: bool) -> None:
    if not keep_members:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for entry in folder.iterdir():
        if entry.name != "members":
            shutil.rmtree(entry, ignore_errors=True) if entry.is_dir() else entry.unlink(missing_ok=True)


_default: ReadingServer | None = None
_default_lock = threading.Lock()


def default_server() -> ReadingServer:
    """The server of this process, made on first use."""
    global _default  # one per process, like a connection pool
    with _default_lock:
        if _default is None:
            _default = ReadingServer()
            atexit.register(_default.close)
        return _default


def read_fenced(path: Path | str, name: str, limits: Limits, workspace: Path | str) -> Reading:
    """ReadingServer.read with the server of this process."""
    return default_server().read(path, name, workspace=workspace, limits=limits)
