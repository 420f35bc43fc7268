"""Reads of conversations. Invariant: only their own member reads them, within their authority; proved by
tests/uses/ask/test_privacy.py and the tenant matrix."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Prefetch, Q, QuerySet
from django.utils import timezone

from beffroi.core.errors import NotFound
from beffroi.core.scope import Scope, required
from beffroi.uses.ask.models import Attachment, Citation, Conversation, Feedback, Turn

Row = TypeVar("Row", bound=Model)


def conversations(scope: Scope, query: str = "") -> QuerySet[Conversation]:
    """The member's live conversations, last used first. `query`: words of a question, all present, any case."""
    found = _own(scope).filter(deleted_at=None)
    for word in query.replace("\x00", " ").split():  # no database keeps a null character
        asked = Turn.objects.filter(question__icontains=word).values("conversation")
        found = found.filter(Q(title__icontains=word) | Q(pk__in=asked))
    return found.order_by("-updated_at", "-pk")


def conversation(scope: Scope, public_id: UUID) -> Conversation:
    """One live conversation of this member. Raises NotFound."""
    return _one(conversations(scope), public_id)


def deleted_conversation(scope: Scope, public_id: UUID) -> Conversation:
    """One conversation that this member deleted and may still take back. Raises NotFound."""
    return _one(_own(scope).filter(deleted_at__isnull=False), public_id)


def turns(scope: Scope, conversation: Conversation) -> QuerySet[Turn]:
    """The turns of a conversation of this member, oldest first, with all that showing them needs."""
    cited = Citation.objects.select_related(
        "version", "version__document", "version__document__base", "version__document__current", "attachment"
    ).order_by("position")
    found = _turns(scope).filter(conversation=conversation)
    return found.prefetch_related(Prefetch("citations", cited)).order_by("position")


def turn(scope: Scope, public_id: UUID) -> Turn:
    """One turn of a live conversation of this member. Raises NotFound."""
    return _one(_turns(scope), public_id)


def turn_of_token(scope: Scope, token: UUID) -> Turn | None:
    """The turn that this submission already made, if any."""
    return _turns(scope).filter(token=token).first()


def attachments(scope: Scope, conversation: Conversation) -> QuerySet[Attachment]:
    """The files attached to a conversation of this member, in order of arrival."""
    return _attachments(scope).filter(conversation=conversation).order_by("created_at", "pk")


def attachment(scope: Scope, public_id: UUID) -> Attachment:
    """One file attached to a live conversation of this member. Raises NotFound."""
    return _one(_attachments(scope), public_id)


def feedback(scope: Scope, turn: Turn) -> Feedback | None:
    """What the member thought of this answer, if they said it."""
    return Feedback.objects.filter(turn=turn, collectivite_id=required(scope).tenant).first()


def _own(scope: Scope) -> QuerySet[Conversation]:
    scope = required(scope)
    if scope.member is None:  # a task of the house has no conversation
        return Conversation.objects.none()
    return Conversation.objects.filter(
        collectivite_id=scope.tenant, member_id=scope.member, expires_at__gt=timezone.now()
    )


def _turns(scope: Scope) -> QuerySet[Turn]:
    live = _own(scope).filter(deleted_at=None)
    return Turn.objects.filter(conversation__in=live).select_related("conversation", "service", "feedback")


def _attachments(scope: Scope) -> QuerySet[Attachment]:
    live = _own(scope).filter(deleted_at=None)
    return Attachment.objects.filter(conversation__in=live).select_related("conversation")


def _one(rows: QuerySet[Row], public_id: UUID) -> Row:
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotFound()
    return found
