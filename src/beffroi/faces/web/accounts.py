"""Signing in and out, one-time links, the notice, the choice of an authority, one's own page.

Invariants: a failed sign-in says one thing, whatever failed; one goes on only to addresses of this house; a session
that signs in begins anew. Proved by tests/faces/web/test_accounts.py.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from beffroi.core.errors import BeffroiError, NotFound
from beffroi.faces.web import access, errors
from beffroi.faces.web.forms import LanguageForm, LinkForm, SignInForm
from beffroi.platform import declarations
from beffroi.platform.tenancy import selectors, services
from beffroi.platform.tenancy.models import Account, Member, OneTimeLink

BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
# The day of the notice's present wording: whoever read an older one reads it again.
NOTICE_PUBLISHED: Final = datetime(2026, 11, 21, tzinfo=UTC)


@access.public
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "GET" and request.user.is_authenticated:
        return redirect("web:home")
    form = SignInForm(request.POST or None)
    refusal = ""
    if request.method == "POST":
        account = _authenticated(request, form)
        if account is not None and (account.is_exploitant or selectors.memberships(account)):
            return _enter(request, account)
        # The password was right: this account may be told that every door of it is closed.
        refusal = _suspended() if account is not None else _refused()
    context = {"form": form, "refusal": refusal, "next": _local(request, request.GET.get("next", ""))}
    return render(request, "web/account/sign_in.html", context, status=403 if refusal else 200)


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Too many failures from here: axes calls this instead of the view."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    refusal = _("Trop d’essais manqués. Attendez %(minutes)s minutes, puis réessayez.") % {"minutes": minutes}
    context = {"form": SignInForm(), "refusal": refusal, "next": ""}
    return render(request, "web/account/sign_in.html", context, status=429)


@access.public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, _("Vous êtes déconnecté."))
    return redirect("web:sign_in")


@access.for_account
@require_http_methods(["GET", "POST"])
def choose_authority(request: HttpRequest) -> HttpResponse:
    account = _account(request)
    members = selectors.memberships(account)
    if request.method == "POST":
        chosen = next((m for m in members if str(m.public_id) == request.POST.get("member")), None)
        if chosen is None:
            raise NotFound()
        request.session[access.SESSION_KEY] = str(chosen.public_id)
        return redirect("web:home")
    if not members and account.is_exploitant:
        return redirect("web:instance")
    if not members:
        logout(request)
        messages.warning(request, _suspended())
        return redirect("web:sign_in")
    return render(request, "web/account/choose.html", {"members": members})


@access.public
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation, a reset, or the first exploitant's door."""
    response = _through_link(request, token)
    # "no-referrer" would hide the token as well, but then browsers send "Origin: null" with the form, which is refused.
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


def _through_link(request: HttpRequest, token: str) -> HttpResponse:
    found = services.open_link(token)
    if services.account_exists(found) and found.kind != OneTimeLink.Kind.RESET:
        return _join(request, token, found)
    without = _known(found)
    form = LinkForm(request.POST or None, without=without, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            account = services.accept_link(
                token,
                form.cleaned_data.get("name", ""),
                form.cleaned_data["password"],
                form.cleaned_data.get("email", ""),
            )
        except BeffroiError as error:
            if error.status >= 500 or error.status == 404:
                raise
            form.add_error("password" if error.code == "password.refused" else None, errors.sentence(error))
        else:
            return _enter(request, account)
    context = {"form": form, "link": found}
    return render(request, "web/account/link.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def notice(request: access.MemberRequest) -> HttpResponse:
    back = _local(request, request.GET.get("next", "")) or reverse("ask:new")
    if request.method == "POST":
        services.accept_notice(request.scope, NOTICE_PUBLISHED)
        return HttpResponseRedirect(back)
    context = {"uses": declarations.declared(), "read": notice_read(request.member), "next": back}
    return render(request, "web/account/notice.html", context)


def notice_read(member: Member) -> bool:
    """Whether this member has read the notice in its present wording."""
    return member.notice_accepted_at is not None and member.notice_accepted_at >= NOTICE_PUBLISHED


@access.for_account
def account(request: HttpRequest) -> HttpResponse:
    memberships = selectors.memberships(_account(request))
    return render(request, "web/account/account.html", {"memberships": memberships, "languages": settings.LANGUAGES})


@access.public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST)
    if not form.is_valid():
        raise errors.BadRequest()
    chosen = form.cleaned_data["language"]
    if request.user.is_authenticated:
        Account.objects.filter(pk=request.user.pk).update(language=chosen)
    response = HttpResponseRedirect(_local(request, form.cleaned_data["next"]) or "/")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=31536000,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    return response


def _authenticated(request: HttpRequest, form: SignInForm) -> Account | None:
    if not form.is_valid():
        return None
    # One spelling: the lock of too many failures must not be avoided by another case.
    email = form.cleaned_data["email"].strip().lower()
    found = authenticate(request, username=email, password=form.cleaned_data["password"])
    return found if isinstance(found, Account) else None


def _enter(request: HttpRequest, account: Account) -> HttpResponse:
    """A new session for this account, in its authority when it has only one."""
    request.session.flush()
    login(request, account, backend=BACKEND)
    members = selectors.memberships(account)
    back = _local(request, request.GET.get("next", ""))
    if len(members) == 1:
        request.session[access.SESSION_KEY] = str(members[0].public_id)
        return HttpResponseRedirect(back or reverse("web:home"))
    return redirect("web:choose_authority")


def _join(request: HttpRequest, token: str, found: OneTimeLink) -> HttpResponse:
    """The address already has an account: its owner signs in, then joins; the link sets no password."""
    if request.method == "POST" and request.user.is_authenticated:
        joined = services.accept_as(_account(request), token)
        return _enter(request, joined)
    back = reverse("web:link", args=[token])
    return render(request, "web/account/join.html", {"link": found, "back": back})


def _known(found: OneTimeLink) -> tuple[str, ...]:
    """The fields that this link does not ask for."""
    if found.kind == OneTimeLink.Kind.RESET:
        return ("email", "name")
    return ("email",) if found.email else ()


def _account(request: HttpRequest) -> Account:
    if not isinstance(request.user, Account):
        raise NotFound()
    return request.user


def _local(request: HttpRequest, address: str) -> str:
    """The address if it is one of this house, else nothing."""
    allowed = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if address.startswith("/") and allowed else ""


def _refused() -> str:
    return _("L’adresse ou le mot de passe n’est pas le bon. Vérifiez-les, puis réessayez.")


def _suspended() -> str:
    return _("Votre accès est suspendu. Adressez-vous à l’administrateur de votre collectivité.")
