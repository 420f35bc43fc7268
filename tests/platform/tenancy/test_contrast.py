"""The accent can be read in both themes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.errors import Invalid
from beffroi.platform.tenancy import contrast
from beffroi.platform.tenancy.errors import AccentUnreadable

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0)],
)
def test_the_formula_of_wcag(one: str, other: str, expected: float) -> None:
    assert contrast.ratio(one, other) == pytest.approx(expected, abs=0.01)
    assert contrast.ratio(other, one) == contrast.ratio(one, other)


@given(COLOURS)
def test_what_is_accepted_is_readable_and_what_is_refused_comes_with_one_that_is(colour: str) -> None:
    try:
        accepted = contrast.required(colour.upper())
    except AccentUnreadable as refusal:
        accepted = contrast.required(str(refusal.params["nearest"]))
        assert min(contrast.ratio(colour, ground) for ground in contrast.LIGHT) < 4.5
    else:
        assert accepted == colour
    assert min(contrast.ratio(accepted, ground) for ground in contrast.LIGHT) >= 4.5
    lightened = contrast.shade(accepted, dark=True)
    assert min(contrast.ratio(lightened, ground) for ground in contrast.DARK) >= 4.5


@pytest.mark.parametrize("wrong", ["red", "#fff", "#12345g", "8a3b12", "#8a3b12;}", "#8a3b121"])
def test_only_a_colour_is_one(wrong: str) -> None:
    with pytest.raises(Invalid):
        contrast.required(wrong)


def test_none_is_none() -> None:
    assert contrast.required(" ") == ""
