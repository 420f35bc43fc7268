"""What is sent before any view is asked: nothing of a stranger's on the disk, nothing too long, a full disk said."""

from __future__ import annotations

import asyncio
import errno
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client, override_settings

from beffroi.platform.library import scoping
from beffroi.platform.tenancy import services
from beffroi.project import bodies
from beffroi.project.asgi import application
from tests.platform import people

MIB = bodies.MIB
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    with override_settings(FILE_UPLOAD_TEMP_DIR=tmp_path):
        yield tmp_path


@pytest.fixture
def spooled(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The bodies that went to the disk."""
    seen: list[object] = []
    rollover = tempfile.SpooledTemporaryFile.rollover

    def noted(self: Any) -> None:
        seen.append(self)
        rollover(self)

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", noted)
    return seen


def _sent(size: int, path: str = "/connexion/", **headers: str) -> tuple[int, bytes]:
    """What the house answers to a body of this size, which it must have let arrive to its end."""
    left = [b"x" * min(MIB, size - at) for at in range(0, size, MIB)]
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not left:
            await asyncio.sleep(3600)
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    named = {"host": "127.0.0.1", "content-type": "text/plain", "accept": "application/json", **headers}
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
    }
    asyncio.run(application(scope, receive, send))
    assert left == []
    return said[0]["status"], b"".join(message.get("body", b"") for message in said[1:])


def _session() -> str:
    store = SessionStore()
    store[SESSION_KEY] = "1"
    store.create()
    return f"beffroi_session={store.session_key}"


def test_a_stranger_writes_nothing_on_the_disk(spooled: list[object]) -> None:
    status, body = _sent(5 * MIB, cookie="beffroi_session=" + "a" * 32)
    assert (status, json.loads(body)["code"]) == (400, "request.invalid")
    assert spooled == []


def test_a_stranger_on_the_api_is_answered_as_the_api_does() -> None:
    status, body = _sent(5 * MIB, "/api/v1/attachments", authorization="Bearer bef_unknown")
    assert status == 400
    assert set(json.loads(body)) == {"code", "message"}


def test_who_is_signed_in_sends_files(spooled: list[object]) -> None:
    assert _sent(5 * MIB, cookie=_session())[0] == 403  # the view's own answer: no anti-forgery token
    assert spooled


def test_a_key_sends_files() -> None:
    member = people.member(people.authority("Saint-Orme"))
    _, secret = services.create_key(scoping.scope_for(member), "essai")
    assert _sent(5 * MIB, "/api/v1/attachments", authorization=f"Bearer {secret}")[0] == 422


def test_what_is_too_long_is_said_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(bodies, "longest", lambda: 4 * MIB)
    status, body = _sent(6 * MIB, cookie=_session())
    assert (status, json.loads(body)["code"]) == (413, "library.file_too_large")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def full(self: Any, data: bytes) -> int:
        raise OSError(number, "no room")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "write", full)
    status, body = _sent(3 * MIB, cookie=_session())
    assert (status, json.loads(body)["code"]) == (507, "library.disk_full")


def test_a_disk_that_fills_while_the_form_is_taken_apart_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Any, data: bytes, start: int) -> None:
        self.file.close()
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", full)
    form = "multipart/form-data; boundary=x"
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nabc\r\n--x--\r\n'
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.get("/connexion/")
    answer = client.generic("POST", "/connexion/", head, form, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (507, "library.disk_full")
