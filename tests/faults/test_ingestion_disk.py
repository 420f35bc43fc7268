"""A full disk, a read-only folder: a sentence, nothing half done, nothing lost; with room again, it goes on."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from beffroi.platform.jobs.models import Job
from beffroi.platform.library import files, services
from beffroi.platform.library.errors import DiskFull, StorageUnwritable
from beffroi.platform.library.models import Blob, Document, Intake, IntakeFile
from tests.faults.given import archive
from tests.platform.library.town import Town, run, settled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@contextmanager
def disk(monkeypatch: pytest.MonkeyPatch, call: str, number: int, after: int = 0) -> Iterator[None]:
    """The system refuses `call` from its `after`-th time on."""
    real, calls = getattr(os, call), [0]

    def refuses(*args: Any, **kwargs: Any) -> Any:
        calls[0] += 1
        if calls[0] > after:
            raise OSError(number, os.strerror(number))
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(files.os, call, refuses)
        yield


@pytest.mark.parametrize("after", [0, 1, 2, 3, 4])
def test_an_upload_onto_a_full_disk_leaves_nothing(after: int, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town()
    base = town.base()
    with disk(monkeypatch, "fsync", errno.ENOSPC, after), pytest.raises(DiskFull) as caught:
        town.give(base, {"a.txt": "un", "b.txt": "deux"})
    assert (caught.value.code, caught.value.status) == ("library.disk_full", 507)
    assert not Intake.objects.exists()
    assert not Blob.objects.exists()
    assert not Job.objects.exists()
    assert not list((data / "files").rglob("incoming/*"))
    assert [row.outcome for row in town.read(base, {"a.txt": "un", "b.txt": "deux"})] == ["new", "new"]


def test_a_real_full_disk_leaves_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town()
    base = town.base()
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    real = files.tempfile.mkstemp

    def onto_full(**kwargs: Any) -> tuple[int, str]:
        descriptor, name = real(**kwargs)
        os.close(descriptor)
        return os.open("/dev/full", os.O_WRONLY), name

    with monkeypatch.context() as patch:
        patch.setattr(files.tempfile, "mkstemp", onto_full)
        with pytest.raises(DiskFull):
            town.give(base, {"a.txt": "un"})
    assert not list((data / "files").rglob("incoming/*"))
    assert not IntakeFile.objects.exists()


def test_a_read_only_folder_is_said_so(data: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root writes everywhere")
    town = Town()
    base = town.base()
    (data / "files").mkdir(mode=0o500)
    with pytest.raises(StorageUnwritable):
        town.give(base, {"a.txt": "un"})
    assert not Intake.objects.exists()


def test_a_folder_that_the_system_refuses_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town()
    base = town.base()
    with disk(monkeypatch, "fsync", errno.EROFS), pytest.raises(StorageUnwritable) as caught:
        town.give(base, {"a.txt": "un"})
    assert caught.value.code == "library.storage_unwritable"
    assert not Intake.objects.exists()


def test_a_disk_that_fills_while_an_archive_is_opened_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town()
    intake = town.give(town.base(), {"envoi.zip": archive({"un.txt": b"un texte", "deux.txt": b"un autre texte"})})
    with disk(monkeypatch, "fsync", errno.ENOSPC, 1):
        run()
    assert [(row.name, row.state) for row in settled(intake)] == [("envoi.zip", "accepted")]
    job = Job.objects.get(pk=intake.job_id)
    assert (job.state, job.error_code) == (Job.State.QUEUED, "library.disk_full")
    Job.objects.update(run_after=timezone.now() - timedelta(seconds=1))
    run()
    assert [(row.name, row.outcome) for row in settled(intake)] == [
        ("envoi.zip", "opened"),
        ("un.txt", "new"),
        ("deux.txt", "new"),
    ]
    assert Document.objects.count() == 2


def test_an_index_without_room_waits_and_the_documents_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    from beffroi.core.search.errors import IndexDiskFull
    from beffroi.core.search.tantivy_index import TantivyIndex

    def full(*_: Any) -> None:
        raise IndexDiskFull()

    town = Town()
    base = town.base()
    with monkeypatch.context() as patch:
        patch.setattr(TantivyIndex, "apply", full)
        with pytest.raises(IndexDiskFull):
            town.read(base, {"a.txt": "Le hibou dort dans le clocher."})
    document = Document.objects.get()
    run()
    assert town.found("hibou") == [document.public_id]


def test_reading_continues_when_services_are_called_again_after_a_refusal() -> None:
    town = Town()
    (file,) = town.read(town.base(), {"a.pdf": b"%PDF-1.7 rien"})
    services.retry_file(town.scope(), file.public_id)
    run()
    file.refresh_from_db()
    assert (file.outcome, file.attempts) == ("refused", 1)
