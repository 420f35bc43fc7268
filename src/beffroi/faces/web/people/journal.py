"""The journal in words: who did what, when, on which objects; proof of its chain; export for a spreadsheet.

Invariant: no cell of the export is read as a formula by a spreadsheet; proved by
tests/faces/web/people/test_journal.py.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beffroi.faces.web.access import MemberRequest
from beffroi.faces.web.pages import show
from beffroi.faces.web.people.verb_words import meaning_of, object_word, verb_choices
from beffroi.platform.journal.models import Entry
from beffroi.platform.journal.verify import verify_chain
from beffroi.platform.library import figures
from beffroi.platform.library import selectors as library
from beffroi.platform.tenancy import directory, permissions, selectors
from beffroi.platform.tenancy.permissions import Gesture

ROWS = 100
FEW = 3
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


@dataclass(frozen=True, slots=True)
class Thing:
    """An object of an entry: its name and address while the reader may read it, else the start of its identifier."""

    word: str
    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """`on`: the first objects. `more`: how many others."""

    entry: Entry
    who: str
    what: str
    on: list[Thing]
    more: int
    cost: str


@dataclass(frozen=True, slots=True)
class Names:
    """What identifiers stand for, for this reader. `people`: by actor. `things`: name and address by identifier."""

    people: dict[str, str]
    things: dict[str, tuple[str, str]]


@require_safe
def journal(request: MemberRequest) -> HttpResponse:
    before = _number(request.GET.get("avant", ""))
    verb = request.GET.get("geste", "")[:60]
    entries = selectors.journal_entries(request.scope, verb=verb, before=before, limit=ROWS + 1)
    shown = entries[:ROWS]
    names = _names(request, shown)
    context = {
        "rows": [row(entry, names) for entry in shown],
        "older": shown[-1].number if len(entries) > ROWS else None,
        "before": before,
        "verb": verb,
        "gestures": verb_choices(),
    }
    return show(request, "web/people/journal.html", context)


def _names(request: MemberRequest, entries: list[Entry]) -> Names:
    """Names of what this page of entries speaks of, two queries for all."""
    named = [(kind, public_id) for entry in entries for kind, public_id in entry.objects_named]
    people = directory.names(request.scope)
    things = {actor.removeprefix("member:"): (name, "") for actor, name in people.items()}
    documents = figures.titles(request.scope, {UUID(i) for kind, i in named if kind == "document"})
    things |= {str(i): (title, reverse("web:document", args=[i])) for i, title in documents.items()}
    bases = library.bases(request.scope)
    things |= {str(base.public_id): (base.name, reverse("web:base", args=[base.public_id])) for base in bases}
    return Names(people, things)


def row(entry: Entry, names: Names) -> EntryRow:
    return EntryRow(
        entry=entry,
        who=_who(entry.actor, names.people),
        what=meaning_of(entry.verb),
        on=[_thing(kind, public_id, names) for kind, public_id in entry.objects_named[:FEW]],
        more=max(0, len(entry.objects_named) - FEW),
        cost=_cost(entry),
    )


def _thing(kind: str, public_id: str, names: Names) -> Thing:
    name, address = names.things.get(public_id, (public_id[:8], ""))
    return Thing(object_word(kind), name, address)


def _who(actor: str, names: dict[str, str]) -> str:
    if actor == "system":
        return _("Beffroi")
    if actor.startswith("account:"):
        return _("L’exploitant")
    return names.get(actor, _("Ancien membre"))


def _cost(entry: Entry) -> str:
    seconds = entry.cost.get("seconds")
    return _("%(s)s s") % {"s": f"{seconds:.2f}".replace(".", ",")} if isinstance(seconds, int | float) else ""


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else None


@require_POST
def verify(request: MemberRequest) -> HttpResponse:
    permissions.require(request.scope, Gesture.SEE_JOURNAL)
    wrong = verify_chain(request.scope.tenant)
    if wrong is None:
        messages.success(request, _("La chaîne est intacte : aucune ligne n’a été changée, ajoutée ni retirée."))
    else:
        text = _(
            "La chaîne est rompue à la ligne %(n)s : le journal a été altéré. Prévenez l’exploitant et gardez une "
            "sauvegarde."
        )
        messages.error(request, text % {"n": wrong})
    return redirect("web:journal")


@require_safe
def export(request: MemberRequest) -> StreamingHttpResponse:
    """The whole journal as CSV, the last line first: UTF-8 with its mark, semicolons, as French spreadsheets open."""
    permissions.require(request.scope, Gesture.SEE_JOURNAL)
    response = StreamingHttpResponse(_lines(request), content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="journal-{day}.csv"'
    return response


def _lines(request: MemberRequest) -> Iterator[bytes]:
    head = [
        _("Numéro"),
        _("Date"),
        _("Qui"),
        _("Geste"),
        _("Code"),
        _("Objets"),
        _("Sources"),
        _("Coût"),
        _("Empreinte"),
    ]
    yield b"\xef\xbb\xbf" + csv_line(head)
    names, before = Names(directory.names(request.scope), {}), None
    while entries := selectors.journal_entries(request.scope, before=before, limit=1000):
        for entry in entries:
            yield csv_line(_cells(entry, names))
        before = entries[-1].number


def _cells(entry: Entry, names: Names) -> list[str]:
    shown = row(entry, names)
    return [
        str(entry.number),
        timezone.localtime(entry.at).isoformat(timespec="seconds"),
        shown.who,
        shown.what,
        entry.verb,
        " ".join(f"{kind}:{public_id}" for kind, public_id in entry.objects_named),
        " ".join(f"{kind}:{public_id}" for kind, public_id in entry.sources),
        shown.cost,
        entry.hash,
    ]


def csv_line(cells: list[str]) -> bytes:
    """One line; a cell that a spreadsheet would compute is disarmed by an apostrophe (OWASP, CSV injection)."""
    line = io.StringIO()
    csv.writer(line, delimiter=";", lineterminator="\r\n").writerow([disarmed(cell) for cell in cells])
    return line.getvalue().encode()


def disarmed(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_STARTS) else cell
