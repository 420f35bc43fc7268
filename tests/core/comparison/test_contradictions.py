"""Contradictions: the same thing of the same object with another value, and nothing else."""

from __future__ import annotations

from itertools import count

import pytest

from beffroi.core.comparison.contradictions import Contradiction, contradictions, worded
from beffroi.core.comparison.statements import Source, Statement, statements

# A few unrelated documents: rarity needs company.
COMPANY = (
    (
        "Règlement du marché",
        "Les emplacements sont attribués par le placier. Les commerçants déballent à partir de 6 h.",
    ),
    ("Règlement du cimetière", "La concession de trente ans coûte 420 €. Les portes ferment à 18 h en hiver."),
    ("Guide des agents", "Le télétravail est possible deux jours par semaine après accord du chef de service."),
    ("Règlement de la cantine", "Le repas d’un enfant coûte 3,90 €. L’inscription se fait avant le jeudi midi."),
)


def found_between(first: tuple[str, str], second: tuple[str, str]) -> list[Contradiction]:
    numbers = count(1)
    stated: list[Statement] = []
    for title, text in (first, second, *COMPANY):
        number = next(numbers)
        stated += statements(Source(number, number, title, (), text))
    return contradictions(stated)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (
            ("Règlement de la salle des fêtes", "Une caution de 300 € est demandée à la remise des clés."),
            (
                "Délibération : location de la salle des fêtes",
                "Le montant de la caution de la salle est fixé à 250 euros.",
            ),
            {"300 €", "250 euros"},
        ),
        (
            ("Horaires de la médiathèque", "La médiathèque est ouverte le samedi de 10 h à 17 h."),
            ("Accueil de la médiathèque", "Samedi : la médiathèque est ouverte de 10 h à 16 h."),
            {"10 h, 17 h", "10 h, 16 h"},
        ),
        (
            ("Règlement de la salle des fêtes", "Les demandes de location sont déposées quinze jours avant la date."),
            ("Guide de la salle des fêtes", "Les demandes de location sont déposées 21 jours avant la date."),
            {"quinze jours", "21 jours"},
        ),
        (
            (
                "Règlement de la halle",
                "Utilisateur : Association ; Journée : 110 €\nUtilisateur : Entreprise ; Journée : 620 €",
            ),
            (
                "Tarifs de la halle",
                "Utilisateur : Entreprise ; Journée : 640 €\nUtilisateur : Association ; Journée : 110 €",
            ),
            {"620 €", "640 €"},
        ),
        (
            ("Règlement du parc municipal", "Les chiens tenus en laisse sont autorisés dans le parc."),
            ("Arrêté sur le parc municipal", "Les chiens tenus en laisse ne sont pas autorisés dans le parc."),
            {"autorisés", "ne… pas autorisés"},
        ),
    ],
)
def test_found(first: tuple[str, str], second: tuple[str, str], said: set[str]) -> None:
    found = found_between(first, second)
    assert [{c.first.said, c.second.said} for c in found] == [said]
    assert (found[0].first.document, found[0].second.document) == (1, 2)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # the same value, written otherwise
        (
            ("Règlement de la salle", "Une caution de 300 € est demandée."),
            ("Tarifs de la salle", "La caution est de trois cents euros."),
        ),
        # for other people
        (
            ("Tarifs de la salle des fêtes", "Location par une association : 85 €."),
            ("Règlement de la salle des fêtes", "Location par un particulier : 160 €."),
        ),
        # of another thing
        (
            ("Règlement de la salle des fêtes", "La caution est de 300 €."),
            ("Règlement du foyer rural", "La caution est de 150 €."),
        ),
        # in another year
        (
            ("Tarifs du camping 2024", "L’emplacement coûte 12 € la nuit."),
            ("Tarifs du camping 2025", "L’emplacement coûte 13 € la nuit."),
        ),
        # rows of two tables
        (
            (
                "Règlement de la halle",
                "Utilisateur : Association ; Journée : 110 €\nUtilisateur : Entreprise ; Journée : 620 €",
            ),
            (
                "Tarifs de la halle",
                "Utilisateur : Entreprise ; Journée : 620 €\nUtilisateur : Ménage ; Journée : 150 €",
            ),
        ),
        # two subsidies
        (
            ("Subvention au club de judo", "Le conseil attribue une subvention de 500 € au club de judo."),
            ("Subvention à la chorale", "Le conseil attribue une subvention de 900 € à la chorale."),
        ),
    ],
)
def test_not_invented(first: tuple[str, str], second: tuple[str, str]) -> None:
    assert found_between(first, second) == []


def test_the_spans_of_a_finding_reread_the_statement() -> None:
    text = "Objet : salle. Une caution de 300 € est demandée à la remise des clés. Fait en mairie."
    (stated,) = [s for s in statements(Source(1, 1, "Salle", (), text, start=100)) if s.kind == "amount"]
    assert text[stated.start - 100 : stated.end - 100] == "Une caution de 300 € est demandée à la remise des clés."


def test_a_table_row_states_each_column_of_its_first_cell() -> None:
    row = "Salle : Foyer ; Tarif : 85 € ; Caution : 300 €"
    stated = {(s.measure, s.said) for s in statements(Source(1, 1, "Tarifs", (), row)) if s.kind == "amount"}
    assert {said for _, said in stated} == {"85 €", "300 €"}
    assert len({measure for measure, _ in stated}) == 2


def test_an_object_is_named_in_words_not_in_stems() -> None:
    text = "Une caution est demandée aux associations de l’Entraide."
    assert worded(("caution", "associ", "entraid", "absent"), text) == "caution associations entraide"


def test_a_list_of_figures_states_nothing() -> None:
    """Which of them answers for what cannot be told, and comparing each with each would take hours."""
    few, many = "La remise est de " + "5 % " * 3, "La remise est de " + "5 % " * 300
    assert list(statements(Source(1, 1, "Remises", (), few)))
    assert not list(statements(Source(1, 1, "Remises", (), many)))
