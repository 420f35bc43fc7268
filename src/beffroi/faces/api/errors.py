"""The API's boundary: every error leaves as {"code", "message"}, never with a trace nor with what was sent."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from beffroi.core.errors import BeffroiError, NotFound
from beffroi.faces.api.auth import KeyRefused
from beffroi.faces.web.errors import sentence
from beffroi.faces.web.middleware import log_without_text


class RequestMalformed(BeffroiError):
    """The request does not have the documented form. `fields`: names of the documented fields, never values."""

    code: ClassVar[str] = "request.malformed"
    status: ClassVar[int] = 422
    sentence: ClassVar[str] = (
        "La demande n’a pas la forme attendue (%(fields)s). Voyez la documentation de l’API, /api/v1/docs."
    )


class BodyUnreadable(BeffroiError):
    """The body is not the announced JSON or multipart form."""

    code: ClassVar[str] = "request.unreadable"
    status: ClassVar[int] = 400
    sentence: ClassVar[str] = (
        "Le corps de la demande ne se lit pas. Envoyez du JSON en UTF-8, ou un formulaire multipart pour des fichiers."
    )


class BodyTooLarge(BeffroiError):
    """A body other than files is too long."""

    code: ClassVar[str] = "request.too_large"
    status: ClassVar[int] = 413
    sentence: ClassVar[str] = "La demande est trop longue. Envoyez les textes longs comme des fichiers."


class TooOften(BeffroiError):
    """The member's keys call too often."""

    code: ClassVar[str] = "request.too_often"
    status: ClassVar[int] = 429
    sentence: ClassVar[str] = "Trop de demandes en une minute. Attendez le nombre de secondes de l’en-tête Retry-After."


class MethodUnknown(BeffroiError):
    """This address does not know this method."""

    code: ClassVar[str] = "request.method"
    status: ClassVar[int] = 405
    sentence: ClassVar[str] = (
        "Cette adresse ne connaît pas cette méthode. Voyez la documentation de l’API, /api/v1/docs."
    )


def answer(error: BeffroiError) -> HttpResponse:
    """An error as the API says it."""
    response = JsonResponse({"code": error.code, "message": sentence(error)}, status=error.status)
    if error.status == KeyRefused.status:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def install(api: NinjaAPI) -> None:
    """Attach the handlers to an API."""
    api.add_exception_handler(BeffroiError, _ours)
    api.add_exception_handler(AuthenticationError, lambda request, error: answer(KeyRefused()))
    api.add_exception_handler(Throttled, lambda request, error: answer(TooOften()))
    api.add_exception_handler(HttpError, lambda request, error: answer(BodyUnreadable()))
    api.add_exception_handler(MultiPartParserError, lambda request, error: answer(BodyUnreadable()))
    api.add_exception_handler(RequestDataTooBig, lambda request, error: answer(BodyTooLarge()))
    api.add_exception_handler(SuspiciousOperation, lambda request, error: answer(BodyUnreadable()))
    api.add_exception_handler(Http404, lambda request, error: answer(NotFound()))
    api.add_exception_handler(ValidationError, _malformed)
    api.add_exception_handler(Exception, _unexpected)


def _ours(request: HttpRequest, error: Any) -> HttpResponse:
    if error.status >= 500:
        log_without_text(error)
    return answer(error)


def _malformed(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(RequestMalformed(fields=", ".join(sorted({_field(item["loc"]) for item in error.errors}))[:200]))


def _unexpected(request: HttpRequest, error: Any) -> HttpResponse:
    log_without_text(error)
    return answer(BeffroiError())


def _field(place: tuple[str | int, ...]) -> str:
    """The documented name of what is wrong: ("body", "payload", "bases", 0) is "bases.0"."""
    named = place[2:] if place[:1] == ("body",) and len(place) > 2 else place[1:]
    return ".".join(str(part) for part in named or place[:1])
