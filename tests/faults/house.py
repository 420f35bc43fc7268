"""A real house in a folder of its own, driven by processes that can be killed: its own database, files and index."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
_migrated: dict[str, Path] = {}


class House:
    """`deed` runs one act of tests/faults/deeds.py to its end; `begin` starts one and returns once it is ready."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder = folder / "data"
        self.folder.mkdir()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BEFFROI_", "DJANGO_"))}
        self.environment = {
            **kept,
            "BEFFROI_DATA": str(self.folder),
            "BEFFROI_LOG_LEVEL": "ERROR",
            "PYTHONPATH": str(ROOT),
            **variables,
            **_other_database(),
        }
        self._migrate()

    def deed(self, *words: str) -> Any:
        done = subprocess.run(
            self._command(words),
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    def begin(self, *words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            self._command(words),
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        if line.strip() != "ready":
            process.kill()
            raise AssertionError(process.communicate()[1][-3000:])
        return process

    def kill_after(self, process: subprocess.Popen[str], seconds: float) -> str:
        """Let it work for a while, then SIGKILL; what it had said since it was ready."""
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        return process.communicate()[0]

    def _command(self, words: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-m", "tests.faults.deeds", *words]

    def _migrate(self) -> None:
        if "BEFFROI_DATABASE_URL" in self.environment:
            self.deed("migrate")
            return
        ready = _migrated.get("sqlite")
        if ready is None or not ready.exists():
            self.deed("migrate")
            ready = self.folder.parent / "migrated.sqlite3"
            shutil.copy(self.folder / "beffroi.sqlite3", ready)
            _migrated["sqlite"] = ready
        else:
            shutil.copy(ready, self.folder / "beffroi.sqlite3")


def moments(seed: int, count: int, longest: float) -> list[float]:
    """Random moments to strike at, in seconds; the seed is shown when a test fails."""
    dice = random.Random(seed)
    return [dice.uniform(0.0, longest) for _ in range(count)]


def _other_database() -> dict[str, str]:
    """A database of its own on the test's PostgreSQL server; SQLite needs none."""
    url = os.environ.get("BEFFROI_TEST_DATABASE_URL", "")
    if not url:
        return {}
    name = f"house_{uuid4().hex[:12]}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    return {"BEFFROI_DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()}
