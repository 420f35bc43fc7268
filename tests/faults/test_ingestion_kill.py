"""Ingestion survives SIGKILL at any moment: what was accepted is there once, searchable once, and the journal holds."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from tests.faults.house import House, moments

FILES = 40
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_every_accepted_file_is_there_once_however_often_the_worker_is_killed(tmp_path: Path) -> None:
    house = House(tmp_path)
    words = house.deed("found-town", str(FILES))
    house.deed("give-all")
    for moment in moments(seed=4, count=12, longest=1.2):
        house.kill_after(house.begin("read-files"), moment)
    house.deed("finish-files")
    _all_there_once(house.deed("library", *words), words)


def test_a_file_whose_acceptance_was_told_is_never_lost(tmp_path: Path) -> None:
    house = House(tmp_path)
    words = house.deed("found-town", str(FILES))
    told = 0
    for moment in moments(seed=5, count=5, longest=0.4):
        said = house.kill_after(house.begin("give", str(told)), moment)
        told += len(said.splitlines())
    house.deed("finish-files")
    state = house.deed("library", *words[:told])
    assert told > 0
    assert state["found"] == dict.fromkeys(words[:told], 1)
    assert state["missing"] == []


def test_an_index_thrown_away_or_broken_is_made_again(tmp_path: Path) -> None:
    house = House(tmp_path)
    words = house.deed("found-town", "6")
    house.deed("give-all")
    house.deed("finish-files")
    index = house.folder / "index"
    dice = random.Random(6)
    for path in [path for path in index.rglob("*") if path.is_file() and path.suffix in {".term", ".json", ".store"}]:
        path.write_bytes(dice.randbytes(40))
    house.deed("finish-files")
    _all_there_once(house.deed("library", *words), words)


def _all_there_once(state: dict[str, Any], words: list[str]) -> None:
    assert [file["verdict"] for file in state["files"]] == ["read"] * len(words)
    assert [file["outcome"] for file in state["files"]] == ["new"] * len(words)
    assert state["unfinished"] == 0
    assert len(state["documents"]) == len(state["versions"]) == len(words)
    assert state["added"] == len(words)
    assert state["found"] == dict.fromkeys(words, 1)
    assert state["indexed"] == state["passages"]
    assert not state["behind"]
    assert state["chain"] is None
    assert state["missing"] == []
