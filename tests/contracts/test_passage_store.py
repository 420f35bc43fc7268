"""The database and the index apply one algebra: what answers is what Scope says, whichever wall is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beffroi.core.scope import Scope
from beffroi.core.search.tantivy_index import TantivyIndex
from beffroi.platform.library import follower
from beffroi.platform.library.models import Base, Blob, Document, Passage, Version
from beffroi.platform.library.store import DjangoPassageStore
from beffroi.platform.tenancy.models import Collectivite
from tests.platform import people

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 5, 4)
bounds = st.one_of(st.none(), st.integers(-2, 2).map(lambda n: DAY + timedelta(days=n)))


@dataclass(frozen=True)
class Case:
    """`base`: 0 and 1 are the asker's, 2 is shared by another authority, 3 is that authority's own."""

    base: int
    valid_from: date | None
    valid_to: date | None
    binned: bool
    replaced: bool
    base_binned: bool


cases = st.builds(Case, st.integers(0, 3), bounds, bounds, *[st.sampled_from([False, False, True])] * 3)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TantivyIndex]:
    made = TantivyIndex.open_writer(tmp_path_factory.mktemp("index"))
    yield made
    made.close()


def _bases() -> tuple[Collectivite, list[Base]]:
    mine, theirs = people.authority(), people.authority()
    owners = [mine, mine, theirs, theirs]
    visibility = ["authority", "authority", "shared", "authority"]
    rows = [
        Base(collectivite=o, name=str(n), visibility=v) for n, (o, v) in enumerate(zip(owners, visibility, strict=True))
    ]
    for row in rows:
        row.save()
    return mine, rows


def _passage(case: Case, base: Base) -> Passage:
    tenant = base.collectivite_id
    blob = Blob.objects.create(collectivite_id=tenant, sha256=uuid4().hex * 2, size=1)
    document = Document.objects.create(
        collectivite_id=tenant, base=base, title="Note", valid_from=case.valid_from, valid_to=case.valid_to
    )
    version = Version.objects.create(
        collectivite_id=tenant, document=document, blob=blob, filename="n.txt", verdict="read", passage_count=1
    )
    document.current = None if case.replaced else version
    document.deleted_at = timezone.now() if case.binned else None
    document.save()
    return Passage.objects.create(
        collectivite_id=tenant, version=version, ordinal=0, text="commun", start=0, end=6, headings=["Titre"]
    )


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=st.lists(cases, min_size=1, max_size=8), readable=st.sets(st.integers(0, 3)))
def test_both_walls_open_exactly_what_the_scope_says(
    asked: list[Case], readable: set[int], index: TantivyIndex
) -> None:
    mine, bases = _bases()
    stored = [(case, _passage(case, bases[case.base])) for case in asked]
    Base.objects.filter(pk__in=[bases[c.base].pk for c in asked if c.base_binned]).update(deleted_at=timezone.now())
    binned = {case.base for case in asked if case.base_binned}
    scope = Scope(
        mine.pk,
        None,
        frozenset(bases[n].pk for n in readable & {0, 1, 3}),  # 3 strayed in: it is another authority's
        frozenset(bases[n].pk for n in readable & {2}),
        DAY,
    )

    def answers(case: Case) -> bool:
        open_from, open_to = case.valid_from or DAY, case.valid_to or DAY
        live = not case.binned and not case.replaced
        return live and case.base in readable & {0, 1, 2} and open_from <= DAY <= open_to

    ids = [passage.pk for _, passage in stored]
    expected = {passage.pk for case, passage in stored if answers(case) and case.base not in binned}
    assert set(DjangoPassageStore().fetch(ids, scope)) == expected
    follower.fill(index)
    versions = [passage.version_id for _, passage in stored]
    found = {hit.passage for hit in index.search("commun", scope, 100) if hit.version in versions}
    # A base in the bin is in nobody's scope; the index need not know.
    visible = replace(scope, own_bases=scope.own_bases - {bases[n].pk for n in binned})
    visible = replace(visible, shared_bases=scope.shared_bases - {bases[n].pk for n in binned})
    assert found == {passage.pk for case, passage in stored if answers(case)}
    assert {hit.passage for hit in index.search("commun", visible, 100) if hit.version in versions} == expected


def test_a_stored_passage_carries_what_an_answer_needs() -> None:
    mine, bases = _bases()
    passage = _passage(Case(0, None, None, False, False, False), bases[0])
    Document.objects.update(document_date=DAY)
    scope = Scope(mine.pk, None, frozenset({bases[0].pk}), frozenset(), DAY)
    stored = DjangoPassageStore().fetch([passage.pk, passage.pk + 1], scope)[passage.pk]
    assert (stored.text, stored.start, stored.end, stored.title) == ("commun", 0, 6, "Note")
    assert (stored.headings, stored.document_date, stored.base) == (("Titre",), DAY, bases[0].pk)


def test_nothing_is_asked_and_nothing_is_given(tmp_path: Path) -> None:
    mine, _ = _bases()
    assert DjangoPassageStore().fetch([], Scope(mine.pk, None, frozenset(), frozenset(), DAY)) == {}
