"""The server in trouble: taken port, taken folder, folder that cannot be written, lost index, killed worker.

Each ends with a sentence and a code, or mends itself; never with a stack trace.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
PATIENCE_S = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BEFFROI_", "DJANGO_"))}
    return {**kept, "BEFFROI_DATA": str(data), "BEFFROI_ADDRESS": f"127.0.0.1:{port}"}


def beffroi(*arguments: str, data: Path, port: int = 1) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "beffroi.faces.cli.main", *arguments]
    return subprocess.run(
        command, env=environment(data, port), capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )


@contextlib.contextmanager
def served(data: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    log = (data.parent / f"log-{port}").open("w")
    command = [sys.executable, "-m", "beffroi.faces.cli.main", "run"]
    process = subprocess.Popen(command, env=environment(data, port), stdout=log, stderr=log, text=True)
    try:
        wait_until_it_answers(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
        log.close()


def wait_until_it_answers(port: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended"
        with contextlib.suppress(OSError):
            if status(port) == 200:
                return
        time.sleep(0.1)
    pytest.fail("the server did not answer")


def status(port: int, path: str = "/connexion/") -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def worker_of(process: subprocess.Popen[str]) -> int | None:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    threads = Path(f"/proc/{process.pid}/task")
    found = [int(pid) for thread in threads.iterdir() for pid in (thread / "children").read_text().split()]
    return found[0] if children.exists() and found else None


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that is ready to serve: migrating anew in each test would take most of the time."""
    data = tmp_path_factory.mktemp("migrated") / "data"
    assert beffroi("first-link", data=data).returncode == 0
    return data


@pytest.fixture
def data(migrated: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(migrated, tmp_path / "data"))


def refused_with(code: str, outcome: subprocess.CompletedProcess[str]) -> None:
    assert outcome.returncode == 1
    assert f"[{code}]" in outcome.stderr
    assert "Traceback" not in outcome.stdout + outcome.stderr


def test_a_taken_port_is_said_with_another_to_try(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused_with("server.port_taken", beffroi("run", data=tmp_path / "data", port=taken.getsockname()[1]))


def test_a_second_server_on_the_folder_is_refused_and_the_first_goes_on(data: Path) -> None:
    port = free_port()
    with served(data, port):
        refused_with("data.in_use", beffroi("run", data=data, port=free_port()))
        assert status(port) == 200


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    refused_with("data.unusable", beffroi("run", data=tmp_path / "data", port=free_port()))


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o500)
    refused_with("data.unusable", beffroi("run", data=tmp_path / "data", port=free_port()))


def test_a_setting_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "beffroi.faces.cli.main", "run"]
    chosen = {**environment(tmp_path / "data", 8000), "BEFFROI_MAX_FILE_MB": "beaucoup"}
    outcome = subprocess.run(command, env=chosen, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    refused_with("setting.invalid", outcome)


def test_a_database_that_is_not_one_is_said(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "beffroi.sqlite3").write_bytes(b"this is no database" * 200)
    refused_with("database.unusable", beffroi("run", data=data, port=free_port()))


@pytest.mark.parametrize("harm", ["lost", "emptied", "garbled"])
def test_a_harmed_index_is_made_again_at_start(data: Path, harm: str) -> None:
    with served(data, free_port()):
        deadline = time.monotonic() + PATIENCE_S
        while not list((data / "index").rglob("meta.json")) and time.monotonic() < deadline:
            time.sleep(0.1)
    for generation in (data / "index").glob("g*"):
        if harm == "lost":
            shutil.rmtree(generation)
        for file in filter(Path.is_file, generation.rglob("*")):
            file.write_bytes(b"" if harm == "emptied" else os.urandom(64))
    with served(data, free_port()):
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            report = beffroi("check", data=data)
            if "✓ L’index est à jour" in report.stdout:
                break
            time.sleep(0.5)
    assert "✓ L’index est à jour" in report.stdout


@pytest.mark.skipif(not Path("/proc").exists(), reason="finds the worker through /proc")
def test_a_killed_worker_is_started_again(data: Path) -> None:
    port = free_port()
    with served(data, port) as process:
        first = None
        while (first := worker_of(process)) is None:
            time.sleep(0.1)
        os.kill(first, signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE_S
        while worker_of(process) in {None, first} and time.monotonic() < deadline:
            time.sleep(0.1)
        assert worker_of(process) not in {None, first}
        assert status(port) == 200


def test_a_killed_server_takes_its_worker_with_it(data: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "beffroi.faces.cli.main", "run"]
    process = subprocess.Popen(
        command, env=environment(data, port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True
    )
    wait_until_it_answers(port, process)
    process.kill()
    process.wait(PATIENCE_S)
    with served(data, free_port()):  # the folder is free again: lock, port and index
        pass


def test_data_of_a_newer_version_is_refused(data: Path) -> None:
    with contextlib.closing(sqlite3.connect(data / "beffroi.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('library', '9999_later', '2030-01-01')"
        )
    refused_with("data.newer", beffroi("run", data=data, port=free_port()))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are read from /proc")
def test_a_server_that_is_told_to_stop_ends_its_worker_first(data: Path) -> None:
    with served(data, free_port()) as process:
        deadline = time.monotonic() + PATIENCE_S
        while (worker := worker_of(process)) is None:
            assert time.monotonic() < deadline, "no worker"
            time.sleep(0.05)
    assert process.returncode == 0
    assert not Path(f"/proc/{worker}").exists()
