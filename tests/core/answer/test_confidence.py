"""The confidence is a probability that moves the right way with each signal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.answer.confidence import COEFFICIENTS, SIGNALS, Thresholds, confidence

VALUES = st.fixed_dictionaries(dict.fromkeys(SIGNALS, st.floats(0, 1)))


@given(VALUES)
def test_it_is_a_probability(values: dict[str, float]) -> None:
    assert 0.0 < confidence(values) < 1.0


@given(VALUES, st.sampled_from(SIGNALS))
def test_each_signal_moves_it_by_its_sign(values: dict[str, float], name: str) -> None:
    low, high = confidence({**values, name: 0.0}), confidence({**values, name: 1.0})
    assert (high > low) == (COEFFICIENTS[name] > 0)


@pytest.mark.parametrize("name", ["unknown", "missing", "names_absent", "numbers_absent", "kind_missing", "crowd"])
def test_what_is_lacking_lowers_it(name: str) -> None:
    assert COEFFICIENTS[name] < 0


@pytest.mark.parametrize("name", ["coverage", "pairs", "margin", "passage_margin", "agreement", "rarest"])
def test_what_supports_raises_it(name: str) -> None:
    assert COEFFICIENTS[name] > 0


def test_without_a_candidate_there_is_none() -> None:
    assert confidence({}) == 0.0


def test_the_shipped_thresholds_are_ordered() -> None:
    assert 0.0 < Thresholds().answer < Thresholds().sure < 1.0
