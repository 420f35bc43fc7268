"""Ending the sessions of accounts at once: suspended, erased, or with a new password."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session


def end_sessions(account_ids: Collection[int]) -> int:
    """Delete every session of these accounts; return how many. A session's owner is inside it, so each is opened."""
    owners = {str(account_id) for account_id in account_ids}
    if not owners:
        return 0
    sessions = Session.objects.all().iterator(chunk_size=500)
    doomed = [session.pk for session in sessions if session.get_decoded().get(SESSION_KEY) in owners]
    for start in range(0, len(doomed), 500):
        Session.objects.filter(pk__in=doomed[start : start + 500]).delete()
    return len(doomed)
