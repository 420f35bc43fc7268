"""Long and scheduled work. Invariant: an effect recorded as a JobStep happened exactly once, with its row."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """One piece of long work. `kind`: registered in jobs.registry. `params`: identifiers only.
    `unique_key`: two live jobs never share it. `message`: a stable code of what is being done now. `attempts`: in a
    row without progress. `delivery`: the task of the queue that will run it next."""

    class State(models.TextChoices):
        QUEUED = "queued", _("En attente")
        RUNNING = "running", _("En cours")
        DONE = "done", _("Terminé")
        FAILED = "failed", _("Échoué")
        CANCELLED = "cancelled", _("Annulé")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collectivite = models.ForeignKey("tenancy.Collectivite", null=True, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("tenancy.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    unique_key = models.CharField(max_length=200, null=True, blank=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField(default=5)
    run_after = models.DateTimeField()
    heartbeat_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=120, blank=True)
    delivery = models.UUIDField(null=True, editable=False)
    cancel_requested = models.BooleanField(default=False)
    error_code = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "run_after"], name="job_due")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unique_key"], condition=models.Q(state__in=["queued", "running"]), name="job_unique_live"
            )
        ]


class JobStep(models.Model):
    """An effect of a job that happened, committed in the same transaction as the effect."""

    job = models.ForeignKey("jobs.Job", on_delete=models.CASCADE, related_name="steps")
    key = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "key"], name="job_step_once")]


class Schedule(models.Model):
    """A job to run again and again. `every`: seconds. Declared in code, this row only remembers when."""

    kind = models.CharField(max_length=60, unique=True)
    every = models.PositiveIntegerField()
    next_at = models.DateTimeField()


class Turn(models.Model):
    """When each authority (0: the instance) last had a worker's time: who waited longest goes first."""

    tenant = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
