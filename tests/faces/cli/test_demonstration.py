"""The passwords drawn for the demonstration are ones that the rules accept for their person."""

from __future__ import annotations

import pytest

from beffroi.faces.cli import demonstration

NEAR, FAR = "nadi-afer-rand-nadi-10", "vori-kovo-vegi-tize-99"


def test_a_drawn_password_that_looks_like_the_address_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = iter((NEAR, FAR))
    monkeypatch.setattr(demonstration, "_drawn", lambda: next(draws))
    assert demonstration._password("nadi-afer-rand-nadi@valmire.example", "Nadia Ferrand") == FAR


def test_drawn_passwords_differ() -> None:
    assert len({demonstration._drawn() for _ in range(50)}) == 50
