"""Near words count a little less than the word itself; numbers are equal or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.answer.lexicon import said_otherwise, words_said_otherwise
from beffroi.core.answer.likeness import letter_likeness, near_terms
from beffroi.core.french.tokens import terms

WORDS = st.text(alphabet="abcdeinorst", min_size=1, max_size=9)


@given(WORDS, st.sets(WORDS, max_size=8))
def test_a_word_is_worth_one_and_the_others_less(asked: str, vocabulary: set[str]) -> None:
    worth = near_terms([asked], vocabulary, frozenset({asked}))[asked]
    assert worth[asked] == 1.0
    assert all(0.0 < value < 1.0 for word, value in worth.items() if word != asked)


def test_a_derived_word_is_near_and_a_number_never() -> None:
    near = near_terms(["utilis", "2019"], {"utilisat", "2020", "20190"}, frozenset())
    assert 0.6 <= near["utilis"]["utilisat"] < 1.0
    assert set(near["2019"]) == {"2019"}


@pytest.mark.parametrize(("unknown", "expected"), [(frozenset({"cautoin"}), True), (frozenset(), False)])
def test_a_slip_is_forgiven_only_in_a_word_that_the_collection_does_not_know(
    unknown: frozenset[str], expected: bool
) -> None:
    assert ("caution" in near_terms(["cautoin"], {"caution"}, unknown)["cautoin"]) is expected


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=5))
def test_letters_give_a_share(question: str, sentences: list[str]) -> None:
    shares = letter_likeness(question, sentences, ["" for _ in sentences])
    assert len(shares) == len(sentences)
    assert all(0.0 <= share <= 1.0 + 1e-9 for share in shares)


def test_the_sentence_that_shares_more_letters_is_nearer() -> None:
    near, far = letter_likeness("la location du foyer", ["Louer le foyer communal.", "La piscine ferme."], ["", ""])
    assert near > far


def test_the_lexicon_is_symmetrical() -> None:
    (care,) = terms("garderie")
    (periscolaire,) = terms("périscolaire")
    assert periscolaire in said_otherwise(care)
    assert care in said_otherwise(periscolaire)
    assert words_said_otherwise(care) == ("périscolaire",)
    assert said_otherwise("zz") == ()
