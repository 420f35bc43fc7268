"""Signing in says one thing on failure, goes only to this house, and begins a new session; links serve once."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from beffroi.platform.tenancy import services
from beffroi.platform.tenancy.models import Collectivite, Member, OneTimeLink
from tests.platform import people
from tests.town import Town

pytestmark = pytest.mark.django_db


def _sign_in(client: Client, email: str, password: str, query: str = ""):
    return client.post(f"/connexion/{query}", {"email": email, "password": password})


@pytest.fixture
def jeanne(town: Town) -> Member:
    member = Member.objects.select_related("account", "collectivite").get(pk=town.agent.pk)
    member.account.set_password(people.PASSWORD)
    member.account.save()
    return member


def _without_tokens(page: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"|value="[^"]*@[^"]*"', b"", page)


def test_right_password_opens_the_only_authority(jeanne: Member) -> None:
    client = Client()
    before = client.get("/connexion/").cookies
    answer = _sign_in(client, jeanne.account.email.upper(), people.PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["member"] == str(jeanne.public_id)
    assert answer.cookies["beffroi_session"].value not in {c.value for c in before.values()}


def test_unknown_address_and_wrong_password_say_the_same(jeanne: Member) -> None:
    wrong = _sign_in(Client(), jeanne.account.email, "un-autre-mot-de-passe")
    unknown = _sign_in(Client(), "personne@nulle-part.example", "un-autre-mot-de-passe")
    assert wrong.status_code == unknown.status_code == 403
    assert _without_tokens(wrong.content) == _without_tokens(unknown.content)
    assert b"data-sentence" in wrong.content


def test_too_many_failures_say_how_long_to_wait(jeanne: Member) -> None:
    client = Client()
    for _ in range(8):
        answer = _sign_in(client, jeanne.account.email, "non")
    assert answer.status_code == 429
    assert "15 minutes" in answer.content.decode()
    assert _sign_in(client, jeanne.account.email, people.PASSWORD).status_code == 429


@pytest.mark.parametrize(
    "address", ["https://ailleurs.example/", "//ailleurs.example", "/\\ailleurs.example", "javascript:1"]
)
def test_one_goes_on_only_within_the_house(jeanne: Member, address: str) -> None:
    answer = _sign_in(Client(), jeanne.account.email, people.PASSWORD, f"?next={address}")
    assert answer["Location"] == "/"


def test_one_goes_back_to_the_page_that_was_asked(jeanne: Member) -> None:
    asked = Client().get("/demander/")
    assert asked["Location"] == "/connexion/?next=%2Fdemander%2F"
    assert _sign_in(Client(), jeanne.account.email, people.PASSWORD, "?next=/demander/")["Location"] == "/demander/"


def test_a_suspended_member_is_told_so_only_with_the_right_password(jeanne: Member) -> None:
    Member.objects.filter(pk=jeanne.pk).update(state=Member.State.SUSPENDED)
    assert "suspendu" not in _sign_in(Client(), jeanne.account.email, "non").content.decode()
    assert "suspendu" in _sign_in(Client(), jeanne.account.email, people.PASSWORD).content.decode()


@pytest.mark.parametrize("what", ["member", "authority"])
def test_a_session_ends_with_its_access(town: Town, what: str) -> None:
    client = town.client()
    assert client.get("/").status_code == 200
    if what == "member":
        Member.objects.filter(pk=town.agent.pk).update(state=Member.State.SUSPENDED)
    else:
        Collectivite.objects.filter(pk=town.agent.collectivite_id).update(state=Collectivite.State.SUSPENDED)
    answer = client.get("/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/connexion/")
    assert "suspendu" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_signing_out_takes_a_post(town: Town) -> None:
    client = town.client()
    assert client.get("/deconnexion/").status_code == 405
    client.post("/deconnexion/")
    assert client.get("/")["Location"] == "/connexion/"


def test_someone_of_two_authorities_chooses(town: Town) -> None:
    second = people.member(people.authority("Orval"), "agent", of=town.agent.account)
    client = Client()
    client.force_login(town.agent.account, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/")["Location"] == "/collectivite/choisir/"
    assert "Orval" in client.get("/collectivite/choisir/").content.decode()
    client.post("/collectivite/choisir/", {"member": str(second.public_id)})
    assert client.session["member"] == str(second.public_id)
    assert client.post("/collectivite/choisir/", {"member": str(town.foreigner.public_id)}).status_code == 404


def test_an_invitation_makes_an_account_once(town: Town) -> None:
    issued = services.invite(town.scope(town.admin), "nouvelle@saint-orme.example", "Zoé Lac", "agent")
    client = Client()
    assert "Saint-Orme" in client.get(issued.link).content.decode()
    weak = client.post(issued.link, {"name": "Zoé Lac", "password": "court", "again": "court"})
    assert weak.status_code == 422
    assert b"errorlist" in weak.content
    good = {"name": "Zoé Lac", "password": people.PASSWORD, "again": people.PASSWORD}
    assert client.post(issued.link, good)["Location"] == "/"
    assert client.get("/").status_code == 200
    assert Client().get(issued.link).status_code == 404


def test_an_invited_account_joins_without_a_new_password(town: Town) -> None:
    issued = services.invite(town.scope(town.foreigner), town.agent.account.email, "", "agent")
    assert b'type="password"' not in Client().get(issued.link).content
    client = town.client()
    client.post(issued.link)
    assert town.agent.account.memberships.count() == 2


def test_a_used_link_and_an_unknown_one_are_the_same_page(town: Town) -> None:
    issued = services.invite(town.scope(town.admin), "autre@saint-orme.example", "", "agent")
    OneTimeLink.objects.update(expires_at="2020-01-01T00:00:00Z")
    expired, unknown = Client().get(issued.link), Client().get("/lien/inconnu/")
    assert expired.status_code == unknown.status_code == 404
    assert expired.content.replace(b"link.expired", b"link.unknown") == unknown.content


def test_the_notice_comes_before_the_first_question(town: Town) -> None:
    client = town.client(town.newcomer)
    assert client.get("/").status_code == 200
    gate = client.get("/demander/")
    assert gate["Location"] == "/notice/?next=%2Fdemander%2F"
    assert client.post("/demander/", {"question": "Quand ouvre la piscine ?"})["Location"].startswith("/notice/")
    assert "Un journal" in client.get(gate["Location"]).content.decode()
    assert client.post(gate["Location"])["Location"] == "/demander/"
    assert client.get("/demander/").status_code == 200


def test_the_language_is_chosen_and_kept(town: Town) -> None:
    client = Client()
    assert 'lang="fr"' in client.get("/connexion/", headers={"Accept-Language": "en"}).content.decode()
    answer = client.post("/langue/", {"language": "en", "next": "https://ailleurs.example/"})
    assert answer["Location"] == "/"
    page = client.get("/connexion/").content.decode()
    assert 'lang="en"' in page
    assert "Sign in" in page
    assert client.post("/langue/", {"language": "xx"}).status_code == 400
