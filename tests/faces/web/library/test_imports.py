"""Giving files and following them, with and without a script."""

from __future__ import annotations

import dataclasses
import re

import pytest
from django.urls import reverse

from beffroi.core.reading import document as reading
from beffroi.faces.web.library.imports import ordered
from beffroi.platform.jobs.worker import Worker
from beffroi.platform.library import services as library
from beffroi.platform.library.models import Document, Intake, IntakeFile
from tests.faces.web.signed import NOBODY, text_file

JSON = {"Accept": "application/json"}


def upload_address(commune):
    return reverse("web:upload", args=[commune.base.public_id])


def test_without_a_script_one_form_sends_many_files(commune):
    files = [text_file("un.txt", "Le marché se tient le samedi."), text_file("deux.txt", "La piscine ferme en mars.")]
    answer = commune.client("agent").post(upload_address(commune), {"files": files})
    made = Intake.objects.get()
    assert answer.headers["Location"] == reverse("web:intake", args=[made.public_id])
    assert sorted(made.files.values_list("name", flat=True)) == ["deux.txt", "un.txt"]


def test_nothing_chosen_says_so_beside_the_field(commune):
    answer = commune.client("agent").post(upload_address(commune), {})
    assert answer.status_code == 422
    assert "Choisissez au moins un fichier" in answer.content.decode()


def test_batches_of_one_upload_join_one_import_with_their_paths(commune):
    client = commune.client("agent")
    first = client.post(
        upload_address(commune),
        {"files": text_file("un.txt", "Un."), "paths": "Dossier/2026/un.txt", "label": "Dossier"},
        headers=JSON,
    )
    assert first.status_code == 201
    second = client.post(
        upload_address(commune),
        {"files": text_file("deux.txt", "Deux."), "paths": "Dossier/deux.txt", "intake": first.json()["intake"]},
        headers=JSON,
    )
    assert second.json() == first.json()
    made = Intake.objects.get()
    assert made.label == "Dossier"
    assert list(made.files.order_by("position").values_list("name", flat=True)) == [
        "Dossier/2026/un.txt",
        "Dossier/deux.txt",
    ]


@pytest.mark.parametrize("into", [str(NOBODY), "pas-un-identifiant"])
def test_a_batch_joins_no_unknown_import(commune, into):
    answer = commune.client("agent").post(
        upload_address(commune), {"files": text_file("un.txt", "Un."), "intake": into}, headers=JSON
    )
    assert answer.status_code == 404
    assert not IntakeFile.objects.exists()


def test_a_batch_joins_no_import_of_another_authority(commune, elsewhere):
    theirs = library.accept_files(elsewhere.scope(), elsewhere.base.public_id, [("x.txt", text_file("x.txt", "x"))])
    answer = commune.client("agent").post(
        upload_address(commune), {"files": text_file("un.txt", "Un."), "intake": str(theirs.public_id)}, headers=JSON
    )
    assert answer.status_code == 404
    assert theirs.files.count() == 1


def test_a_refused_batch_answers_with_its_sentence(commune, settings):
    settings.CONFIGURATION = dataclasses.replace(settings.CONFIGURATION, max_file_bytes=10)
    answer = commune.client("agent").post(
        upload_address(commune), {"files": text_file("gros.txt", "x" * 100)}, headers=JSON
    )
    assert answer.status_code == 413
    assert answer.json()["code"] == "library.file_too_large"
    assert "Découpez" in answer.json()["detail"]


def test_who_may_not_add_sees_no_form(commune):
    assert commune.client("dpo").get(upload_address(commune)).status_code == 403


def page_of(client, intake, **headers):
    return client.get(reverse("web:intake", args=[intake.public_id]), headers=headers)


