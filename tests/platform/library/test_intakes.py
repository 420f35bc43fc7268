"""Accepted files end with a verdict each; the same bytes are one document; versions replace; hidden stays hidden."""

from __future__ import annotations

import io
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import DataError
from django.utils import timezone

from beffroi.core.errors import NotFound
from beffroi.core.reading import Document as Text
from beffroi.core.reading import Reading, Verdict
from beffroi.platform.jobs import services as jobs
from beffroi.platform.jobs.models import Job
from beffroi.platform.journal.models import Entry
from beffroi.platform.library import files, members, readings, selectors, services, settling, tasks
from beffroi.platform.library.errors import FileTooLarge, NoFileGiven, NotRetriable, QuotaExceeded
from beffroi.platform.library.models import Blob, Document, Intake, IntakeFile, Version
from beffroi.platform.tenancy.models import Collectivite
from tests.faults.given import archive, mail
from tests.platform import people
from tests.platform.library.town import Town, run, settled

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "La salle des fêtes se loue 85 euros par jour aux habitants de la commune."


def outcomes(rows: list[IntakeFile]) -> list[tuple[str, str, str]]:
    return [(row.name, row.outcome, row.verdict) for row in rows]


def test_an_import_names_no_document_of_a_base_that_its_reader_cannot_read() -> None:
    """The one who gave the file saw that it was there already; who looks at the import later may not."""
    town = Town()
    service = people.service(town.authority)
    closed = town.base("Personnel", visibility="service", service_id=service.public_id)
    town.document(closed, "Le dossier de Mme Vanel est complet.", "dossier.txt")
    file = town.read(town.base(), {"copie.txt": "Le dossier de Mme Vanel est complet."})[0]
    agent = people.member(town.authority, "agent")
    assert file.outcome == IntakeFile.Outcome.DUPLICATE
    assert selectors.document_of(town.scope(), file) == file.document
    assert selectors.document_of(town.scope(agent), file) is None


def test_a_file_becomes_a_document_that_answers() -> None:
    town = Town()
    base = town.base()
    (file,) = town.read(base, {"dossier/salle_des_fêtes.txt": TEXT})
    document = Document.objects.get()
    assert outcomes([file]) == [("dossier/salle_des_fêtes.txt", "new", "read")]
    assert file.document == document
    assert town.found("tarif de location de la salle des fêtes") == [document.public_id]
    intake = selectors.intake(town.scope(), file.intake.public_id)
    assert (intake.file_count, intake.done_count, intake.refused_count) == (1, 1, 0)
    assert intake.finished_at is not None
    assert intake.job is not None
    assert (intake.job.state, intake.job.done, intake.job.total) == (Job.State.DONE, 1, 1)
    assert Entry.objects.filter(verb="library.document_added").count() == 1


def test_spans_of_passages_are_exact() -> None:
    town = Town()
    document = town.document(town.base(), "\n\n".join(f"# Titre {n}\n\n{TEXT} " * 30 for n in range(6)), "règlement.md")
    version = document.versions.get()
    text = selectors.transcription(town.scope(), version.public_id).text
    rows = list(selectors.passages(town.scope(), version.public_id))
    assert len(rows) == version.passage_count > 3
    assert all(text[row.start : row.end] == row.text for row in rows)
    previous, current, following = selectors.passage_around(town.scope(), version.public_id, rows[2].start + 5)
    assert (previous, current, following) == (rows[1], rows[2], rows[3])


def test_each_bad_file_ends_with_its_verdict_and_keeps_its_bytes() -> None:
    town = Town()
    rows = town.read(town.base(), {"vide.txt": "", "abîmé.pdf": b"%PDF-1.7 rien", "image.bin": b"\x00\x01\x02" * 99})
    assert [row.outcome for row in rows] == ["refused"] * 3
    assert all(row.verdict in {"empty", "damaged", "unsupported"} for row in rows)
    assert not Document.objects.exists()
    assert all(files.path(town.authority.pk, row.blob.sha256).exists() for row in rows if row.blob)


def test_what_lies_in_an_archive_or_an_e_mail_is_read_too() -> None:
    town = Town()
    held = archive({"a/un.txt": TEXT.encode(), "deux.eml": mail(7), "trois.bin": b"\x00\x01" * 50})
    rows = town.read(town.base(), {"envoi.zip": held})
    assert outcomes(rows)[0] == ("envoi.zip", "opened", "read")
    assert {row.name: row.outcome for row in rows[1:]} == {"a/un.txt": "new", "deux.eml": "new", "trois.bin": "refused"}
    assert {row.parent_id for row in rows[1:]} == {rows[0].pk}
    assert Document.objects.count() == 2


