"""Counts that this room hands to the exploitant's overview (tenancy.overview): numbers by authority, never a name."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, Sum

from beffroi.platform.library.models import Base, Blob, Document, Version
from beffroi.platform.tenancy.overview import measure


def _bytes() -> Mapping[int, int]:
    return dict(Blob.objects.values_list("collectivite_id").annotate(n=Sum("size")).order_by())


def _bases() -> Mapping[int, int]:
    return dict(Base.objects.filter(deleted_at=None).values_list("collectivite_id").annotate(n=Count("pk")).order_by())


def _documents() -> Mapping[int, int]:
    live = Document.objects.filter(deleted_at=None, base__deleted_at=None)
    return dict(live.values_list("collectivite_id").annotate(n=Count("pk")).order_by())


def _passages() -> Mapping[int, int]:
    return dict(Version.objects.values_list("collectivite_id").annotate(n=Sum("passage_count")).order_by())


for name, count in {"bytes": _bytes, "bases": _bases, "documents": _documents, "passages": _passages}.items():
    measure(name, count)
