"""Who is asking, and the one boundary where errors become pages.

Flow of a request: language → identity (read again from the database) → may this person open this view → scope → view.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from beffroi.core.errors import BeffroiError, NotFound, whence
from beffroi.faces.web import access, accounts, errors
from beffroi.platform.library.scoping import scope_for

logger = logging.getLogger("beffroi.web")
API_PREFIX = "/api/"


class ScopeMiddleware:
    """Sets `request.member` and `request.scope`; turns away whom the view is not for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        translation.activate(_language(request))
        request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        rule = access.required_by(view)
        if rule is access.Access.PUBLIC or request.path.startswith(API_PREFIX):
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if rule is access.Access.EXPLOITANT and not request.user.is_exploitant:
            return errors.page(request, NotFound())
        member = access.identify(request)
        if member is None and access.SESSION_KEY in request.session:
            return _signed_out(request)
        if member is None:
            return redirect("web:choose_authority") if rule is access.Access.MEMBER else None
        request.member = member  # type: ignore[attr-defined]
        request.scope = scope_for(member)  # type: ignore[attr-defined]
        if _needs_notice(request) and not accounts.notice_read(member):
            return _to_notice(request)
        return None


class ErrorBoundary:
    """The only place of the web face where every exception is caught."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if request.path.startswith(API_PREFIX):
            return None
        if isinstance(exception, BeffroiError):
            if exception.status >= 500:
                log_without_text(exception)
            return errors.page(request, exception)
        if isinstance(exception, Http404 | PermissionDenied | SuspiciousOperation):
            return None
        log_without_text(exception)
        return errors.page(request, BeffroiError())


def log_without_text(exception: BaseException) -> None:
    """Log where an exception came from, never what it says."""
    logger.error("%s", whence(exception))


def _language(request: HttpRequest) -> str:
    offered = dict(settings.LANGUAGES)
    wished = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if not wished and request.user.is_authenticated:
        wished = request.user.language
    return wished if wished in offered else settings.LANGUAGE_CODE


def _needs_notice(request: HttpRequest) -> bool:
    """Questions, and the keys that ask them, come after the notice."""
    match = request.resolver_match
    return match is not None and ("ask" in match.app_names or match.view_name == "web:keys")


def _page(request: HttpRequest) -> str:
    """The page to come back to: the one asked for, or the one whose form was sent."""
    if request.method == "GET":
        return request.get_full_path()
    sent_from = urlsplit(request.headers.get("Referer", ""))
    here = sent_from.netloc == request.get_host() and sent_from.path.startswith("/")
    return urlunsplit(("", "", sent_from.path, sent_from.query, "")) if here else ""


def _to_notice(request: HttpRequest) -> HttpResponse:
    back = _page(request)
    return HttpResponseRedirect(reverse("web:notice") + ("?" + urlencode({"next": back}) if back else ""))


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    back = _page(request)
    query = "?" + urlencode({"next": back}) if back and back != "/" else ""
    address = reverse("web:sign_in") + query
    if request.method == "POST":
        messages.warning(request, _("Votre session était terminée. Connectez-vous pour reprendre où vous en étiez."))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _signed_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.warning(
        request,
        _(
            "Votre accès est suspendu, vous avez été déconnecté. "
            "Adressez-vous à l’administrateur de votre collectivité."
        ),
    )
    return _to_sign_in(request)
