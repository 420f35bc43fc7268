"""The list of bases, one base and its documents, its settings, its deletion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from beffroi.faces.web.access import MemberRequest
from beffroi.faces.web.library import words
from beffroi.faces.web.library.forms import CHANGED_MIND, BaseForm
from beffroi.faces.web.pages import refusals_in, show, show_form
from beffroi.platform.library import figures, selectors
from beffroi.platform.library import services as library
from beffroi.platform.library.models import Base, Document, Version
from beffroi.platform.tenancy import permissions
from beffroi.platform.tenancy import selectors as people
from beffroi.platform.tenancy.permissions import Gesture

ORDERS: dict[str, words.Words] = {
    "title": gettext_lazy("Titre, de A à Z"),
    "-title": gettext_lazy("Titre, de Z à A"),
    "-date": gettext_lazy("Date, récente d’abord"),
    "date": gettext_lazy("Date, ancienne d’abord"),
    "-added": gettext_lazy("Dépôt, récent d’abord"),
    "-passages": gettext_lazy("Les plus longs d’abord"),
}


@dataclass(frozen=True, slots=True)
class BaseRow:
    base: Base
    documents: int
    passages: int
    findings: int


@dataclass(frozen=True, slots=True)
class DocumentRow:
    document: Document
    version: Version | None
    shown: words.Shown


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its label, and what a press on it sorts by ("" for a column that does not sort)."""

    label: words.Words
    target: str = ""
    order: str = ""
    number: bool = False
    optional: bool = False


@require_safe
def bases(request: MemberRequest) -> HttpResponse:
    rows = [_row(base, figures.of_bases(request.scope)) for base in selectors.bases(request.scope)]
    own = [row for row in rows if row.base.collectivite_id == request.scope.tenant]
    shared = [row for row in rows if row.base.collectivite_id != request.scope.tenant]
    return show(request, "web/library/bases.html", {"own": own, "shared": shared})


def _row(base: Base, known: dict[int, figures.BaseFigures]) -> BaseRow:
    found = known.get(base.pk, figures.NOTHING)
    return BaseRow(base, found.documents, found.passages, found.findings)


@require_safe
def base(request: MemberRequest, base_id: UUID) -> HttpResponse:
    found = selectors.base(request.scope, base_id)
    sort = request.GET.get("sort", "title")
    sort = sort if sort in ORDERS else "title"
    typed = request.GET.get("q", "").strip()[:200]
    page: Any = selectors.documents(request.scope, base_id, query=typed, order=sort, page=request.GET.get("page", "1"))
    page.object_list = [_document_row(request, document) for document in page.object_list]
    context = {
        **base_context(request, found),
        "page": page,
        "words": typed,
        "sort": sort,
        "sorts": list(ORDERS.items()),
        "heads": _heads(sort),
        "running": [i for i in selectors.intakes(request.scope, base_id)[:5] if i.finished_at is None],
    }
    return show(request, "web/library/base.html", context)


def base_context(request: MemberRequest, found: Base) -> dict[str, Any]:
    """What the head of every page of a base needs. `mine`: the base is one's own authority's."""
    return {
        "base": found,
        "mine": found.collectivite_id == request.scope.tenant,
        "counts": _row(found, figures.of_bases(request.scope)),
    }


def _document_row(request: MemberRequest, document: Document) -> DocumentRow:
    version = document.current
    if version is None:
        return DocumentRow(document, None, words.of_state("accepted"))
    if version.verdict != "read":
        return DocumentRow(document, version, words.of_verdict(version.verdict, version.detail))
    version.document = document
    return DocumentRow(document, version, words.of_document(selectors.version_status(version, request.scope.on)))


