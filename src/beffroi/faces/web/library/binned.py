"""The bin: what it holds, for how long, restored or erased now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.faces.web.access import MemberRequest
from beffroi.faces.web.pages import cut, refusals_told, show
from beffroi.platform.library import selectors
from beffroi.platform.library import services as library
from beffroi.platform.library.models import Base, Document
from beffroi.platform.tenancy import permissions
from beffroi.platform.tenancy.permissions import Gesture


@dataclass(frozen=True, slots=True)
class BinRow:
    document: Document
    days_left: int


@dataclass(frozen=True, slots=True)
class BinnedBaseRow:
    base: Base
    documents: int
    days_left: int


@require_safe
def bin_page(request: MemberRequest) -> HttpResponse:
    permissions.require(request.scope, Gesture.DELETE_DOCUMENTS)
    page = cut(request, selectors.bin(request.scope))
    page.object_list = [BinRow(document, days_left(document)) for document in page.object_list]
    bases = []
    if permissions.allows(request.member, Gesture.MANAGE_BASES):
        found: Any = selectors.binned_bases(request.scope)
        bases = [BinnedBaseRow(base, base.document_count, days_left(base)) for base in found]
    context = {"page": page, "bases": bases, "bin_days": settings.CONFIGURATION.bin_days}
    return show(request, "web/library/bin.html", context)


def days_left(row: Document | Base) -> int:
    """Whole days before erasure, never less than 0."""
    deleted_at = row.deleted_at or timezone.now()
    end = deleted_at + timedelta(days=settings.CONFIGURATION.bin_days)
    return max(0, (end - timezone.now()).days + 1)


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: MemberRequest, document_id: UUID) -> HttpResponse:
    found = selectors.binned_document(request.scope, document_id)
    permissions.require(request.scope, Gesture.DELETE_DOCUMENTS)
    if request.method == "POST":
        library.erase_document(request.scope, document_id)
        messages.success(request, _("« %(title)s » est effacé pour de bon.") % {"title": found.title})
        return redirect("web:bin")
    return show(request, "web/library/document_erase.html", {"document": found})


@require_POST
def restore_base(request: MemberRequest, base_id: UUID) -> HttpResponse:
    with refusals_told(request):
        library.restore_base(request.scope, base_id)
        messages.success(request, _("La base est rétablie avec ses documents."))
        return redirect("web:base", base_id)
    return redirect("web:bin")
