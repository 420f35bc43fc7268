"""The health report of a base: its findings by kind, drawn and listed, each with the gesture that mends it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beffroi.core.errors import NotFound
from beffroi.faces.web.access import MemberRequest
from beffroi.faces.web.library import mending, words
from beffroi.faces.web.library.bases import base_context
from beffroi.faces.web.library.forms import DismissForm
from beffroi.faces.web.pages import refusals_told, show
from beffroi.platform.library import figures, selectors
from beffroi.platform.library import services as library
from beffroi.platform.library.models import Document, Finding
from beffroi.platform.tenancy import permissions
from beffroi.platform.tenancy.permissions import Gesture

FEW = 10


@dataclass(frozen=True, slots=True)
class Side:
    """A document of a finding. `value`: what it says, in a contradiction, at [`start`, `end`] of `version`."""

    document: Document
    version: UUID | None
    gestures: list[mending.Mend]
    value: str = ""
    start: int = 0
    end: int = 0
    latest: bool = False


@dataclass(frozen=True, slots=True)
class FindingRow:
    finding: Finding
    words: words.FindingWords
    sides: list[Side]
    object: str = ""
    detail: str = ""
    reason: str = ""
    gestures: list[mending.Mend] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    kind: str
    words: words.FindingWords
    total: int
    rows: list[FindingRow]


@require_safe
def health(request: MemberRequest, base_id: UUID) -> HttpResponse:
    base = selectors.own_base(request.scope, base_id)
    permissions.require(request.scope, Gesture.SEE_HEALTH)
    state = figures.health_state(request.scope, base)
    context = {**base_context(request, base), "rebuilding": state.running, "computed_at": state.at}
    if request.headers.get("HX-Request") == "true":
        return _moving_part(request, context)
    groups = _groups(request, base_id)
    only = request.GET.get("constat", "")
    chosen = [group for group in groups if group.kind == only]
    context |= {
        "groups": chosen or [Group(g.kind, g.words, g.total, g.rows[:FEW]) for g in groups],
        "only": bool(chosen),
        "chart": [(group.words.title, group.total) for group in groups],
        "chart_title": _("Points à regarder, par constat"),
        "open_total": sum(group.total for group in groups),
        "dismissed": [_row(request, finding) for finding in figures.dismissed_findings(request.scope, base_id)],
    }
    return show(request, "web/library/health.html", context)


def _moving_part(request: MemberRequest, context: dict[str, Any]) -> HttpResponse:
    """The state of the report, asked again each second; when it ends, the whole page is asked for once."""
    response = show(request, "web/library/_health_state.html", context)
    if not context["rebuilding"]:
        response.headers["HX-Refresh"] = "true"
    return response


def _groups(request: MemberRequest, base_id: UUID) -> list[Group]:
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in selectors.findings(request.scope, base_id):
        found[finding.kind].append(finding)
    order = [kind for kind in words.FINDINGS if kind in found] + [kind for kind in found if kind not in words.FINDINGS]
    return [
        Group(kind, words.of_finding(kind), len(found[kind]), [_row(request, finding) for finding in found[kind]])
        for kind in order
    ]


def _row(request: MemberRequest, finding: Finding) -> FindingRow:
    documents = [document for document in finding.documents.all() if document.deleted_at is None]
    data = finding.data if isinstance(finding.data, dict) else {}
    return FindingRow(
        finding=finding,
        words=words.of_finding(finding.kind),
        sides=_sides(finding, documents, data.get("values"), permissions.gestures_of(request.member)),
        object=str(data.get("object", "")),
        detail=_detail(finding.kind, data),
        reason=str((data.get("dismissed") or {}).get("reason", "")),
        gestures=mending.in_general(finding, documents, permissions.gestures_of(request.member)),
    )


def _sides(finding: Finding, documents: list[Document], given: object, allowed: frozenset[Gesture]) -> list[Side]:
    """The documents, oldest first, each with what it says; `given` comes from the report, maybe an older one's."""
    said = {side.get("document"): side for side in given if isinstance(side, dict)} if isinstance(given, list) else {}
    ordered = mending.oldest_first(documents)
    return [
        Side(
            document=document,
            version=document.current.public_id if document.current else None,
            gestures=mending.beside(finding, document, documents, allowed),
            value=str(said.get(document.pk, {}).get("value", "")),
            start=int(said.get(document.pk, {}).get("start", 0)),
            end=int(said.get(document.pk, {}).get("end", 0)),
            latest=finding.kind == "versions" and document == ordered[-1],
        )
        for document in ordered
    ]


def _detail(kind: str, data: dict[str, Any]) -> str:
    if "name" in data:
        advice = words.of_verdict(str(data.get("verdict", "")), str(data.get("detail", ""))).advice
        return f"{data['name']} — {advice}" if advice else str(data["name"])
    if kind == "overlong":
        return _("%(pages)s pages, %(passages)s passages") % {
            "pages": data.get("pages", "—"),
            "passages": data.get("passages", "—"),
        }
    if isinstance(data.get("share"), int | float):
        return _("Ils ont %(share)d %% de leur texte en commun.") % {"share": round(100 * data["share"])}
    if "verdict" in data:
        return str(words.of_verdict(str(data["verdict"])).advice)
    return ""


@require_POST
def rebuild(request: MemberRequest, base_id: UUID) -> HttpResponse:
    library.rebuild_health(request.scope, base_id)
    return redirect("web:health", base_id)


@require_POST
def dismiss(request: MemberRequest, base_id: UUID, finding_id: UUID) -> HttpResponse:
    """Set a finding aside, with why. The finding must be of this base: any other pair is unknown."""
    base = selectors.own_base(request.scope, base_id)
    finding = selectors.finding(request.scope, finding_id)
    if finding.base_id != base.pk:
        raise NotFound()
    form = DismissForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Dites en quelques mots pourquoi ce constat ne demande rien."))
        return back_to_health(base_id)
    with refusals_told(request):
        library.dismiss_finding(request.scope, finding_id, reason=form.cleaned_data["reason"])
        messages.success(request, _("Le constat est écarté. Il ne reviendra que s’il change."))
    return back_to_health(base_id)


def back_to_health(base_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("web:health", args=[base_id]))
