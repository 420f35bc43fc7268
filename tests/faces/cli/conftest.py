"""A small town of its own, in a data folder of its own: commands run as a person runs them, each in its process."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PATIENCE_S = 90.0
TOWN = """
from beffroi.faces.cli import boot
boot.setup(); boot.migrate()
from beffroi.platform.library import scoping, services as library
from beffroi.platform.tenancy import services as tenancy
from beffroi.platform.tenancy.models import Member
link = tenancy.first_exploitant_link("dsi@cdg.example")
dsi = tenancy.accept_link(link.token, "La DSI", "tour-de-garde-1515", "dsi@cdg.example")
mail = "maire@bourg-neuf.example"
_, link = tenancy.create_collectivite(dsi, "Bourg-Neuf", "bourg-neuf", "commune", "", mail, "Le maire")
tenancy.accept_link(link.token, "Le maire", "tour-de-guet-1789")
library.create_base(scoping.scope_for(Member.objects.get()), "Règlements")
"""
RULES = """Règlement du gymnase municipal

Article 1 - Ouverture
Le gymnase ouvre à 8 heures et ferme à 22 heures, sauf le dimanche.

Article 2 - Tarif
La location du gymnase coûte 45 euros par heure pour les associations extérieures à la commune.

Article 3 - Clés
Les clés sont retirées la veille au secrétariat de la mairie contre un reçu.
"""

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(data: Path, port: int = 1) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BEFFROI_", "DJANGO_"))}
    return {**kept, "BEFFROI_DATA": str(data), "BEFFROI_ADDRESS": f"127.0.0.1:{port}"}


def run_in(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "beffroi.faces.cli.main", *arguments]
    return subprocess.run(
        command, env=environment(data), capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one authority, one administrator and one empty base."""
    data = tmp_path_factory.mktemp("town") / "data"
    outcome = subprocess.run(
        [sys.executable, "-c", TOWN],
        env=environment(data),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    return data


@pytest.fixture
def data(founded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded, tmp_path / "data"))


@pytest.fixture
def beffroi(data: Path) -> Run:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run_in(data, *arguments)

    return run


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder of files as a town hall has them."""
    folder = tmp_path / "papiers"
    (folder / "sport").mkdir(parents=True)
    (folder / "sport" / "règlement gymnase.txt").write_bytes(RULES.encode("cp1252"))
    (folder / "horaires.md").write_text("# Horaires\n\nLa mairie est ouverte le samedi de 9 h à 11 h 30.\n", "utf-8")
    (folder / ".caché").write_text("ne pas lire")
    return folder


@contextlib.contextmanager
def serving(data: Path) -> Iterator[None]:
    """A server on this folder, for the time of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "beffroi.faces.cli.main", "run"]
    process = subprocess.Popen(
        command, env=environment(data, port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
