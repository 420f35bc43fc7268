"""The journal in words: every verb has some, the export is safe to open, the chain is proved from the page."""

from __future__ import annotations

import csv

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from beffroi.faces.web.people.journal import FORMULA_STARTS, csv_line, disarmed
from beffroi.faces.web.people.verb_words import MEANINGS, meaning_of
from beffroi.platform.journal.models import Entry
from beffroi.platform.journal.verbs import VERBS
from beffroi.platform.library import services as library
from tests.faces.web.signed import document


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_each_verb_has_its_words(verb):
    assert verb in MEANINGS
    assert meaning_of(verb) != VERBS[verb].meaning


@given(st.text(max_size=40))
def test_no_cell_is_computed_by_a_spreadsheet(text):
    read = next(csv.reader([csv_line([text, "fin"]).decode()], delimiter=";"), [""])
    assert not disarmed(text).lstrip(" ").startswith(FORMULA_STARTS)
    if "\n" not in text and "\r" not in text:
        assert read == [disarmed(text), "fin"]


def test_who_may_read_the_journal(commune):
    address = reverse("web:journal")
    allowed = {role: commune.client(role).get(address).status_code for role in commune.members}
    assert allowed == {"administrateur": 200, "valideur": 403, "agent": 403, "dpo": 200}
    assert commune.client("agent").get(reverse("web:journal_export")).status_code == 403
    assert commune.client("agent").post(reverse("web:journal_verify")).status_code == 403


def test_entries_are_told_in_words_with_names(commune):
    found = document(commune.base, "Règlement du marché")
    library.update_document(commune.scope("agent"), found.public_id, title="Règlement du marché")
    page = commune.client("dpo").get(reverse("web:journal")).content.decode()
    assert "A modifié un document" in page
    assert commune.members["agent"].account.name in page
    assert reverse("web:document", args=[found.public_id]) in page


def test_entries_of_others_are_not_shown(commune, elsewhere):
    library.create_base(elsewhere.scope(), "Base secrète d’ailleurs")
    page = commune.client("dpo").get(reverse("web:journal")).content.decode()
    assert "secrète" not in page
    assert str(elsewhere.members["administrateur"].account.name) not in page


def test_pages_go_back_to_the_first_entry(commune):
    for number in range(120):
        library.create_base(commune.scope(), f"Base {number}")
    first = commune.client("dpo").get(reverse("web:journal")).content.decode()
    assert first.count("<tr>") == 101
    oldest_shown = Entry.objects.filter(collectivite_id=commune.collectivite.pk).order_by("-number")[99].number
    older = commune.client("dpo").get(reverse("web:journal"), {"avant": oldest_shown}).content.decode()
    assert older.count("<tr>") == 1 + 121 - 100
    assert commune.client("dpo").get(reverse("web:journal"), {"avant": "n’importe quoi"}).status_code == 200


def test_the_export_holds_every_entry_once(commune):
    library.create_base(commune.scope(), "Base de plus")
    answer = commune.client("dpo").get(reverse("web:journal_export"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    entries = Entry.objects.filter(collectivite_id=commune.collectivite.pk)
    assert [row[0] for row in rows[1:]] == [str(e.number) for e in entries.order_by("-number")]
    assert {row[8] for row in rows[1:]} == set(entries.values_list("hash", flat=True))
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_broken_chain_is_told_with_its_line(commune):
    client = commune.client("dpo")
    whole = client.post(reverse("web:journal_verify"), follow=True).content.decode()
    assert "La chaîne est intacte" in whole
    library.create_base(commune.scope(), "Base de plus")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO journal_opening (chain) VALUES (%s)", [commune.collectivite.pk])
        cursor.execute("DELETE FROM journal_entry WHERE collectivite_id = %s AND number = 1", [commune.collectivite.pk])
    broken = client.post(reverse("web:journal_verify"), follow=True).content.decode()
    assert "rompue à la ligne 1" in broken
