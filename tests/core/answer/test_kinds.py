"""Questions are classed by what they ask for; sentences by whether they hold it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.answer.kinds import Kind, evidence, kind_of


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Quel est le tarif de la cantine ?", Kind.AMOUNT),
        ("Combien coûte un emplacement au marché ?", Kind.AMOUNT),
        ("Quelle est la caution ?", Kind.AMOUNT),
        ("À quelle heure ouvre la piscine ?", Kind.HOUR),
        ("Quels sont les horaires du guichet ?", Kind.HOUR),
        ("Combien de jours de congés pour un déménagement ?", Kind.DURATION),
        ("Quel est le délai pour répondre ?", Kind.DURATION),
        ("Quand a lieu la fête de la moisson ?", Kind.DATE),
        ("En quelle année le pont a-t-il été construit ?", Kind.DATE),
        ("Combien d’élèves compte l’école ?", Kind.NUMBER),
        ("Quel est le taux de la taxe ?", Kind.NUMBER),
        ("Pourquoi la rue est-elle fermée ?", Kind.CAUSE),
        ("Qui signe les permis ?", Kind.PERSON),
        ("Par qui est délivré le badge ?", Kind.PERSON),
        ("Où déposer les encombrants ?", Kind.PLACE),
        ("Dans quelle salle se tient le vote ?", Kind.PLACE),
        ("ou se trouve le gymnase", Kind.PLACE),
        ("Comment s’inscrire sur les listes électorales ?", Kind.PROCEDURE),
        ("Comment s’appelle le maire ?", Kind.NAME),
        ("Peut-on pique-niquer dans le parc ?", Kind.YES_NO),
        ("Le stationnement est-il payant le dimanche ?", Kind.YES_NO),
        ("À quelles conditions obtient-on la bourse ?", Kind.CONDITION),
        ("Quelles pièces faut-il fournir ?", Kind.LIST),
        ("Qu’est-ce que le quotient familial ?", Kind.DEFINITION),
        ("Que prévoit le règlement sur le bruit ?", Kind.OPEN),
    ],
)
def test_kind_of(question: str, kind: Kind) -> None:
    assert kind_of(question) is kind


@pytest.mark.parametrize(
    ("kind", "sentence", "question", "expected"),
    [
        (Kind.AMOUNT, "L’entrée coûte 3,50 €.", "Quel est le prix ?", 1.0),
        (Kind.AMOUNT, "L’entrée est gratuite.", "Quel est le prix ?", 1.0),
        (Kind.AMOUNT, "L’entrée se fait par le jardin.", "Quel est le prix ?", 0.0),
        (Kind.HOUR, "Le guichet ferme à 17 h 30.", "À quelle heure ?", 1.0),
        (Kind.DATE, "La foire a lieu le 4 mai.", "Quand a lieu la foire ?", 1.0),
        (Kind.DATE, "La foire de 2019 fut belle.", "Quand a eu lieu la foire de 2019 ?", 0.0),
        (Kind.NUMBER, "L’école compte douze élèves.", "Combien d’élèves ?", 1.0),
        (Kind.PERSON, "Le permis est signé par Mme Tourmaline.", "Qui signe le permis ?", 1.0),
        (Kind.PERSON, "Le permis est signé par l’élue.", "Qui signe le permis ?", 0.7),
        (Kind.PERSON, "Le permis est signé sans délai.", "Qui signe le permis ?", 0.0),
        (Kind.PERSON, "Le bail d’Azurine est signé.", "Qui signe le bail d’Azurine ?", 0.0),
        (Kind.YES_NO, "Les feux sont interdits.", "Peut-on faire un feu ?", 1.0),
        (Kind.OPEN, "N’importe quoi.", "Que dit le texte ?", 0.5),
    ],
)
def test_evidence(kind: Kind, sentence: str, question: str, expected: float) -> None:
    assert evidence(kind, question)(sentence) == expected


@given(st.text(), st.text())
def test_any_text_is_classed_and_weighed(question: str, sentence: str) -> None:
    assert 0.0 <= evidence(kind_of(question), question)(sentence) <= 1.0
