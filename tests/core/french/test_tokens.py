from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.french.grams import grams
from beffroi.core.french.normalise import fold, normalise
from beffroi.core.french.sigles import names
from beffroi.core.french.stopwords import STOP_WORDS
from beffroi.core.french.tokens import is_stop_word, surfaces, terms, terms_by_word, terms_of
from tests.core.french.test_normalise import FRENCH

WORDS = [
    "délibération", "commune", "subvention", "école", "voirie", "budget", "marché", "agent", "congé", "mairie",
    "licenciement", "territoire", "habitant", "cantine", "déchetterie",
]  # fmt: skip


@given(st.one_of(FRENCH, st.text(max_size=150)))
def test_a_term_is_never_empty_long_or_spaced(text: str) -> None:
    for term in [*terms(text), *grams(text)]:
        assert term.split() == [term]
        assert len(term) <= 61


@given(st.one_of(FRENCH, st.text(max_size=150)))
def test_the_index_form_is_the_question_form(text: str) -> None:
    assert " ".join(terms_of(surfaces(text))).split() == terms(text)
    by_word = [term for _, found in terms_by_word(text) for term in found]
    assert terms(text)[: len(by_word)] == by_word
    assert terms(normalise(text)) == terms(text)


@given(
    st.sampled_from(WORDS), st.sampled_from(["{}", "{}s", "l’{}", "d'{}", "qu’{}", "({})", "«\u00a0{}\u00a0»", "{}."])
)
def test_one_word_is_one_term_whatever_its_dress(word: str, dress: str) -> None:
    assert terms(dress.format(word)) == terms(word)
    assert terms(dress.format(word.capitalize())) == terms(word)


@given(st.lists(st.sampled_from(sorted(STOP_WORDS - {"aujourd'hui"})), max_size=8))
def test_stop_words_give_nothing(words: list[str]) -> None:
    assert terms(" ".join(words)) == []
    assert grams(" ".join(words)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l’été", ["ete"]),
        ("art. L. 2121-29", ["art", "l2121-29", "2121-29", "2121", "29"]),
        ("R.*123-4", ["r123-4", "123-4", "123", "4"]),
        ("1 200,00 €", ["1200", "euro"]),
        ("1200 euros", ["1200", "euro"]),
        ("vélos, photos et élus", terms("vélo, photo et élu")),
        ("12,50 €", ["12.5", "euro"]),
        ("14 h 30", ["14h30", "14h"]),
        ("14H30", ["14h30", "14h"]),
        ("de 8h-12h", ["8h", "12h"]),
        ("P.L.U.", ["plu"]),
        ("2ème étage", ["2e", "2", "etag"]),
        ("12/05/2024", ["12-5-2024", "12", "5", "2024"]),
        ("aujourd’hui", ["aujourdhui"]),
        ("prud’hommes", ["prudhomm"]),
        ("jusqu’à", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_a_sigle_meets_its_lower_case_and_its_dotted_form() -> None:
    for sigle in ("CCAS", "PLU", "ATSEM", "DGS", "RIFSEEP"):
        dotted = ".".join(sigle) + "."
        assert set(terms(sigle.lower())) & set(terms(sigle))
        assert set(terms(dotted)) == set(terms(sigle))


@pytest.mark.parametrize(("sigle", "name"), names())
def test_a_name_spelled_out_carries_its_sigle(sigle: str, name: str) -> None:
    carried = fold(sigle)
    assert carried in terms(f"Voir le dossier « {name} » en mairie.")
    assert carried in terms(sigle)
    assert is_stop_word(sigle) or carried in terms(sigle.lower())


def test_part_of_a_name_carries_nothing() -> None:
    assert "plu" not in terms("le plan local de circulation")


def test_summer_is_never_a_stop_word() -> None:
    assert not is_stop_word("été")
    assert not is_stop_word("Été")
    assert is_stop_word("est")


def test_related_words_share_pieces() -> None:
    assert set(grams("licencier")) & set(grams("licenciement")) >= {"^lice", "icen", "cenc"}
    assert len(set(grams("délibération")) & set(grams("delibèration"))) == len(set(grams("délibération")))
    assert set(grams("deliberration")) & set(grams("délibération"))


def test_threads_get_the_same_terms() -> None:
    text = " ".join(f"{word}{ending}" for word in WORDS for ending in ("s", "ment", "ations", "aient", "es"))
    expected = terms(text)
    seen: list[list[str]] = []
    threads = [threading.Thread(target=lambda: seen.append(terms(text))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [expected] * 8


def test_the_mayor_is_not_the_town_hall() -> None:
    assert terms("le maire") == terms("Les maires") != terms("la mairie")
