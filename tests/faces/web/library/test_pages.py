"""The pages of bases and documents: read, changed, refused, kept on error; foreign identifiers are unknown ones."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from beffroi.platform.library import services as library
from beffroi.platform.library.models import Base, Document, Version
from tests.faces.web.signed import NOBODY, document

BASE_PAGES = ("base", "base_edit", "base_delete", "upload", "base_intakes", "health")
DOCUMENT_PAGES = ("document", "document_edit", "document_replace")
NEW_BASE = {"name": "Vie des agents", "visibility": "authority", "sensitivity": "internal"}


@pytest.mark.parametrize("name", ["bases", "base_create", "intakes", "bin"])
def test_pages_without_object_open(commune, name):
    assert commune.client().get(reverse(f"web:{name}")).status_code == 200


@pytest.mark.parametrize("name", BASE_PAGES)
def test_pages_of_a_base_open_for_its_authority_and_exist_for_nobody_else(commune, elsewhere, name):
    address = reverse(f"web:{name}", args=[commune.base.public_id])
    unknown = reverse(f"web:{name}", args=[NOBODY])
    assert commune.client().get(address).status_code == 200
    foreign = elsewhere.client().get(address)
    assert foreign.status_code == 404
    assert foreign.content == elsewhere.client().get(unknown).content


@pytest.mark.parametrize("name", DOCUMENT_PAGES)
def test_pages_of_a_document_open_for_its_authority_and_exist_for_nobody_else(commune, elsewhere, name):
    address = reverse(f"web:{name}", args=[document(commune.base, "Règlement du marché").public_id])
    assert commune.client().get(address).status_code == 200
    foreign = elsewhere.client().get(address)
    assert foreign.status_code == 404
    assert foreign.content == elsewhere.client().get(reverse(f"web:{name}", args=[NOBODY])).content


def test_an_empty_base_teaches_the_gesture(commune):
    page = commune.client("agent").get(reverse("web:base", args=[commune.base.public_id])).content.decode()
    assert reverse("web:upload", args=[commune.base.public_id]) in page
    assert "<table" not in page


def test_documents_are_searched_and_sorted_by_the_server(commune):
    document(commune.base, "Arrêté du marché", document_date=date(2020, 1, 1))
    document(commune.base, "Budget", document_date=date(2024, 1, 1))
    client, address = commune.client("agent"), reverse("web:base", args=[commune.base.public_id])
    titles = re.compile(r'<th scope="row"><a href="[^"]*">([^<]*)')
    assert titles.findall(client.get(address).content.decode()) == ["Arrêté du marché", "Budget"]
    assert titles.findall(client.get(address, {"sort": "-date"}).content.decode()) == ["Budget", "Arrêté du marché"]
    assert titles.findall(client.get(address, {"q": "marché"}).content.decode()) == ["Arrêté du marché"]
    nothing = client.get(address, {"q": "<piscine>"}).content.decode()
    assert not titles.findall(nothing)
    assert "&lt;piscine&gt;" in nothing


def test_a_base_is_created_then_asks_for_documents(commune):
    answer = commune.client("valideur").post(reverse("web:base_create"), NEW_BASE)
    made = Base.objects.get(name="Vie des agents")
    assert answer.headers["Location"] == reverse("web:upload", args=[made.public_id])


def test_sharing_is_a_step_of_its_own_before_anything_is_shared(commune):
    client, typed = commune.client(), {**NEW_BASE, "visibility": "shared", "description": "Ce qui <s’y> trouve"}
    asked = client.post(reverse("web:base_create"), typed)
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "Rien n’a été enregistré" not in page
    assert 'name="confirm_shared"' in page
    assert not Base.objects.filter(name="Vie des agents").exists()
    hidden = {
        name: html.unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
    }
    hidden.pop("csrfmiddlewaretoken", None)
    back = client.post(reverse("web:base_create"), {**hidden, "revenir": "1"}).content.decode()
    assert "Ce qui &lt;s’y&gt; trouve" in back
    assert not Base.objects.filter(name="Vie des agents").exists()
    assert client.post(reverse("web:base_create"), {**hidden, "confirm_shared": "on"}).status_code == 302
    made = Base.objects.get(name="Vie des agents")
    assert (made.visibility, made.description) == ("shared", "Ce qui <s’y> trouve")
    again = client.post(reverse("web:base_edit", args=[made.public_id]), {**typed, "description": "Autre"})
    assert again.status_code == 302  # shared already: nothing to confirm


def test_a_base_that_becomes_shared_says_how_many_documents_that_is(commune):
    document(commune.base, "Un")
    document(commune.base, "Deux")
    address, typed = reverse("web:base_edit", args=[commune.base.public_id]), {**NEW_BASE, "visibility": "shared"}
    assert "2 documents seront aussitôt lisibles" in commune.client().post(address, typed).content.decode()
    commune.base.refresh_from_db()
    assert commune.base.visibility == "authority"
    assert commune.client("valideur").post(address, {**typed, "confirm_shared": "on"}).status_code == 422
    commune.client().post(address, {**typed, "confirm_shared": "on"})
    commune.base.refresh_from_db()
    assert commune.base.visibility == "shared"


def test_who_may_not_share_is_not_offered_to(commune):
    assert 'value="shared"' in commune.client().get(reverse("web:base_create")).content.decode()
    assert 'value="shared"' not in commune.client("valideur").get(reverse("web:base_create")).content.decode()


def test_a_refused_form_keeps_what_was_typed_and_links_the_error_to_its_field(commune):
    typed = {**NEW_BASE, "name": commune.base.name, "description": "Des mots à garder"}
    answer = commune.client().post(reverse("web:base_create"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Des mots à garder" in page
    field = re.search(r"<input[^>]*name=\"name\"[^>]*>", page)[0]
    assert 'aria-invalid="true"' in field
    error = re.search(r'aria-describedby="([^"]*)"', field)[1].split()[-1]
    assert f'id="{error}"' in page


def test_an_agent_opens_no_settings(commune):
    assert commune.client("agent").get(reverse("web:base_create")).status_code == 403
    assert commune.client("agent").get(reverse("web:base_edit", args=[commune.base.public_id])).status_code == 403


def test_a_base_goes_only_when_its_name_is_written(commune):
    address = reverse("web:base_delete", args=[commune.base.public_id])
    assert commune.client().post(address, {"typed": "autre"}).status_code == 422
    assert Base.objects.get(pk=commune.base.pk).deleted_at is None
    assert commune.client().post(address, {"typed": commune.base.name}).status_code == 302
    assert Base.objects.get(pk=commune.base.pk).deleted_at is not None
    restored = commune.client().post(reverse("web:base_restore", args=[commune.base.public_id]))
    assert restored.status_code == 302
    assert Base.objects.get(pk=commune.base.pk).deleted_at is None


def test_dates_of_a_document_are_changed_and_explained(commune):
    found = document(commune.base, "Tarifs 2025")
    address = reverse("web:document_edit", args=[found.public_id])
    yesterday = timezone.localdate() - timedelta(days=1)
    typed = {"title": "Tarifs 2025", "base": str(commune.base.public_id), "valid_to": yesterday.isoformat()}
    assert commune.client("agent").post(address, typed).status_code == 302
    page = commune.client("agent").get(reverse("web:document", args=[found.public_id])).content.decode()
    assert "Périmé" in page
    reversed_dates = {**typed, "valid_from": "2030-01-01"}
    assert commune.client("agent").post(address, reversed_dates).status_code == 422


def test_a_document_cannot_move_into_another_authority(commune, elsewhere):
    found = document(commune.base, "Tarifs")
    typed = {"title": "Tarifs", "base": str(elsewhere.base.public_id)}
    answer = commune.client().post(reverse("web:document_edit", args=[found.public_id]), typed)
    assert answer.status_code == 422
    assert Document.objects.get(pk=found.pk).base_id == commune.base.pk


def test_a_document_goes_to_the_bin_and_comes_back_by_the_message(commune):
    client, found = commune.client("valideur"), document(commune.base, "Vieux règlement")
    page = client.post(reverse("web:document_delete", args=[found.public_id]), follow=True).content.decode()
    undo = reverse("web:document_restore", args=[found.public_id])
    assert f'action="{undo}"' in page
    assert client.get(reverse("web:document", args=[found.public_id])).status_code == 404
    assert "Vieux règlement" in client.get(reverse("web:bin")).content.decode()
    client.post(undo)
    assert client.get(reverse("web:document", args=[found.public_id])).status_code == 200


def test_erasing_now_is_asked_twice_and_leaves_nothing(commune):
    client, found = commune.client("valideur"), document(commune.base, "À effacer")
    library.delete_document(commune.scope(), found.public_id)
    address = reverse("web:document_erase", args=[found.public_id])
    assert client.get(address).status_code == 200
    assert Document.objects.filter(pk=found.pk).exists()
    client.post(address)
    assert not Document.objects.filter(pk=found.pk).exists()


def test_an_agent_sees_no_bin(commune):
    assert commune.client("agent").get(reverse("web:bin")).status_code == 403
    assert reverse("web:bin") not in commune.client("agent").get(reverse("web:bases")).content.decode()


def test_old_versions_are_shown_as_outdated(commune):
    found = document(commune.base, "Règlement")
    first = found.current
    found.current = Version.objects.create(
        collectivite=commune.collectivite, document=found, number=2, blob=first.blob, filename="v2.txt", verdict="read"
    )
    found.save()
    page = commune.client("agent").get(reverse("web:document", args=[found.public_id])).content.decode()
    assert reverse("web:source", args=[first.public_id]) in page
    assert "Remplacé" in page


def test_gestures_that_change_something_refuse_get(commune):
    found = document(commune.base, "Règlement")
    for name in ("document_delete", "document_restore", "document_read_again"):
        assert commune.client().get(reverse(f"web:{name}", args=[found.public_id])).status_code == 405


def test_no_page_carries_an_inline_style_or_script(commune):
    found = document(commune.base, "Règlement")
    pages = [reverse(f"web:{name}", args=[commune.base.public_id]) for name in BASE_PAGES]
    pages += [reverse(f"web:{name}", args=[found.public_id]) for name in DOCUMENT_PAGES]
    for address in pages:
        page = commune.client().get(address).content.decode()
        assert " style=" not in page
        assert not re.search(r"\son\w+=", page)
        assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
