"""Conversations: questions, exact answers, citations that still open later, files private to one conversation.

Invariants: a conversation belongs to one member and nobody else reads it; one submission is one turn (`token`); a
citation goes with the version it quotes, so that a document purged from the library leaves nothing here either.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.platform.tenancy.models import TenantRow


class Conversation(TenantRow):
    """Belongs to one member; nobody else reads it. Gone at `expires_at`, with its files. `deleted_at`: the member
    deleted it, it can be restored for a day."""

    private_to_member: ClassVar[bool] = True

    member = models.ForeignKey("tenancy.Member", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)
    bases = models.ManyToManyField("library.Base", related_name="+", blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    expires_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-updated_at"]


class Turn(TenantRow):
    """One question and its answer. `decision`, `rung`: core.answer.contract.

    `nearest`: [{version, title, start}, …], public ids. `also`: what would have answered but is out of date,
    [{version, title, status, until}, …]. `token`: identifies one submission of one member.
    """

    private_to_member: ClassVar[bool] = True

    class State(models.TextChoices):
        ASKED = "asked", _("Posée")
        ANSWERED = "answered", _("Répondue")
        STOPPED = "stopped", _("Arrêtée")

    conversation = models.ForeignKey("ask.Conversation", on_delete=models.CASCADE, related_name="turns")
    position = models.PositiveIntegerField()
    question = models.TextField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.ASKED)
    decision = models.CharField(max_length=20, blank=True)
    confidence = models.FloatField(null=True)
    rung = models.CharField(max_length=20, blank=True)
    seconds = models.FloatField(null=True)
    on = models.DateField()
    nearest = models.JSONField(default=list)
    also = models.JSONField(default=list)
    token = models.UUIDField(null=True, unique=True, editable=False)
    service = models.ForeignKey("tenancy.Service", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["conversation", "position"], name="turn_position")]


class Citation(TenantRow):
    """An exact sentence of an answer, with where it stands: in a document version or in a file of the conversation.

    `lead_in`: the exact sentence before it, shown when this one begins with an anaphor.
    """

    private_to_member: ClassVar[bool] = True

    turn = models.ForeignKey("ask.Turn", on_delete=models.CASCADE, related_name="citations")
    position = models.PositiveIntegerField()
    version = models.ForeignKey("library.Version", null=True, on_delete=models.CASCADE, related_name="+")
    attachment = models.ForeignKey("ask.Attachment", null=True, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=300)
    headings = models.JSONField(default=list)
    lead_in = models.TextField(blank=True)
    text = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    page = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["position"]


class Attachment(TenantRow):
    """A file attached to one conversation: read in the fence, private to it, gone with it.

    Its bytes lie in the data folder, at files/<authority>/conversations/<conversation>/<attachment>/original.
    """

    private_to_member: ClassVar[bool] = True

    conversation = models.ForeignKey("ask.Conversation", on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=120, blank=True)
    verdict = models.CharField(max_length=20)
    detail = models.CharField(max_length=80, blank=True)
    text = models.TextField(blank=True)
    layout = models.JSONField(default=dict)


class Feedback(TenantRow):
    """What the member thought of one answer: ticked marks, and a free word."""

    private_to_member: ClassVar[bool] = True

    turn = models.OneToOneField("ask.Turn", on_delete=models.CASCADE, related_name="feedback")
    clear = models.BooleanField(default=False)
    complete = models.BooleanField(default=False)
    reliable = models.BooleanField(default=False)
    wrong = models.BooleanField(default=False)
    imprecise = models.BooleanField(default=False)
    missing_source = models.BooleanField(default=False)
    comment = models.TextField(blank=True)
