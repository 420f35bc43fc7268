"""The exploitant's pages: counts and bytes, never titles; every gesture asked; nobody else knows they exist."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from beffroi.platform.jobs.models import Job
from beffroi.platform.jobs.worker import Worker
from beffroi.platform.library import services as library
from beffroi.platform.tenancy.models import Collectivite
from tests.faces.web.signed import NOBODY, client_of, document
from tests.platform import people

PAGES = ("instance", "instance_create", "instance_state")
OF_ONE = ("instance_authority", "instance_suspend", "instance_erase")


@pytest.fixture
def exploitant(db):
    return client_of(people.exploitant())


@pytest.mark.parametrize("name", PAGES)
def test_pages_open_for_the_exploitant_alone(exploitant, commune, name):
    assert exploitant.get(reverse(f"web:{name}")).status_code == 200
    assert commune.client().get(reverse(f"web:{name}")).status_code == 404


@pytest.mark.parametrize("name", OF_ONE)
def test_pages_of_one_authority_open_for_the_exploitant_alone(exploitant, commune, name):
    address = reverse(f"web:{name}", args=[commune.collectivite.public_id])
    assert exploitant.get(address).status_code == 200
    assert exploitant.get(reverse(f"web:{name}", args=[NOBODY])).status_code == 404
    assert commune.client().get(address).status_code == 404


def test_the_exploitant_reads_no_title_no_name_of_base_no_person(exploitant, commune):
    document(commune.base, "Dossier confidentiel Martin")
    library.create_base(commune.scope(), "Contentieux Durand")
    addresses = [reverse(f"web:{name}") for name in PAGES]
    addresses += [reverse(f"web:{name}", args=[commune.collectivite.public_id]) for name in OF_ONE]
    for address in addresses:
        page = exploitant.get(address).content.decode()
        for secret in ("Martin", "Durand", commune.base.name, *(m.account.email for m in commune.members.values())):
            assert secret not in page
    assert commune.client().get(reverse("web:bases")).content.decode().count("Contentieux Durand") == 1


def test_an_authority_is_created_with_a_link_for_its_first_administrator(exploitant):
    typed = {
        "name": "Saint-Neuf",
        "slug": "saint-neuf",
        "kind": "commune",
        "admin_name": "A",
        "admin_email": "a@b.example",
    }
    page = exploitant.post(reverse("web:instance_create"), typed).content.decode()
    assert re.search(r'value="[^"]*/lien/[^"]+"', page)
    again = exploitant.post(reverse("web:instance_create"), {**typed, "name": "Des mots à garder"})
    assert again.status_code == 422
    assert "Des mots à garder" in again.content.decode()
    assert Collectivite.objects.count() == 1


def test_suspending_and_resuming(exploitant, commune):
    member, address = commune.client(), reverse("web:instance_suspend", args=[commune.collectivite.public_id])
    exploitant.post(address)
    assert Collectivite.objects.get().state == "suspended"
    assert member.get(reverse("web:bases")).status_code == 302
    exploitant.post(reverse("web:instance_resume", args=[commune.collectivite.public_id]))
    assert Collectivite.objects.get().state == "active"


def test_erasing_needs_the_name_and_says_what_will_be_lost(exploitant, commune):
    document(commune.base, "Règlement")
    address = reverse("web:instance_erase", args=[commune.collectivite.public_id])
    assert (
        "1 documents" in exploitant.get(address).content.decode()
        or "1 document" in exploitant.get(address).content.decode()
    )
    wrong = exploitant.post(address, {"typed": "autre nom"})
    assert wrong.status_code == 422
    assert Collectivite.objects.get().state == "active"
    exploitant.post(address, {"typed": commune.collectivite.name})
    assert Collectivite.objects.get().state == "erasing"


def test_an_export_is_asked_for_but_not_opened(exploitant, commune):
    exploitant.post(reverse("web:instance_export", args=[commune.collectivite.public_id]))
    Worker(threads=1).run_until_idle()
    page = exploitant.get(reverse("web:instance_authority", args=[commune.collectivite.public_id])).content.decode()
    assert "Terminé" in page
    assert "archives/" not in page


def test_an_authority_without_administrator_is_given_a_link(exploitant, commune):
    address = reverse("web:instance_authority", args=[commune.collectivite.public_id])
    typed = {"admin_name": "Neuve", "admin_email": "neuve@mairie.example"}
    assert exploitant.post(address, typed).status_code == 422
    commune.members["administrateur"].delete()
    assert "/lien/" in exploitant.post(address, typed).content.decode()


def test_the_state_tells_what_is_missing(exploitant, commune, settings):
    silent = exploitant.get(reverse("web:instance_state")).content.decode()
    assert "Aucun travailleur ne répond" in silent
    assert "L’index de recherche" in silent
    Worker(threads=1).run_until_idle()
    assert "À jour." in exploitant.get(reverse("web:instance_state")).content.decode()
    assert not Job.objects.filter(state="failed").exists()
