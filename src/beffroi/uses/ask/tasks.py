"""What happens by itself: conversations past their time go, with their files; questions left unanswered are closed."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from beffroi.platform.jobs.registry import job, schedule
from beffroi.platform.jobs.work import Work
from beffroi.platform.journal.services import SYSTEM, record
from beffroi.platform.library.models import Version
from beffroi.platform.tenancy.models import Collectivite
from beffroi.uses.ask import verbs
from beffroi.uses.ask.attachments import folder, forget_left
from beffroi.uses.ask.models import Conversation, Turn
from beffroi.uses.ask.services import RESTORE_WITHIN, journal_stopped

EVERY: Final = 3600
LEFT_AFTER: Final = timedelta(hours=1)
AT_ONCE: Final = 200


@job("ask.sweep", title="Effacement des conversations échues")
def sweep(work: Work) -> None:
    """Erase what is past its time, everywhere. Running it twice changes nothing more."""
    now = timezone.now()
    while erase_expired(now):
        pass
    close_left(now)
    forget_purged()
    for tenant in Collectivite.objects.values_list("pk", flat=True):
        forget_left(tenant)


schedule("ask.sweep", EVERY)


def erase_expired(now: datetime) -> int:
    """Erase up to AT_ONCE conversations that are past their time, or deleted for longer than they can be restored."""
    over = Conversation.objects.filter(Q(expires_at__lte=now) | Q(deleted_at__lte=now - RESTORE_WITHIN))
    doomed = list(over.order_by("collectivite_id", "pk")[:AT_ONCE])
    for tenant, rows in groupby(doomed, key=lambda row: row.collectivite_id):
        group = list(rows)
        with transaction.atomic():
            Conversation.objects.filter(pk__in=[row.pk for row in group]).delete()
            record(tenant, SYSTEM, verbs.ERASED, facts={"count": len(group)}, use="ask")
        for row in group:
            shutil.rmtree(folder(row), ignore_errors=True)
    return len(doomed)


def close_left(now: datetime) -> None:
    """Mark as stopped the questions that nobody waited for, so that each has its journal entry."""
    left = Turn.objects.filter(state=Turn.State.ASKED, created_at__lte=now - LEFT_AFTER).values_list("pk", flat=True)
    for key in list(left):
        with transaction.atomic():
            turn = Turn.objects.select_for_update(of=("self",)).filter(pk=key, state=Turn.State.ASKED).first()
            if turn is not None:
                turn.state = Turn.State.STOPPED
                turn.save(update_fields=["state"])
                journal_stopped(SYSTEM, turn)


def forget_purged() -> None:
    """Remove the titles of purged documents from what answers suggested."""
    for turn in Turn.objects.exclude(nearest=[], also=[]).iterator(chunk_size=500):
        named = {entry["version"] for entry in [*turn.nearest, *turn.also]}
        kept = {str(v) for v in Version.objects.filter(public_id__in=named).values_list("public_id", flat=True)}
        if kept != named:
            turn.nearest = [entry for entry in turn.nearest if entry["version"] in kept]
            turn.also = [entry for entry in turn.also if entry["version"] in kept]
            turn.save(update_fields=["nearest", "also"])
