"""Every table that holds an authority's rows, found by introspection, so that a table added later is never forgotten.

Invariant: a model that has a column `collectivite_id` is erased, and exported unless one member alone reads its rows
(tests/platform/instance makes a row of each and looks for what is left).
"""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import TopologicalSorter
from typing import Any, Final

from django.apps import apps
from django.db.models import PROTECT, RESTRICT, ForeignKey, Model, QuerySet

from beffroi.platform.journal.models import Entry
from beffroi.platform.library.models import IndexChange

Table = type[Model]
COLUMN: Final = "collectivite_id"
NOT_ROWS: Final = frozenset({Entry, IndexChange})
"""Erased otherwise: the chain in one go (journal.services.erase_chain); what the index must catch up with stays until
it has (numbers only)."""


def holding() -> list[Table]:
    """Models that hold an authority's rows, the journal and the index's thread included, by label."""
    found = [model for model in apps.get_models() if COLUMN in _columns(model) and not model._meta.proxy]
    return sorted(found, key=lambda model: model._meta.label)


def exported() -> list[Table]:
    """Those that an export of the authority may hold: not what one member alone reads."""
    return [model for model in holding() if not getattr(model, "private_to_member", False)]


def in_order_of_erasure() -> list[Table]:
    """The same, without NOT_ROWS: what points at a row comes before it."""
    tables = [model for model in holding() if model not in NOT_ROWS]
    before: TopologicalSorter[Table] = TopologicalSorter({model: set() for model in tables})
    for model in tables:
        for target in _held_by(model):
            if target in tables and target is not model:
                before.add(target, model)
    return list(before.static_order())


def rows(model: Table, collectivite_id: int) -> QuerySet[Any]:
    """The authority's rows of one table."""
    return model._default_manager.filter(**{COLUMN: collectivite_id})


def _columns(model: Table) -> set[str]:
    return {field.attname for field in model._meta.concrete_fields}


def _held_by(model: Table) -> Iterable[Table]:
    # A null on deletion keeps nothing; whatever else must be gone first.
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey):
            rule: Any = field.remote_field.on_delete
            if not field.null or rule in {PROTECT, RESTRICT}:
                yield field.related_model
