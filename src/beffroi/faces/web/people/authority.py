"""The authority's own settings: name, colour and logo, who to ask, how long conversations are kept; its archives."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from beffroi.core.errors import Invalid
from beffroi.faces.web import errors
from beffroi.faces.web.access import MemberRequest
from beffroi.faces.web.pages import refusals_in, show, show_form
from beffroi.faces.web.people.forms import AuthorityForm
from beffroi.platform.tenancy import contrast as colours
from beffroi.platform.tenancy import permissions, selectors, services
from beffroi.platform.tenancy.models import Collectivite
from beffroi.platform.tenancy.permissions import Gesture

BRICK = "#8a3b12"
"""The theme's own accent, shown when none is chosen (static/web/beffroi.css)."""


@require_http_methods(["GET", "HEAD", "POST"])
def authority(request: MemberRequest) -> HttpResponse:
    permissions.require(request.scope, Gesture.MANAGE_AUTHORITY)
    found = selectors.authority(request.scope)
    form = AuthorityForm(request.POST or None, request.FILES or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, {"authority.accent": "accent"}):
            services.update_authority(request.scope, **_values(form))
            messages.success(request, _("Les réglages de la collectivité sont enregistrés."))
            return redirect("web:authority")
    accent = str(form["accent"].value() or "")
    context = {"authority_row": found, **_judged(accent)}
    return show_form(request, "web/people/authority.html", form, context)


def _initial(found: Collectivite) -> dict[str, Any]:
    return {
        "name": found.name,
        "accent": found.accent,
        "fallback_contact": found.fallback_contact,
        "conversation_days": found.conversation_days,
    }


def _values(form: AuthorityForm) -> dict[str, Any]:
    values = dict(form.cleaned_data)
    given, removed = values.pop("logo"), values.pop("remove_logo")
    values["logo"] = given.read() if given else (b"" if removed else None)
    return values


@require_safe
def contrast(request: MemberRequest) -> HttpResponse:
    """What the colour being chosen will look like, judged by the rule that will accept or refuse it."""
    permissions.require(request.scope, Gesture.MANAGE_AUTHORITY)
    return show(request, "web/people/_accent.html", _judged(request.GET.get("accent", "")))


def _judged(accent: str) -> dict[str, Any]:
    try:
        chosen = colours.required(accent) or BRICK
    except Invalid as refusal:
        return {"refusal": errors.sentence(refusal), "nearest": refusal.params.get("nearest", "")}
    ratio = min(colours.ratio(chosen, ground) for ground in colours.LIGHT)
    return {
        "light": chosen,
        "dark": colours.shade(chosen, dark=True),
        "ratio": int(ratio * 10) / 10,
        "chosen": bool(accent.strip()),
    }
