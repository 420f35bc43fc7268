"""What one machine says of an installation: who it is, how fast it starts, what it weighs when nothing happens.

The server is the real one, on the demonstration, in a data folder of its own. Memory is the proportional set size (PSS)
of the whole process tree, the worker and the reading helper included; Linux only.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IDLE_S = 20.0
START_LIMIT_S = 300.0


def describe() -> dict[str, str]:
    return {"machine": f"{_processor()}, {os.cpu_count()} cores, {_memory()}", "system": _system(), "commit": _commit()}


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    named = re.search(r"^model name\s*:\s*(.+)$", cpuinfo.read_text(), re.M) if cpuinfo.exists() else None
    return named[1].strip() if named else platform.processor() or platform.machine()


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB of memory"


def _system() -> str:
    return f"{platform.system()} {platform.release().split('-')[0]}, Python {platform.python_version()}"


def _commit() -> str:
    try:
        found = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True)
    except FileNotFoundError:
        return "unknown"
    return found.stdout.strip() or "unknown"


def measure(starts: int = 3, idle_s: float = IDLE_S) -> dict[str, float]:
    """Seconds to serve on an empty folder with the demonstration, and again; memory of the idle tree; disk."""
    figures = {"environment_mb": environment_bytes() / 1e6}
    data = Path(tempfile.mkdtemp(prefix="beffroi-bench-machine-"))
    try:
        with Served(data) as first:
            figures["first_start_s"] = first.seconds
            figures["data_mb"] = _size(data) / 1e6
        seconds = []
        for _ in range(starts):
            with Served(data) as again:
                seconds.append(again.seconds)
        figures["start_s"] = statistics.median(seconds)
        with Served(data) as idle:
            time.sleep(idle_s)
            memory = tree_pss(idle.pid)
        if memory is not None:
            figures["idle_mb"] = memory / 1e6
    finally:
        shutil.rmtree(data, ignore_errors=True)
    return figures


def environment_bytes() -> int:
    """The environment without what only development needs: what `make install` puts on the disk."""
    runtime = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / "runtime.lock").read_text(), re.M))
    kept = {_name(name) for name in runtime} | {"beffroi", "pip", "setuptools", "uv"}
    apart = 0
    for distribution in importlib.metadata.distributions():
        if _name(distribution.metadata["Name"]) not in kept:
            apart += sum(_with_bytecode(Path(str(file.locate()))) for file in distribution.files or ())
    return _size(Path(sys.prefix)) - apart


def _name(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _with_bytecode(file: Path) -> int:
    compiled = (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc") if file.suffix == ".py" else ()
    return sum(_blocks(one) for one in (file, *compiled))


def _size(folder: Path) -> int:
    return sum(_blocks(path) for path in folder.rglob("*"))


def _blocks(path: Path) -> int:
    """Bytes taken on the disk, as `du` counts them."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return 0
    return status.st_blocks * 512


class Served:
    """A real server on this data folder, from its start to its end. `seconds`: until it answered."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{found.getsockname()[1]}"
        self._environment = {**os.environ, "BEFFROI_DATA": str(data), "BEFFROI_ADDRESS": self.address}

    def __enter__(self) -> Served:
        began = time.perf_counter()
        command = [sys.executable, "-m", "beffroi.faces.cli.main", "run", "--demo"]
        self._process = subprocess.Popen(command, env=self._environment, stdout=subprocess.DEVNULL)
        while not self._answers():
            if self._process.poll() is not None or time.perf_counter() - began > START_LIMIT_S:
                sys.exit("machine: the server did not start")
            time.sleep(0.02)
        self.seconds = time.perf_counter() - began
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(60)

    @property
    def pid(self) -> int:
        return self._process.pid

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{self.address}/connexion/", timeout=5) as answered:
                return bool(answered.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


def tree_pss(root: int) -> int | None:
    """Bytes of PSS of a process and its descendants; None where the system does not tell."""
    if not Path("/proc/self/smaps_rollup").exists():
        return None
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        waiting.extend(children.get(pid, []))
        total += _pss(pid)
    return total


def _pss(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    return 1024 * int(re.findall(r"^Pss:\s+(\d+)", rollup, re.M)[0])
