"""Errors as pages: the code, the sentence, a way out. JSON when it is asked for. No identifier is ever echoed,
so that what belongs to another authority answers, byte for byte, like what does not exist."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from beffroi.core.errors import BeffroiError, NotFound, Refused
from beffroi.platform.library.errors import DiskFull
from beffroi.platform.library.files import is_full


class BadRequest(BeffroiError):
    """The request itself cannot be understood (host, size, fields)."""

    code = "request.invalid"
    status = 400
    sentence = "La demande est incomplète ou trop lourde. Revenez à la page précédente et réessayez."


class FormExpired(BeffroiError):
    """The anti-forgery token is missing or old."""

    code = "form.expired"
    status = 403
    sentence = "Cette page est restée ouverte trop longtemps. Revenez en arrière, rechargez-la et recommencez."


def sentence(error: BeffroiError) -> str:
    """The error's sentence in the language of the page."""
    params = {name: _(value) if isinstance(value, str) and value else value for name, value in error.params.items()}
    return _(error.sentence) % params if params else _(error.sentence)


def page(request: HttpRequest, error: BeffroiError) -> HttpResponse:
    text = sentence(error)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"code": error.code, "detail": text}, status=error.status)
    context = {"sentence": text, "code": error.code, "status": error.status}
    return render(request, "web/error.html", context, status=error.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, BadRequest())


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, Refused())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, NotFound())


def unexpected(request: HttpRequest) -> HttpResponse:
    """What no view could answer: a form is taken in before its view, and the disk may be full."""
    error = sys.exc_info()[1]
    return page(request, DiskFull() if isinstance(error, OSError) and is_full(error) else BeffroiError())


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, FormExpired())
