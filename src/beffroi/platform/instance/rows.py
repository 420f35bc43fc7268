"""A row of any table as plain JSON, without row ids and without secrets."""

from __future__ import annotations

import base64
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import BinaryField, Field, ForeignKey, JSONField, Model

from beffroi.platform.instance.tables import COLUMN, Table

NAMES: Final = ("public_id", "sha256", "email")
"""What names a row outside, the first that its table has."""
SECRETS: Final = frozenset({"password", "digest", "token_hash", "prefix"})


class Rows:
    """Exports rows of one authority; remembers how the rows they point at are named."""

    def __init__(self, collectivite_id: int) -> None:
        self._tenant = collectivite_id
        self._names: dict[Table, dict[object, str | None]] = {}

    def exported(self, row: Model) -> dict[str, object]:
        """Every column by its name; a reference by what names its target, a set of references as a sorted list."""
        values: dict[str, object] = {
            field.name: self._value(row, field)
            for field in row._meta.concrete_fields
            if not field.primary_key and field.attname != COLUMN and field.name not in SECRETS
        }
        for relation in row._meta.many_to_many:
            targets = getattr(row, relation.name).values_list("pk", flat=True)
            values[relation.name] = sorted(str(self._named(relation.related_model, pk)) for pk in targets)
        return values

    def _value(self, row: Model, field: Field[Any, Any]) -> object:
        value = getattr(row, field.attname)
        if value is None:
            return None
        if isinstance(field, ForeignKey):
            return self._named(field.related_model, value)
        if isinstance(field, BinaryField):
            return base64.b64encode(bytes(value)).decode("ascii")
        if isinstance(field, JSONField):
            return value
        return _plain(value)

    def _named(self, model: Any, pk: object) -> str | None:
        names = self._names.setdefault(model, {})
        if pk not in names:
            name = next((n for n in NAMES if n in {f.name for f in model._meta.concrete_fields}), None)
            found = model._default_manager.filter(pk=pk).values_list(name, flat=True).first() if name else None
            names[pk] = None if found is None else str(found)
        return names[pk]


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value if isinstance(value, bool | int | float | str) else str(value)
