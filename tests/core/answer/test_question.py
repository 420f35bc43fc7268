"""A question read and weighed: rarity in scope, unknown words, words of asking, names, sigles."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.answer.contract import Turn
from beffroi.core.answer.kinds import Kind
from beffroi.core.answer.question import MOST_CHARACTERS, MOST_TERMS, read, weigh
from beffroi.core.french.tokens import terms
from beffroi.core.search.rarity import Frequencies


def test_rarer_words_weigh_more() -> None:
    asked = read("La salle du Pressoir")
    hall, press = asked.own
    weighed = weigh(asked, Frequencies(100, {hall: 60, press: 1}))
    assert weighed.weights[press] > weighed.weights[hall]
    assert weighed.unknown == frozenset()


def test_a_word_that_no_passage_holds_is_unknown_and_the_rarest() -> None:
    asked = read("Le tarif du funiculaire")
    weighed = weigh(asked, Frequencies(50, {terms("tarif")[0]: 9}))
    assert weighed.unknown == frozenset(terms("funiculaire"))
    assert weighed.rarity[terms("funiculaire")[0]] == 1.0


@given(st.text(max_size=80), st.integers(0, 1000), st.integers(0, 1200))
def test_weights_are_shares(question: str, passages: int, holding: int) -> None:
    asked = read(question)
    weighed = weigh(asked, Frequencies(passages, dict.fromkeys(asked.terms, holding)))
    assert not asked.terms or math.isclose(sum(weighed.weights.values()), 1.0)
    assert all(0.0 <= value <= 1.0 + 1e-9 for value in weighed.rarity.values())
    assert len(asked.terms) <= MOST_TERMS


def test_words_of_asking_are_left_out() -> None:
    assert read("Bonjour, combien de chaises dans la salle svp ?").own == tuple(terms("chaises salle"))


def test_a_follow_up_takes_the_kind_of_the_question_it_leans_on() -> None:
    asked = read("Et le lundi ?", [Turn("À quelle heure ouvre le guichet le mardi ?")])
    assert asked.kind is Kind.HOUR
    assert set(terms("guichet")) <= set(asked.carried)
    carried = terms("guichet")[0]
    weighed = weigh(asked, Frequencies(10, dict.fromkeys(asked.terms, 2)))
    assert weighed.weights[carried] < weighed.weights[terms("lundi")[0]]


def test_names_numbers_and_sigles_are_told_apart() -> None:
    asked = read("Quel est le délai du PLU pour M. Ardoise en 2031 ?")
    assert set(terms("Ardoise")) <= asked.named
    assert asked.numbers == frozenset({"2031"})
    assert asked.sigles == frozenset({"plu"})


def test_another_word_is_searched_only_for_an_unknown_one() -> None:
    asked = read("À quelle heure ouvre la garderie ?")
    known = weigh(asked, Frequencies(10, dict.fromkeys(asked.terms, 1)))
    unknown = weigh(asked, Frequencies(10, {}))
    assert "périscolaire" not in known.searched
    assert "périscolaire" in unknown.searched


def test_a_page_pasted_as_a_question_is_read_in_part() -> None:
    asked = read("le guichet est-il ouvert " * 20_000, [Turn("la mairie " * 20_000)])
    assert len(asked.text) <= MOST_CHARACTERS
