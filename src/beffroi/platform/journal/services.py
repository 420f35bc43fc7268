"""Adding to the journal. Flow of `record`: check the words → hold the chain's head → link → append → move the head.

Invariants: an entry is committed with what it tells or not at all; two appends to one chain never cross (the head's
row is locked; SQLite's transactions are immediate). Proved by tests/platform/journal/test_chain.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from beffroi.platform import declarations
from beffroi.platform.journal import verbs, wording
from beffroi.platform.journal.actors import SYSTEM, actor_of
from beffroi.platform.journal.errors import OutsideTransaction, UnknownVerb
from beffroi.platform.journal.hashing import GENESIS, entry_hash
from beffroi.platform.journal.models import Entry, Head

__all__ = ["SYSTEM", "ClosedChain", "actor_of", "erase_chain", "hold", "record"]

Named = Iterable[tuple[str, UUID | str | int]]
INSTANCE: Final = 0
"""Number of the instance's own chain in `Head` and in the openings."""


def record(
    collectivite_id: int | None,
    actor: str,
    verb: str,
    *,
    objects: Named = (),
    sources: Named = (),
    cost: Mapping[str, object] | None = None,
    facts: Mapping[str, object] | None = None,
    use: str = "",
) -> Entry:
    """Append one entry to an authority's chain (None: the instance's), inside the caller's transaction.

    `actor`: see `actor_of`. `objects`, `sources`: (kind, public id). `cost`: {"seconds", "wh", "rung"}. `facts`:
    numbers, codes, hashes. `use`: a declared use. Raises UnknownVerb, TextRefused, OutsideTransaction.
    """
    if use and not declarations.is_declared(use):
        raise UnknownVerb(verb=use)
    entry = Entry(
        collectivite_id=collectivite_id,
        actor=wording.actor(actor),
        verb=verbs.required(verb),
        use=use,
        objects_named=wording.pairs(objects, "objects"),
        sources=wording.pairs(sources, "sources"),
        cost=wording.facts(cost, "cost"),
        facts=wording.facts(facts, "facts"),
    )
    return _append(entry, hold(collectivite_id))


def hold(collectivite_id: int | None) -> Head:
    """Lock an authority's chain (None: the instance's) until the end of the caller's transaction; return its head."""
    if not connection.in_atomic_block:
        raise OutsideTransaction()
    chain = INSTANCE if collectivite_id is None else collectivite_id
    Head.objects.bulk_create([Head(chain=chain, hash=GENESIS)], ignore_conflicts=True)
    return Head.objects.select_for_update().get(chain=chain)


def _append(entry: Entry, head: Head) -> Entry:
    entry.at = timezone.now()
    entry.number, entry.previous_hash = head.number + 1, head.hash
    entry.hash = entry_hash(entry)
    entry.save()
    head.number, head.hash = entry.number, entry.hash
    head.save(update_fields=["number", "hash"])
    return entry


@dataclass(frozen=True, slots=True)
class ClosedChain:
    """What remains of an erased chain, to be recorded in the instance's own."""

    entries: int
    last_hash: str


def erase_chain(collectivite_id: int) -> ClosedChain:
    """Erase the whole chain of an authority that is being erased; the only way out of the journal.

    Inside the caller's transaction, which records what is returned in the instance's chain.
    """
    head = hold(collectivite_id)
    with _opened(collectivite_id), connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_entry WHERE collectivite_id = %s", [collectivite_id])
    head.delete()
    return ClosedChain(entries=head.number, last_hash=head.hash)


@contextmanager
def _opened(chain: int) -> Iterator[None]:
    # The triggers of migration 0002 let a chain's rows go only while the chain is named in journal_opening.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO journal_opening (chain) VALUES (%s)", [chain])
        yield
        cursor.execute("DELETE FROM journal_opening WHERE chain = %s", [chain])
