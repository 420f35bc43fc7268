"""The authority's own settings and services, and the notice that each member reads before the first question."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from beffroi.core.errors import Conflict, Invalid, NotFound
from beffroi.core.scope import Scope
from beffroi.platform.journal.services import actor_of, record
from beffroi.platform.tenancy import contrast, inputs, verbs
from beffroi.platform.tenancy import logo as logo_file
from beffroi.platform.tenancy.errors import ServiceInUse
from beffroi.platform.tenancy.models import Collectivite, Member, Service
from beffroi.platform.tenancy.permissions import Gesture, require, require_member

_LONGEST_KEEPING = 3650


def update_authority(
    scope: Scope, name: str, accent: str, logo: bytes | None, fallback_contact: str, conversation_days: int
) -> Collectivite:
    """Change the authority's settings. `accent`: "#rrggbb" or "". `logo`: PNG, JPEG or WebP, stored as a PNG of 512
    pixels at most; b"" removes it, None keeps it. `conversation_days`: 1 to 3650.

    Raises Refused, Invalid, AccentUnreadable, ReadingUnavailable."""
    require(scope, Gesture.MANAGE_AUTHORITY)
    if not 1 <= conversation_days <= _LONGEST_KEEPING:
        raise Invalid(reason=_("Les conversations se gardent de 1 à 3650 jours. Choisissez une durée."))
    drawn = logo_file.as_png(logo) if logo else None  # before the transaction: a hostile picture may take its time
    with transaction.atomic():
        require(scope, Gesture.MANAGE_AUTHORITY)
        collectivite = Collectivite.objects.select_for_update().get(pk=scope.tenant)
        collectivite.name = inputs.line(name, "nom", 200)
        collectivite.accent = contrast.required(accent)
        collectivite.fallback_contact = inputs.line(fallback_contact, "contact", 300, needed=False)
        collectivite.conversation_days = conversation_days
        if logo is not None:
            collectivite.logo = drawn
        collectivite.save(update_fields=["name", "accent", "fallback_contact", "conversation_days", "logo"])
        facts = {"conversation_days": conversation_days, "logo": logo is not None}
        record(scope.tenant, actor_of(scope), verbs.AUTHORITY_UPDATED, facts=facts)
    return collectivite


@transaction.atomic
def create_service(scope: Scope, name: str, remit: str = "", phone: str = "", email: str = "") -> Service:
    """Create a service. Raises Refused, Invalid, Conflict (the name is taken)."""
    require(scope, Gesture.MANAGE_SERVICES)
    service = Service(collectivite_id=scope.tenant)
    _fill(service, name, remit, phone, email)
    record(scope.tenant, actor_of(scope), verbs.SERVICE_CREATED, objects=[("service", service.public_id)])
    return service


@transaction.atomic
def update_service(
    scope: Scope, public_id: UUID, name: str, remit: str = "", phone: str = "", email: str = ""
) -> Service:
    """Replace what is said of a service. Raises Refused, NotFound, Invalid, Conflict."""
    require(scope, Gesture.MANAGE_SERVICES)
    service = _service(scope, public_id)
    _fill(service, name, remit, phone, email)
    record(scope.tenant, actor_of(scope), verbs.SERVICE_UPDATED, objects=[("service", public_id)])
    return service


@transaction.atomic
def delete_service(scope: Scope, public_id: UUID) -> None:
    """Delete a service; its members stay members. Raises Refused, NotFound, ServiceInUse (bases are read by it)."""
    require(scope, Gesture.MANAGE_SERVICES)
    service = _service(scope, public_id)
    try:
        with transaction.atomic():
            service.delete()
    except ProtectedError as exc:
        raise ServiceInUse() from exc
    record(scope.tenant, actor_of(scope), verbs.SERVICE_DELETED, objects=[("service", public_id)])


@transaction.atomic
def accept_notice(scope: Scope, published: datetime | None = None) -> Member:
    """Remember that the member has read what is recorded and why. The first time counts, again once the notice that
    they read is older than the one `published` since. Raises Refused."""
    member = require_member(scope)
    unread = Q(notice_accepted_at=None) | (Q(notice_accepted_at__lt=published) if published else Q(pk__in=[]))
    if Member.objects.filter(unread, pk=member.pk).update(notice_accepted_at=timezone.now()):
        record(scope.tenant, actor_of(scope), verbs.NOTICE_ACCEPTED, objects=[("member", member.public_id)])
    member.refresh_from_db(fields=["notice_accepted_at"])
    return member


def _service(scope: Scope, public_id: UUID) -> Service:
    found = Service.objects.select_for_update().filter(collectivite_id=scope.tenant, public_id=public_id).first()
    if found is None:
        raise NotFound()
    return found


def _fill(service: Service, name: str, remit: str, phone: str, email: str) -> None:
    service.name = inputs.line(name, "nom", 150)
    service.remit = inputs.paragraph(remit, "attributions", 5000)
    service.phone = inputs.line(phone, "téléphone", 40, needed=False)
    service.email = inputs.optional_email(email)
    try:
        with transaction.atomic():
            service.save()
    except IntegrityError as exc:
        raise Conflict(reason=_("Un service porte déjà ce nom. Choisissez-en un autre.")) from exc
