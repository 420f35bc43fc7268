"""The journal: append-only, hash-chained per authority, identifiers and keyed hashes only, never text.

Invariant: entry n's `hash` covers entry n-1's hash and every column of n; proved by journal.verify.
"""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import Q

from beffroi.platform.journal.errors import AppendOnly


class EntryQuerySet(models.QuerySet["Entry"]):
    """Reads and appends; the database's own triggers refuse the rest as well (migration 0002)."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly()

    def delete(self) -> NoReturn:
        raise AppendOnly()

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly()


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

    objects: ClassVar[models.Manager[Entry]] = models.Manager.from_queryset(EntryQuerySet)()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collectivite_id", "number"], name="journal_number"),
            models.UniqueConstraint(
                fields=["number"], condition=Q(collectivite_id__isnull=True), name="journal_instance_number"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["collectivite_id", "at"], name="journal_at")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly()


class Head(models.Model):
    """Where a chain ends: held while an entry is added, and the proof that the last entries were not cut off.
    `chain`: row id of the authority, 0 for the instance's own chain."""

    chain = models.BigIntegerField(primary_key=True)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)
