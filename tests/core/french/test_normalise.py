from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.french.normalise import characters, fold, normalise

FRENCH = st.text(
    alphabet=st.sampled_from(
        "aeéèêëàâîïôùûçœæbcdlmnpqrstuvABCDEÉLMNPRSTU0123456789 .,;:!?'’-–—«»()\n\t\u00a0\u202f€°/"
    ),
    max_size=200,
)


@given(st.one_of(FRENCH, st.text(max_size=100)))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.one_of(FRENCH, st.text(max_size=100)))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.integers(min_value=1_000, max_value=999_999_999))
def test_thousands_are_joined_whatever_the_space(number: int) -> None:
    for space in (" ", "\u00a0", "\u202f", "\u2009"):
        written = f"{number:,}".replace(",", space)
        assert normalise(f"Budget : {written} euros") == f"Budget : {number} euros"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("l’œuvre de la sœur", "l'oeuvre de la soeur"),
        ("e\u0301te\u0301", "été"),
        ("le P.L.U. et le C.C.A.S", "le PLU et le CCAS"),
        ("1ère, 1er, 1re et 2ème, 3 ème, 2nde", "1er, 1er, 1er et 2e, 3e, 2e"),
        ("06 12 34 56 78", "06 12 34 56 78"),
        ("en 2024 120 personnes", "en 2024 120 personnes"),
        ("coor\u00addonner", "coordonner"),
        ("rendez\u2011vous", "rendez-vous"),
        ("M. Paul", "M. Paul"),
    ],
)
def test_one_spelling(written: str, plain: str) -> None:
    assert normalise(written) == plain


def test_characters_keep_the_case_and_fold_does_not() -> None:
    assert characters("L’École") == "L'École"
    assert fold("L’École") == "l'ecole"
