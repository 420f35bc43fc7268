"""Another user of the machine reads nothing: neither the folder, nor the database, nor a backup with its key."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

MINE_ONLY = 0o077


def _beffroi(data: Path, *words: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BEFFROI_", "DJANGO_"))}
    subprocess.run(
        [sys.executable, "-m", "beffroi.faces.cli.main", *words],
        env={**kept, "BEFFROI_DATA": str(data)},
        check=True,
        capture_output=True,
        umask=0o022,
        timeout=300,
    )


def test_nothing_is_left_open_to_others(tmp_path: Path) -> None:
    data, archive = tmp_path / "data", tmp_path / "sauvegarde.tar"
    _beffroi(data, "first-link")
    _beffroi(data, "backup", str(archive))
    made = [data, archive, *data.rglob("*")]
    assert data / "beffroi.sqlite3" in made
    assert [path for path in made if stat.S_IMODE(path.stat().st_mode) & MINE_ONLY] == []


def test_a_folder_opened_by_its_operator_still_holds_closed_files(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o755)
    _beffroi(data, "first-link")
    assert stat.S_IMODE((data / "beffroi.sqlite3").stat().st_mode) == 0o600
    assert stat.S_IMODE(data.stat().st_mode) == 0o755
