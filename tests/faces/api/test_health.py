"""/healthz: whether the instance can serve, to anybody, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from beffroi.platform.tenancy.models import Collectivite
from tests.town import Town

pytestmark = pytest.mark.django_db
SOUND = {"status": "ok", "database": True, "index": True}


def test_a_sound_instance_says_so(town: Town) -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, SOUND)
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert (Client().head("/healthz").status_code, Client().post("/healthz").status_code) == (200, 405)


def test_it_says_the_same_to_a_member(town: Town) -> None:
    assert town.client().get("/healthz").json() == SOUND


def test_without_an_index_it_fails(town: Town, settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "failing", "database": True, "index": False})


def test_with_a_damaged_index_it_fails(town: Town, settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    (tmp_path / "index" / "g1").mkdir(parents=True)
    for name in ("meta.json", "CURRENT"):
        (tmp_path / "index" / "g1" / name).write_text("rien qui vaille")
    assert Client().get("/healthz").status_code == 503


def test_without_a_database_it_fails(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> bool:
        raise OperationalError("mot de passe de la base")

    monkeypatch.setattr(Collectivite.objects, "exists", broken)
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "failing", "database": False, "index": True})