def test_the_same_bytes_twice_are_one_document() -> None:
    town = Town()
    base, other = town.base(), town.base("Autre")
    rows = town.read(base, {"a.txt": TEXT, "b.txt": TEXT})
    assert sorted(row.outcome for row in rows) == ["duplicate", "new"]
    (again,) = town.read(other, {"c.txt": TEXT})
    assert again.outcome == "duplicate"
    assert {row.document_id for row in [*rows, again]} == {Document.objects.get().pk}
    assert Blob.objects.count() == 1


def test_the_same_bytes_given_at_once_by_two_people_are_one_document() -> None:
    town = Town()
    base, agent = town.base(), people.member(town.authority, "agent")
    results = people.at_once(lambda: town.give(base, {"a.txt": TEXT}), lambda: town.give(base, {"b.txt": TEXT}, agent))
    assert all(isinstance(result, Intake) for result in results), results
    run()
    assert Document.objects.count() == Blob.objects.count() == 1


def test_nobody_learns_that_a_hidden_base_or_another_authority_has_the_same_file() -> None:
    town, other = Town(), Town()
    hidden = town.base("Paie", visibility="service", service_id=people.service(town.authority).public_id)
    opened = town.base()
    agent = people.member(town.authority, "agent")
    secret = town.read(hidden, {"a.txt": TEXT})[0].document
    (mine,) = town.read(opened, {"a.txt": TEXT}, by=agent)
    (theirs,) = other.read(other.base(), {"a.txt": TEXT})
    assert mine.outcome == theirs.outcome == "new"
    assert secret is not None
    assert secret.public_id not in town.found("location de la salle des fêtes", agent)
    assert Blob.objects.filter(collectivite=town.authority).count() == 1
    assert Blob.objects.filter(collectivite=other.authority).count() == 1
    assert files.path(town.authority.pk, mine.blob.sha256) != files.path(other.authority.pk, theirs.blob.sha256)


def test_a_new_version_replaces_and_old_citations_still_open() -> None:
    town = Town()
    document = town.document(town.base(), TEXT)
    old = document.versions.get()
    services.replace_document(town.scope(), document.public_id, "v2.txt", io.BytesIO(TEXT.replace("85", "92").encode()))
    run()
    new = Version.objects.get(number=2)
    today = timezone.localdate()
    opened = selectors.version(town.scope(), old.public_id)
    assert selectors.version_status(opened, today) == "replaced"
    assert selectors.version_status(selectors.version(town.scope(), new.public_id), today) == "current"
    assert "85 euros" in selectors.transcription(town.scope(), old.public_id).text
    assert opened.replaced_at is not None
    hits = [found.passage.text for found in _found(town, "location de la salle des fêtes")]
    assert hits
    assert all("92 euros" in text and "85 euros" not in text for text in hits)
    assert Document.objects.count() == 1


def test_the_same_bytes_as_a_replacement_change_nothing() -> None:
    town = Town()
    document = town.document(town.base(), TEXT)
    intake = services.replace_document(town.scope(), document.public_id, "copie.txt", io.BytesIO(TEXT.encode()))
    run()
    assert [row.outcome for row in settled(intake)] == ["duplicate"]
    assert Version.objects.count() == 1


def test_a_version_that_cannot_be_read_leaves_the_old_one_answering() -> None:
    town = Town()
    document = town.document(town.base(), TEXT)
    services.replace_document(town.scope(), document.public_id, "v2.pdf", io.BytesIO(b"%PDF-1.7 rien"))
    run()
    assert town.found("location de la salle des fêtes") == [document.public_id]


def test_outside_its_validity_a_document_does_not_answer() -> None:
    town = Town()
    document = town.document(town.base(), TEXT)
    today, day = timezone.localdate(), timedelta(days=1)
    question = "location de la salle des fêtes"
    for valid_from, valid_to, status in [
        (None, today - day, "expired"),
        (today + day, None, "not_yet"),
        (today, today, "current"),
        (None, None, "current"),
    ]:
        services.update_document(town.scope(), document.public_id, valid_from=valid_from, valid_to=valid_to)
        run()
        assert (town.found(question) == [document.public_id]) == (status == "current")
        version = selectors.version(town.scope(), document.versions.get().public_id)
        assert selectors.version_status(version, today) == status


