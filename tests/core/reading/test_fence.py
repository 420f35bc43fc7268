"""The fork server: one verdict a file, shared by threads, gone when idle or orphaned, replaced when lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from beffroi.core.reading import Limits, Programs, ReadingServer, Verdict, read_fenced
from beffroi.core.reading.fence import client
from tests.core.reading import made


def _wait_until(condition, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "still waiting"
        time.sleep(0.02)


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text("La mairie est ouverte le lundi.", encoding="utf-8")
    return path


def test_threads_share_a_server(server, tmp_path):
    paths = []
    for number in range(24):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"Texte numéro {number} de la série.", encoding="utf-8")
        paths.append(path)
    with ThreadPoolExecutor(6) as pool:
        readings = list(pool.map(lambda p: server.read(p, p.name, workspace=tmp_path), paths))
    assert [r.document.text for r in readings] == [f"Texte numéro {n} de la série." for n in range(24)]


def test_readings_wait_for_a_slot(server, note, tmp_path):
    slots = server._slots["read"]
    held = [slots.acquire(timeout=5) for _ in range(client._AT_ONCE)]
    reading = threading.Thread(target=server.read, args=(note, "note.txt"), kwargs={"workspace": tmp_path})
    reading.start()
    reading.join(0.3)
    assert reading.is_alive()
    for _ in held:
        slots.release()
    reading.join(30)
    assert not reading.is_alive()


def test_nothing_is_left_behind(server, note, tmp_path):
    workspace = tmp_path / "w"
    workspace.mkdir()
    server.read(note, "note.txt", workspace=workspace)
    assert list(workspace.iterdir()) == []


def test_members_lie_in_the_workspace_and_nowhere_else(fenced, tmp_path):
    reading = fenced(made.zipped({"a.txt": b"aaa", "b/c.txt": b"c"}), "lot.zip")
    assert [Path(m.path).read_bytes() for m in reading.members] == [b"aaa", b"c"]
    assert all(Path(m.path).is_relative_to(tmp_path / "workspace") for m in reading.members)


def test_helper_ends_when_idle_and_comes_back(note, tmp_path):
    with ReadingServer(idle_seconds=0.1, programs=Programs()) as server:
        assert server.read(note, "note.txt", workspace=tmp_path).verdict is Verdict.READ
        first = server.pid
        _wait_until(lambda: server.pid is None)
        assert server.read(note, "note.txt", workspace=tmp_path).verdict is Verdict.READ
        assert server.pid not in (None, first)


def test_killed_helper_is_replaced(note, tmp_path):
    with ReadingServer(programs=Programs()) as server:
        server.read(note, "note.txt", workspace=tmp_path)
        os.kill(server.pid, signal.SIGKILL)
        assert server.read(note, "note.txt", workspace=tmp_path).verdict is Verdict.READ


def test_helper_dies_with_its_parent(note, tmp_path):
    program = (
        "import sys, os, signal\n"
        "from beffroi.core.reading import Programs, ReadingServer\n"
        "server = ReadingServer(programs=Programs())\n"
        "server.read(sys.argv[1], 'n.txt', workspace=sys.argv[2])\n"
        "print(server.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(note), str(tmp_path)], capture_output=True, text=True)
    helper = int(done.stdout)
    _wait_until(lambda: _gone(helper))


def test_a_forked_process_gets_a_helper_of_its_own(server, note, tmp_path):
    server.read(note, "note.txt", workspace=tmp_path)
    answer, write = os.pipe()
    child = os.fork()
    if child == 0:
        reading = server.read(note, "note.txt", workspace=tmp_path)
        os.write(write, f"{reading.verdict.value} {server.pid}".encode())
        server.close()
        os._exit(0)
    os.close(write)
    verdict, pid = os.read(answer, 100).decode().split()
    os.waitpid(child, 0)
    os.close(answer)
    assert verdict == "read"
    assert int(pid) != server.pid
    assert server.read(note, "note.txt", workspace=tmp_path).verdict is Verdict.READ


def test_no_secret_reaches_the_helper(monkeypatch, note, tmp_path):
    monkeypatch.setenv("BEFFROI_SECRET_KEY", "do-not-share")
    with ReadingServer(programs=Programs()) as server:
        server.read(note, "note.txt", workspace=tmp_path)
        environ = Path(f"/proc/{server.pid}/environ")
        if not environ.exists():
            pytest.skip("no /proc on this system")
        assert b"do-not-share" not in environ.read_bytes()


def test_default_server(note, tmp_path):
    assert read_fenced(note, "note.txt", Limits(), tmp_path).verdict is Verdict.READ


def test_missing_file_is_the_callers_fault(server, tmp_path):
    with pytest.raises(FileNotFoundError):
        server.read(tmp_path / "none", "none", workspace=tmp_path)
