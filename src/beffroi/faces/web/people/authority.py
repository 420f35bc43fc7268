"""The authority's own settings: name, colour and logo, who to ask, how long conversations are kept; its archives."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.core.errors import Invalid
from beffroi.faces.web import errors
from beffroi.faces.web.access import MemberRequest
from beffroi.faces.web.pages import refusals_in, refusals_told, show, show_form
from beffroi.faces.web.people.forms import AuthorityForm
from beffroi.platform.instance import selectors as archives
from beffroi.platform.instance import services as instance
from beffroi.platform.library import quotas
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
    limit = quotas.limit_mb(request.scope.tenant)
    context = {
        "authority_row": found,
        **_judged(str(form["accent"].value() or "")),
        "archives": archives.exports(request.scope),
        "used": quotas.used(request.scope.tenant),
        "quota": limit * 1024 * 1024 if limit else 0,
    }
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


@require_POST
def prepare_archive(request: MemberRequest) -> HttpResponse:
    with refusals_told(request):
        instance.export_collectivite(request.user, request.member.collectivite.public_id)
        messages.success(request, _("L’archive se prépare. Elle apparaîtra ici ; suivez-la dans les travaux."))
    return redirect("web:authority")


@require_safe
def archive(request: MemberRequest, job_id: UUID) -> FileResponse:
    """An archive of the authority, to one of its administrators only."""
    path = instance.download_export(request.scope, job_id)
    day = datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
    name = f"beffroi-{request.member.collectivite.slug}-{day}.zip"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
