"""The index follows: same content whatever the path, in the order of commits, one owner, a rebuild that answers."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beffroi.core.search.errors import IndexMissing
from beffroi.core.search.tantivy_index import TantivyIndex
from beffroi.platform.jobs.models import Job
from beffroi.platform.jobs.worker import Worker
from beffroi.platform.library import follower, index, keeper, selectors, services, tasks
from beffroi.platform.library.changes import record_change
from beffroi.platform.library.errors import DataInUse
from beffroi.platform.library.models import Document, IndexChange
from tests.platform import people
from tests.platform.library.town import Town, run

pytestmark = pytest.mark.django_db(transaction=True)
QUESTION = "commun"


def text(number: int) -> str:
    return f"Le dossier commun numéro {number} est rangé au rayon {number} de la mairie."


def held(town: Town, on: TantivyIndex | None = None) -> list[int]:
    """Every passage that the index gives for a word that all hold; twice if it is there twice."""
    return sorted(hit.passage for hit in (on or index.reader()).search(QUESTION, town.scope(), 1000))


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(moves=st.lists(st.tuples(st.sampled_from("amdrxv"), st.integers(0, 3), st.booleans()), min_size=1, max_size=8))
def test_following_step_by_step_and_beginning_anew_give_the_same_index(
    moves: list[tuple[str, int, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    town = Town()
    bases = [town.base("A"), town.base("B")]
    for number, (move, which, follow_now) in enumerate(moves):
        documents = list(Document.objects.filter(collectivite=town.authority).order_by("pk"))
        target = documents[which % len(documents)] if documents else None
        scope = town.scope()
        if move == "a" or target is None:
            town.read(bases[which % 2], {"n.txt": text(number)})
        elif move == "m" and target.deleted_at is None:
            services.update_document(scope, target.public_id, base_id=bases[which % 2].public_id, title=f"T{number}")
        elif move == "d" and target.deleted_at is None:
            services.delete_document(scope, target.public_id)
        elif move == "r" and target.deleted_at is not None:
            services.restore_document(scope, target.public_id)
        elif move == "x" and target.deleted_at is not None:
            services.erase_document(scope, target.public_id)
        elif move == "v" and target.deleted_at is None:
            services.replace_document(scope, target.public_id, "v.txt", io.BytesIO(text(number).encode()))
        if follow_now:
            run()
    run()
    fresh = TantivyIndex.open_writer(tmp_path_factory.mktemp("fresh"))
    follower.fill(fresh)
    assert held(town) == held(town, fresh)
    assert fresh.last_seq() == index.reader().last_seq() == selectors.last_change()
    fresh.close()


def test_applying_changes_again_or_late_is_harmless(tmp_path: Path) -> None:
    town = Town()
    base = town.base()
    documents = [town.document(base, text(n)) for n in range(4)]
    services.delete_document(town.scope(), documents[0].public_id)
    run()
    late = TantivyIndex.open_writer(tmp_path / "late")
    assert follower.follow(late) == IndexChange.objects.count()
    assert held(town, late) == held(town)
    assert follower.follow(late) == 0
    late.apply([], [], 1)
    follower.follow(late)
    assert held(town, late) == held(town)
    late.close()


def test_numbers_follow_the_order_of_commits() -> None:
    town = Town()
    seen: list[list[int]] = []
    stop = threading.Event()

    def write() -> None:
        for _ in range(15):
            with transaction.atomic():
                record_change(town.authority.pk, [1])

    def watch() -> None:
        while not stop.is_set():
            seen.append(list(IndexChange.objects.order_by("seq").values_list("seq", flat=True)))
        connection.close()

    watcher = threading.Thread(target=watch)
    watcher.start()
    results = people.at_once(*[write] * 3)
    stop.set()
    watcher.join()
    assert not [result for result in results if result is not None], results
    for before, after in zip(seen, seen[1:], strict=False):
        assert after[: len(before)] == before, "a smaller number appeared after a larger one"


def test_a_change_is_recorded_only_with_what_changed() -> None:
    with pytest.raises(RuntimeError):
        record_change(1, [1])


def test_one_process_owns_the_index_and_another_is_refused_with_a_sentence(data: Path) -> None:
    with index.IndexOwner(), pytest.raises(DataInUse) as caught:
        Worker().run_until_idle()
    assert caught.value.code == "data.in_use"
    assert str(data) in str(caught.value)
    (data / "index").mkdir(exist_ok=True)
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import fcntl,sys,time; f=open(sys.argv[1],'a'); fcntl.flock(f,2); print(1,flush=True); time.sleep(60)",
            str(data / "index" / "owner.lock"),
        ],
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    with pytest.raises(DataInUse):
        index.IndexOwner().acquire()
    holder.kill()
    holder.communicate()
    owner = index.IndexOwner()
    owner.acquire(wait_s=5)
    owner.release()


def test_a_reader_sees_each_commit_and_each_switch() -> None:
    town = Town()
    base = town.base()
    town.document(base, text(1))
    reader = index.reader()
    assert len(held(town, reader)) == 1
    town.document(base, text(2))
    assert len(held(town, reader)) == 2, "the same reader, without being opened again"
    before = index.generation()
    tasks.ask_reindex()
    run()
    assert Job.objects.filter(kind=tasks.REINDEX).get().state == Job.State.DONE
    assert index.generation() != before
    assert len(held(town)) == 2
    assert not (index.folder() / before).exists()


def test_a_rebuild_takes_in_what_changes_meanwhile() -> None:
    town = Town()
    base = town.base()
    documents = [town.document(base, text(n)) for n in range(3)]
    with keeper.IndexKeeper(False) as owner:
        owner.settle()

        def meanwhile() -> None:
            assert len(held(town)) == 3, "the old index answers while the new one is made"
            services.update_document(town.scope(), documents[0].public_id, valid_to=timezone.localdate() - timedelta(1))

        assert owner.rebuild(meanwhile) == 3
    assert len(held(town)) == 2
    assert index.reader().last_seq() == selectors.last_change()


def test_an_index_ahead_of_a_restored_database_is_made_anew() -> None:
    town = Town()
    town.document(town.base(), text(1))
    with keeper.IndexKeeper(False) as owner:
        owner.writer().apply([], [], selectors.last_change() + 50)
    run()
    assert index.reader().last_seq() == selectors.last_change()
    assert len(held(town)) == 1


def test_an_index_that_missed_pruned_changes_is_made_anew() -> None:
    town = Town()
    base = town.base()
    town.document(base, text(1))
    with keeper.IndexKeeper(False) as owner:
        owner.writer().apply([], [], 0)
    town.authority.refresh_from_db()
    shutil.rmtree(index.folder() / index.generation())
    for number in range(3):
        services.create_base(town.scope(), f"B{number}")
        with transaction.atomic():
            record_change(town.authority.pk, [10_000 + number])
    IndexChange.objects.filter(seq__lt=selectors.last_change()).delete()
    run()
    assert len(held(town)) == 1


def test_without_an_index_a_search_says_so() -> None:
    town = Town()
    with pytest.raises(IndexMissing):
        town.found("quoi")


def test_a_lasting_keeper_follows_by_itself() -> None:
    town = Town()
    base = town.base()
    town.document(base, text(1))
    with keeper.IndexKeeper(True):
        document = Document.objects.get()
        services.delete_document(town.scope(), document.public_id)
        caught_up = threading.Event()
        for _ in range(200):
            if index.reader().last_seq() == selectors.last_change():
                caught_up.set()
                break
            caught_up.wait(0.05)
    assert caught_up.is_set()
    assert held(town) == []
