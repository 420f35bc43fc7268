"""Giving files, following their reading, taking up what failed.

Flow: the browser sends batches of files (library.js), each batch accepted on its own and joined to the same intake;
without a script one form sends them all. The intake's page then follows the reading, and can be left.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.core.errors import BeffroiError, NotFound
from beffroi.faces.web import errors
from beffroi.faces.web.access import MemberRequest
from beffroi.faces.web.library import words
from beffroi.faces.web.library.bases import base_context
from beffroi.faces.web.library.forms import UploadForm
from beffroi.faces.web.pages import cut, refusals_in, refusals_told, show, show_form
from beffroi.faces.web.states import Look
from beffroi.platform.jobs.models import Job
from beffroi.platform.library import selectors
from beffroi.platform.library import services as library
from beffroi.platform.library.models import Base, Document, Intake, IntakeFile
from beffroi.platform.tenancy import permissions
from beffroi.platform.tenancy.permissions import Gesture

FILE_ROWS = 100
DEEPEST = 3
SEEN = ("name", "parent", "state", "outcome", "verdict", "detail", "position", "intake")
"""What ordering and counting an import need of each file."""


@dataclass(frozen=True, slots=True)
class IntakeRow:
    intake: Intake
    shown: words.Shown
    total: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file stands in its import. `depth`: how many archives or e-mails it lies in, 3 at most for the eye."""

    file: IntakeFile
    depth: int
    parent_name: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A line of an import."""

    file: IntakeFile
    name: str
    folder: str
    shown: words.Shown
    depth: int
    parent_name: str
    document: Document | None
    duplicate: bool
    retry: bool
    pages: int


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: MemberRequest, base_id: UUID) -> HttpResponse:
    found = selectors.own_base(request.scope, base_id)
    permissions.require(request.scope, Gesture.ADD_DOCUMENTS)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    wants_json = "application/json" in request.headers.get("Accept", "")
    if request.method == "POST" and form.is_valid():
        if wants_json:
            return _accept_batch(request, found, form)
        with refusals_in(form):
            intake = library.accept_files(request.scope, base_id, _named(request, form), label=_label(form))
            return redirect("web:intake", intake.public_id)
    if request.method == "POST" and wants_json:
        return JsonResponse({"detail": " ".join(str(text) for text in form.errors.get("files", []))}, status=422)
    context = {
        **base_context(request, found),
        "max_bytes": settings.CONFIGURATION.max_file_bytes,
        "upload_words": _upload_words(),
    }
    return show_form(request, "web/library/upload.html", form, context)


def _accept_batch(request: MemberRequest, base: Base, form: UploadForm) -> HttpResponse:
    """One batch of the browser, joined to the intake that its first batch opened."""
    try:
        into = UUID(request.POST["intake"]) if request.POST.get("intake") else None
    except ValueError as exc:
        raise NotFound() from exc
    try:
        intake = library.accept_files(
            request.scope, base.public_id, _named(request, form), label=_label(form), into=into
        )
    except BeffroiError as error:
        return JsonResponse({"code": error.code, "detail": errors.sentence(error)}, status=error.status)
    return JsonResponse(
        {"intake": str(intake.public_id), "address": reverse("web:intake", args=[intake.public_id])}, status=201
    )


def _named(request: MemberRequest, form: UploadForm) -> list[tuple[str, Any]]:
    """The files with their names; those of a folder with their path in it, which the browser sends apart."""
    files: list[UploadedFile[Any]] = form.cleaned_data["files"]
    paths = request.POST.getlist("paths")
    names = paths if len(paths) == len(files) else [file.name or "" for file in files]
    return [(name or _("sans nom"), file) for name, file in zip(names, files, strict=True)]


def _label(form: UploadForm) -> str:
    files = form.cleaned_data["files"]
    given: str = form.cleaned_data["label"].strip()
    if given or len(files) != 1:
        return given
    return files[0].name or ""


def _upload_words() -> dict[str, str]:
    return {
        "waiting": _("En attente"),
        "sending": _("Envoi"),
        "kept": _("Reçu"),
        "failed": _("Non reçu"),
        "tooLarge": _("Trop gros : il n’a pas été envoyé. Découpez-le."),
        "cut": _("La connexion a été coupée. Ce qui est reçu est gardé ; renvoyez le reste."),
        "count": _("%(done)s sur %(total)s reçus"),
        "all": _("Tout est reçu. La lecture continue même si vous quittez la page."),
        "some": _("%(n)s fichiers n’ont pas été reçus."),
        "one": _("Un fichier n’a pas été reçu."),
        "files": _("%(n)s fichiers"),
        "leave": _("L’envoi n’est pas fini."),
        "more": _("… et %(n)s autres"),
    }


@require_safe
def intakes(request: MemberRequest, base_id: UUID | None = None) -> HttpResponse:
    base = selectors.own_base(request.scope, base_id) if base_id else None
    page = cut(request, selectors.intakes(request.scope, base_id))
    page.object_list = [_intake_row(intake) for intake in page.object_list]
    context: dict[str, Any] = {"page": page, "base": None}
    return show(request, "web/library/intakes.html", {**context, **(base_context(request, base) if base else {})})


def _intake_row(intake: Any) -> IntakeRow:
    if is_running(intake):
        shown = words.of_state("running")
    elif intake.job and intake.job.state in {Job.State.CANCELLED, Job.State.FAILED}:
        shown = words.of_state(intake.job.state)
    elif intake.refused_count:
        advice = _("%(n)s à reprendre") % {"n": intake.refused_count}
        shown = words.Shown(Look(advice, "warning", "warn"))
    else:
        shown = words.of_state("done")
    return IntakeRow(intake, shown, intake.file_count)


def is_running(intake: Intake) -> bool:
    return intake.finished_at is None and bool(intake.job and intake.job.state in {Job.State.QUEUED, Job.State.RUNNING})


@require_safe
def intake(request: MemberRequest, intake_id: UUID) -> HttpResponse:
    """The import's page; for htmx only the part that moves."""
    found: Any = selectors.intake(request.scope, intake_id)
    places = ordered(selectors.intake_files(request.scope, intake_id).select_related(None).only(*SEEN))
    ended = [place for place in places if place.file.state == IntakeFile.State.DONE]
    todo = [place for place in ended if words.of_file(place.file).look.tone in {"warn", "stop"}]
    only = request.GET.get("voir") == "reprendre"
    page = cut(request, todo if only else places, FILE_ROWS)
    page.object_list = _lines(request, intake_id, list(page.object_list))
    context = {
        "intake": found,
        "base": found.base,
        "running": is_running(found),
        "cancelled": bool(found.job and found.job.state == Job.State.CANCELLED),
        "problem": _problem(found),
        "done": len(ended),
        "total": len(places),
        "todo": len(todo),
        "only": only,
        "tally": _tally(places),
        "page": page,
    }
    partial = request.headers.get("HX-Request") == "true"
    return show(request, f"web/library/{'_intake_progress' if partial else 'intake'}.html", context)


