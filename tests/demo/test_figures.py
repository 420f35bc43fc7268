"""The figures of the demo agree from one document to the next, apart from the contradiction planned for the report."""

from __future__ import annotations

import csv
import io
import re

import openpyxl
import pytest

from beffroi.demo.catalogue import HERE, load_catalogue
from tests.demo.text_of import text_of

VALMIRE = HERE / "files" / "valmire-le-pont"
TEXTS = {file.name: text_of(file.path) for file in load_catalogue()[0].files}
SALLE_2024 = "reglements/reglement-salle-des-fetes-2024.pdf"
TARIFS = "deliberations/2025-58_tarifs-municipaux-2026.pdf"


def holders(pattern: str) -> set[str]:
    return {name for name, text in TEXTS.items() if re.search(pattern, text)}


def test_deposit_of_the_hall_contradicts_itself_once_as_planned() -> None:
    old = {"deliberations/2019-27_tarifs-salle-des-fetes.pdf", "reglements/reglement-salle-des-fetes-2019.pdf"}
    assert holders(r"[Uu]ne caution de 250 €") == old | {"reglements/salle-des-fetes-mode-d-emploi.html"}
    assert {SALLE_2024, "reglements/convention-mise-a-disposition-salle.rtf"} <= holders(
        r"une caution de 300 €|Une caution de 300 €"
    )
    assert "La caution est de 300 €" in TEXTS[TARIFS]


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ("Habitant de la commune 180 € 290 €", {TARIFS}),
        ("De 401 à 700 € 2,20 €", {TARIFS, "reglements/reglement-restauration-scolaire.pdf"}),
        ("Plus de 1 400 € 4,90 €", {TARIFS, "reglements/reglement-restauration-scolaire.pdf"}),
        ("de 23 h à 5 h 30", {"deliberations/2026-41_extinction-eclairage-public.pdf"}),
        (
            "parking des Tilleuls du 9 janvier au 30 octobre 2027",
            {"deliberations/2026-09-24_proces-verbal-conseil.pdf"},
        ),
        ("21 400 € par an", {"deliberations/2026-41_extinction-eclairage-public.pdf"}),
    ],
)
def test_same_phrase_in_every_document_that_says_it(phrase: str, names: set[str]) -> None:
    assert names <= holders(re.escape(phrase))


def test_price_list_says_what_the_council_voted() -> None:
    book = openpyxl.load_workbook(VALMIRE / "reglements" / "tarifs-municipaux-2026.xlsx")
    voted = TEXTS[TARIFS]
    checked = 0
    for sheet in ("Salle des fêtes", "Cimetière", "Marché et domaine public"):
        for row in book[sheet].iter_rows(min_row=2, values_only=True):
            for amount in row[1:]:
                if isinstance(amount, float | int) and amount:
                    written = f"{amount:.2f}".replace(".", ",").removesuffix(",00")
                    assert re.search(rf"(?<![\d,]){written} €", voted), (sheet, row)
                    checked += 1
    assert checked >= 25


@pytest.mark.parametrize(
    "name", [name for name in TEXTS if name.startswith("deliberations/20") and "proces" not in name]
)
def test_votes_add_up_and_quorum_is_reached(name: str) -> None:
    found = re.search(
        r"exercice : (\d+) – présents : (\d+) – pouvoirs : (\d+) – absents : (\d+) – votants : (\d+)", TEXTS[name]
    )
    votes = re.search(r"Vote : pour (\d+), contre (\d+), abstentions (\d+)", TEXTS[name])
    assert found
    assert votes
    in_office, present, proxies, absent, voters = map(int, found.groups())
    assert in_office == 27 == present + proxies + absent
    assert voters == present + proxies == sum(map(int, votes.groups()))
    assert present > in_office / 2


def test_budget_is_balanced_and_equals_what_was_voted() -> None:
    data = (VALMIRE / "reunions" / "budget-2026-simplifie.csv").read_text(encoding="utf-8-sig")
    sums: dict[tuple[str, str], int] = {}
    for row in csv.DictReader(io.StringIO(data), delimiter=";"):
        key = (row["Section"], row["Sens"])
        sums[key] = sums.get(key, 0) + int(row["Montant 2026 (€)"])
    assert sums == {
        ("Fonctionnement", "Dépense"): 3_964_000,
        ("Fonctionnement", "Recette"): 3_964_000,
        ("Investissement", "Dépense"): 1_872_000,
        ("Investissement", "Recette"): 1_872_000,
    }
    voted = TEXTS["deliberations/2026-18_budget-primitif-2026.pdf"]
    assert "3 964 000 €" in voted
    assert "1 872 000 €" in voted


def test_grants_add_up() -> None:
    text = TEXTS["deliberations/2026-31_subventions-associations-2026.pdf"]
    table = text[text.index("Association Montant") : text.index("Article 2")]
    amounts = [int(amount.replace(" ", "")) for amount in re.findall(r"(\d[\d ]*) €", table)]
    assert sum(amounts[:-1]) == amounts[-1] == 14_250


def test_neighbour_has_other_figures() -> None:
    neighbour = " ".join(text_of(file.path) for file in load_catalogue()[1].files)
    assert "Valmire" not in neighbour
    assert "caution de 800 €" in neighbour
    assert "caution de 300 €" not in neighbour
    assert "18 passages par an" in neighbour
    assert "24 passages" not in neighbour
