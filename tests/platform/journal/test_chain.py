"""The chain holds, tampering is found at the exact row, and the database itself refuses changes."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beffroi.platform.journal import services, verbs
from beffroi.platform.journal.errors import AppendOnly, OutsideTransaction
from beffroi.platform.journal.models import Entry, Head
from beffroi.platform.journal.verify import verify_chain
from tests.platform.people import at_once

PROBED = verbs.register("test.probed", "A test wrote an entry")
TENANT = 7


def _append(tenant: int | None = TENANT, **fields: object) -> Entry:
    with transaction.atomic():
        return services.record(tenant, "system", PROBED, **fields)  # type: ignore[arg-type]


@contextlib.contextmanager
def _tampering() -> Iterator[None]:
    """Work on the rows as somebody would who owns the database."""
    tables = {
        "sqlite": ["DROP TRIGGER journal_entry_kept", "DROP TRIGGER journal_entry_stays"],
        "postgresql": ["ALTER TABLE journal_entry DISABLE TRIGGER USER"],
    }
    with connection.cursor() as cursor:
        for statement in tables[connection.vendor]:
            cursor.execute(statement)
    yield


def _sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.django_db
def test_an_untouched_chain_holds() -> None:
    assert verify_chain(TENANT) is None
    for n in range(5):
        _append(facts={"n": n})
    assert verify_chain(TENANT) is None
    assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5]


@pytest.mark.django_db
def test_chains_are_apart() -> None:
    first, second, instance = _append(1), _append(2), _append(None)
    assert {first.number, second.number, instance.number} == {1}
    assert len({first.hash, second.hash, instance.hash}) == 3


TAMPERINGS = {
    "at": "2001-01-01 00:00:00",
    "actor": "account:9",
    "verb": "test.other",
    "use": "ask",
    "objects_named": '[["document", "x"]]',
    "sources": '[["version", "x"]]',
    "cost": '{"seconds": 9}',
    "facts": '{"n": 99}',
    "previous_hash": "f" * 64,
    "hash": "f" * 64,
}


def test_every_column_is_tampered_with_below() -> None:
    columns = {field.column for field in Entry._meta.concrete_fields}
    assert columns == {*TAMPERINGS, "id", "number", "collectivite_id"}


@pytest.mark.django_db
@pytest.mark.parametrize("column", TAMPERINGS)
@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_changed_column_is_found_at_its_row(column: str, number: int) -> None:
    for n in range(5):
        _append(facts={"n": n})
    with _tampering():
        _sql(f"UPDATE journal_entry SET {column} = %s WHERE number = %s", TAMPERINGS[column], number)
    assert verify_chain(TENANT) == number


@pytest.mark.django_db
def test_an_entry_moved_to_another_authority_is_found_in_both() -> None:
    for n in range(3):
        _append(facts={"n": n})
    with _tampering():
        _sql("UPDATE journal_entry SET collectivite_id = 8 WHERE number = 2")
    assert verify_chain(TENANT) == 2
    assert verify_chain(8) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_removed_entry_is_found(number: int) -> None:
    for n in range(4):
        _append(facts={"n": n})
    with _tampering():
        _sql("DELETE FROM journal_entry WHERE number = %s", number)
    assert verify_chain(TENANT) == number


@pytest.mark.django_db
def test_an_inserted_entry_is_found_even_when_well_linked() -> None:
    for n in range(3):
        _append(facts={"n": n})
    with transaction.atomic():
        head = services.hold(TENANT)
        services._append(Entry(collectivite_id=TENANT, actor="system", verb=PROBED), head)
        Head.objects.filter(chain=TENANT).update(number=3, hash=Entry.objects.get(number=3).hash)
    assert verify_chain(TENANT) == 4


@pytest.mark.django_db
def test_a_chain_emptied_to_its_last_row_is_found() -> None:
    _append()
    with _tampering():
        _sql("DELETE FROM journal_entry")
    assert verify_chain(TENANT) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE journal_entry SET verb = 'x.y'", "DELETE FROM journal_entry"])
def test_the_database_refuses_changes(statement: str) -> None:
    _append()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        _sql(statement)
    assert verify_chain(TENANT) is None


@pytest.mark.django_db
def test_the_model_refuses_changes() -> None:
    entry = _append()
    for change in (
        entry.save,
        entry.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(verb="x.y"),
        lambda: Entry.objects.bulk_update([entry], ["verb"]),
    ):
        with pytest.raises(AppendOnly):
            change()


@pytest.mark.django_db
def test_erasing_a_chain_leaves_the_others_and_tells_its_end() -> None:
    _append(TENANT)
    last, other = _append(TENANT), _append(8)
    with transaction.atomic():
        closed = services.erase_chain(TENANT)
    assert (closed.entries, closed.last_hash) == (2, last.hash)
    assert list(Entry.objects.all()) == [other]
    assert verify_chain(TENANT) is None
    with pytest.raises(DatabaseError), transaction.atomic():
        _sql("DELETE FROM journal_entry")


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction() -> None:
    with pytest.raises(OutsideTransaction):
        services.record(TENANT, "system", PROBED)


@pytest.mark.django_db(transaction=True)
def test_an_entry_is_gone_with_what_it_tells() -> None:
    with contextlib.suppress(RuntimeError), transaction.atomic():
        services.record(TENANT, "system", PROBED)
        raise RuntimeError
    assert not Entry.objects.exists()
    assert verify_chain(TENANT) is None


@pytest.mark.django_db(transaction=True)
def test_appends_at_the_same_instant_make_one_chain() -> None:
    def ten() -> None:
        for _ in range(10):
            _append(facts={"who": str(uuid.uuid4())})

    assert at_once(ten, ten, ten) == [None, None, None]
    assert Entry.objects.count() == 30
    assert verify_chain(TENANT) is None


_NUMBERS = st.one_of(st.integers(-(10**12), 10**12), st.floats(-1e12, 1e12), st.booleans(), st.none())


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True), _NUMBERS, max_size=5))
def test_whatever_number_is_recorded_reads_back_to_the_same_hash(facts: dict[str, object]) -> None:
    _append(facts=facts, cost=facts)
    assert verify_chain(TENANT) is None
