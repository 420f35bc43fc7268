"""A document: what is known of it, its versions, its dates; replaced, deleted, restored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.faces.web.access import MemberRequest
from beffroi.faces.web.library import mending, words
from beffroi.faces.web.library.forms import DocumentForm, EndForm, ReplaceForm
from beffroi.faces.web.pages import refusals_in, refusals_told, show, show_form
from beffroi.platform.library import selectors
from beffroi.platform.library import services as library
from beffroi.platform.library.models import Document, Version
from beffroi.platform.tenancy import permissions
from beffroi.platform.tenancy.permissions import Gesture

LANGUAGES: dict[str, words.Words] = {
    "fr": gettext_lazy("français"),
    "en": gettext_lazy("anglais"),
    "de": gettext_lazy("allemand"),
    "es": gettext_lazy("espagnol"),
    "it": gettext_lazy("italien"),
}


@dataclass(frozen=True, slots=True)
class VersionRow:
    version: Version
    shown: words.Shown
    reading: words.Shown


@require_safe
def document(request: MemberRequest, document_id: UUID) -> HttpResponse:
    found = selectors.document(request.scope, document_id)
    versions = list(selectors.versions(request.scope, document_id))
    current = next((version for version in versions if version.pk == found.current_id), None)
    mine = found.base.collectivite_id == request.scope.tenant
    may_change = mine and permissions.allows(request.member, Gesture.EDIT_DOCUMENTS)
    reading = words.of_verdict(current.verdict, current.detail) if current else None
    context = {
        "document": found,
        "base": found.base,
        "current": current,
        "size": current.blob.size if current else 0,
        "language": LANGUAGES.get(current.language, current.language) if current else "",
        "shown": _shown(request, found, current),
        "reading": reading if current and current.verdict != "read" else None,
        "notes": [words.of_note(note) for note in current.notes] if current else [],
        "versions": [_version_row(request, found, version) for version in versions],
        "validity_words": validity_words(found),
        "may_change": may_change,
        "may_read_again": may_change and bool(current and words.may_change(current.verdict, current.detail)),
        "may_delete": mine and permissions.allows(request.member, Gesture.DELETE_DOCUMENTS),
        "bin_days": settings.CONFIGURATION.bin_days,
    }
    return show(request, "web/library/document.html", context)


def _shown(request: MemberRequest, found: Document, current: Version | None) -> words.Shown:
    if current is None:
        return words.of_state("accepted")
    current.document = found
    return words.of_document(selectors.version_status(current, request.scope.on))


def _version_row(request: MemberRequest, found: Document, version: Version) -> VersionRow:
    version.document = found
    status = selectors.version_status(version, request.scope.on)
    return VersionRow(version, words.of_document(status), words.of_verdict(version.verdict, version.detail))


def validity_words(found: Document) -> str:
    """What the validity period does to the answers, in one sentence."""
    if found.valid_from is None and found.valid_to is None:
        return _("Il répond tant que vous ne lui donnez pas de fin.")
    if found.valid_to is None:
        return _("Il ne répond pas avant ce jour, puis répond sans limite.")
    day = date_format(found.valid_to, "DATE_FORMAT")
    return _("Il répond jusqu’au %(day)s compris ; le lendemain, il est périmé.") % {"day": day}


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, document_id: UUID) -> HttpResponse:
    found = selectors.own_document(request.scope, document_id)
    permissions.require(request.scope, Gesture.EDIT_DOCUMENTS)
    own = [base for base in selectors.bases(request.scope) if base.collectivite_id == request.scope.tenant]
    form = DocumentForm(request.POST or None, initial=DocumentForm.initial_of(found), bases=own)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form, {"library.validity_reversed": "valid_to"}):
            library.update_document(request.scope, document_id, **_values(form))
            messages.success(request, _("Le document est enregistré. Les réponses en tiennent compte aussitôt."))
            if _from_health(request):
                return redirect("web:health", found.base.public_id)
            return redirect("web:document", document_id)
    return show_form(request, "web/library/document_form.html", form, {"document": found})


def _from_health(request: MemberRequest) -> bool:
    """Whether the gesture was made from the health report, where the person then goes on."""
    return request.GET.get("retour") == "sante"


def _values(form: DocumentForm) -> dict[str, Any]:
    values = dict(form.cleaned_data)
    values["base_id"] = UUID(values.pop("base"))
    return values


@require_POST
def end(request: MemberRequest, document_id: UUID) -> HttpResponse:
    """Set the last day on which the document answers (`fin`, empty for none); undone by the same address."""
    found = selectors.own_document(request.scope, document_id)
    form = EndForm({"fin": request.POST.get("fin", request.GET.get("fin", ""))})
    back = redirect("web:health" if _from_health(request) else "web:document", *_place(request, found))
    if not form.is_valid():
        messages.error(request, _("Cette date ne se lit pas. Choisissez le dernier jour où le document répond."))
        return back
    last: date | None = form.cleaned_data["fin"]
    with refusals_told(request):
        library.update_document(request.scope, document_id, valid_to=last)
        before = found.valid_to.isoformat() if found.valid_to else ""
        undo = f"{reverse('web:document_end', args=[document_id])}?fin={before}"
        undo += f"&{mending.BACK.removeprefix('?')}" if _from_health(request) else ""
        messages.success(request, _ended(found.title, last, request.scope.on), extra_tags=f"undo {undo}")
    return back


def _place(request: MemberRequest, found: Document) -> tuple[UUID]:
    return (found.base.public_id if _from_health(request) else found.public_id,)


def _ended(title: str, last: date | None, today: date) -> str:
    if last is None:
        return _("« %(title)s » répond de nouveau, sans fin.") % {"title": title}
    said = (
        _("« %(title)s » a répondu jusqu’au %(day)s : il ne répond plus.")
        if last < today
        else _("« %(title)s » répond jusqu’au %(day)s.")
    )
    return said % {"title": title, "day": date_format(last, "DATE_FORMAT")}


@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: MemberRequest, document_id: UUID) -> HttpResponse:
    found = selectors.own_document(request.scope, document_id)
    permissions.require(request.scope, Gesture.EDIT_DOCUMENTS)
    form = ReplaceForm(request.POST, request.FILES) if request.method == "POST" else ReplaceForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_in(form):
            intake = library.replace_document(request.scope, document_id, file.name, file)
            return redirect("web:intake", intake.public_id)
    return show_form(request, "web/library/document_replace.html", form, {"document": found})


@require_POST
def read_again(request: MemberRequest, document_id: UUID) -> HttpResponse:
    """Read again the file of the current version (Tesseract was installed, the server was busy)."""
    selectors.own_document(request.scope, document_id)
    with refusals_told(request):
        intake = library.reread_document(request.scope, document_id)
        return redirect("web:intake", intake.public_id)
    return redirect("web:document", document_id)


@require_POST
def delete(request: MemberRequest, document_id: UUID) -> HttpResponse:
    found = selectors.own_document(request.scope, document_id)
    library.delete_document(request.scope, document_id)
    undo = reverse("web:document_restore", args=[document_id])
    text = _("« %(title)s » est à la corbeille : il ne répond plus.") % {"title": found.title}
    messages.success(request, text, extra_tags=f"undo {undo}")
    return redirect("web:health" if _from_health(request) else "web:base", found.base.public_id)


@require_POST
def restore(request: MemberRequest, document_id: UUID) -> HttpResponse:
    found = selectors.binned_document(request.scope, document_id)
    with refusals_told(request):
        library.restore_document(request.scope, document_id)
        messages.success(request, _("« %(title)s » est rétabli : il répond de nouveau.") % {"title": found.title})
        return redirect("web:document", document_id)
    return redirect("web:bin")
