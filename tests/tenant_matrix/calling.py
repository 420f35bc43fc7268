"""Calling the house as somebody, and what came back, made comparable.

Two answers are equal when status, headers and body are, once the identifier tried, the anti-forgery token, the nonce,
the token of a form and the date are taken out. Streams are read to their end.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client, RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils.http import urlencode

from tests.tenant_matrix.catalogue import Found
from tests.tenant_matrix.table import ID, Body
from tests.tenant_matrix.world import Actor

JSON = (("Accept", "application/json"),)
HTMX = (("HX-Request", "true"),)
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
DRAWN = (
    re.compile(r"(nonce[=-][\"']?)[\w+/=-]+"),
    re.compile(r"(name=\"csrfmiddlewaretoken\" value=\")[^\"]+"),
    re.compile(r"(X-CSRFToken[\"']?: ?[\"'])[^\"']+", re.IGNORECASE),
    re.compile(r"(name=\"token\"[^>]*value=\")[^\"]+"),
    re.compile(r"(X-CSRFToken&quot;: ?&quot;)[\w]+", re.IGNORECASE),
)
CLIENT = Client()
IDENTIFIER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
IGNORED_HEADERS = {"Date", "Expires", "Set-Cookie"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: str

    @property
    def whole(self) -> str:
        return "\n".join([*self.headers.values(), *self.cookies.values(), self.body])

    @property
    def identifiers(self) -> set[str]:
        """Every identifier said anywhere in the answer."""
        return set(IDENTIFIER.findall(self.whole))


@dataclass(frozen=True)
class Call:
    """One request to make. `tried`, `also`: the identifiers that a normal form replaces. `data`: fields of the body."""

    method: str
    path: str
    tried: UUID | None = None
    data: Mapping[str, Any] | None = None
    files: tuple[str, ...] = ()
    as_json: bool = False
    query: Mapping[str, str] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = ()
    also: tuple[UUID, ...] = ()


def address(found: Found, ids: Mapping[str, UUID]) -> str:
    """The address of a route with these identifiers; page numbers are 1."""
    path = found.template
    for name, kind in found.parameters.items():
        path = path.replace(f"{{{name}}}", "1" if kind == "IntConverter" else str(ids[name]))
    return path


def filled(data: Mapping[str, Any], one: UUID) -> dict[str, Any]:
    """A body with the identifier in its place."""
    swapped = {ID: str(one)}
    return {
        key: [swapped.get(item, item) for item in value] if isinstance(value, list) else swapped.get(value, value)
        for key, value in data.items()
    }


def of_body(method: str, path: str, body: Body, one: UUID, *, as_json: bool) -> Call:
    """The call that carries an identifier in its body, or in its query."""
    data = filled(body.data, one)
    if body.query:
        return Call(method, path, one, query={key: str(value) for key, value in data.items()})
    return Call(method, path, one, data, body.files, as_json and not body.files, headers=JSON if body.json else ())


def call(actor: Actor, wanted: Call) -> Answer:
    """Make the request as this actor, with a session, a key, or neither."""
    CLIENT.cookies.clear()
    if actor.session and not wanted.path.startswith("/api/"):
        CLIENT.cookies[settings.SESSION_COOKIE_NAME] = actor.session
    headers = {"Authorization": f"Bearer {actor.key}"} if actor.key and wanted.path.startswith("/api/") else {}
    headers |= dict(wanted.headers)
    content, kind = _body(wanted)
    path = wanted.path + ("?" + urlencode(wanted.query) if wanted.query else "")
    response = CLIENT.generic(wanted.method, path, content, kind, headers=headers)
    return _answer(response, wanted)


def _body(wanted: Call) -> tuple[bytes, str]:
    if wanted.data is None and not wanted.files:
        return b"", "application/octet-stream"
    if wanted.as_json:
        return json.dumps(wanted.data).encode(), "application/json"
    fields: dict[str, Any] = {key: value for key, value in (wanted.data or {}).items() if value is not None}
    for name in wanted.files:
        fields[name] = _file()
    return encode_multipart(BOUNDARY, fields), MULTIPART_CONTENT


def _file() -> io.BytesIO:
    given = io.BytesIO(b"# Intrus\n\nUn texte quelconque.\n")
    given.name = "intrus.md"
    return given


def _answer(response: Any, wanted: Call) -> Answer:
    raw = _consumed(response) if response.streaming else response.content
    tried = [one for one in (wanted.tried, *wanted.also) if one is not None]
    headers = {name: value for name, value in response.headers.items() if name not in IGNORED_HEADERS}
    cookies = {name: _cookie(name, morsel) for name, morsel in response.cookies.items()}
    return Answer(
        response.status_code,
        {name: _normal(value, tried) for name, value in headers.items()},
        {name: _normal(value, tried) for name, value in cookies.items()},
        _normal(raw.decode("utf-8", "replace"), tried),
    )


def _consumed(response: Any) -> bytes:
    pieces = response.streaming_content
    if not response.is_async:
        return b"".join(pieces)

    async def whole(stream: AsyncIterator[bytes]) -> bytes:
        return b"".join([piece async for piece in stream])

    return async_to_sync(whole)(pieces)


def _cookie(name: str, morsel: Any) -> str:
    drawn = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    value = "…" if name in drawn and morsel.value else morsel.value
    if name == "messages" and value:
        value = str([(said.level, str(said.message), said.extra_tags) for said in _told()._decode(value) or []])
    attributes = {key: str(item) for key, item in morsel.items() if key != "expires"}
    return f"{value} {attributes}"


def _told() -> CookieStorage:
    """Reads the messages that a cookie carries to the next page."""
    return CookieStorage(RequestFactory().get("/"))


def _normal(text: str, tried: Sequence[UUID]) -> str:
    for one in tried:
        text = text.replace(str(one), ID).replace(one.hex, ID)
    for drawn in DRAWN:
        text = drawn.sub(r"\1…", text)
    return text
