from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.french.sentences import sentences
from tests.core.french.test_normalise import FRENCH


def texts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@given(st.one_of(FRENCH, st.text(max_size=200)))
def test_spans_hold_every_visible_character_once(text: str) -> None:
    spans = sentences(text)
    assert all(before[1] <= after[0] for before, after in zip(spans, spans[1:], strict=False))
    for start, end in spans:
        assert text[start:end] == text[start:end].strip() != ""
    covered = {position for start, end in spans for position in range(start, end)}
    assert all(position in covered for position, character in enumerate(text) if not character.isspace())


UNCUT = [
    "1 200,50 €", "3.5", "L. 2121-29", "R. 123-4", "art. 5", "n° 12", "M. Martin", "Mme Durand", "J.-P. Petit", "p. 12",
    "cf. annexe", "12.03.2026", "Me Leroy", "MM. Roy et Blanc", "al. 2", "A. Moreau", "etc. pour tous",
]  # fmt: skip


@given(st.lists(st.sampled_from(UNCUT), min_size=1, max_size=4), st.sampled_from([".", " ?", " !", "…"]))
def test_what_is_never_cut(pieces: list[str], mark: str) -> None:
    text = "Le conseil examine " + " avec ".join(pieces) + " sans délai" + mark + " Il vote ensuite."
    assert texts(text) == [text[: -len(" Il vote ensuite.")], "Il vote ensuite."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Il est midi. On mange.", ["Il est midi.", "On mange."]),
        ("Vraiment ? Oui ! Bien…", ["Vraiment ?", "Oui !", "Bien…"]),
        ("Le maire dit : « Venez. » Puis il sort.", ["Le maire dit : « Venez. »", "Puis il sort."]),
        ("Tables, chaises, etc. La salle ferme.", ["Tables, chaises, etc.", "La salle ferme."]),
        ("Le P.L.U. Il est voté.", ["Le P.L.U.", "Il est voté."]),
        (
            "Article 5. — La salle est louée. Elle ferme à 22 h.",
            ["Article 5. — La salle est louée.", "Elle ferme à 22 h."],
        ),
        ("La réunion de 2024. Le budget suit.", ["La réunion de 2024.", "Le budget suit."]),
        ("1. Objet\n2. Durée", ["1. Objet", "2. Durée"]),
        ("Sont fournis :\n- les tables ;\n- les chaises.", ["Sont fournis :", "- les tables ;", "- les chaises."]),
        ("Salle | Tarif\nFoyer | 85 €", ["Salle | Tarif", "Foyer | 85 €"]),
        ("TARIFS\nLes prix changent.", ["TARIFS", "Les prix changent."]),
        ("Un mot\n\nun autre", ["Un mot", "un autre"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_a_wrapped_line_goes_on() -> None:
    text = (
        "Les usagers qui souhaitent louer la salle des fêtes doivent déposer leur demande auprès du\n"
        "service de la vie associative au moins trente jours avant la date, selon l’article\n"
        "12 du règlement et le barème fixé par la délibération de\n"
        "Saint-Martin. La réponse est écrite."
    )
    assert len(texts(text)) == 2


def test_a_narrow_column_goes_on() -> None:
    text = (
        "Réunie en mairie sous la\nprésidence de Madame Anne\nLefort, la commission a\nexaminé les demandes de\n"
        "Vieuxbourg et de Lannion\nSud. Elle a donné un avis."
    )
    assert len(texts(text)) == 2


def test_nothing_for_nothing() -> None:
    assert sentences("") == []
    assert sentences(" \n\t ") == []


def test_each_row_of_a_table_is_a_sentence() -> None:
    rows = ["Salle : Foyer ; Tarif : 85 € ; Caution : 300 €", "Salle : Halle ; Tarif : 120 € ; Caution : 500 €"]
    text = "\n".join(rows)
    assert [text[start:end] for start, end in sentences(text)] == rows