def _problem(found: Intake) -> str:
    if found.job and found.job.state == Job.State.FAILED:
        return _("La lecture s’est arrêtée avant la fin. Relancez-la depuis la page des travaux.")
    return ""


def _tally(places: list[Place]) -> list[tuple[words.Shown, int]]:
    """How many files stand in each state, by the words of the state."""
    causes = Counter((p.file.state, p.file.outcome, p.file.verdict, p.file.detail) for p in places)
    found: Counter[str] = Counter()
    first: dict[str, words.Shown] = {}
    for (state, outcome, verdict, detail), number in causes.items():
        shown = words.of_file(IntakeFile(state=state, outcome=outcome, verdict=verdict, detail=detail))
        found[str(shown.look.label)] += number
        first.setdefault(str(shown.look.label), shown)
    return [(first[label], number) for label, number in found.most_common()]


def ordered(files: Iterable[IntakeFile]) -> list[Place]:
    """The files as a reader expects them: what an archive holds right under it."""
    children: dict[int | None, list[IntakeFile]] = defaultdict(list)
    for file in files:
        children[file.parent_id].append(file)
    places: list[Place] = []
    waiting = [Place(file, 0, "") for file in reversed(children[None])]
    while waiting:
        place = waiting.pop()
        places.append(place)
        within = min(place.depth + 1, DEEPEST)
        waiting.extend(Place(child, within, place.file.name) for child in reversed(children[place.file.pk]))
    return places


def _lines(request: MemberRequest, intake_id: UUID, places: list[Place]) -> list[FileRow]:
    """The rows of one page, read whole only now: an import may hold thousands of files."""
    rows = selectors.intake_files(request.scope, intake_id).filter(pk__in=[place.file.pk for place in places])
    whole = {file.pk: file for file in rows}
    may = permissions.allows(request.member, Gesture.ADD_DOCUMENTS)
    return [_line(request, whole[place.file.pk], place, may) for place in places if place.file.pk in whole]


def _line(request: MemberRequest, file: IntakeFile, place: Place, may_retry: bool) -> FileRow:
    done = file.state == IntakeFile.State.DONE
    duplicate = done and file.outcome == IntakeFile.Outcome.DUPLICATE
    document = selectors.document_of(request.scope, file)
    retry = may_retry and done and file.blob_id is not None and words.may_change(file.verdict, file.detail)
    folder, _slash, name = file.name.rpartition("/")
    return FileRow(
        file=file,
        name=name or file.name,
        folder=folder,
        shown=words.of_file(file),
        depth=place.depth,
        parent_name=place.parent_name,
        document=document,
        duplicate=duplicate,
        retry=retry and not duplicate,
        pages=document.current.page_count if document and document.current else 0,
    )


@require_POST
def cancel(request: MemberRequest, intake_id: UUID) -> HttpResponse:
    with refusals_told(request):
        library.cancel_intake(request.scope, intake_id)
        messages.success(request, _("L’import s’arrête. Ce qui est déjà lu reste dans la base."))
    return redirect("web:intake", intake_id)


@require_POST
def retry(request: MemberRequest, intake_id: UUID, file_id: UUID) -> HttpResponse:
    """Read one file again. The file must belong to this intake: any other pair is unknown."""
    file = selectors.intake_file(request.scope, file_id)
    if file.intake.public_id != intake_id:
        raise NotFound()
    with refusals_told(request):
        library.retry_file(request.scope, file_id)
        messages.success(request, _("La lecture de « %(name)s » est relancée.") % {"name": file.name})
    return redirect("web:intake", intake_id)
