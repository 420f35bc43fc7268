"""The state of the instance: what is sound, what is full, what is missing. Counts and versions, never a text."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beffroi.faces.web.access import MemberRequest, for_exploitant
from beffroi.faces.web.library import words
from beffroi.faces.web.pages import show
from beffroi.faces.web.states import Look
from beffroi.platform.instance import status

LEVELS = {
    "ok": words.Shown(Look(_("Bon"), "check", "ok")),
    "warning": words.Shown(Look(_("À regarder"), "warning", "warn")),
    "failure": words.Shown(Look(_("En panne"), "stop", "stop")),
}


@for_exploitant
@require_safe
def state(request: MemberRequest) -> HttpResponse:
    found = status.read(request.user)
    rows = [(LEVELS[line.level], line) for line in found.lines]
    return show(request, "web/instance/state.html", {"state": found, "rows": rows})
