"""The authorities as the exploitant sees them: names, states, counts and bytes, never a title nor a text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.core.errors import NotFound
from beffroi.faces.web import errors
from beffroi.faces.web.access import MemberRequest, for_exploitant
from beffroi.faces.web.instance.forms import AdministratorForm, CollectiviteForm
from beffroi.faces.web.library import words
from beffroi.faces.web.pages import refusals_in, refusals_told, show, show_form
from beffroi.faces.web.people.jobs import row as job_row
from beffroi.platform.instance import services as instance
from beffroi.platform.instance.selectors import operations
from beffroi.platform.tenancy import selectors, services
from beffroi.platform.tenancy.errors import MailNotSent
from beffroi.platform.tenancy.links import IssuedLink
from beffroi.platform.tenancy.overview import AuthorityOverview

CREATE_FIELDS = {"conflict": "slug"}


@for_exploitant
@require_safe
def authorities(request: MemberRequest) -> HttpResponse:
    found = selectors.overview(request.user)
    rows = [(line, _shown(line)) for line in found]
    totals = {
        "authorities": len(found),
        "members": sum(line.members for line in found),
        "documents": sum(line.documents for line in found),
        "bytes": sum(line.bytes for line in found),
    }
    return show(request, "web/instance/authorities.html", {"rows": rows, "totals": totals})


def _shown(line: AuthorityOverview) -> words.Shown:
    """The look of an authority's state, in its own words (an authority is feminine in French)."""
    return words.Shown(replace(words.of_state(line.state).look, label=line.state_label))


@for_exploitant
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: MemberRequest) -> HttpResponse:
    form = CollectiviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, CREATE_FIELDS):
            _made, issued = services.create_collectivite(request.user, **form.cleaned_data)
            return _handed_over(request, issued, form.cleaned_data["name"])
    return show_form(request, "web/instance/create.html", form, {})


def _handed_over(request: MemberRequest, issued: IssuedLink, name: str) -> HttpResponse:
    sent, problem = False, ""
    try:
        sent = services.send_link(issued)
    except MailNotSent as error:
        problem = errors.sentence(error)
    context = {
        "issued": issued,
        "sent": sent,
        "problem": problem,
        "title": _("Premier administrateur de %(name)s") % {"name": name},
        "back": "web:instance",
        "back_label": _("Collectivités"),
    }
    return show(request, "web/people/link_once.html", context)


@for_exploitant
@require_http_methods(["GET", "HEAD", "POST"])
def authority(request: MemberRequest, collectivite_id: UUID) -> HttpResponse:
    """One authority; posting invites an administrator where nobody manages it any more."""
    found = _one(request, collectivite_id)
    form = AdministratorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            values = form.cleaned_data
            issued = services.invite_administrator(
                request.user, collectivite_id, values["admin_email"], values["admin_name"]
            )
            return _handed_over(request, issued, found.name)
    return show_form(request, "web/instance/authority.html", form, _context(request, found))


def _context(request: MemberRequest, found: AuthorityOverview) -> dict[str, Any]:
    return {
        "found": found,
        "shown": _shown(found),
        "jobs": [
            job_row(job) for job in operations(request.user) if job.params.get("authority") == str(found.public_id)
        ],
    }


def _one(request: MemberRequest, collectivite_id: UUID) -> AuthorityOverview:
    found = [line for line in selectors.overview(request.user) if line.public_id == collectivite_id]
    if not found:
        raise NotFound()
    return found[0]


@for_exploitant
@require_http_methods(["GET", "HEAD", "POST"])
def suspend(request: MemberRequest, collectivite_id: UUID) -> HttpResponse:
    found = _one(request, collectivite_id)
    if request.method == "POST":
        with refusals_told(request):
            services.suspend_collectivite(request.user, collectivite_id)
            messages.success(request, _("« %(name)s » est suspendue : plus personne n’y entre.") % {"name": found.name})
        return redirect("web:instance_authority", collectivite_id)
    return show(request, "web/instance/suspend.html", {"found": found})


@for_exploitant
@require_POST
def resume(request: MemberRequest, collectivite_id: UUID) -> HttpResponse:
    found = _one(request, collectivite_id)
    with refusals_told(request):
        services.resume_collectivite(request.user, collectivite_id)
        messages.success(request, _("« %(name)s » est rétablie.") % {"name": found.name})
    return redirect("web:instance_authority", collectivite_id)


@for_exploitant
@require_POST
def export(request: MemberRequest, collectivite_id: UUID) -> HttpResponse:
    _one(request, collectivite_id)
    with refusals_told(request):
        instance.export_collectivite(request.user, collectivite_id)
        text = _("L’archive se prépare. Seul un administrateur de la collectivité pourra la télécharger.")
        messages.success(request, text)
    return redirect("web:instance_authority", collectivite_id)


@for_exploitant
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: MemberRequest, collectivite_id: UUID) -> HttpResponse:
    found = _one(request, collectivite_id)
    typed, problem = request.POST.get("typed", "").strip(), ""
    if request.method == "POST" and typed == found.name:
        with refusals_told(request):
            instance.erase_collectivite(request.user, collectivite_id, typed)
            messages.success(request, _("L’effacement de « %(name)s » a commencé.") % {"name": found.name})
        return redirect("web:instance")
    if request.method == "POST":
        problem = _("Le nom écrit n’est pas celui de la collectivité : rien n’a été effacé.")
    context = {"found": found, "typed": typed, "problem": problem}
    return show(request, "web/instance/erase.html", context, status=422 if problem else 200)
