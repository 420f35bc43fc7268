"""Pages of the use. Views read the request, call a service or a selector, and show; they decide nothing."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.handlers.asgi import ASGIRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beffroi.core.errors import BeffroiError
from beffroi.core.scope import Scope
from beffroi.platform.library import selectors as library
from beffroi.platform.tenancy.models import Member
from beffroi.uses.ask import opinions as told
from beffroi.uses.ask import selectors, services, showing, streaming
from beffroi.uses.ask.forms import FeedbackForm, QuestionForm
from beffroi.uses.ask.models import Conversation, Turn

RECENT = 6
PER_PAGE = 30
SHOWN_IN_FORM = 500


class MemberRequest(HttpRequest):
    """What the door of the house has set on the request of a member."""

    member: Member
    scope: Scope


@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Ask a first question."""
    if request.method == "POST":
        return _ask(request, None)
    recent = selectors.conversations(request.scope)[:RECENT]
    composer = _composer(request, None, request.GET.get("question", ""))
    return render(request, "ask/new.html", {"composer": composer, "recent": recent})


@never_cache
@require_http_methods(["GET", "POST"])
def conversation(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    """Read a conversation, or ask what follows."""
    found = selectors.conversation(request.scope, conversation_id)
    if request.method == "POST":
        return _ask(request, found)
    return _show(request, found, _composer(request, found))


@require_POST
def answer(request: MemberRequest, turn_id: UUID) -> HttpResponse:
    """The answer of a turn that still waits, for pages without script."""
    turn = services.answer_turn(request.scope, selectors.turn(request.scope, turn_id))
    return _to_turn(turn)


@require_POST
def stream(request: MemberRequest, turn_id: UUID) -> StreamingHttpResponse:
    """The answer of a turn, piece by piece."""
    turn = selectors.turn(request.scope, turn_id)
    lines = streaming.events_as_they_come if isinstance(request, ASGIRequest) else streaming.events
    contact = request.member.collectivite.fallback_contact
    response = StreamingHttpResponse(
        lines(request, request.scope, turn, contact),
        content_type="application/x-ndjson; charset=utf-8",
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


@require_POST
def stop(request: MemberRequest, turn_id: UUID) -> HttpResponse:
    return _to_turn(services.stop(request.scope, turn_id))


@require_POST
def feedback(request: MemberRequest, turn_id: UUID) -> HttpResponse:
    """Say what one thinks of an answer; without any mark nor word, take it back."""
    form = FeedbackForm(request.POST)
    comment = form.cleaned_data["comment"] if form.is_valid() else request.POST.get("comment", "")[:2000]
    if any(form.marks().values()) or comment.strip():
        services.feedback(request.scope, turn_id, comment=comment, **form.marks())
    else:
        services.withdraw_feedback(request.scope, turn_id)
    return _to_feedback(request, turn_id)


@require_POST
def withdraw(request: MemberRequest, turn_id: UUID) -> HttpResponse:
    services.withdraw_feedback(request.scope, turn_id)
    return _to_feedback(request, turn_id)


@require_GET
def conversations(request: MemberRequest) -> HttpResponse:
    """Find a conversation again."""
    query = request.GET.get("q", "").strip()[:200]
    page = Paginator(selectors.conversations(request.scope, query), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "ask/conversations.html", {"page": page, "query": query})


@require_GET
def opinions(request: MemberRequest) -> HttpResponse:
    """What members said of answers, by document, for those who mend documents."""
    page = Paginator(told.opinions(request.scope), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "ask/opinions.html", {"page": page})


@require_POST
def delete(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    services.delete_conversation(request.scope, conversation_id)
    undo = reverse("ask:restore", args=[conversation_id])
    messages.success(
        request,
        _("La conversation et ses fichiers sont supprimés. Vous pouvez revenir en arrière pendant un jour."),
        extra_tags=f"undo {undo}",
    )
    return redirect("ask:conversations")


@require_POST
def restore(request: MemberRequest, conversation_id: UUID) -> HttpResponse:
    found = services.restore_conversation(request.scope, conversation_id)
    messages.success(request, _("La conversation est rétablie."))
    return redirect("ask:conversation", found.public_id)


@require_POST
def detach(request: MemberRequest, attachment_id: UUID) -> HttpResponse:
    found = services.detach(request.scope, attachment_id)
    messages.success(request, _("Le fichier joint est effacé, avec les phrases qui en venaient."))
    return redirect("ask:conversation", found.public_id)


def _ask(request: MemberRequest, found: Conversation | None) -> HttpResponse:
    form = QuestionForm(request.POST, request.FILES)
    form.is_valid()
    question = str(form.cleaned_data.get("question") or "")
    try:
        turn = _posed(request, found, form, question)
    except BeffroiError as error:
        if error.status >= 500 and error.status != 507:
            raise
        composer = {**_composer(request, found, question), "error": _sentence(error)}
        if found is not None:
            return _show(request, found, composer, status=error.status)
        recent = selectors.conversations(request.scope)[:RECENT]
        return render(request, "ask/new.html", {"composer": composer, "recent": recent}, status=error.status)
    if not form.cleaned_data.get("flux"):
        turn = services.answer_turn(request.scope, turn)
    return _to_turn(turn)


def _posed(request: MemberRequest, found: Conversation | None, form: QuestionForm, question: str) -> Turn:
    token = form.cleaned_data.get("token")
    made = services.posed(request.scope, question, token)
    if made is not None:
        return made
    chosen = _chosen(request)
    services.check(question)
    conversation_id = found.public_id if found else None
    file = request.FILES.get("file")
    if file is not None:
        attached = services.attach(request.scope, conversation_id, file.name or "", file)
        conversation_id = attached.conversation.public_id
    return services.pose(request.scope, question, conversation_id, chosen, token)


def _chosen(request: HttpRequest) -> list[UUID] | None:
    """The ticked bases; None when the form showed no choice, nothing ticked being all of them."""
    if "bases_shown" not in request.POST:
        return None
    ids = []
    for value in request.POST.getlist("bases"):
        try:
            ids.append(UUID(value))
        except ValueError:
            continue
    return ids


def _composer(request: MemberRequest, found: Conversation | None, question: str = "") -> dict[str, object]:
    """What the question box shows."""
    bases = list(library.bases(request.scope)[:SHOWN_IN_FORM])
    ticked = set(found.bases.values_list("pk", flat=True)) if found else set()
    return {
        "question": question,
        "bases": [(base, not ticked or base.pk in ticked) for base in bases],
        "narrowed": bool(ticked),
        "token": uuid4(),
        "follow_up": found is not None,
        "action": reverse("ask:conversation", args=[found.public_id]) if found else reverse("ask:new"),
        "limit": services.LONGEST_QUESTION,
        "max_bytes": settings.CONFIGURATION.max_file_bytes,
    }


def _show(request: MemberRequest, found: Conversation, composer: dict[str, object], status: int = 200) -> HttpResponse:
    contact = request.member.collectivite.fallback_contact
    context = {
        "conversation": found,
        "turns": showing.show_all(request.scope, selectors.turns(request.scope, found), contact),
        "attachments": selectors.attachments(request.scope, found),
        "composer": composer,
        "root": f"{request.scheme}://{request.get_host()}",
    }
    return render(request, "ask/conversation.html", context, status=status)


def _to_turn(turn: Turn) -> HttpResponse:
    address = reverse("ask:conversation", args=[turn.conversation.public_id])
    return HttpResponseRedirect(f"{address}#question-{turn.position}")


def _to_feedback(request: MemberRequest, turn_id: UUID) -> HttpResponse:
    turn = selectors.turn(request.scope, turn_id)
    if request.headers.get("HX-Request"):
        return render(request, "ask/_feedback.html", {"turn": turn, "shown": showing.show(request.scope, turn)})
    return _to_turn(turn)


def _sentence(error: BeffroiError) -> str:
    template = _(error.sentence)
    return template % error.params if error.params else template
