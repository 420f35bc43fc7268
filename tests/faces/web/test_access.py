"""Every view is closed unless it says otherwise; nothing of another authority can be told from what does not exist."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from beffroi.faces.web import access, home
from tests.town import Town

pytestmark = pytest.mark.django_db


def _views(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "api":
                yield from _views(pattern.url_patterns, pattern.namespace or space)
        else:
            yield f"{space}:{pattern.name}", pattern


PAGES = sorted(_views(get_resolver().url_patterns), key=lambda page: page[0])


def _address(name: str, pattern: URLPattern) -> str:
    values = {"uuid": uuid.uuid4(), "int": 1, "str": "x", "slug": "x"}
    kinds = {key: type(converter).__name__ for key, converter in pattern.pattern.converters.items()}
    filled = {
        key: values[kind.removesuffix("Converter").lower().replace("string", "str")] for key, kind in kinds.items()
    }
    return reverse(name, kwargs=filled)


@pytest.mark.parametrize(("name", "pattern"), [p for p in PAGES if p[0].split(":")[0]], ids=lambda v: str(v)[:40])
def test_nobody_enters_a_page_that_is_not_public(town: Town, name: str, pattern: URLPattern) -> None:
    if access.required_by(pattern.callback) is access.Access.PUBLIC:
        assert name in {"web:sign_in", "web:sign_out", "web:link", "web:language"}
        return
    for method in ("get", "post"):
        answer = getattr(Client(), method)(_address(name, pattern))
        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/connexion/"), name


def test_foreign_and_unknown_are_byte_identical(town: Town) -> None:
    client = town.client(town.foreigner)
    version, document = town.version("piscine.md"), town.documents["piscine.md"]
    for name, known in (
        ("web:source", version.public_id),
        ("web:original", version.public_id),
        ("web:document", document.public_id),
        ("web:base", town.base.public_id),
    ):
        foreign, unknown = client.get(reverse(name, args=[known])), client.get(reverse(name, args=[uuid.uuid4()]))
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.content == unknown.content
        assert str(known).encode() not in foreign.content


def test_an_unexpected_error_tells_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("le mot de passe de Jeanne")

    monkeypatch.setattr(home, "_findings", broken)
    with caplog.at_level(logging.DEBUG):
        answer = town.client().get("/")
    assert answer.status_code == 500
    assert "RuntimeError at" in caplog.text
    for told in (answer.content.decode(), caplog.text):
        assert "Jeanne" not in told
        assert "Traceback" not in told


def test_an_error_is_json_when_json_is_asked(town: Town) -> None:
    answer = town.client().get(f"/source/{uuid.uuid4()}/", headers={"Accept": "application/json"})
    assert answer.json()["code"] == "not_found"
    assert "Cet élément" in answer.json()["detail"]


def test_a_stale_form_says_what_to_do(town: Town) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/connexion/", {"email": "a@b.example", "password": "x"})
    assert answer.status_code == 403
    assert "form.expired" in answer.content.decode()


def test_pages_carry_the_policy_and_no_inline_style(town: Town) -> None:
    for address in ("/", "/demander/", "/menu/", "/moi/", "/notice/", "/demander/conversations/"):
        answer = town.client().get(address)
        page = answer.content.decode()
        assert answer.status_code == 200, address
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick" not in page
        assert "no-store" in answer["Cache-Control"]


def test_only_the_verbs_of_the_member_are_shown(town: Town) -> None:
    agent = town.client().get("/menu/").content.decode()
    admin = town.client(town.admin).get("/menu/").content.decode()
    assert reverse("web:members") not in agent
    assert reverse("web:members") in admin
    assert reverse("web:instance") not in admin


def test_home_says_what_waits(town: Town) -> None:
    page = town.client().get("/").content.decode()
    assert "Ce qui m’attend" in page
    assert 'action="/demander/"' in page


def test_after_a_form_sent_too_late_one_comes_back_to_its_page() -> None:
    page = {"Referer": "http://testserver/demander/?question=oui", "Host": "testserver"}
    answer = Client().post("/demander/", {"question": "Et demain ?"}, headers=page)
    assert answer["Location"] == "/connexion/?next=%2Fdemander%2F%3Fquestion%3Doui"
    foreign = Client().post("/demander/", headers={"Referer": "http://evil.example/demander/"})
    assert foreign["Location"] == "/connexion/"


def test_an_authority_without_a_base_of_its_own_learns_how_to_begin(town: Town) -> None:
    page = town.client(town.foreigner).get("/").content.decode()
    for gesture in ("/bases/nouvelle/", "/services/", "/membres/inviter/"):
        assert f'<a class="button{" main" if "bases" in gesture else ""}" href="{gesture}"' in page
    assert "Créer la première base" not in town.client(town.admin).get("/").content.decode()


def test_the_most_precise_verb_is_the_current_one(town: Town) -> None:
    page = town.client(town.admin).get("/demander/avis/").content.decode()
    current = re.findall(r'<a href="([^"]+)" aria-current="(\w+)"', page)
    assert current == [("/demander/avis/", "page"), ("/menu/", "true")]
    assert re.findall(
        r'<a href="([^"]+)" aria-current', town.client(town.admin).get("/demander/").content.decode()
    ) == ["/demander/"]
    assert "/travaux/" in page
    assert "/travaux/" not in town.client(town.agent).get("/menu/").content.decode()
