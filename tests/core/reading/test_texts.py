"""Text formats: encodings, HTML, Markdown, RTF, CSV, e-mail, archives."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.reading import Limits, Verdict
from beffroi.core.reading.formats.delimited import find_delimiter
from beffroi.core.reading.formats.figures import NumberFormat, french_number, shown, understand
from beffroi.core.reading.formats.plain import decode
from tests.core.reading import made
from tests.core.reading.conftest import outline, texts

_FRENCH = "L’école élémentaire « Œuvre » reçoit à 8 h ; coût : 5 €, ça n’a été voté qu’après Noël."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"])
def test_french_text_in_any_encoding(encoding):
    assert decode((_FRENCH * 3).encode(encoding)) == _FRENCH * 3


def test_dos_text():
    text = "Arrêté réglementant la circulation à l'entrée du marché, près de l'hôtel de ville."
    assert decode(text.encode("cp850")) == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1))
def test_valid_utf8_is_never_guessed(text):
    data = text.encode()
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff") and b"\x00" not in data and not text.startswith("\ufeff"):
        assert decode(data) == text


def test_plain_text_joins_wrapped_lines_and_keeps_short_ones(document):
    text = (
        "HORAIRES DE LA MAIRIE\n\nLa mairie est ouverte tous les jours de la semaine sauf les\njours fériés.\n\n"
        "Lundi : 9h-12h\nMardi : 14h-17h\n\n- carte d'identité\n- passeport\n"
    )
    found = document(text.encode(), "horaires.txt")
    assert outline(found) == [(2, "HORAIRES DE LA MAIRIE")]
    assert texts(found)[1:] == [
        "La mairie est ouverte tous les jours de la semaine sauf les jours fériés.",
        "Lundi : 9h-12h\nMardi : 14h-17h",
        "- carte d'identité",
        "- passeport",
    ]


def test_html_gives_what_is_seen(document):
    found = document(
        b"""<!doctype html><html lang=fr><head><meta charset=utf-8><title>Horaires - Mairie</title></head><body>
        <nav>menu</nav><h1>Horaires</h1><p>Ouvert le <b>lundi</b><br>de 9h.</p>
        <ul><li>Lundi<li>Mardi <a href=x>matin</a></ul><div style="display: none">SECRET</div><p hidden>SECRET</p>
        <table><tr><th>Jour<th>Heure</tr><tr><td>Lundi<td>9h</table><script>alert(1)</script></body></html>""",
        "page.html",
    )
    assert texts(found) == [
        "Horaires",
        "Ouvert le lundi\nde 9h.",
        "• Lundi",
        "• Mardi matin",
        "Jour : Lundi ; Heure : 9h",
    ]


def test_html_in_the_encoding_it_declares(document):
    page = '<html><head><meta http-equiv=content-type content="text/html; charset=iso-8859-1"></head><p>Été à l’école'
    assert texts(document(page.encode("cp1252"), "a.htm")) == ["Été à l’école"]


def test_markdown(document):
    found = document(
        "---\ntitle: Guide\ndate: 2026-03-12\n---\n# Guide de l’agent\n\nBonjour **à tous** [ici](http://x).\n\n"
        "- un\n- deux\n\n| Salle | Prix |\n|---|---|\n| Foyer | 85 € |\n".encode(),
        "guide.md",
    )
    assert texts(found) == ["Guide de l’agent", "Bonjour à tous ici.", "• un", "• deux", "Salle : Foyer ; Prix : 85 €"]
    assert found.date == datetime.date(2026, 3, 12)


def test_rtf(document):
    found = document(
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fswiss Arial;}}{\info{\title T}}\pard\outlinelevel0 Article premier\par"
        rb"\pard L\'92\'e9cole ferme \u224?  midi.{\v cach\'e9}\par\trowd\pard\intbl Salle\cell Prix\cell\row"
        rb"\trowd\pard\intbl Foyer\cell 85 \'80\cell\row\pard{\*\generator x}Fin.{\pict\bin5 }}{{}}\par}",
        "a.rtf",
    )
    assert texts(found) == ["Article premier", "L’école ferme à midi.", "Salle : Foyer ; Prix : 85 €", "Fin."]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_csv_delimiter_is_found(document, delimiter):
    lines = [["Nom", "Âge", "Rue"], ["Élodie", "35", "rue du Pré"], ["Paul", "41", "place Neuve"]]
    text = "\n".join(delimiter.join(line) for line in lines)
    assert find_delimiter(text) == delimiter
    found = document(text.encode("cp1252"), "liste.csv")
    assert texts(found)[0] == "Nom : Élodie ; Âge : 35 ; Rue : rue du Pré"


def test_mail_with_attachments(fenced):
    reading = fenced(made.mail(("règlement ../../x.txt", b"bonjour"), ("vide.txt", b"")), "courrier.eml")
    found = reading.document
    assert found.title == "Réservation de la salle des fêtes"
    assert found.date == datetime.date(2026, 3, 12)  # the day it was sent, not the day it speaks of
    assert texts(found)[1].startswith(
        "De : Élise Martin <elise@example.org>\nÀ : mairie@example.org\nDate : 12/03/2026"
    )
    assert [(m.name, m.size) for m in reading.members] == [("règlement/x.txt", 7)]


def test_mail_inside_a_mail_is_a_member(fenced):
    import email

    inner = email.message_from_bytes(made.mail())
    outer = email.message.EmailMessage()
    outer["Subject"] = "Pour suite"
    outer.set_content("Voir ci-joint.")
    outer.add_attachment(inner)
    reading = fenced(outer.as_bytes(), "suite.eml")
    assert [m.name.endswith(".eml") for m in reading.members] == [True]


def test_mailbox_gives_one_member_a_message(fenced):
    box = b"".join(b"From a@b Thu Mar 12 10:00:00 2026\n" + made.mail() + b"\n" for _ in range(3))
    reading = fenced(box, "archive.mbox")
    assert (reading.verdict, len(reading.members)) == (Verdict.READ, 3)


def test_zip_gives_members_with_safe_names(fenced):
    reading = fenced(made.zipped({"été/note.txt": b"a", "../../../etc/passwd": b"b", "C:\\x\\y.txt": b"c"}), "lot.zip")
    assert [m.name for m in reading.members] == ["été/note.txt", "etc/passwd", "C/x/y.txt"]


def test_nesting_stops(fenced):
    data = made.zipped({"a.txt": b"a"})
    assert fenced(data, "a.zip", Limits(depth=3, max_depth=3)).detail == "nesting"


def test_wrong_extension_does_not_decide(fenced):
    assert fenced(made.pdf("= Titre\nTexte de la page."), "photo.jpg").document.media_type == "application/pdf"


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("General", 12500.0, "12500"),
        ("0.00", 3.5, "3,50"),
        ("#,##0.00 €", 1240.0, "1 240,00 €"),
        ('#,##0 "€"', 1240.0, "1 240 €"),
        ("0.0%", 0.125, "12,5 %"),
        ("dd/mm/yyyy", 46093.0, "12/03/2026"),
        ("d mmm yyyy h:mm", 46093.604166666664, "12/03/2026 14:30"),
        ("h:mm", 0.3541666666, "8h30"),
        ("[h]:mm", 1.5, "36h"),
        ("# ##0", -1200.0, "-1 200"),
    ],
)
def test_cells_show_what_a_french_sheet_shows(code, value, text):
    assert shown(value, understand(code)) == text


@given(
    st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["number", "percent", "date", "time", "duration"])
)
def test_any_number_can_be_shown(value, kind):
    assert shown(value, NumberFormat(kind))


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_keep_their_digits(value):
    assert french_number(float(value)).replace(" ", "") == str(value)


def test_outlook_message(fenced):
    reading = fenced(made.outlook(), "courrier.msg")
    found = reading.document
    assert found.title == "Réservation de la salle"
    assert found.date == datetime.date(2026, 3, 12)
    assert "À : Mairie <mairie@example.org>" in found.text
    assert "La salle est libre le 4 avril." in found.text
    assert [(m.name, m.size) for m in reading.members] == [("plan.txt", 16)]
