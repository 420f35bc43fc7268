"""The journal: append-only, hash-chained per authority, identifiers and keyed hashes only, never text.

Invariant: entry n's `hash` covers entry n-1's hash and every column of n; proved by journal.verify.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One row. `verb`: registered in journal.verbs. `objects`, `sources`: [[kind, public id], …]. `cost`:
    {"seconds": …, "wh": …, "rung": …}. `facts`: numbers, codes and keyed hashes. The instance's own chain has no
    authority."""

    collectivite_id = models.BigIntegerField(null=True)  # no foreign key: journal lies below tenancy, and outlives rows
    number = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)  # "member:<uuid>", "account:<id>" or "system"
    verb = models.CharField(max_length=60)
    use = models.CharField(max_length=40, blank=True)
    objects_named = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    cost = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collectivite_id", "number"], name="journal_number", nulls_distinct=False)
        ]
        indexes: ClassVar = [models.Index(fields=["collectivite_id", "at"], name="journal_at")]
