"""An erased authority leaves numbers only; the others keep everything."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from beffroi.core.errors import Invalid, NotFound, Refused
from beffroi.platform.instance import erasure, folders, services, tables
from beffroi.platform.jobs.models import Job
from beffroi.platform.jobs.work import Leave, Reason, Work
from beffroi.platform.journal.models import Entry, Head
from beffroi.platform.journal.verify import verify_chain
from beffroi.platform.library import files
from beffroi.platform.library.models import IndexChange, Version
from beffroi.platform.tenancy.models import Account, Collectivite, Member, TenantRow
from tests.platform import people
from tests.platform.instance.rows import fill
from tests.platform.instance.working import finished

WORD, KEPT_WORD = "hulottequichuinte", "effraiequidort"
pytestmark = pytest.mark.django_db(transaction=True)


def _everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that Django knows."""
    return {model._meta.label: list(model._default_manager.values()) for model in apps.get_models()}


def _rows_of(collectivite: Collectivite) -> dict[str, list[dict[str, Any]]]:
    return {m._meta.label: list(tables.rows(m, collectivite.pk).values()) for m in tables.holding()}


def _database_file() -> Path | None:
    return Path(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else None


def _signed_in(account: Account) -> None:
    Client().force_login(account, backend="django.contrib.auth.backends.ModelBackend")


def test_every_tenant_row_is_found_and_filled() -> None:
    labels = {model._meta.label for model in tables.holding()}
    assert {model._meta.label for model in apps.get_models() if issubclass(model, TenantRow)} <= labels
    collectivite = people.authority()
    fill(collectivite, WORD)
    assert all(rows for rows in _rows_of(collectivite).values()), "a table has no row to erase"


def test_erasing_leaves_nothing_and_touches_nobody_else() -> None:
    operator, erased, kept = people.exploitant(), people.authority(WORD), people.authority(KEPT_WORD)
    member, kept_member = fill(erased, WORD), fill(kept, KEPT_WORD)
    shared_account = people.account("double@mairie.example")
    both = [people.member(erased, of=shared_account), people.member(kept, of=shared_account)]
    _signed_in(member.account)
    AccessAttempt.objects.create(username=member.account.email.upper(), ip_address="127.0.0.1", failures_since_start=1)
    version, chain_end = Version.objects.get(collectivite=erased).pk, Head.objects.get(chain=erased.pk)
    untouched = _rows_of(kept)

    job = finished(services.erase_collectivite(operator, erased.public_id, f" {WORD} "))

    left = _everything()
    assert WORD not in str(left).lower()
    for model in set(tables.holding()) - {IndexChange}:
        assert not tables.rows(model, erased.pk).exists(), model
    assert not Collectivite.objects.filter(pk=erased.pk).exists()
    assert not Account.objects.filter(pk=member.account_id).exists()
    assert set(Account.objects.values_list("pk", flat=True)) == {operator.pk, kept_member.account_id, shared_account.pk}
    assert list(Member.objects.filter(account=shared_account)) == [both[1]]
    assert not left["sessions.Session"]
    assert not left["axes.AccessAttempt"]
    assert not folders.files_of(erased.public_id).exists()
    assert not folders.exports_of(erased.public_id).exists()
    assert IndexChange.objects.filter(version_id=version).count() >= 2  # filled, then forgotten

    assert Job.objects.filter(kind="library.reindex", state="queued", collectivite=None).exists()

    assert _rows_of(kept) == untouched
    assert files.root(kept.pk) == folders.files_of(kept.public_id)
    assert any(folders.files_of(kept.public_id).rglob("*"))

    line = Entry.objects.get(verb="instance.erased")
    assert line.collectivite_id is None
    assert line.objects_named == [["collectivite", str(erased.public_id)]]
    assert line.facts["entries"] == chain_end.number + 1  # and the entry that says that the erasure was asked
    assert verify_chain(None) is None
    assert verify_chain(kept.pk) is None
    assert not Head.objects.filter(chain=erased.pk).exists()
    assert (job.done, job.collectivite_id) == (job.total, None)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL vacuums by itself")
def test_the_file_of_the_database_forgets_too() -> None:
    operator, erased = people.exploitant(), people.authority(WORD)
    fill(erased, WORD)
    path = _database_file()
    assert path is not None
    wal = path.with_name(path.name + "-wal")
    assert WORD.encode() in path.read_bytes() + wal.read_bytes()
    finished(services.erase_collectivite(operator, erased.public_id, WORD))
    assert WORD.encode() not in path.read_bytes()
    assert WORD.encode() not in (wal.read_bytes() if wal.exists() else b"")


def test_an_erasure_goes_on_where_it_was_stopped() -> None:
    operator, erased = people.exploitant(), people.authority(WORD)
    fill(erased, WORD)
    job = services.erase_collectivite(operator, erased.public_id, WORD)
    total = len(tables.in_order_of_erasure())
    for stops in range(total):
        work = _Interrupted(job, stops)
        try:
            erasure.erase(work)
        except Leave:
            continue
        break
    else:
        raise AssertionError("never ended")
    assert stops > 3
    assert WORD not in str(_everything())
    erasure.erase(_Interrupted(job, total))  # once more changes nothing
    assert Entry.objects.filter(verb="instance.erased").count() == 1


class _Interrupted(Work):
    """A worker that is told to stop after a number of batches."""

    def __init__(self, job: Job, batches: int) -> None:
        Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, worker="test")
        job.refresh_from_db()
        super().__init__(job, "test", turn_s=60, stopping=lambda: False)
        self.left = batches

    def checkpoint(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Leave(Reason.STOPPING)


def test_an_authority_is_closed_as_soon_as_its_erasure_is_asked() -> None:
    operator, member = people.exploitant(), people.member(people.authority("Arvel"))
    _signed_in(member.account)
    first = services.erase_collectivite(operator, member.collectivite.public_id, "Arvel")
    member.collectivite.refresh_from_db()
    assert member.collectivite.state == "erasing"
    assert not _everything()["sessions.Session"]
    again = services.erase_collectivite(operator, member.collectivite.public_id, "Arvel")
    assert again == first


def test_a_running_job_has_no_effect_any_more() -> None:
    operator, member = people.exploitant(), people.member(people.authority("Arvel"))
    export = services.export_collectivite(operator, member.collectivite.public_id)
    finished(services.erase_collectivite(operator, member.collectivite.public_id, "Arvel"))
    assert not Job.objects.filter(pk=export.pk).exists()
    assert not folders.exports_of(member.collectivite.public_id).exists()


def test_who_may_not_erase() -> None:
    operator, member = people.exploitant(), people.member(people.authority("Arvel"))
    public_id = member.collectivite.public_id
    for typed in ("", "arvel", "Valmire"):
        with pytest.raises(Invalid):
            services.erase_collectivite(operator, public_id, typed)
    for known in (public_id, uuid4()):
        with pytest.raises(Refused):
            services.erase_collectivite(member.account, known, "Arvel")
    with pytest.raises(NotFound):
        services.erase_collectivite(operator, uuid4(), "Arvel")
    member.collectivite.refresh_from_db()
    assert member.collectivite.state == "active"
    with transaction.atomic():
        assert not Entry.objects.exists()
