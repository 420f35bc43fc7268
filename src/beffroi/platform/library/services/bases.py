"""Writes on bases: each is permission + change + journal entry in one transaction."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from beffroi.core.errors import NotFound
from beffroi.core.scope import Scope
from beffroi.platform.journal.services import actor_of, record
from beffroi.platform.library import selectors, verbs
from beffroi.platform.library.errors import BaseNameTaken, BaseNeedsService, NameMissing
from beffroi.platform.library.models import Base
from beffroi.platform.library.permission import allow
from beffroi.platform.tenancy.models import Service
from beffroi.platform.tenancy.permissions import Gesture


@transaction.atomic
def create_base(
    scope: Scope,
    name: str,
    *,
    description: str = "",
    visibility: str = Base.Visibility.AUTHORITY,
    service_id: UUID | None = None,
    sensitivity: str = Base.Sensitivity.INTERNAL,
) -> Base:
    """A new base of the authority. Raises Refused, NameMissing, BaseNameTaken, BaseNeedsService, NotFound."""
    allow(scope, Gesture.MANAGE_BASES)
    base = Base(collectivite_id=scope.tenant)
    _fill(scope, base, name, description, visibility, service_id, sensitivity)
    record(scope.tenant, actor_of(scope), verbs.BASE_CREATED, objects=[("base", base.public_id)])
    return base


@transaction.atomic
def update_base(
    scope: Scope,
    public_id: UUID,
    *,
    name: str | None = None,
    description: str | None = None,
    visibility: str | None = None,
    service_id: UUID | None = None,
    sensitivity: str | None = None,
) -> Base:
    """Change what is given; None keeps. Raises as `create_base`, and NotFound."""
    allow(scope, Gesture.MANAGE_BASES)
    base = selectors.own_base(scope, public_id)
    service_id = service_id or (base.service.public_id if base.service else None)
    _fill(
        scope,
        base,
        base.name if name is None else name,
        base.description if description is None else description,
        visibility or base.visibility,
        service_id,
        sensitivity or base.sensitivity,
    )
    record(scope.tenant, actor_of(scope), verbs.BASE_UPDATED, objects=[("base", base.public_id)])
    return base


@transaction.atomic
def delete_base(scope: Scope, public_id: UUID) -> Base:
    """Put a base in the bin with all of its documents: from now on nobody sees it. Raises Refused, NotFound."""
    member = allow(scope, Gesture.MANAGE_BASES)
    base = selectors.own_base(scope, public_id)
    base.deleted_at, base.deleted_by = timezone.now(), member
    base.save(update_fields=["deleted_at", "deleted_by"])
    record(scope.tenant, actor_of(scope), verbs.BASE_DELETED, objects=[("base", base.public_id)])
    return base


@transaction.atomic
def restore_base(scope: Scope, public_id: UUID) -> Base:
    """Take a base out of the bin, with its documents. Raises Refused, NotFound, BaseNameTaken."""
    allow(scope, Gesture.MANAGE_BASES)
    base = selectors.binned_bases(scope).filter(public_id=public_id).first()
    if base is None:
        raise NotFound()
    base.deleted_at = base.deleted_by = None
    _save(base)
    record(scope.tenant, actor_of(scope), verbs.BASE_RESTORED, objects=[("base", base.public_id)])
    return base


def _fill(
    scope: Scope,
    base: Base,
    name: str,
    description: str,
    visibility: str,
    service_id: UUID | None,
    sensitivity: str,
) -> None:
    if Base.Visibility.SHARED in {visibility, base.visibility} and visibility != base.visibility:
        allow(scope, Gesture.SHARE_BASE)
    base.name, base.description = " ".join(name.split())[:150], description.strip()
    if not base.name:
        raise NameMissing()
    base.visibility = Base.Visibility(visibility)
    base.sensitivity = Base.Sensitivity(sensitivity)
    base.service = _service(scope, service_id) if visibility == Base.Visibility.SERVICE else None
    _save(base)


def _service(scope: Scope, public_id: UUID | None) -> Service:
    if public_id is None:
        raise BaseNeedsService()
    service = Service.objects.filter(collectivite_id=scope.tenant, public_id=public_id).first()
    if service is None:
        raise NotFound()
    return service


def _save(base: Base) -> None:
    try:
        with transaction.atomic():
            base.save()
    except IntegrityError as exc:
        raise BaseNameTaken() from exc