def test_moving_a_document_moves_its_readers() -> None:
    town = Town()
    service = people.service(town.authority)
    opened, closed = town.base(), town.base("Fermée", visibility="service", service_id=service.public_id)
    agent = people.member(town.authority, "agent")
    document = town.document(opened, TEXT)
    question = "location de la salle des fêtes"
    assert town.found(question, agent) == [document.public_id]
    services.update_document(town.scope(), document.public_id, base_id=closed.public_id)
    assert town.found(question, agent) == [], "the database refuses before the index has followed"
    run()
    assert town.found(question, agent) == []
    assert town.found(question) == [document.public_id]
    with pytest.raises(NotFound):
        services.update_document(town.scope(), document.public_id, base_id=uuid4())


def test_files_over_the_limits_are_refused_alone_and_the_rest_is_kept(settings: Any) -> None:
    town = Town()
    base = town.base()
    Collectivite.objects.filter(pk=town.authority.pk).update(quota_mb=1)
    big = b"x" * (1024 * 1024 + 1)
    rows = town.read(base, {"gros.txt": big, "petit.txt": TEXT})
    assert outcomes(rows) == [("gros.txt", "refused", "too_large"), ("petit.txt", "new", "read")]
    assert rows[0].detail == "library.quota_exceeded"
    with pytest.raises(QuotaExceeded):
        town.give(base, {"gros.txt": big})
    settings.CONFIGURATION = _smaller(settings.CONFIGURATION)
    with pytest.raises(FileTooLarge):
        town.give(base, {"moyen.txt": b"x" * 2048})
    with pytest.raises(NoFileGiven):
        town.give(base, {})
    assert Intake.objects.count() == 1
    assert not list(files.root(town.authority.pk).glob("incoming/*"))


def test_an_upload_in_several_batches_is_one_intake_of_one_person() -> None:
    town = Town()
    base, agent = town.base(), people.member(town.authority, "agent")
    first = town.give(base, {"a.txt": TEXT})
    second = town.give(base, {"b.txt": TEXT + " Deux."}, into=first.public_id)
    run()
    third = town.give(base, {"c.txt": TEXT + " Trois."}, into=first.public_id)
    run()
    assert first.pk == second.pk == third.pk
    assert [row.outcome for row in settled(first)] == ["new"] * 3
    assert [row.position for row in settled(first)] == [0, 1, 2]
    with pytest.raises(NotFound):
        town.give(base, {"d.txt": "d"}, agent, into=first.public_id)
    with pytest.raises(NotFound):
        town.give(town.base("Autre"), {"d.txt": "d"}, into=first.public_id)


