"""One row of every table that holds an authority's rows, each text column holding the same rare word."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from beffroi.platform.instance import folders, tables
from beffroi.platform.journal import services as journal
from beffroi.platform.journal import verbs
from beffroi.platform.library.changes import record_change
from beffroi.platform.library.models import Blob, Version
from beffroi.platform.tenancy.models import Collectivite, Member
from tests.platform import people

PROBED = verbs.register("test.probed", "A test wrote an entry")
_numbers = count(1)


def fill(collectivite: Collectivite, word: str) -> Member:
    """Make a row in every table, bytes in the folders, entries in the journal; return the authority's member."""
    made: dict[type[models.Model], models.Model] = {Collectivite: collectivite}
    member = people.member(collectivite, of=people.account(f"{word}@mairie.example", password="inutile"))
    made[Member], made[type(member.account)] = member, member.account
    with transaction.atomic():
        for model in reversed(tables.in_order_of_erasure()):
            if model not in made:
                made[model] = _row(model, made, word)
        _point_backwards(made)
        record_change(collectivite.pk, [made[Version].pk])
        named = [("member", member.public_id)]
        journal.record(collectivite.pk, f"member:{member.public_id}", PROBED, objects=named)
    _bytes(collectivite, made[Blob].sha256, word)  # type: ignore[attr-defined]
    return member


def _row(model: type[models.Model], made: dict[type[models.Model], models.Model], word: str) -> models.Model:
    values = {
        field.name: _value(field, made, word)
        for field in model._meta.concrete_fields
        if not field.primary_key and _wanted(field, made)
    }
    row = model._default_manager.create(**values)
    for relation in model._meta.many_to_many:
        getattr(row, relation.name).set([made[relation.related_model]])
    return row


def _wanted(field: Any, made: dict[type[models.Model], models.Model]) -> bool:
    return not isinstance(field, models.ForeignKey) or field.related_model in made


def _value(field: Any, made: dict[type[models.Model], models.Model], word: str) -> Any:
    if isinstance(field, models.ForeignKey):
        return made[field.related_model]
    if isinstance(field, models.EmailField):
        return f"{word}@exemple.example"
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.CharField | models.TextField):
        return f"{next(_numbers)} {word}"[: field.max_length]
    for kind, value in (
        (models.UUIDField, uuid.uuid4()),
        (models.JSONField, {"mot": word}),
        (models.DateTimeField, timezone.now() + timedelta(days=1)),  # no job of these is due
        (models.DateField, date(2026, 1, 1)),
        (models.BooleanField, False),
        (models.BinaryField, word.encode()),
        (models.IntegerField, 1),
        (models.FloatField, 1.0),
    ):
        if isinstance(field, kind):
            return value
    raise AssertionError(f"no value for {field}")


def _point_backwards(made: dict[type[models.Model], models.Model]) -> None:
    # References to tables that were filled later (a document's current version).
    for model, row in made.items():
        if model is Collectivite:
            continue
        for field in row._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and getattr(row, field.attname) is None:
                target = made.get(field.related_model)
                if target is not None and target is not row:
                    model._default_manager.filter(pk=row.pk).update(**{field.name: target})


def _bytes(collectivite: Collectivite, sha256: str, word: str) -> None:
    stored = folders.files_of(collectivite.public_id) / sha256[:2] / sha256
    stored.parent.mkdir(parents=True)
    stored.write_text(word)
    exports = folders.exports_of(collectivite.public_id)
    exports.mkdir(parents=True)
    (exports / f"{uuid.uuid4()}.zip").write_text(word)
