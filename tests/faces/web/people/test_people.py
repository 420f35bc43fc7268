"""Members, services, keys and settings: what each page does, refuses, and never tells to others."""

from __future__ import annotations

import io
import re

import pytest
from django.urls import reverse
from PIL import Image

from beffroi.platform.tenancy import services as tenancy
from beffroi.platform.tenancy.models import ApiKey, Collectivite, Member, OneTimeLink, Service
from tests.faces.web.signed import NOBODY
from tests.platform import people

PAGES = ("members", "member_invite", "services", "service_create", "authority", "keys", "journal", "jobs")
FOR_ADMINISTRATORS = ("members", "member_invite", "service_create", "authority")


@pytest.mark.parametrize("name", PAGES)
def test_pages_open_for_an_administrator(commune, name):
    assert commune.client().get(reverse(f"web:{name}")).status_code == 200


@pytest.mark.parametrize("name", FOR_ADMINISTRATORS)
@pytest.mark.parametrize("role", ["agent", "valideur", "dpo"])
def test_pages_of_administrators_are_refused_to_the_others(commune, name, role):
    assert commune.client(role).get(reverse(f"web:{name}")).status_code == 403


def test_an_invitation_is_shown_once_with_a_way_to_copy_it(commune):
    typed = {"name": "Anne Lebrun", "email": "anne@mairie.example", "role": "agent"}
    page = commune.client().post(reverse("web:member_invite"), typed).content.decode()
    link = re.search(r'value="([^"]*/lien/[^"]*)"', page)[1]
    assert 'data-copy="once"' in page
    again = commune.client().get(reverse("web:members")).content.decode()
    assert "anne@mairie.example" in again
    assert link.rsplit("/", 2)[1] not in again


