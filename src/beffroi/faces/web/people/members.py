"""Members: listed, invited by a link, given a role and services, suspended, helped with a new password."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.faces.web import errors
from beffroi.faces.web.access import MemberRequest
from beffroi.faces.web.library import words
from beffroi.faces.web.pages import refusals_in, refusals_told, show, show_form
from beffroi.faces.web.people.forms import InviteForm, MemberForm
from beffroi.platform.tenancy import permissions, selectors, services
from beffroi.platform.tenancy.errors import MailNotSent
from beffroi.platform.tenancy.links import IssuedLink
from beffroi.platform.tenancy.models import Member
from beffroi.platform.tenancy.permissions import Gesture


@require_safe
def members(request: MemberRequest) -> HttpResponse:
    rows = [(member, words.of_state(member.state)) for member in selectors.members(request.scope)]
    context = {"rows": rows, "invitations": selectors.pending_invitations(request.scope)}
    return show(request, "web/people/members.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: MemberRequest) -> HttpResponse:
    permissions.require(request.scope, Gesture.MANAGE_MEMBERS)
    form = InviteForm(
        request.POST or None, initial={"role": Member.Role.AGENT}, services=selectors.services(request.scope)
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, {"member.already": "email"}):
            values = form.cleaned_data
            issued = services.invite(request.scope, values["email"], values["name"], values["role"], form.service_ids)
            return handed_over(request, issued, _("Invitation pour %(name)s") % {"name": values["name"]})
    return show_form(request, "web/people/invite.html", form, {})


def handed_over(request: MemberRequest, issued: IssuedLink, title: str) -> HttpResponse:
    """The page that gives a link once: sent by mail where mail is set up, and always to be copied."""
    sent, problem = False, ""
    try:
        sent = services.send_link(issued)
    except MailNotSent as error:
        problem = errors.sentence(error)
    context = {"issued": issued, "sent": sent, "problem": problem, "title": title}
    return show(request, "web/people/link_once.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: MemberRequest, member_id: UUID) -> HttpResponse:
    found = selectors.member(request.scope, member_id)
    initial = {"role": found.role, "services": [str(s.public_id) for s in found.services.all()]}
    form = MemberForm(request.POST or None, initial=initial, services=selectors.services(request.scope))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, {"member.last_administrator": "role"}):
            services.change_member(request.scope, member_id, form.cleaned_data["role"], form.service_ids)
            messages.success(request, _("Le rôle et les services de %(name)s sont enregistrés.") % {"name": found})
            return redirect("web:members")
    context = {"found": found, "shown": words.of_state(found.state), "own": found.pk == request.member.pk}
    return show_form(request, "web/people/member.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def suspend(request: MemberRequest, member_id: UUID) -> HttpResponse:
    found = selectors.member(request.scope, member_id)
    if request.method == "POST":
        with refusals_told(request):
            services.suspend_member(request.scope, member_id)
            messages.success(request, _("L’accès de %(name)s est suspendu.") % {"name": found})
        return redirect("web:members")
    return show(request, "web/people/suspend.html", {"found": found})


@require_POST
def resume(request: MemberRequest, member_id: UUID) -> HttpResponse:
    found = selectors.member(request.scope, member_id)
    services.resume_member(request.scope, member_id)
    messages.success(request, _("L’accès de %(name)s est rétabli.") % {"name": found})
    return redirect("web:members")


@require_POST
def reset(request: MemberRequest, member_id: UUID) -> HttpResponse:
    found = selectors.member(request.scope, member_id)
    with refusals_told(request):
        issued = services.issue_reset(request.scope, member_id)
        return handed_over(request, issued, _("Nouveau mot de passe pour %(name)s") % {"name": found})
    return redirect("web:member", member_id)


@require_POST
def revoke_invitation(request: MemberRequest, invitation_id: UUID) -> HttpResponse:
    services.revoke_invitation(request.scope, invitation_id)
    messages.success(request, _("L’invitation est révoquée : son lien ne sert plus."))
    return redirect("web:members")
