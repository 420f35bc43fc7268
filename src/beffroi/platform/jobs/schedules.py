"""Work that comes back by itself. Invariant: each tick of a schedule is enqueued once, by however many workers."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from beffroi.platform.jobs import registry
from beffroi.platform.jobs.models import Schedule
from beffroi.platform.jobs.services import enqueue


def prepare() -> None:
    """Bring the rows to what the code declares; a new schedule is first due half a minute from now."""
    first = timezone.now() + timedelta(seconds=30)
    for kind, every in registry.SCHEDULES.items():
        row, created = Schedule.objects.get_or_create(kind=kind, defaults={"every": every, "next_at": first})
        if not created and row.every != every:
            Schedule.objects.filter(pk=row.pk).update(every=every, next_at=min(row.next_at, first))
    Schedule.objects.exclude(kind__in=registry.SCHEDULES).delete()


def enqueue_due() -> int:
    """Enqueue each schedule whose time has come; returns how many. A tick missed while no worker ran counts once."""
    now, count = timezone.now(), 0
    for row in Schedule.objects.filter(next_at__lte=now):
        with transaction.atomic():
            same = Schedule.objects.filter(pk=row.pk, next_at=row.next_at)
            if same.update(next_at=now + timedelta(seconds=row.every)):
                enqueue(row.kind, {}, collectivite_id=None, unique_key=f"schedule:{row.kind}")
                count += 1
    return count
