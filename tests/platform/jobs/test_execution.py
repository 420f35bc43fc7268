"""A job's life: claimed once, ended, put down, tried again, failed, cancelled; turns are fair."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beffroi.core.errors import NotFound, Refused
from beffroi.core.scope import Scope
from beffroi.platform.jobs import selectors, services
from beffroi.platform.jobs.errors import JobLost, NotCancellable, NotRetriable, UnknownKind
from beffroi.platform.jobs.execution import claim_next, execute, recover, run_claimed
from beffroi.platform.jobs.identity import Identity
from beffroi.platform.jobs.models import Job, JobStep, Turn
from beffroi.platform.jobs.work import Work
from beffroi.platform.jobs.worker import Worker
from tests.platform import people
from tests.platform.jobs.kinds import kind, no_companions

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    with no_companions():
        yield


def run_all() -> None:
    Worker().run_until_idle()


def again(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def due_now() -> None:
    Job.objects.update(run_after=timezone.now() - timedelta(seconds=1))


def test_a_job_is_queued_with_what_asked_for_it_or_not_at_all() -> None:
    with kind(lambda work: None) as name:
        with transaction.atomic():
            services.enqueue(name, {}, collectivite_id=None)
            transaction.set_rollback(True)
        assert not Job.objects.exists()
        assert not DBTaskResult.objects.exists()
        services.enqueue(name, {}, collectivite_id=None)
        assert DBTaskResult.objects.count() == 1


def test_an_unknown_kind_is_not_queued() -> None:
    with pytest.raises(UnknownKind):
        services.enqueue("nothing.known", {}, collectivite_id=None)


def test_a_job_runs_once_with_its_parameters_and_leaves_no_message() -> None:
    seen = []
    with kind(lambda work: seen.append((work.params, work.scope_ids))) as name:
        tenant = people.authority()
        job = services.enqueue(name, {"base": 7}, collectivite_id=tenant.pk)
        run_all()
        run_all()
    assert seen == [({"base": 7}, (tenant.pk, None))]
    assert again(job).state == Job.State.DONE
    assert not DBTaskResult.objects.exists()


def test_the_queue_s_own_worker_meets_the_same_claim() -> None:
    seen = []
    with kind(lambda work: seen.append(1)) as name:
        job = services.enqueue(name, {}, collectivite_id=None)
        execute.call(job.pk)
        execute.call(job.pk)
    assert seen == [1]
    assert again(job).state == Job.State.DONE


def test_two_live_jobs_never_share_a_unique_key() -> None:
    with kind(lambda work: None) as name:
        first = services.enqueue(name, {}, collectivite_id=None, unique_key="k")
        assert services.enqueue(name, {}, collectivite_id=None, unique_key="k").pk == first.pk
        run_all()
        assert services.enqueue(name, {}, collectivite_id=None, unique_key="k").pk != first.pk


def test_concurrent_enqueues_with_one_key_make_one_job() -> None:
    with kind(lambda work: None) as name:
        made = people.at_once(*[lambda: services.enqueue(name, {}, collectivite_id=None, unique_key="k").pk] * 4)
    assert len(set(made)) == 1
    assert Job.objects.count() == 1


def test_concurrent_claims_give_a_job_to_one_worker() -> None:
    with kind(lambda work: None) as name:
        jobs = {services.enqueue(name, {}, collectivite_id=None).pk for _ in range(3)}
        got = people.at_once(*[lambda n=n: getattr(claim_next(f"w{n}"), "pk", None) for n in range(5)])
    assert sorted(pk for pk in got if isinstance(pk, int)) == sorted(jobs)


def test_a_failure_is_tried_again_later_then_given_up_with_its_code() -> None:
    runs = []

    def fails(work: Work) -> None:
        runs.append(1)
        raise OSError("words of a document")

    with kind(fails, max_attempts=3) as name:
        job = services.enqueue(name, {}, collectivite_id=None)
        run_all()
        waits = again(job)
        assert (waits.state, waits.attempts, len(runs)) == (Job.State.QUEUED, 1, 1)
        assert waits.run_after > timezone.now()
        for _ in range(3):
            due_now()
            run_all()
    ended = again(job)
    assert (ended.state, ended.error_code, len(runs)) == (Job.State.FAILED, "python.OSError", 3)


def test_what_is_refused_is_not_tried_again() -> None:
    def refused(work: Work) -> None:
        raise Refused()

    with kind(refused) as name:
        job = services.enqueue(name, {}, collectivite_id=None)
        run_all()
    assert (again(job).state, again(job).error_code) == (Job.State.FAILED, "refused")


def test_progress_gives_the_attempts_back() -> None:
    def stumbles(work: Work) -> None:
        done = again(job).done
        if done < 8:
            work.progress(done + 1, 8)
            raise OSError
        work.progress(8, 8)

    with kind(stumbles, max_attempts=2) as name:
        job = services.enqueue(name, {}, collectivite_id=None)
        for _ in range(10):
            due_now()
            run_all()
    assert again(job).state == Job.State.DONE


def test_a_step_counts_once_whatever_the_failures_after_it() -> None:
    effects: list[str] = []

    def work_of_two_steps(work: Work) -> None:
        for key in ("a", "b"):
            with work.step(key) as undone:
                if undone:
                    effects.append(key)
            if again(job).attempts < 2:
                raise OSError

    with kind(work_of_two_steps) as name:
        job = services.enqueue(name, {}, collectivite_id=None)
        for _ in range(4):
            due_now()
            run_all()
    assert effects == ["a", "b"]
    assert again(job).state == Job.State.DONE
    assert not JobStep.objects.exists()


def test_an_effect_that_fails_leaves_its_step_undone() -> None:
    def fails_inside(work: Work) -> None:
        with work.step("a"):
            people.authority()
            raise OSError

    with kind(fails_inside) as name:
        services.enqueue(name, {}, collectivite_id=None)
        run_all()
    from beffroi.platform.tenancy.models import Collectivite

    assert not Collectivite.objects.exists()
    assert not JobStep.objects.exists()


def test_who_lost_the_job_cannot_write_any_more() -> None:
    with kind(lambda work: None) as name:
        services.enqueue(name, {}, collectivite_id=None)
        job = claim_next("zombie")
        assert job is not None
        work = Work(job, "zombie", turn_s=9, stopping=lambda: False)
        Job.objects.update(worker="other")
        with pytest.raises(JobLost), work.step("a"):
            raise AssertionError("the effect must not begin")
        with pytest.raises(JobLost), work.guarded():
            raise AssertionError("the effect must not begin")


def test_the_job_of_a_dead_worker_is_taken_back_at_once_and_not_that_of_a_living_one() -> None:
    with kind(lambda work: None) as name, Identity() as alive:
        with Identity() as dead:
            lost = services.enqueue(name, {}, collectivite_id=None)
            assert claim_next(str(dead)) is not None
        kept = services.enqueue(name, {}, collectivite_id=None)
        assert claim_next(str(alive)) is not None
        assert recover() == 1
        assert (again(lost).state, again(kept).state) == (Job.State.QUEUED, Job.State.RUNNING)
        assert DBTaskResult.objects.count() == 1


def test_a_silent_worker_of_another_machine_loses_its_job_after_a_minute() -> None:
    with kind(lambda work: None) as name:
        job = services.enqueue(name, {}, collectivite_id=None)
        claim_next("elsewhere:12:34:1")
        assert recover() == 0
        Job.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=61))
        assert recover() == 1
        assert again(job).state == Job.State.QUEUED


def test_a_job_that_kills_its_worker_each_time_ends_by_failing() -> None:
    with kind(lambda work: None, max_attempts=3) as name:
        job = services.enqueue(name, {}, collectivite_id=None)
        for _ in range(3):
            with Identity() as dead:
                assert claim_next(str(dead)) is not None
            recover()
    assert (again(job).state, again(job).error_code) == (Job.State.FAILED, "job.lost")


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_at_its_next_step() -> None:
    tenant = people.authority()
    scope = Scope(tenant.pk, None, frozenset(), frozenset(), timezone.localdate())
    reached = []

    def long(work: Work) -> None:
        services.cancel(scope, Job.objects.get(pk=work.job_id).public_id)
        for n in range(100):
            reached.append(n)
            with work.guarded():
                pass
            work.checkpoint()

    with kind(long) as name:
        waits = services.enqueue(name, {}, collectivite_id=tenant.pk, run_after=timezone.now() + timedelta(hours=1))
        services.cancel(scope, waits.public_id)
        assert again(waits).state == Job.State.CANCELLED
        assert not DBTaskResult.objects.exists()
        runs = services.enqueue(name, {}, collectivite_id=tenant.pk)
        run_all()
        assert again(runs).state == Job.State.CANCELLED
        assert reached == [0]
        with pytest.raises(NotCancellable):
            services.cancel(scope, runs.public_id)


def test_a_failed_job_is_started_again_by_a_gesture_and_a_done_one_is_not() -> None:
    tenant = people.authority()
    scope = Scope(tenant.pk, None, frozenset(), frozenset(), timezone.localdate())
    broken = [True]

    def run(work: Work) -> None:
        if broken:
            raise Refused()

    with kind(run) as name:
        job = services.enqueue(name, {}, collectivite_id=tenant.pk)
        run_all()
        broken.clear()
        services.retry(scope, job.public_id)
        run_all()
        assert again(job).state == Job.State.DONE
        with pytest.raises(NotRetriable):
            services.retry(scope, job.public_id)


def test_a_job_of_another_authority_or_member_is_like_a_random_one() -> None:
    mine, theirs = people.authority(), people.authority()
    agent, admin = people.member(mine, "agent"), people.member(mine)
    with kind(lambda work: None) as name:
        own = services.enqueue(name, {}, collectivite_id=mine.pk, member_id=agent.pk)
        colleague = services.enqueue(name, {}, collectivite_id=mine.pk, member_id=admin.pk)
        foreign = services.enqueue(name, {}, collectivite_id=theirs.pk)
        instance = services.enqueue(name, {}, collectivite_id=None)
    assert [job.pk for job in selectors.jobs(people.scope(agent))] == [own.pk]
    assert {job.pk for job in selectors.jobs(people.scope(admin))} == {own.pk, colleague.pk}
    for public_id in (foreign.public_id, instance.public_id, uuid4()):
        with pytest.raises(NotFound):
            selectors.job(people.scope(admin), public_id)
        with pytest.raises(NotFound):
            services.cancel(people.scope(admin), public_id)
    with pytest.raises(NotFound):
        services.retry(people.scope(agent), colleague.public_id)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 3), min_size=1, max_size=25))
def test_no_authority_is_served_twice_while_another_waits(owners: list[int]) -> None:
    Job.objects.all().delete()
    Turn.objects.all().delete()
    tenants = [people.authority() for _ in range(4)]
    with kind(lambda work: None) as name:
        for owner in owners:
            services.enqueue(name, {}, collectivite_id=tenants[owner].pk)
        served: list[int] = []
        while (job := claim_next("w")) is not None:
            served.append(next(n for n, tenant in enumerate(tenants) if tenant.pk == job.collectivite_id))
            run_claimed(job, "w")
    assert sorted(served) == sorted(owners)
    left = {owner: owners.count(owner) for owner in owners}
    last: int | None = None
    for owner in served:
        waiting = {other for other, number in left.items() if number}
        assert owner != last or waiting == {owner}
        left[owner], last = left[owner] - 1, owner


def test_a_flood_makes_room_between_two_steps() -> None:
    flood, small = people.authority(), people.authority()
    order: list[str] = []

    def steps(work: Work) -> None:
        owner = "flood" if work.scope_ids[0] == flood.pk else "small"
        for n in range(work.params["steps"]):
            with work.step(str(n)) as undone:
                if undone:
                    order.append(owner)
                    if owner == "flood" and n == 0:
                        services.enqueue(name, {"steps": 1}, collectivite_id=small.pk)
            import time

            time.sleep(0.3)
            work.checkpoint()

    with kind(steps) as name:
        services.enqueue(name, {"steps": 4}, collectivite_id=flood.pk)
        Worker(turn_s=0.0).run_until_idle()
    assert order == ["flood", "small", "flood", "flood", "flood"]
    assert set(Job.objects.values_list("state", flat=True)) == {Job.State.DONE}
