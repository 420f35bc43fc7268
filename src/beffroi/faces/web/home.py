"""The first page: what waits for this person today, and a box to ask. And the menu of a phone."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from beffroi.core.scope import Scope
from beffroi.faces.web.access import MemberRequest, for_account
from beffroi.platform.library import selectors as library
from beffroi.platform.library.models import Intake
from beffroi.platform.tenancy.models import Member
from beffroi.platform.tenancy.permissions import Gesture, allows
from beffroi.uses.ask import selectors as ask

RECENT = 5
INTAKES = 5
BASES_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: a state, what it is, and where to go."""

    state: str
    title: str
    detail: str
    address: str


@require_safe
def home(request: MemberRequest) -> HttpResponse:
    scope, member = request.scope, request.member
    bases = list(library.bases(scope)[:BASES_LOOKED_AT])
    own = [base for base in bases if base.collectivite_id == scope.tenant]
    context = {
        "name": member.account.name.partition(" ")[0],
        "waiting": [*_imports(scope, member), *_findings(scope, member)],
        "recent": ask.conversations(scope)[:RECENT],
        "bases": bases,
        "own": bool(own),
        "own_documents": sum(getattr(base, "document_count", 0) for base in own),
        "documents": sum(getattr(base, "document_count", 0) for base in bases),
        "may_ask": allows(member, Gesture.ASK),
        "may_add": allows(member, Gesture.ADD_DOCUMENTS),
        "may_manage_bases": allows(member, Gesture.MANAGE_BASES),
        "may_invite": allows(member, Gesture.MANAGE_MEMBERS),
        "token": uuid4(),
    }
    return render(request, "web/home.html", context)


@for_account
@require_safe
def menu(request: HttpRequest) -> HttpResponse:
    """Every verb, for a phone whose bar holds only the first ones."""
    return render(request, "web/menu.html")


def _imports(scope: Scope, member: Member) -> list[Waiting]:
    """One's own imports that run, and those that ended with files to look at."""
    mine = library.intakes(scope).filter(member=member)
    waiting = []
    for intake in mine[: INTAKES * 2]:
        running = intake.finished_at is None
        refused = getattr(intake, "refused_count", 0)
        if running or refused:
            waiting.append(_import(intake, running, refused))
    return waiting[:INTAKES]


def _import(intake: Intake, running: bool, refused: int) -> Waiting:
    done, total = getattr(intake, "done_count", 0), getattr(intake, "file_count", 0)
    if running:
        detail = _("%(done)s fichiers lus sur %(total)s") % {"done": done, "total": total}
    else:
        detail = ngettext("%(n)s fichier n’a pas pu être lu", "%(n)s fichiers n’ont pas pu être lus", refused) % {
            "n": refused
        }
    return Waiting(
        state="running" if running else "refused",
        title=_("Import : %(label)s") % {"label": intake.label or intake.base.name},
        detail=detail,
        address=reverse("web:intake", args=[intake.public_id]),
    )


def _findings(scope: Scope, member: Member) -> list[Waiting]:
    """The bases of the authority whose health report has something to mend."""
    if not allows(member, Gesture.SEE_HEALTH):
        return []
    waiting = []
    for base in library.bases(scope).filter(collectivite_id=scope.tenant)[:BASES_LOOKED_AT]:
        count = library.findings(scope, base.public_id).count()
        if count:
            detail = ngettext("%(n)s constat à traiter", "%(n)s constats à traiter", count) % {"n": count}
            title = _("Santé de la base %(name)s") % {"name": base.name}
            waiting.append(Waiting("open", title, detail, reverse("web:health", args=[base.public_id])))
    return waiting
