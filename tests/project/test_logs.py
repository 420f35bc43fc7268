"""No secret is written in the log."""

from __future__ import annotations

import logging
import sys

import pytest
from django.conf import settings
from django.test import Client

from beffroi.platform.tenancy import services
from beffroi.platform.tenancy.models import OneTimeLink
from beffroi.project.logs import Line, WithoutRefusals, WithoutTokens


@pytest.mark.django_db
def test_the_token_of_a_link_whose_password_was_refused_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    issued = services.first_exploitant_link()
    assert issued is not None
    fields = {"password": "court", "name": "Anne", "email": "anne@dsi.example"}
    with caplog.at_level(logging.DEBUG):
        refused = Client().post(issued.link, fields)
    assert refused.status_code == 422
    assert OneTimeLink.objects.get().used_at is None
    assert "/lien/…/" in caplog.text
    assert issued.token not in caplog.text
    assert "court" not in caplog.text


@pytest.mark.parametrize("said", ["Not Found: /lien/abc-DEF_1/", "Forbidden (%s): /lien/%s/", 'GET "/lien/abc?x" 404'])
def test_whoever_logs_the_address_its_token_is_taken_out(said: str) -> None:
    args = ("CSRF", "abc-DEF_1") if "%s" in said else ()
    record = logging.LogRecord("django.security.csrf", logging.WARNING, "", 1, said, args, None)
    assert WithoutTokens().filter(record)
    assert "abc" not in record.getMessage()
    assert "/lien/…" in record.getMessage()


def test_every_handler_takes_tokens_out() -> None:
    assert all("without_tokens" in handler["filters"] for handler in settings.LOGGING["handlers"].values())


@pytest.mark.django_db
def test_ordinary_refusals_are_not_warnings_and_failures_are_kept(caplog: pytest.LogCaptureFixture) -> None:
    visitor = Client()
    with caplog.at_level(logging.DEBUG, "django.request"):
        assert visitor.get("/rien-de-tel/").status_code == 404
        assert visitor.post("/connexion/", {"email": "x", "password": "y"}).status_code == 403
    reported = [record for record in caplog.records if record.name == "django.request"]
    assert len(reported) == 2
    assert not any(WithoutRefusals().filter(record) for record in reported)
    failure = logging.LogRecord("django.request", logging.ERROR, "", 1, "Internal Server Error", (), None)
    failure.status_code = 500
    forged = logging.LogRecord("django.security.csrf", logging.WARNING, "", 1, "Forbidden", (), None)
    assert WithoutRefusals().filter(failure)
    assert WithoutRefusals().filter(forged)
    assert all("without_refusals" in handler["filters"] for handler in settings.LOGGING["handlers"].values())


def _fail(words: str) -> None:
    try:
        int(words)
    except ValueError as exc:
        raise RuntimeError(f"cannot keep {words}") from exc


def test_what_an_exception_says_is_not_written_where_it_came_from_is() -> None:
    record = logging.LogRecord("any", logging.ERROR, "", 1, "it failed", (), None)
    try:
        _fail("the salary of Mrs Vanel")
    except RuntimeError:
        record.exc_info = sys.exc_info()
    written = Line("%(levelname)s %(message)s").format(record)
    assert written.startswith("ERROR it failed\n  builtins.RuntimeError\n")
    assert "builtins.ValueError" in written
    assert f"{__file__}:" in written
    assert "in _fail" in written
    assert "Vanel" not in written


def test_every_handler_writes_so() -> None:
    formatters = settings.LOGGING["formatters"]
    assert {formatters[h["formatter"]]["()"] for h in settings.LOGGING["handlers"].values()} == {
        f"{Line.__module__}.{Line.__qualname__}"
    }
