"""The ASGI application served by uvicorn.

`request.scope` is this house's Scope (core/scope.py), set at the door; Django's own request keeps the server's scope
under that name and reads the scheme from it later, so the scheme is kept apart here.
"""

import io
import os
import warnings
from contextvars import ContextVar
from typing import IO, Any

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler, ASGIRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beffroi.project.settings")
# Static files, small, are read whole by WhiteNoise; documents are streamed (faces/web/sending.py).
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")


class Request(ASGIRequest):
    def __init__(self, scope: dict[str, Any], body_file: IO[bytes]) -> None:
        self._server_scheme = str(scope.get("scheme") or "http")
        super().__init__(scope, body_file)

    def _get_scheme(self) -> str:
        return self._server_scheme


def seen_by_proxy(scope: dict[str, Any]) -> dict[str, Any]:
    """The visitor as the reverse proxy saw them: the last address of X-Forwarded-For. Those before it are what the
    visitor wrote themselves, when the proxy adds to the header instead of replacing it."""
    forwarded = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
    last = forwarded.rpartition(b",")[2].strip().decode("latin-1")
    return {**scope, "client": (last, 0)} if last else scope


django.setup(set_prefix=False)
from django.conf import settings  # noqa: E402 — set up above

from beffroi.project import bodies  # noqa: E402 — reads the settings


class Handler(ASGIHandler):
    """Django's, but for the bodies of requests (bodies.py)."""

    request_class = Request
    _scope: ContextVar[dict[str, Any]] = ContextVar("scope")

    async def handle(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        scope = seen_by_proxy(scope) if settings.CONFIGURATION.trust_proxy else scope
        self._scope.set(scope)
        try:
            await super().handle(scope, receive, send)
        except bodies.BodyRefused as refused:
            response = await sync_to_async(bodies.answer)(Request(scope, io.BytesIO()), refused.error)
            await self.send_response(response, send)

    async def read_body(self, receive: Any) -> IO[bytes]:
        return await bodies.read(receive, self._scope.get())


application = Handler()
