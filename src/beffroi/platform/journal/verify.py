"""Proof of the journal: walks a chain and names the first entry that does not hold.

Changed columns, a removed or inserted entry, and entries cut off the end are all found
(tests/platform/journal/test_chain.py tampers with each column and finds the exact row).
"""

from __future__ import annotations

from beffroi.platform.journal.hashing import GENESIS, entry_hash
from beffroi.platform.journal.models import Entry, Head
from beffroi.platform.journal.services import INSTANCE


def verify_chain(collectivite_id: int | None) -> int | None:
    """Number of the first entry that is wrong or missing in an authority's chain (None: the instance's), or None when
    the whole chain holds. Reads every entry once, in constant memory."""
    number, previous = 0, GENESIS
    entries = Entry.objects.filter(collectivite_id=collectivite_id).order_by("number")
    for entry in entries.iterator(chunk_size=500):
        number += 1
        linked = entry.number == number and entry.previous_hash == previous
        if not linked or entry_hash(entry) != entry.hash:
            return number
        previous = entry.hash
    head = Head.objects.filter(chain=INSTANCE if collectivite_id is None else collectivite_id).first()
    expected = (head.number, head.hash) if head else (0, GENESIS)
    if expected == (number, previous):
        return None
    return max(number, 1) if head is None or head.number == number else min(number, head.number) + 1
