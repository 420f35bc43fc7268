"""The confidence is a probability that moves the right way with each signal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.answer.confidence import RIGHT, SIGNALS, WITHIN, Logistic, Thresholds, confidence, support
from beffroi.core.answer.contract import Decision

VALUES = st.fixed_dictionaries(dict.fromkeys(SIGNALS, st.floats(0, 1)))


@given(VALUES)
def test_it_is_a_probability(values: dict[str, float]) -> None:
    assert 0.0 <= confidence(values) < 1.0
    assert 0.0 <= support(values) < 1.0


@given(VALUES, st.sampled_from(SIGNALS), st.sampled_from([RIGHT, WITHIN]))
def test_each_signal_moves_it_by_its_sign(values: dict[str, float], name: str, model: Logistic) -> None:
    low, high = model.probability({**values, name: 0.0}), model.probability({**values, name: 1.0})
    assert (high > low) == (model.coefficients[name] > 0)


@pytest.mark.parametrize("name", ["unknown", "missing", "names_absent", "numbers_absent", "kind_missing", "crowd"])
def test_what_is_lacking_lowers_it(name: str) -> None:
    assert RIGHT.coefficients[name] < 0
    assert WITHIN.coefficients[name] < 0


@pytest.mark.parametrize("name", ["coverage", "pairs", "margin", "passage_margin", "agreement", "rarest"])
def test_what_supports_raises_it(name: str) -> None:
    assert RIGHT.coefficients[name] > 0
    assert WITHIN.coefficients[name] > 0


def test_without_a_candidate_there_is_none() -> None:
    assert confidence({}) == support({}) == 0.0


def test_the_shipped_thresholds_are_probabilities() -> None:
    assert 0.0 < Thresholds().answer < 1.0
    assert 0.0 < Thresholds().sure < 1.0


@pytest.mark.parametrize(
    ("sure", "supported", "expected"),
    [
        (0.9, 0.19, Decision.ABSTAINED),
        (0.59, 0.2, Decision.UNSURE),
        (0.6, 0.2, Decision.SURE),
        (0.0, 1.0, Decision.UNSURE),
    ],
)
def test_thresholds_decide(sure: float, supported: float, expected: Decision) -> None:
    assert Thresholds(sure=0.6, answer=0.2).decide(sure, supported) is expected
