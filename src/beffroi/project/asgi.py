"""The ASGI application served by uvicorn.

`request.scope` is this house's Scope (core/scope.py), set at the door; Django's own request keeps the server's scope
under that name and reads the scheme from it later, so the scheme is kept apart here.
"""

import os
import warnings
from typing import IO, Any

import django
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


class Handler(ASGIHandler):
    request_class = Request


django.setup(set_prefix=False)
application = Handler()