def test_progress_moves_while_reading_then_stops_asking(commune):
    client = commune.client("agent")
    intake = library.accept_files(
        commune.scope("agent"),
        commune.base.public_id,
        [("un.txt", text_file("un.txt", "Le marché se tient le samedi."))],
    )
    moving = page_of(client, intake, **{"HX-Request": "true"}).content.decode()
    assert "<html" not in moving
    every = re.search(r'hx-trigger="every (\d+)s"', moving)
    assert every
    assert int(every[1]) <= 1
    Worker(threads=1).run_until_idle()
    ended = page_of(client, intake, **{"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in ended
    assert reverse("web:document", args=[Document.objects.get().public_id]) in ended


def test_each_failure_shows_the_gesture_that_mends_it(commune):
    intake = library.accept_files(
        commune.scope("agent"),
        commune.base.public_id,
        [("casse.pdf", text_file("casse.pdf", "%PDF-1.4 rien")), ("vide.txt", text_file("vide.txt", ""))],
    )
    Worker(threads=1).run_until_idle()
    page = page_of(commune.client("agent"), intake).content.decode()
    assert "Ouvrez l’original" in page
    assert "ne contient aucun texte" in page
    damaged = IntakeFile.objects.get(name="casse.pdf")
    retry = reverse("web:intake_retry", args=[intake.public_id, damaged.public_id])
    assert f'action="{retry}"' in page
    commune.client("agent").post(retry)
    damaged.refresh_from_db()
    assert damaged.state == IntakeFile.State.ACCEPTED


def test_the_same_bytes_twice_point_to_the_document_already_there(commune):
    for name in ("un.txt", "copie.txt"):
        intake = library.accept_files(
            commune.scope("agent"), commune.base.public_id, [(name, text_file(name, "Le marché se tient le samedi."))]
        )
        Worker(threads=1).run_until_idle()
    page = page_of(commune.client("agent"), intake).content.decode()
    assert "Déjà présent" in page
    assert reverse("web:document", args=[Document.objects.get().public_id]) in page


def test_a_cancelled_import_keeps_what_is_read_and_offers_the_rest(commune):
    client = commune.client("agent")
    intake = library.accept_files(
        commune.scope("agent"), commune.base.public_id, [("un.txt", text_file("un.txt", "Le marché."))]
    )
    client.post(reverse("web:intake_cancel", args=[intake.public_id]))
    page = page_of(client, intake).content.decode()
    assert "Import annulé" in page
    assert "arrêté avant sa lecture" in page


def test_imports_of_others_do_not_exist(commune, elsewhere):
    intake = library.accept_files(
        commune.scope(), commune.base.public_id, [("un.txt", text_file("un.txt", "Le marché."))]
    )
    stranger = elsewhere.client()
    for name in ("intake",):
        foreign = stranger.get(reverse(f"web:{name}", args=[intake.public_id]))
        assert foreign.status_code == 404
        assert foreign.content == stranger.get(reverse(f"web:{name}", args=[NOBODY])).content
    assert stranger.post(reverse("web:intake_cancel", args=[intake.public_id])).status_code == 404
    assert "un.txt" not in stranger.get(reverse("web:intakes")).content.decode()


def test_a_file_is_retried_only_through_its_own_import(commune):
    scope, base = commune.scope(), commune.base.public_id
    one = library.accept_files(scope, base, [("un.pdf", text_file("un.pdf", "%PDF-1.4 a"))])
    two = library.accept_files(scope, base, [("deux.pdf", text_file("deux.pdf", "%PDF-1.4 b"))])
    Worker(threads=1).run_until_idle()
    file = two.files.get()
    wrong = reverse("web:intake_retry", args=[one.public_id, file.public_id])
    assert commune.client().post(wrong).status_code == 404


def test_what_an_archive_holds_stands_right_under_it():
    archive = IntakeFile(pk=1, name="a.zip", state="done", outcome="opened")
    after = IntakeFile(pk=2, name="b.txt", state="done", outcome="new", verdict=reading.Verdict.READ)
    inside = IntakeFile(pk=3, name="dedans/c.eml", parent=archive, state="done", outcome="opened")
    deep = IntakeFile(pk=4, name="piece.pdf", parent=inside, state="accepted")
    places = ordered([archive, after, inside, deep])
    assert [(p.file.pk, p.depth) for p in places] == [(1, 0), (3, 1), (4, 2), (2, 0)]
    assert places[2].parent_name == "dedans/c.eml"


def test_replacing_gives_an_import_of_the_same_document(commune):
    scope = commune.scope("agent")
    library.accept_files(scope, commune.base.public_id, [("v1.txt", text_file("v1.txt", "Le marché est le samedi."))])
    Worker(threads=1).run_until_idle()
    found = Document.objects.get()
    address = reverse("web:document_replace", args=[found.public_id])
    commune.client("agent").post(address, {"file": text_file("v2.txt", "Le marché est le dimanche.")})
    Worker(threads=1).run_until_idle()
    page = commune.client("agent").get(reverse("web:document", args=[found.public_id])).content.decode()
    assert "Remplacé" in page
    assert "v2.txt" in page


def test_an_import_of_thousands_is_cut_and_counted(commune, django_assert_max_num_queries):
    intake = library.accept_files(commune.scope(), commune.base.public_id, [("un.txt", text_file("un.txt", "Un."))])
    more = [
        IntakeFile(
            collectivite=commune.collectivite,
            intake=intake,
            position=n,
            name=f"{n}.pdf",
            state="done",
            outcome="refused",
            verdict="encrypted",
        )
        for n in range(1, 1200)
    ]
    IntakeFile.objects.bulk_create(more)
    client = commune.client()
    with django_assert_max_num_queries(25):
        page = page_of(client, intake, **{"HX-Request": "true"}).content.decode()
    assert page.count('<th scope="row">') == 100
    assert 'value="1199"' in page.replace("\u202f", "").replace("\xa0", "")
    last = client.get(reverse("web:intake", args=[intake.public_id]), {"voir": "reprendre", "page": 12})
    assert last.content.decode().count('<th scope="row">') == 99
