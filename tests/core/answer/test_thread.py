"""A follow-up takes its subject from the thread; a question that stands alone takes nothing."""

from __future__ import annotations

import pytest

from beffroi.core.answer.thread import leans, read_in_thread
from beffroi.core.french.tokens import terms

HALL = "Quel est le tarif de location de la salle des fêtes pour une association ?"
CLOSING = "À quelle heure ferme la mairie le samedi ?"


@pytest.mark.parametrize(
    "question",
    [
        "Et le dimanche ?",
        "À quel tarif ?",
        "et pour un particulier",
        "Est-elle remboursable ?",
        "Mais pour les enfants ?",
    ],
)
def test_leaning(question: str) -> None:
    assert leans(question)


@pytest.mark.parametrize(
    "question",
    [
        HALL,
        CLOSING,
        "Qui signe les arrêtés de voirie ?",
        "Le stationnement est-il payant le dimanche ?",
        "Combien de jours de congés pour un mariage ?",
    ],
)
def test_standing_alone(question: str) -> None:
    assert not leans(question)
    assert read_in_thread(question, [HALL, CLOSING]).carried == ()


def test_a_day_replaces_a_day() -> None:
    carried = read_in_thread("Et le dimanche ?", [CLOSING]).carried
    assert set(terms("ferme mairie")) <= set(carried)
    assert not set(terms("samedi")) & set(carried)


def test_a_complement_replaces_the_same_complement() -> None:
    carried = read_in_thread("Et pour un particulier ?", [HALL]).carried
    assert set(terms("tarif location salle fêtes")) <= set(carried)
    assert not set(terms("association")) & set(carried)


def test_follow_ups_are_followed_up_to_the_last_question_that_stood_alone() -> None:
    earlier = ["Qui signe les arrêtés de voirie ?", CLOSING, "Et le dimanche ?"]
    carried = read_in_thread("Et en août ?", earlier).carried
    assert set(terms("mairie dimanche")) <= set(carried)
    assert not set(terms("samedi arrêtés voirie")) & set(carried)


def test_nothing_is_carried_without_a_thread() -> None:
    assert read_in_thread("Et le dimanche ?", []).carried == ()


def test_a_term_of_the_question_is_not_carried_again() -> None:
    carried = read_in_thread("Et la mairie le lundi ?", [CLOSING]).carried
    assert not set(carried) & set(terms("mairie lundi"))
