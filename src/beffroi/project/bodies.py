"""What a request may send before a view is asked.

Django keeps the whole body before it looks at who sends it. Invariants: somebody who is not signed in writes nothing on
the disk; nobody sends more than the largest file and its form; a full disk is said. What is too long is received and
thrown away, so that the browser, which reads no answer before it has sent everything, shows the sentence.
Proved by tests/faults/test_bodies.py.
"""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from http.cookies import CookieError, SimpleCookie
from typing import IO, Any, Final

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import RequestAborted
from django.db import connections
from django.http import HttpRequest, HttpResponse

from beffroi.core.errors import BeffroiError
from beffroi.faces.api import errors as api
from beffroi.faces.web import errors as web
from beffroi.platform.library.errors import DiskFull, FileTooLarge
from beffroi.platform.library.files import MIB, is_full
from beffroi.platform.tenancy import services

SMALL: Final = 2 * MIB
"""Kept in memory, whoever sends it."""
FORM: Final = 40 * MIB
"""What may come beside the largest file: names, a form, other small files of the same batch."""
Receive = Callable[[], Awaitable[Mapping[str, Any]]]


class BodyRefused(Exception):
    """The body was thrown away; `error` says why."""

    def __init__(self, error: BeffroiError) -> None:
        self.error = error
        super().__init__(error.code)


async def read(receive: Receive, scope: Mapping[str, Any]) -> IO[bytes]:
    """The whole body, at its beginning. Raises BodyRefused, RequestAborted."""
    with ExitStack() as opened:
        place = str(settings.FILE_UPLOAD_TEMP_DIR)
        body: IO[bytes] = opened.enter_context(tempfile.SpooledTemporaryFile(SMALL, "w+b", dir=place))
        refused = await _fill(body, receive, scope)
        if refused is not None:
            raise BodyRefused(refused)
        body.seek(0)
        opened.pop_all()
    return body


async def _fill(body: IO[bytes], receive: Receive, scope: Mapping[str, Any]) -> BeffroiError | None:
    """Receive everything, keep it while it may be kept. Returns why it was thrown away."""
    size, more = 0, True
    refused: BeffroiError | None = None
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestAborted()
        chunk, more = message.get("body", b""), message.get("more_body", False)
        if size <= SMALL < size + len(chunk):
            refused = await sync_to_async(_refusal)(scope)
        size += len(chunk)
        if refused is None:
            refused = _kept(body, chunk, size)
    return refused


def answer(request: HttpRequest, error: BeffroiError) -> HttpResponse:
    """The refusal as the API or the pages say it."""
    return api.answer(error) if request.path.startswith("/api/") else web.page(request, error)


def longest() -> int:
    """Bytes of the longest request."""
    return int(settings.CONFIGURATION.max_file_bytes) + FORM


def _kept(body: IO[bytes], chunk: bytes, size: int) -> BeffroiError | None:
    refused: BeffroiError | None = None
    try:
        if size <= longest():
            body.write(chunk)
        else:
            refused = FileTooLarge(limit_mb=settings.CONFIGURATION.max_file_bytes // MIB)
    except OSError as exc:
        if not is_full(exc):
            raise
        refused = DiskFull()
    if refused is not None:
        body.seek(0)
        body.truncate()  # the room comes back before the rest has come
    return refused


def _refusal(scope: Mapping[str, Any]) -> BeffroiError | None:
    """Why this sender may not send files; None for somebody who is signed in, by session or by key."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    kind, _, key = headers.get(b"authorization", "").partition(" ")
    try:
        if kind.lower() == "bearer" and services.member_by_key(key.strip()) is not None:
            return None
        return None if _signed_in(headers.get(b"cookie", "")) else web.BadRequest()
    finally:
        connections.close_all()  # no request has begun that would end with closing them


def _signed_in(cookies: str) -> bool:
    try:
        found = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return False
    return found is not None and SESSION_KEY in SessionStore(found.value)
