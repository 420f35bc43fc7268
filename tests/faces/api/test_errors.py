"""Whatever goes wrong, the API answers {"code", "message"}: no trace, nothing of what was sent, no more to one than to
another."""

from __future__ import annotations

import json
import logging
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from beffroi.faces.api.urls import LIMIT
from beffroi.platform.journal.models import Entry
from beffroi.platform.library import selectors
from beffroi.platform.library.models import Base
from beffroi.platform.tenancy.models import ApiKey, Collectivite, Member
from beffroi.uses.ask.models import Conversation, Turn
from tests.faces.api.door import Door, door_of, refusal, work
from tests.town import Town

pytestmark = pytest.mark.django_db
TOLD = "mot-de-passe-du-maire"


def test_nobody_an_unknown_a_revoked_and_a_suspended_key_are_answered_alike(town: Town, agent: Door) -> None:
    def answers(key: str) -> tuple[int, bytes, dict[str, str]]:
        response = Door(key)("GET", "/me")
        return response.status_code, response.content, dict(response.headers)

    other, leaving = door_of(town.other), door_of(town.admin)
    expected = answers("")
    refusal(Door()("GET", "/me"), 401, "key.refused")
    assert expected[2]["WWW-Authenticate"] == "Bearer"
    for wrong in (
        "bef_inconnue",
        "x" * 5000,
        "bef_" + "é" * 20,
        "bef_' OR 1=1 --",
        f"{agent.key}x",
        agent.key[:-1],
        " ",
        "\t",
    ):
        assert answers(wrong.strip() or "bef_") == expected
    ApiKey.objects.filter(member=town.agent).update(revoked_at=timezone.now())
    assert answers(agent.key) == expected
    Member.objects.filter(pk=town.other.pk).update(state=Member.State.SUSPENDED)
    assert answers(other.key) == expected
    Collectivite.objects.filter(pk=town.admin.collectivite_id).update(state=Collectivite.State.SUSPENDED)
    assert answers(leaving.key) == expected


def test_a_deactivated_account_s_key_opens_nothing(town: Town, agent: Door) -> None:
    town.agent.account.is_active = False
    town.agent.account.save()
    refusal(agent("GET", "/me"), 401, "key.refused")


@pytest.mark.parametrize("scheme", ["Basic", "Token", "", "bearer:"])
def test_only_a_bearer_key_is_a_key(agent: Door, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {agent.key}".strip()}
    refusal(Door()("GET", "/me", headers=headers), 401, "key.refused")


def test_a_session_opens_nothing_here_and_a_key_nothing_on_the_pages(town: Town, agent: Door) -> None:
    refusal(town.client().get("/api/v1/me"), 401, "key.refused")
    page = Client().get("/bases/", headers={"Authorization": f"Bearer {agent.key}"})
    assert (page.status_code, page["Location"]) == (302, "/connexion/?next=%2Fbases%2F")


def test_a_key_in_the_address_is_not_a_key(agent: Door) -> None:
    refusal(Door()("GET", f"/me?key={agent.key}&token={agent.key}&access_token={agent.key}"), 401, "key.refused")


@pytest.mark.parametrize(
    "raw", [b"{", b"\xff\xfe", b'{"question": "' + TOLD.encode(), b"[1, 2", b"nul", b"[" * 50_000, b'{"a":\x00}']
)
def test_a_body_that_is_not_json_is_said_so_without_echo(agent: Door, raw: bytes) -> None:
    response = agent("POST", "/questions", raw=raw)
    assert response.status_code in {400, 422}
    refusal(response, response.status_code, {400: "request.unreadable", 422: "request.malformed"}[response.status_code])
    assert TOLD not in response.content.decode()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "question"),
        ({"question": ""}, "question"),
        ({"question": "a" * 4001}, "question"),
        ({"question": 12}, "question"),
        ({"question": "ici \x00"}, "question"),
        ({"question": "là \ud800"}, "question"),
        ({"question": TOLD, "conversation": TOLD}, "conversation"),
        ({"question": TOLD, "bases": [TOLD]}, "bases.0"),
        ({"question": TOLD, "bases": [str(uuid4())] * 1001}, "bases"),
        ([TOLD], ""),
        ("x", ""),
        (None, ""),
    ],
)
def test_a_field_that_is_wrong_is_named_and_not_repeated(agent: Door, body: object, field: str) -> None:
    response = agent("POST", "/questions", raw=json.dumps(body).encode())
    refusal(response, 422, "request.malformed")
    assert field in response.json()["message"]
    assert TOLD not in response.content.decode()


@pytest.mark.parametrize(
    "query", ["", "q=", "q=" + "a" * 1001, "q=x&limit=0", "q=x&limit=1000", "q=x&limit=TOLD", "q=%00"]
)
def test_a_wrong_query_is_named_and_not_repeated(agent: Door, query: str) -> None:
    response = agent("GET", f"/search?{query}")
    refusal(response, 422, "request.malformed")
    assert "TOLD" not in response.content.decode()


