"""The API's boundary: every error leaves as {"code", "message"}, never with a trace nor with what was sent."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from beffroi.core.errors import BeffroiError, NotFound
from beffroi.faces.api.auth import KeyRefused

log = logging.getLogger("beffroi.api")


class RequestMalformed(BeffroiError):
    """The request does not have the documented form. `fields`: names only, never values."""

    code = "request.malformed"
    status = 422
    sentence = "La demande n’a pas la forme attendue (%(fields)s). Voyez la documentation de l’API, /api/v1/docs."


def install(api: NinjaAPI) -> None:
    """Attach the handlers to an API."""

    def reply(request: HttpRequest, error: BeffroiError) -> HttpResponse:
        message = gettext(error.sentence) % error.params if error.params else gettext(error.sentence)
        return api.create_response(request, {"code": error.code, "message": message}, status=error.status)

    @api.exception_handler(BeffroiError)
    def ours(request: HttpRequest, error: BeffroiError) -> HttpResponse:
        if error.status >= 500:
            log.error("%s at %s", error.code, request.path, exc_info=error)
        return reply(request, error)

    @api.exception_handler(AuthenticationError)
    def unknown_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return reply(request, KeyRefused())

    @api.exception_handler(Http404)
    def unknown(request: HttpRequest, error: Http404) -> HttpResponse:
        return reply(request, NotFound())

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = sorted({".".join(str(part) for part in item["loc"][1:] or item["loc"]) for item in error.errors})
        return reply(request, RequestMalformed(fields=", ".join(fields)[:200]))

    @api.exception_handler(Exception)
    def unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
        # The type and the place are logged; the message may hold text, so it is not.
        log.error("unexpected %s at %s", type(error).__name__, request.path, exc_info=error)
        return reply(request, BeffroiError())
