"""The bin: nothing answers, everything can come back, then nothing is left; shared bytes stay while they are used."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from beffroi.core.errors import NotFound
from beffroi.platform.journal.verify import verify_chain
from beffroi.platform.library import files, index, keeper, selectors, services
from beffroi.platform.library.errors import BaseNameTaken, IdenticalPresent
from beffroi.platform.library.models import Base, Blob, Document, IndexChange, IntakeFile, Passage, Version
from tests.platform import people
from tests.platform.library.town import Town, run

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Le hibouxgrandduc de la mairie se loue 85 euros par jour aux habitants."
QUESTION = "hibouxgrandduc"


def later() -> int:
    return services.purge(timezone.now() + timedelta(days=31))


def test_a_deleted_document_answers_no_more_and_comes_back() -> None:
    town = Town()
    document = town.document(town.base(), TEXT)
    version = document.versions.get()
    services.delete_document(town.scope(), document.public_id)
    assert town.found(QUESTION) == [], "before the index has followed"
    with pytest.raises(NotFound):
        selectors.version(town.scope(), version.public_id)
    assert [row.pk for row in selectors.bin(town.scope())] == [document.pk]
    run()
    services.restore_document(town.scope(), document.public_id)
    run()
    assert town.found(QUESTION) == [document.public_id]


def test_a_document_is_not_restored_beside_its_double() -> None:
    town = Town()
    base = town.base()
    document = town.document(base, TEXT)
    services.delete_document(town.scope(), document.public_id)
    assert town.read(base, {"note.txt": TEXT})[0].outcome == "new"
    with pytest.raises(IdenticalPresent):
        services.restore_document(town.scope(), document.public_id)


def test_after_its_days_in_the_bin_nothing_is_left(data: Path) -> None:
    town = Town()
    base = town.base()
    document = town.document(base, TEXT, "hibouxgrandduc.txt")
    services.replace_document(town.scope(), document.public_id, "hibouxgrandduc2.txt", io.BytesIO(TEXT.encode() * 2))
    run()
    services.delete_document(town.scope(), document.public_id)
    assert services.purge() == 0, "its days are not over"
    assert later() == 1
    run()
    owner = keeper.IndexKeeper(False)
    with owner:
        owner.rebuild()
    for model in (Document, Version, Passage, IntakeFile, Blob):
        assert not model.objects.exists(), model
    left = [path for path in data.rglob("*") if path.is_file() and b"hibouxgrandduc" in path.read_bytes().lower()]
    assert left == []
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        for path in database.parent.glob(database.name + "*"):
            assert b"hibouxgrandduc" not in path.read_bytes(), path
    assert verify_chain(town.authority.pk) is None


def test_bytes_stay_while_another_document_uses_them() -> None:
    town = Town()
    hidden = town.base("Paie", visibility="service", service_id=people.service(town.authority).public_id)
    agent = people.member(town.authority, "agent")
    first = town.document(hidden, TEXT)
    (second,) = town.read(town.base(), {"a.txt": TEXT}, by=agent)
    sha256 = Blob.objects.get().sha256
    for document in (first, second.document):
        assert files.path(town.authority.pk, sha256).exists()
        assert document is not None
        services.delete_document(town.scope(), document.public_id)
        services.erase_document(town.scope(), document.public_id)
    assert not files.path(town.authority.pk, sha256).exists()
    assert not Blob.objects.exists()


def test_a_file_given_while_its_bytes_are_being_erased_is_kept() -> None:
    town = Town()
    base = town.base()
    for _ in range(5):
        document = town.document(base, TEXT)
        services.delete_document(town.scope(), document.public_id)
        results = people.at_once(lambda: town.give(base, {"encore.txt": TEXT}), later)
        assert not [result for result in results if isinstance(result, Exception)], results
        run()
        blob = Blob.objects.get()
        assert files.path(town.authority.pk, blob.sha256).read_bytes() == TEXT.encode()
        for row in Document.objects.filter(deleted_at=None):
            services.delete_document(town.scope(), row.public_id)
        later()


def test_a_base_goes_to_the_bin_with_its_documents_and_comes_back_with_them() -> None:
    town = Town()
    base = town.base()
    document = town.document(base, TEXT)
    services.delete_base(town.scope(), base.public_id)
    assert town.found(QUESTION) == []
    with pytest.raises(NotFound):
        selectors.document(town.scope(), document.public_id)
    with pytest.raises(NotFound):
        town.give(base, {"a.txt": "a"})
    namesake = town.base(base.name)
    with pytest.raises(BaseNameTaken):
        services.restore_base(town.scope(), base.public_id)
    services.update_base(town.scope(), namesake.public_id, name="Autre nom")
    services.restore_base(town.scope(), base.public_id)
    run()
    assert town.found(QUESTION) == [document.public_id]


def test_the_bin_tells_of_a_services_base_to_those_who_could_read_it() -> None:
    town = Town()
    service = people.service(town.authority)
    base = town.base("Dossiers du personnel", visibility="service", service_id=service.public_id)
    inside, outside = people.member(town.authority, "valideur"), people.member(town.authority, "valideur")
    inside.services.add(service)
    services.delete_base(town.scope(), base.public_id)
    assert list(selectors.binned_bases(town.scope(outside))) == []
    with pytest.raises(NotFound):
        services.restore_base(town.scope(outside), base.public_id)
    assert list(selectors.binned_bases(town.scope(inside))) == [base]
    services.restore_base(town.scope(inside), base.public_id)


def test_a_base_is_erased_after_its_days_with_all_that_it_holds() -> None:
    town = Town()
    base, kept = town.base(), town.base("Gardée")
    town.document(base, TEXT)
    town.document(kept, "Le marché est le mardi.")
    services.delete_base(town.scope(), base.public_id)
    assert later() == 1
    assert list(Base.objects.all()) == [kept]
    assert Document.objects.count() == Blob.objects.count() == 1


def test_what_a_crash_left_on_the_disk_is_swept_and_nothing_else() -> None:
    town = Town()
    town.document(town.base(), TEXT)
    folder = files.root(town.authority.pk)
    (folder / "incoming" / "tmpabc").write_bytes(b"coupe")
    (folder / "ab").mkdir(exist_ok=True)
    (folder / "ab" / ("ab" + "0" * 62)).write_bytes(b"sans ligne")
    assert files.sweep(town.authority.pk) == 0, "it may still be under way"
    assert files.sweep(town.authority.pk, older_than_s=-1) == 2
    assert files.path(town.authority.pk, Blob.objects.get().sha256).exists()


def test_the_last_change_is_never_pruned() -> None:
    from beffroi.platform.library import tasks

    town = Town()
    document = town.document(town.base(), TEXT)
    for title in "abc":
        services.update_document(town.scope(), document.public_id, title=title)
    run()
    IndexChange.objects.update(at=timezone.now() - timedelta(days=8))
    last = selectors.last_change()
    assert tasks.prune_changes() == 3
    assert selectors.last_change() == last == index.reader().last_seq()
    services.update_document(town.scope(), document.public_id, title="d")
    assert selectors.last_change() > last
    run()
    assert town.found(QUESTION) == [document.public_id]


def test_what_killed_processes_left_in_the_temporary_folder_goes_after_a_day(data: Path) -> None:
    (data / "tmp").mkdir(exist_ok=True)
    (data / "tmp" / "tmpa1b2c3.upload.pdf").write_bytes(TEXT.encode())
    (data / "tmp" / "snapshot").mkdir()
    (data / "tmp" / "snapshot" / "database.sqlite3").write_bytes(TEXT.encode())
    assert files.sweep_temporary() == 0, "it may still be under way"
    assert files.sweep_temporary(older_than_s=-1) == 2
    assert list((data / "tmp").iterdir()) == []
