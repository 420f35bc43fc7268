"""The journal is read by authority, page by page, by those whose role reads it."""

from __future__ import annotations

import pytest
from django.db import transaction

from beffroi.core.errors import NoScope, Refused
from beffroi.platform.journal import selectors, services, verbs
from beffroi.platform.tenancy.selectors import journal_entries
from tests.platform import people

PROBED = verbs.register("test.probed", "A test wrote an entry")
OTHER = verbs.register("test.other_probed", "A test wrote another entry")


@pytest.mark.django_db
def test_pages_filters_and_walls() -> None:
    mine, other = people.member(people.authority()), people.member(people.authority())
    scope = people.scope(mine)
    with transaction.atomic():
        for n in range(5):
            services.record(mine.collectivite_id, services.actor_of(scope), PROBED, facts={"n": n})
        services.record(mine.collectivite_id, "system", OTHER)
        services.record(other.collectivite_id, "system", OTHER)
        services.record(None, "system", OTHER)
    numbers = [entry.number for entry in selectors.entries(scope, limit=4)]
    assert numbers == [6, 5, 4, 3]
    assert [entry.number for entry in selectors.entries(scope, before=3)] == [2, 1]
    assert [entry.number for entry in selectors.entries(scope, verb=OTHER)] == [6]
    assert len(selectors.entries(scope, actor=f"member:{mine.public_id}")) == 5
    assert {entry.collectivite_id for entry in selectors.entries(scope)} == {mine.collectivite_id}
    assert selectors.count(scope) == 6
    first = selectors.entries(scope, before=2)[0].at
    assert len(selectors.entries(scope, since=first)) == 6
    assert selectors.entries(scope, until=first) == []


def test_no_scope_is_an_error() -> None:
    for read in (selectors.entries, selectors.count, services.actor_of):
        with pytest.raises(NoScope):
            read(None)  # type: ignore[operator]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "reads"), [("agent", False), ("valideur", False), ("administrateur", True), ("dpo", True)]
)
def test_who_reads_the_journal(role: str, reads: bool) -> None:
    scope = people.scope(people.member(people.authority(), role))
    if reads:
        assert journal_entries(scope) == []
    else:
        with pytest.raises(Refused):
            journal_entries(scope)
