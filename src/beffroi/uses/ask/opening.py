"""Beginning a conversation, and how long it lives."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from beffroi.platform.tenancy.models import Member
from beffroi.uses.ask.models import Conversation

LONGEST_TITLE = 200


def title_of(question: str) -> str:
    """A conversation is called after its first question: one line, cut at a word."""
    line = " ".join(question.split())
    if len(line) <= LONGEST_TITLE:
        return line
    return line[: LONGEST_TITLE - 2].rsplit(" ", 1)[0] + " …"


def open_conversation(member: Member, title: str) -> Conversation:
    """A new conversation of this member, inside the caller's transaction."""
    return Conversation.objects.create(
        collectivite_id=member.collectivite_id, member=member, title=title, expires_at=_expiry(member)
    )


def prolong(conversation: Conversation) -> None:
    """A conversation lives on from its last question."""
    conversation.expires_at = _expiry(conversation.member)
    conversation.save(update_fields=["expires_at", "updated_at"])


def _expiry(member: Member) -> datetime:
    return timezone.now() + timedelta(days=member.collectivite.conversation_days)
