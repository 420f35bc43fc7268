"""What is kept of comings and goings leaves when its use is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from beffroi.platform.instance.forgetting import forget_access
from beffroi.platform.tenancy import services
from beffroi.platform.tenancy.models import OneTimeLink
from tests.platform import people

pytestmark = pytest.mark.django_db


def test_only_what_is_over_is_forgotten() -> None:
    now = timezone.now()
    for key, ends in (("over", now - timedelta(minutes=1)), ("live", now + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    for name, age in (("old", 2), ("new", 0)):
        attempt = AccessAttempt.objects.create(username=name, failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=now - timedelta(days=age))
    for email, used, ends in (
        ("used@x.example", now - timedelta(days=31), now),
        ("expired@x.example", None, now - timedelta(days=31)),
        ("recent@x.example", now - timedelta(days=1), now),
        ("live@x.example", None, now + timedelta(days=1)),
    ):
        OneTimeLink.objects.create(kind="invitation", token_hash=email, email=email, used_at=used, expires_at=ends)
    forget_access()
    assert set(Session.objects.values_list("session_key", flat=True)) == {"live"}
    assert set(AccessAttempt.objects.values_list("username", flat=True)) == {"new"}
    assert set(OneTimeLink.objects.values_list("email", flat=True)) == {"recent@x.example", "live@x.example"}


def test_signing_in_leaves_no_trace_of_where_from() -> None:
    member = people.member(people.authority("Saint-Orme"))
    account = services.accept_link(services.issue_reset_for_account(member.account).token, "", people.PASSWORD)
    answer = Client().post("/connexion/", {"email": account.email, "password": people.PASSWORD})
    assert answer.status_code == 302
    assert not AccessLog.objects.exists()