def _heads(sort: str) -> list[Head]:
    def sortable(label: str, key: str, **more: bool) -> Head:
        order = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
        first = f"-{key}" if key in {"date", "passages"} else key
        second = key if first.startswith("-") else f"-{key}"
        target = second if sort == first and second in ORDERS else first
        return Head(label, target, order, **more)

    return [
        sortable(_("Document"), "title"),
        Head(_("État")),
        sortable(_("Date"), "date"),
        Head(_("Validité"), optional=True),
        Head(_("Pages"), number=True, optional=True),
        sortable(_("Passages"), "passages", number=True, optional=True),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: MemberRequest) -> HttpResponse:
    member = permissions.require(request.scope, Gesture.MANAGE_BASES)
    initial = {"visibility": Base.Visibility.AUTHORITY, "sensitivity": Base.Sensitivity.INTERNAL}
    form = BaseForm(
        request.POST or None,
        initial=initial,
        services=list(people.services(request.scope)),
        may_share=permissions.allows(member, Gesture.SHARE_BASE),
    )
    if _sent(request, form):
        if form.must_confirm():
            return show(request, "web/library/base_share.html", {"base": None, "form": form})
        with refusals_in(form, {"library.base_name_taken": "name", "library.base_needs_service": "service"}):
            made = library.create_base(request.scope, **_values(form))
            messages.success(request, _("La base est créée. Déposez-y ses premiers documents."))
            return redirect("web:upload", made.public_id)
    return show_form(request, "web/library/base_form.html", form, {"base": None})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, base_id: UUID) -> HttpResponse:
    found = selectors.own_base(request.scope, base_id)
    member = permissions.require(request.scope, Gesture.MANAGE_BASES)
    initial = {
        "name": found.name,
        "description": found.description,
        "visibility": found.visibility,
        "service": str(found.service.public_id) if found.service else "",
        "sensitivity": found.sensitivity,
    }
    form = BaseForm(
        request.POST or None,
        initial=initial,
        services=list(people.services(request.scope)),
        may_share=permissions.allows(member, Gesture.SHARE_BASE),
        shared_already=found.visibility == Base.Visibility.SHARED,
    )
    if _sent(request, form):
        if form.must_confirm():
            return show(request, "web/library/base_share.html", {**base_context(request, found), "form": form})
        with refusals_in(form, {"library.base_name_taken": "name", "library.base_needs_service": "service"}):
            library.update_base(request.scope, base_id, **_values(form))
            messages.success(request, _("Les réglages de la base sont enregistrés."))
            return redirect("web:base", base_id)
    return show_form(request, "web/library/base_form.html", form, base_context(request, found))


def _sent(request: MemberRequest, form: BaseForm) -> bool:
    """Whether the form is to be saved; not when the person came back from confirming, to what they had typed."""
    return request.method == "POST" and CHANGED_MIND not in request.POST and form.is_valid()


def _values(form: BaseForm) -> dict[str, Any]:
    values = form.cleaned_data
    chosen = values["service"] if values["visibility"] == Base.Visibility.SERVICE else ""
    return {
        "name": values["name"],
        "description": values["description"],
        "visibility": values["visibility"],
        "service_id": UUID(chosen) if chosen else None,
        "sensitivity": values["sensitivity"],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, base_id: UUID) -> HttpResponse:
    found = selectors.own_base(request.scope, base_id)
    permissions.require(request.scope, Gesture.MANAGE_BASES)
    typed = request.POST.get("typed", "").strip()
    if request.method == "POST" and typed == found.name:
        library.delete_base(request.scope, base_id)
        messages.success(request, _("La base « %(name)s » est à la corbeille.") % {"name": found.name})
        return redirect("web:bases")
    days = settings.CONFIGURATION.bin_days
    kept = ngettext("%(n)s jour", "%(n)s jours", days) % {"n": days}
    context = {
        **base_context(request, found),
        "typed": typed,
        "problem": _("Le nom écrit n’est pas celui de la base : rien n’a été supprimé.")
        if request.method == "POST"
        else "",
        "aftermath": _("Pendant %(kept)s, la base peut être rétablie depuis la corbeille ; ensuite il n’en reste rien.")
        % {"kept": kept},
    }
    return show(request, "web/library/base_delete.html", context, status=422 if request.method == "POST" else 200)