def test_a_refused_file_is_read_again_by_a_gesture(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town()
    with monkeypatch.context() as patch:
        patch.setattr(readings, "read_fenced", lambda *_: Reading(Verdict.TOO_SLOW, detail="deadline"))
        (file,) = town.read(town.base(), {"a.txt": TEXT})
    assert (file.outcome, file.detail) == ("refused", "deadline")
    services.retry_file(town.scope(), file.public_id)
    run()
    file.refresh_from_db()
    assert (file.outcome, file.verdict) == ("new", "read")
    with pytest.raises(NotRetriable):
        services.retry_file(town.scope(), file.public_id)


def test_a_scan_waits_for_ocr_then_becomes_a_version_of_the_same_document(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town()
    with monkeypatch.context() as patch:
        patch.setattr(readings, "read_fenced", lambda *_: Reading(Verdict.NEEDS_OCR, Text("", "application/pdf")))
        (file,) = town.read(town.base(), {"scan.txt": TEXT})
        assert (file.outcome, file.verdict) == ("new", "needs_ocr")
        services.retry_file(town.scope(), file.public_id)
        run()
        assert Version.objects.get().notes == [settling.OCR_TRIED]
    services.retry_file(town.scope(), file.public_id)
    run()
    assert list(Version.objects.order_by("number").values_list("verdict", flat=True)) == ["needs_ocr", "read"]
    assert town.found("location de la salle des fêtes") == [Document.objects.get().public_id]


def test_a_cancelled_intake_keeps_what_was_not_read() -> None:
    town = Town()
    intake = town.give(town.base(), {"a.txt": TEXT, "b.txt": "autre chose"})
    services.cancel_intake(town.scope(), intake.public_id)
    run()
    rows = settled(intake)
    assert [(row.outcome, row.detail) for row in rows] == [("refused", "cancelled")] * 2
    assert not Document.objects.exists()
    services.retry_file(town.scope(), rows[0].public_id)
    run()
    assert Document.objects.count() == 1
    services.dismiss_intake(town.scope(), intake.public_id)
    assert not Intake.objects.exists()
    assert Blob.objects.count() == 1, "the bytes of the document stay, those that were never read go"


def test_what_no_row_can_hold_costs_that_file_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town()
    make = settling._version

    def fails_once(document: Document, number: int, file: IntakeFile, *rest: Any) -> Version:
        if file.name == "b.txt":
            raise DataError
        return make(document, number, file, *rest)

    monkeypatch.setattr(settling, "_version", fails_once)
    rows = town.read(town.base(), {"a.txt": TEXT, "b.txt": "autre", "c.txt": "encore autre"})
    assert [(row.name, row.outcome) for row in rows] == [("a.txt", "new"), ("b.txt", "refused"), ("c.txt", "new")]
    assert Document.objects.count() == 2


@pytest.mark.parametrize("text", ["nul\x00dedans et le reste", "seul \ud800 ici", "emoji 😀 tenu"])
def test_characters_that_no_database_takes_are_replaced_one_for_one(text: str) -> None:
    clean = settling._storable(Text(text, "text/plain")).text
    assert len(clean) == len(text)
    assert clean.encode()
    assert "\x00" not in clean


def test_bytes_that_vanished_are_a_verdict() -> None:
    town = Town()
    intake = town.give(town.base(), {"a.txt": TEXT})
    files.path(town.authority.pk, Blob.objects.get().sha256).unlink()
    run()
    assert [(row.outcome, row.detail) for row in settled(intake)] == [("refused", "bytes_missing")]


def test_names_that_reach_outside_stay_inside() -> None:
    town = Town()
    town.give(town.base(), {"../../etc/passwd": TEXT})
    assert IntakeFile.objects.get().name == "etc/passwd"


def _found(town: Town, question: str) -> list[Any]:
    from beffroi.platform.library.searching import search_passages

    return search_passages(town.scope(), question)


def _smaller(configuration: Any) -> Any:
    import dataclasses

    return dataclasses.replace(configuration, max_file_bytes=1024)


def test_scans_are_read_again_by_themselves_once_tesseract_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town()
    with monkeypatch.context() as patch:
        patch.setattr(readings, "read_fenced", lambda *_: Reading(Verdict.NEEDS_OCR, Text("", "application/pdf")))
        town.read(town.base(), {"scan.txt": TEXT, "blanc.txt": "un autre"})
    for found, versions in [("", 2), ("/usr/bin/tesseract", 4), ("/usr/bin/tesseract", 4)]:
        server = SimpleNamespace(programs=SimpleNamespace(tesseract=found))
        monkeypatch.setattr(tasks, "default_server", lambda server=server: server)
        jobs.enqueue(tasks.REREAD, {}, collectivite_id=None)
        run()
        assert Version.objects.count() == versions
    assert Intake.objects.count() == 3
    assert town.found("location de la salle des fêtes")


@pytest.mark.parametrize("bounded", ["files", "bytes"])
def test_archives_in_archives_unfold_within_one_budget(monkeypatch: pytest.MonkeyPatch, bounded: str) -> None:
    """Each archive is within its own limits; what they multiply to is not."""
    notes = {f"note-{number}.txt": f"Note {number}. {TEXT}".encode() for number in range(8)}
    inner = archive(notes)
    if bounded == "files":
        monkeypatch.setattr(members, "MOST_FILES", 4)
    else:
        monkeypatch.setattr(members, "MOST_BYTES", len(inner) + 3 * len(notes["note-0.txt"]) + 5)
    town = Town()
    rows = town.read(town.base(), {"tout.zip": archive({"dedans.zip": inner})})
    read = [row for row in rows if row.outcome == IntakeFile.Outcome.NEW]
    beyond = [row for row in rows if row.detail == "members"]
    assert (len(read), len(beyond)) == (3, 5)
    assert {(row.outcome, row.verdict, row.blob_id) for row in beyond} == {("refused", "too_large", None)}
    assert all(row.state == IntakeFile.State.DONE for row in rows)
