"""Scheduled work comes once per tick, however many workers look."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from beffroi.platform.jobs import registry, schedules, services, tasks
from beffroi.platform.jobs.models import Job, Schedule
from beffroi.platform.jobs.worker import Worker
from tests.platform import people
from tests.platform.jobs.kinds import kind, no_companions

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_tick_is_enqueued_once_by_many_workers_and_missed_ticks_count_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "SCHEDULES", {})
    with kind(lambda work: None) as name:
        registry.schedule(name, 60)
        schedules.prepare()
        assert schedules.enqueue_due() == 0
        Schedule.objects.update(next_at=timezone.now() - timedelta(days=3))
        people.at_once(*[schedules.enqueue_due] * 4)
        assert Job.objects.filter(kind=name).count() == 1
        assert Schedule.objects.get().next_at > timezone.now()


def test_rows_follow_what_the_code_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "SCHEDULES", {"a.b": 60, "c.d": 3600})
    schedules.prepare()
    monkeypatch.setattr(registry, "SCHEDULES", {"a.b": 30})
    schedules.prepare()
    assert list(Schedule.objects.values_list("kind", "every")) == [("a.b", 30)]


def test_jobs_that_ended_long_ago_are_forgotten_and_the_others_stay() -> None:
    month = timezone.now() - timedelta(days=31)
    old = Job.objects.create(kind="k", state=Job.State.DONE, finished_at=month, run_after=month)
    Job.objects.create(kind="k", state=Job.State.QUEUED, run_after=month + timedelta(days=300))
    Job.objects.create(kind="k", state=Job.State.DONE, finished_at=timezone.now(), run_after=month)
    services.enqueue(tasks.FORGET, {}, collectivite_id=None)
    with no_companions():
        Worker().run_until_idle()
    assert Job.objects.filter(kind="k").count() == 2
    assert not Job.objects.filter(pk=old.pk).exists()
