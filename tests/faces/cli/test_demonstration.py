"""The demonstration: passwords that the rules accept for their person, a loading that ends or is said unfinished."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from beffroi.faces.cli import demonstration
from beffroi.faces.cli.commands import serving

NEAR, FAR = "nadi-afer-rand-nadi-10", "vori-kovo-vegi-tize-99"


def test_a_drawn_password_that_looks_like_the_address_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = iter((NEAR, FAR))
    monkeypatch.setattr(demonstration, "_drawn", lambda: next(draws))
    assert demonstration._password("nadi-afer-rand-nadi@valmire.example", "Nadia Ferrand") == FAR


def test_drawn_passwords_differ() -> None:
    assert len({demonstration._drawn() for _ in range(50)}) == 50


def test_a_loading_that_was_interrupted_is_said_at_the_next_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupted() -> Iterator[str]:
        yield "loading"
        raise KeyboardInterrupt

    monkeypatch.setattr(demonstration, "wanted", lambda: True)
    monkeypatch.setattr(demonstration, "load", interrupted)
    with pytest.raises(KeyboardInterrupt):
        serving._load_demo(tmp_path / "mark")
    monkeypatch.setattr(demonstration, "wanted", lambda: False)
    with pytest.raises(serving.DemoInterrupted):
        serving._load_demo(tmp_path / "mark")


def test_a_loading_that_ends_leaves_no_mark(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(demonstration, "wanted", lambda: True)
    monkeypatch.setattr(demonstration, "load", lambda: iter(["loaded"]))
    serving._load_demo(tmp_path / "mark")
    assert not (tmp_path / "mark").exists()
    monkeypatch.setattr(demonstration, "wanted", lambda: False)
    serving._load_demo(tmp_path / "mark")
