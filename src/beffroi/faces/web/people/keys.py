"""One's own keys for the API: made, shown once, revoked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from beffroi.faces.web.access import MemberRequest
from beffroi.faces.web.pages import refusals_in, show, show_form
from beffroi.faces.web.people.forms import KeyForm
from beffroi.platform.tenancy import selectors, services


@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: MemberRequest) -> HttpResponse:
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            key, secret = services.create_key(request.scope, form.cleaned_data["name"])
            return show(request, "web/people/key_once.html", {"key": key, "secret": secret})
    live = [key for key in selectors.keys(request.scope) if key.revoked_at is None]
    return show_form(request, "web/people/keys.html", form, {"keys": live})


@require_POST
def revoke(request: MemberRequest, key_id: UUID) -> HttpResponse:
    services.revoke_key(request.scope, key_id)
    messages.success(request, _("La clé est révoquée : plus rien n’entre avec elle."))
    return redirect("web:keys")
