"""The health report of a base: its findings by kind, drawn and listed, each with the gesture that mends it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
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
from beffroi.faces.web.library import mending, quoting, words
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
    """A document of a finding, with what may be done to it. `ends`: the document whose validity ends when this one is
    said to be in force."""

    document: Document
    version: UUID | None
    gestures: list[mending.Mend]
    latest: bool = False
    ends: Document | None = None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding; or the contradictions of the same documents, each a difference."""

    finding: Finding
    words: words.FindingWords
    sides: list[Side]
    title: str = ""
    detail: str = ""
    reason: str = ""
    gestures: list[mending.Mend] = field(default_factory=list)
    differences: list[quoting.Difference] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """`total`: findings. `hidden`: rows that are not shown."""

    kind: str
    words: words.FindingWords
    total: int
    rows: list[FindingRow]
    hidden: int = 0


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
        "groups": chosen or [replace(g, rows=g.rows[:FEW], hidden=len(g.rows[FEW:])) for g in groups],
        "only": bool(chosen),
        "chart": [(group.words.title, group.total) for group in groups],
        "chart_title": _("Points à regarder, par constat"),
        "open_total": sum(group.total for group in groups),
        "dismissed": [_row(request, [finding]) for finding in figures.dismissed_findings(request.scope, base_id)],
        "yesterday": request.scope.on - timedelta(days=1),
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
        Group(
            kind,
            words.of_finding(kind),
            len(found[kind]),
            [_row(request, together) for together in _together(found[kind])],
        )
        for kind in order
    ]


def _together(findings: list[Finding]) -> list[list[Finding]]:
    """Contradictions of the same documents are read, and mended, at once; any other finding is alone."""
    grouped: dict[object, list[Finding]] = defaultdict(list)
    for finding in findings:
        pair = frozenset(document.pk for document in finding.documents.all())
        grouped[pair if finding.kind == "contradiction" and pair else finding.pk].append(finding)
    return list(grouped.values())


def _row(request: MemberRequest, together: list[Finding]) -> FindingRow:
    finding = together[0]
    documents = [document for document in finding.documents.all() if document.deleted_at is None]
    data = finding.data if isinstance(finding.data, dict) else {}
    ordered, allowed = mending.oldest_first(documents), permissions.gestures_of(request.member)
    differences = _differences(together, ordered)
    said = dict.fromkeys(quote.value for difference in differences for quote in difference.quotes if quote.value)
    return FindingRow(
        finding=finding,
        words=words.of_finding(finding.kind),
        sides=[_side(finding, document, ordered, allowed) for document in ordered],
        title=" / ".join(f"« {value} »" for value in said),
        detail=_detail(finding.kind, data),
        reason=str((data.get("dismissed") or {}).get("reason", "")),
        gestures=mending.in_general(finding, documents, allowed),
        differences=differences,
    )


def _differences(together: list[Finding], documents: list[Document]) -> list[quoting.Difference]:
    """What each finding quotes; a kind of finding of another version may quote nothing."""
    read = quoting.passages(together)
    found = [quoting.difference(finding, documents, read) for finding in together]
    return [difference for difference in found if difference.quotes]


def _side(finding: Finding, document: Document, ordered: list[Document], allowed: frozenset[Gesture]) -> Side:
    others = [other for other in ordered if other != document]
    rival = others[0] if finding.kind == "contradiction" and len(others) == 1 else None
    return Side(
        document=document,
        version=document.current.public_id if document.current else None,
        gestures=mending.beside(finding, document, ordered, allowed),
        latest=finding.kind == "versions" and document == ordered[-1],
        ends=rival if Gesture.EDIT_DOCUMENTS in allowed else None,
    )


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