def test_a_body_too_long_is_refused_before_it_is_read(agent: Door) -> None:
    refusal(agent("POST", "/questions", {"question": "a" * 3_000_000}), 413, "request.too_large")


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x"]
)
def test_a_form_without_its_form_is_refused(agent: Door, town: Town, kind: str) -> None:
    response = agent("POST", "/bases/{base_id}/files", raw=b"--x\r\nrien", kind=kind, base_id=town.base.public_id)
    assert response.status_code in {400, 422}
    refusal(response, response.status_code, response.json()["code"])


def test_a_file_too_large_is_refused_alone(agent: Door, town: Town, settings: object) -> None:
    from dataclasses import replace

    settings.CONFIGURATION = replace(settings.CONFIGURATION, max_file_bytes=1024 * 1024)  # type: ignore[attr-defined]
    big, small = ("files", "gros.md", b"x" * (1024 * 1024 + 1)), ("files", "petit.md", b"# Petit\n\nTexte.")
    response = agent("POST", "/bases/{base_id}/files", files=[big, small], base_id=town.base.public_id)
    assert response.status_code == 202
    assert [file["outcome"] for file in response.json()["files"]] == ["refused", ""]
    refusal(
        agent("POST", "/bases/{base_id}/files", files=[big], base_id=town.base.public_id), 413, "library.file_too_large"
    )


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/rien",
        "/bases/12",
        "/bases/../me",
        "/BASES",
        "/bases/",
        "/docs/x",
        "/me/8b0f1c4e-6d2a-4f3b-9c5d-7e8f9a0b1c2d",
    ],
)
def test_an_address_that_is_none_is_not_found(agent: Door, path: str) -> None:
    refusal(agent("GET", path), 404, "not_found")
    refusal(Door()("GET", path), 404, "not_found")


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "PUT", "TRACE", "HEAD", "OPTIONS"])
def test_a_method_that_an_address_does_not_know_is_said_so(agent: Door, method: str) -> None:
    response = agent(method, "/search")
    assert (response.status_code, response["Allow"]) == (405, "GET")
    if method != "HEAD":
        refusal(response, 405, "request.method")


def test_what_is_given_back_is_never_rendered_whatever_it_was_said_to_be(agent: Door, town: Town) -> None:
    page = [("files", "page.html", b"<html><body><script>alert(1)</script><p>Le square ouvre.</p></body></html>")]
    given = agent("POST", "/bases/{base_id}/files", files=page, base_id=town.base.public_id).json()
    work()
    file = agent("GET", "/imports/{import_id}", import_id=given["id"]).json()["files"][0]
    version = agent("GET", "/documents/{document_id}", document_id=file["document"]).json()["version"]
    original = agent("GET", "/versions/{version_id}/original", version_id=version)
    assert b"".join(original.streaming_content).startswith(b"<html>")
    assert original["Content-Type"] == "application/octet-stream"
    assert original["X-Content-Type-Options"] == "nosniff"
    assert original["Content-Disposition"].startswith("attachment")
    assert original["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_an_unknown_identifier_and_another_authority_s_are_not_found(foreigner: Door, agent: Door, town: Town) -> None:
    for one in (uuid4(), town.base.public_id):
        refusal(foreigner("GET", "/bases/{base_id}", base_id=one), 404, "not_found")
    assert agent("GET", "/bases/{base_id}", base_id=town.base.public_id).status_code == 200


def test_a_gesture_of_another_role_is_refused(agent: Door) -> None:
    refusal(agent("POST", "/bases", {"name": "Nouvelle"}), 403, "refused")


def test_what_nobody_foresaw_is_said_without_its_words(
    agent: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: object, **kwargs: object) -> object:
        raise RuntimeError(TOLD)

    monkeypatch.setattr(selectors, "bases", broken)
    with caplog.at_level(logging.DEBUG):
        response = agent("GET", "/bases")
    refusal(response, 500, "beffroi")
    assert TOLD not in response.content.decode()
    assert "RuntimeError" in caplog.text
    assert TOLD not in caplog.text
    assert agent.key not in caplog.text


def test_a_refusal_writes_nothing(agent: Door) -> None:
    def kept() -> list[int]:
        return [model._default_manager.count() for model in (Base, Conversation, Turn, Entry)]

    before = kept()
    refusal(agent("POST", "/questions", {"question": ""}), 422, "request.malformed")
    refusal(agent("POST", "/questions", {"question": "où ?", "bases": [str(uuid4())]}), 404, "not_found")
    refusal(agent("POST", "/bases", {"name": "Nouvelle"}), 403, "refused")
    assert kept() == before


def test_calling_too_often_is_refused_for_all_the_keys_of_a_member(
    town: Town, agent: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LIMIT, "most", 3)
    monkeypatch.setattr(LIMIT, "clock", lambda: 1_000_000_030.5)
    assert [agent("GET", "/me").status_code for _ in range(3)] == [200, 200, 200]
    second = door_of(town.agent)("GET", "/me")
    refusal(second, 429, "request.too_often")
    assert int(second["Retry-After"]) == 50
    assert door_of(town.other)("GET", "/me").status_code == 200
