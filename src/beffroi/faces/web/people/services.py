"""Services of the authority: who answers for what."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from beffroi.faces.web.access import MemberRequest
from beffroi.faces.web.pages import refusals_in, refusals_told, show, show_form
from beffroi.faces.web.people.forms import ServiceForm
from beffroi.platform.tenancy import permissions, selectors
from beffroi.platform.tenancy import services as tenancy
from beffroi.platform.tenancy.permissions import Gesture


@require_safe
def services(request: MemberRequest) -> HttpResponse:
    return show(request, "web/people/services.html", {"services": selectors.services(request.scope)})


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: MemberRequest) -> HttpResponse:
    permissions.require(request.scope, Gesture.MANAGE_SERVICES)
    form = ServiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            tenancy.create_service(request.scope, **form.cleaned_data)
            messages.success(request, _("Le service est créé."))
            return redirect("web:services")
    return show_form(request, "web/people/service_form.html", form, {"service": None})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, service_id: UUID) -> HttpResponse:
    permissions.require(request.scope, Gesture.MANAGE_SERVICES)
    found = selectors.service(request.scope, service_id)
    initial = {"name": found.name, "remit": found.remit, "phone": found.phone, "email": found.email}
    form = ServiceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            tenancy.update_service(request.scope, service_id, **form.cleaned_data)
            messages.success(request, _("Le service est enregistré."))
            return redirect("web:services")
    return show_form(request, "web/people/service_form.html", form, {"service": found})


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, service_id: UUID) -> HttpResponse:
    permissions.require(request.scope, Gesture.MANAGE_SERVICES)
    found = selectors.service(request.scope, service_id)
    if request.method == "POST":
        with refusals_told(request):
            tenancy.delete_service(request.scope, service_id)
            messages.success(request, _("Le service « %(name)s » est supprimé.") % {"name": found.name})
        return redirect("web:services")
    return show(request, "web/people/service_delete.html", {"service": found})
