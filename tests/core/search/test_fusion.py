from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.search.fusion import fuse, fuse_ranks

RANKING = st.dictionaries(st.integers(0, 30), st.floats(0.01, 100), max_size=20)


def order(scores: dict[int, float]) -> list[int]:
    return sorted(scores, key=lambda key: (-scores[key], key))


@given(RANKING, st.floats(0.1, 10))
def test_one_ranker_keeps_its_order(ranking: dict[int, float], weight: float) -> None:
    fused = fuse([ranking], [weight])
    assert set(fused) == set(ranking)
    assert all(fused[a] >= fused[b] for a in ranking for b in ranking if ranking[a] > ranking[b])


@given(RANKING, RANKING, st.floats(0.1, 10))
def test_the_unit_of_a_ranker_does_not_matter(first: dict[int, float], second: dict[int, float], unit: float) -> None:
    scaled = {key: score * unit for key, score in second.items()}
    assert fuse([first, second], [1, 1]) == pytest.approx(fuse([first, scaled], [1, 1]))


@given(RANKING, RANKING)
def test_best_of_both_is_best(first: dict[int, float], second: dict[int, float]) -> None:
    first, second = {**first, 99: 1_000.0}, {**second, 99: 1_000.0}
    assert order(fuse([first, second], [1, 0.5]))[0] == 99
    assert order(fuse_ranks([order(first), order(second)], [1, 0.5]))[0] == 99


def test_nothing_to_fuse() -> None:
    assert fuse([], []) == {}
    assert fuse([{}, {1: 0.0}], [1, 1]) == {}


def test_each_ranking_has_its_weight() -> None:
    with pytest.raises(ValueError):
        fuse([{1: 1.0}], [])
    with pytest.raises(ValueError):
        fuse_ranks([[1]], [1, 2])


def test_reciprocal_ranks() -> None:
    fused = fuse_ranks([["a", "b"], ["b"]], [1.0, 1.0])
    assert fused["a"] == pytest.approx(1 / 61)
    assert fused["b"] == pytest.approx(1 / 62 + 1 / 61)
