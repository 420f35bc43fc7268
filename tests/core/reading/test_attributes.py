"""Title, date and language: the act's own first, the metadata last."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.reading import Block, BlockKind
from beffroi.core.reading.attributes import detect_language, find_date, find_title

_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
_META = date(2001, 1, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Convoqué le 6 mars 2026.\nSéance publique du jeudi 12 mars 2026 à 18h", date(2026, 3, 12)),
        ("Vu la loi du 2 mars 1982 ;\nArrête :\nFait à Valmont, le 1er avril 2026", date(2026, 4, 1)),
        ("ARRÊTÉ N° 12 du 05/02/2026 réglementant le marché", date(2026, 2, 5)),
        ("Date : 2026-03-12", date(2026, 3, 12)),
        ("Valmont, le 3 août 2025\nMadame,", date(2025, 8, 3)),
        ("Procès-verbal de la réunion du conseil d’école du 14 novembre 2025", date(2025, 11, 14)),
        ("Vu le décret n° 85-603 du 10 juin 1985 relatif à l’hygiène", _META),
        ("La salle sera fermée pour travaux et rouvrira au public à compter du 12 mars 2026 si tout va bien.", _META),
        ("Le 31/02/2026", _META),
        ("Sans date aucune", _META),
    ],
)
def test_date_of_an_act(text, expected):
    assert find_date(text, "acte.pdf", _META) == expected


def test_file_name_before_metadata():
    assert find_date("Rien.", "2026-03-12_CR.pdf", _META) == date(2026, 3, 12)
    assert find_date("Rien.", "note 20260399.pdf", _META) == _META


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["long", "slash", "dot", "iso"]))
def test_any_session_date_in_any_writing(day, style):
    written = {
        "long": f"{day.day} {_MONTHS[day.month - 1]} {day.year}",
        "slash": f"{day.day:02}/{day.month:02}/{day.year}",
        "dot": f"{day.day}.{day.month}.{day.year}",
        "iso": day.isoformat(),
    }[style]
    assert find_date(f"Extrait du registre\n\nSéance du {written}", "x", None) == day


def _blocks(*headings: tuple[int, str]) -> tuple[str, list[Block]]:
    text, blocks = "", []
    for level, words in headings:
        start = len(text)
        text += words + "\n\n"
        blocks.append(
            Block(BlockKind.HEADING if level else BlockKind.PARAGRAPH, start, start + len(words), level=level)
        )
    return text, blocks


@pytest.mark.parametrize(
    ("headings", "metadata", "name", "expected"),
    [
        ([(1, "Règlement du cimetière")], "", "scan.pdf", "Règlement du cimetière"),
        ([(1, "RÉPUBLIQUE FRANÇAISE"), (1, "Séance du 12 mars 2026"), (2, "Tarifs 2026")], "", "a.pdf", "Tarifs 2026"),
        ([(1, "Guide")], "Microsoft Word - guide.doc", "a.pdf", "Guide"),
        ([(1, "Guide de l’agent")], "Guide de l'agent territorial", "a.pdf", "Guide de l'agent territorial"),
        ([(1, "Charte des espaces verts")], "Modèle de courrier", "a.pdf", "Charte des espaces verts"),
        ([(0, "Objet : Fermeture de la piscine"), (1, "Madame")], "", "a.pdf", "Fermeture de la piscine"),
        ([(0, "Bonjour.")], "", "compte_rendu-CM 2026-03-12.pdf", "Compte rendu CM 2026-03-12"),
        ([(0, "Bonjour.")], "", "", "Sans titre"),
        ([(0, "Arrêté n° 12 limitant le tonnage."), (2, "ARRÊTE")], "", "scan.pdf", "Arrêté n° 12 limitant le tonnage"),
    ],
)
def test_title(headings, metadata, name, expected):
    text, blocks = _blocks(*headings)
    assert find_title(text, blocks, metadata, name) == expected


@given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=60))
def test_a_title_always_exists_and_is_short(text, metadata, name):
    assert 1 <= len(find_title(text, [], metadata, name)) <= 200


def test_language():
    assert detect_language("Le conseil municipal approuve les tarifs de la cantine pour l’année à venir.") == "fr"
    assert detect_language("The council approves the prices of the canteen for the year to come.") == "en"
    assert detect_language("12 45 78 XK-99") == ""
