"""Hashes of the journal: the chain's, and keyed hashes that stand for a text without telling it.

Invariant: what is hashed reads back identically from SQLite and from PostgreSQL (tests/platform/journal/test_chain.py).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.utils.encoding import force_bytes

from beffroi.platform.journal.models import Entry

GENESIS: Final = "0" * 64
COLUMNS: Final = ("collectivite_id", "number", "actor", "verb", "use", "objects_named", "sources", "cost", "facts")


def entry_hash(entry: Entry) -> str:
    """SHA-256, hexadecimal, of the previous hash and of every other column of `entry`."""
    row: dict[str, Any] = {column: getattr(entry, column) for column in COLUMNS}
    row["at"] = _moment(entry.at)
    return hashlib.sha256(entry.previous_hash.encode("ascii") + canonical(row)).hexdigest()


def canonical(value: object) -> bytes:
    """One spelling of a JSON value: sorted keys, no space, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def keyed_hash(text: str, collectivite_id: int | None = None) -> str:
    """HMAC-SHA-256 of `text` with the instance's key, hexadecimal: equal texts compare equal, nothing can be read back
    without the key. With `collectivite_id`, equal texts of two authorities do not compare equal."""
    key = hashlib.sha256(b"beffroi.journal:" + force_bytes(settings.SECRET_KEY)).digest()
    scoped = text if collectivite_id is None else f"{collectivite_id}\x00{text}"
    return hmac.new(key, scoped.encode(), hashlib.sha256).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
