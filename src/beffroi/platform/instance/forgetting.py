"""What is kept of people's comings and goings, and for how long: nothing beyond its use. Proved by
tests/platform/instance/test_forgetting.py.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone

from beffroi.platform.tenancy.models import OneTimeLink

ATTEMPTS_KEPT: Final = timedelta(days=1)
LINKS_KEPT: Final = timedelta(days=30)


def forget_access() -> None:
    """Remove sessions that are over, failed sign-ins (an address, an IP) of before yesterday, and links that have not
    served for a month: the journal keeps who invited whom."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS_KEPT).delete()
    over = now - LINKS_KEPT
    OneTimeLink.objects.filter(Q(used_at__lt=over) | Q(expires_at__lt=over)).delete()
