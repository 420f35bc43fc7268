"""Words are counted under the scope: what another base or another authority holds counts for nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from beffroi.core.answer.gathering import Reach, count
from beffroi.core.search.rarity import Frequencies
from tests.core.answer.town import Town, scope_of, town

MINE = {"Marché": "Le marché se tient le jeudi.", "Fête": "La fête suit le marché."}
THEIRS = {"Foire": "La foire et le marché de Montrevel ont lieu le lundi."}


@pytest.fixture(scope="module")
def place() -> Town:
    return town(MINE, THEIRS)


def test_only_the_scope_is_counted(place: Town) -> None:
    counted = place.index.document_frequencies(["march", "foir", "inconnu"], scope_of(1, 1))
    assert counted == Frequencies(2, {"march": 2, "foir": 0, "inconnu": 0})
    assert place.index.document_frequencies(["foir"], scope_of(1, 1, 2)) == Frequencies(3, {"foir": 1})


def test_another_authority_counts_nothing(place: Town) -> None:
    counted = place.index.document_frequencies(["march"], replace(scope_of(1, 1), tenant=2))
    assert counted == Frequencies(0, {"march": 0})


def test_collections_add_up(place: Town) -> None:
    mine, theirs = (Reach(place.index, place.store, scope_of(1, base)) for base in (1, 2))
    assert count(["march"], [mine, theirs]) == Frequencies(3, {"march": 3})
