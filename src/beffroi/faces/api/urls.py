"""The API as one set of addresses. /api/v1/docs is its page, served from this machine.

Invariant: whatever is asked under /api/v1, an error is {"code", "message"}. Proved by tests/faces/api/test_errors.py.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from beffroi import __version__
from beffroi.core.errors import NotFound
from beffroi.faces.api import errors
from beffroi.faces.api.auth import MemberKey
from beffroi.faces.api.limits import MemberLimit
from beffroi.faces.api.reference import Reference
from beffroi.faces.api.routes import account, answers, bases, binned, documents, imports, jobs
from beffroi.faces.api.schemas import Failure
from beffroi.faces.web.access import public

View = Callable[..., HttpResponse]
app_name = "api"
DESCRIPTION: Final = (
    "Les verbes de Beffroi pour d’autres logiciels, avec la clé d’un membre : `Authorization: Bearer bef_…`. "
    "Chaque opération a les droits de ce membre, ni plus ni moins."
)


class BeffroiAPI(NinjaAPI):
    """The API, whose schema names its operations and says how each fails."""

    _schema: OpenAPISchema | None = None

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Made once: it is the same for everybody, and anybody may ask for it."""
        if self._schema is None:
            self._schema = self._described(super().get_openapi_schema())
        return self._schema

    def _described(self, schema: OpenAPISchema) -> OpenAPISchema:
        schema["components"]["schemas"]["Failure"] = Failure.json_schema()
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Failure"}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"]["default"] = {"description": "Refus : code stable, phrase", "content": content}
        return schema


LIMIT: Final = MemberLimit()
api = BeffroiAPI(
    title="Beffroi",
    version=__version__,
    description=DESCRIPTION,
    auth=MemberKey(),
    throttle=LIMIT,
    docs=Reference(),
    urls_namespace=app_name,
)
errors.install(api)
ROUTERS: Final = (account, bases, imports, documents, binned, answers, jobs)
for _routes in ROUTERS:
    api.add_router("", _routes.router)


@public
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Any address that is no operation's."""
    return errors.answer(NotFound())


def _in_our_words(pattern: URLPattern) -> URLPattern:
    """The same address, kept by nobody on the way, with the framework's refusal of a method said as every error."""
    view: View = pattern.callback

    @wraps(view)
    def worded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        if response.status_code != errors.MethodUnknown.status:
            return response
        refusal = errors.answer(errors.MethodUnknown())
        refusal.headers["Allow"] = ", ".join(sorted(response.headers["Allow"].split(", ")))
        return refusal

    pattern.callback = worded
    return pattern


_patterns = [one for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
urlpatterns = [
    *(_in_our_words(pattern) for pattern in _patterns),
    path("", unknown, name="api-root"),
    path("<path:rest>", unknown, name="unknown"),
]