def test_inviting_a_member_again_says_so_at_the_address(commune):
    email = commune.members["agent"].account.email
    answer = commune.client().post(reverse("web:member_invite"), {"name": "X", "email": email, "role": "agent"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_email_error"' in page
    assert not OneTimeLink.objects.exists()


def test_an_invitation_is_revoked(commune):
    issued = tenancy.invite(commune.scope(), "anne@mairie.example", "Anne", "agent")
    commune.client().post(reverse("web:invitation_revoke", args=[issued.row.public_id]))
    assert "anne@mairie.example" not in commune.client().get(reverse("web:members")).content.decode()


def test_suspending_is_asked_then_done_then_undone(commune):
    agent, client = commune.members["agent"], commune.client()
    address = reverse("web:member_suspend", args=[agent.public_id])
    assert client.get(address).status_code == 200
    assert Member.objects.get(pk=agent.pk).state == Member.State.ACTIVE
    client.post(address)
    assert Member.objects.get(pk=agent.pk).state == Member.State.SUSPENDED
    client.post(reverse("web:member_resume", args=[agent.public_id]))
    assert Member.objects.get(pk=agent.pk).state == Member.State.ACTIVE


def test_the_last_administrator_is_kept_and_the_page_says_why(commune):
    client, admin = commune.client(), commune.members["administrateur"]
    page = client.post(reverse("web:member_suspend", args=[admin.public_id]), follow=True).content.decode()
    assert "dernier administrateur" in page
    answer = client.post(reverse("web:member", args=[admin.public_id]), {"role": "agent"})
    assert answer.status_code == 422
    assert 'id="id_role_error"' in answer.content.decode()
    assert Member.objects.get(pk=admin.pk).role == "administrateur"


def test_role_and_services_are_changed(commune):
    agent, service = commune.members["agent"], people.service(commune.collectivite, "Urbanisme")
    address = reverse("web:member", args=[agent.public_id])
    commune.client().post(address, {"role": "valideur", "services": [str(service.public_id)]})
    agent.refresh_from_db()
    assert agent.role == "valideur"
    assert list(agent.services.all()) == [service]


def test_a_service_of_another_authority_is_no_choice(commune, elsewhere):
    theirs = people.service(elsewhere.collectivite, "Urbanisme d’ailleurs")
    address = reverse("web:member", args=[commune.members["agent"].public_id])
    answer = commune.client().post(address, {"role": "agent", "services": [str(theirs.public_id)]})
    assert answer.status_code == 422
    assert "Urbanisme d’ailleurs" not in answer.content.decode()


def test_what_belongs_to_others_does_not_exist(commune, elsewhere):
    key, _secret = tenancy.create_key(commune.scope("agent"), "intranet")
    service = people.service(commune.collectivite, "Urbanisme")
    issued = tenancy.invite(commune.scope(), "anne@mairie.example", "Anne", "agent")
    member = commune.members["agent"]
    stranger = elsewhere.client()
    for name, public_id in [
        ("member", member.public_id),
        ("member_suspend", member.public_id),
        ("member_resume", member.public_id),
        ("member_reset", member.public_id),
        ("service_edit", service.public_id),
        ("service_delete", service.public_id),
        ("key_revoke", key.public_id),
        ("invitation_revoke", issued.row.public_id),
    ]:
        typed = {"role": "agent", "name": "X"}
        foreign = stranger.post(reverse(f"web:{name}", args=[public_id]), typed)
        unknown = stranger.post(reverse(f"web:{name}", args=[NOBODY]), typed)
        assert (foreign.status_code, name) == (404, name)
        assert foreign.content == unknown.content
    assert Member.objects.get(pk=member.pk).state == Member.State.ACTIVE
    assert ApiKey.objects.get(pk=key.pk).revoked_at is None
    assert Service.objects.filter(pk=service.pk).exists()


def test_a_service_says_what_it_answers_for(commune):
    client = commune.client()
    client.post(reverse("web:service_create"), {"name": "Enfance", "remit": "cantine, garderie"})
    page = client.get(reverse("web:services")).content.decode()
    assert "cantine, garderie" in page
    made = Service.objects.get(name="Enfance")
    again = client.post(reverse("web:service_create"), {"name": "Enfance", "remit": "des mots à garder"})
    assert again.status_code == 422
    assert "des mots à garder" in again.content.decode()
    client.post(reverse("web:service_delete", args=[made.public_id]))
    assert not Service.objects.filter(pk=made.pk).exists()


def test_a_key_is_shown_once_and_revoked(commune):
    client = commune.client("agent")
    page = client.post(reverse("web:keys"), {"name": "guichet 42"}).content.decode()
    secret = re.search(r'value="(bef_[^"]+)"', page)[1]
    assert tenancy.member_by_key(secret) == commune.members["agent"]
    listed = client.get(reverse("web:keys")).content.decode()
    assert "guichet 42" in listed
    assert secret not in listed
    client.post(reverse("web:key_revoke", args=[ApiKey.objects.get().public_id]))
    assert tenancy.member_by_key(secret) is None
    assert "guichet 42" not in client.get(reverse("web:keys")).content.decode()


SETTINGS = {
    "name": "Commune neuve",
    "accent": "",
    "fallback_contact": "Accueil, 01 00 00 00 00",
    "conversation_days": "45",
}


def picture(kind: str) -> io.BytesIO:
    drawn = io.BytesIO()
    Image.new("RGB", (900, 300), "#1d6b3f").save(drawn, kind)
    drawn.seek(0)
    drawn.name = f"logo.{kind.lower()}"
    return drawn


def test_settings_are_kept(commune):
    commune.client().post(reverse("web:authority"), {**SETTINGS, "accent": "#8a3b12"})
    row = Collectivite.objects.get(pk=commune.collectivite.pk)
    assert (row.name, row.accent, row.conversation_days) == ("Commune neuve", "#8a3b12", 45)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_becomes_a_small_png_and_can_be_removed(commune, kind):
    commune.client().post(reverse("web:authority"), {**SETTINGS, "logo": picture(kind)})
    stored = Collectivite.objects.get(pk=commune.collectivite.pk).logo
    with Image.open(io.BytesIO(bytes(stored))) as image:
        assert image.format == "PNG"
        assert max(image.size) <= 512
    commune.client().post(reverse("web:authority"), {**SETTINGS, "remove_logo": "on"})
    assert not Collectivite.objects.get(pk=commune.collectivite.pk).logo


@pytest.mark.parametrize("kind", ["GIF", "BMP"])
def test_other_pictures_are_refused_and_nothing_is_kept(commune, kind):
    answer = commune.client().post(reverse("web:authority"), {**SETTINGS, "logo": picture(kind)})
    assert answer.status_code == 422
    assert Collectivite.objects.get(pk=commune.collectivite.pk).name != "Commune neuve"


def test_a_colour_that_is_not_read_is_refused_with_one_that_is(commune):
    answer = commune.client().post(reverse("web:authority"), {**SETTINGS, "accent": "#ffcc00"})
    assert answer.status_code == 422
    assert 'id="id_accent_error"' in answer.content.decode()
    judged = commune.client().get(reverse("web:accent_contrast"), {"accent": "#ffcc00"}).content.decode()
    nearest = re.search(r'fill="(#[0-9a-f]{6})"', judged)[1]
    accepted = commune.client().get(reverse("web:accent_contrast"), {"accent": nearest}).content.decode()
    assert "Se lit bien" in accepted


@pytest.mark.parametrize("accent", ["red", "#12", '"><script>', "#GGGGGG"])
def test_what_is_no_colour_is_answered_not_drawn(commune, accent):
    page = commune.client().get(reverse("web:accent_contrast"), {"accent": accent}).content.decode()
    assert "<rect" not in page
    assert "<script>" not in page
