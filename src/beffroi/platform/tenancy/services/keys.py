"""API keys. Invariant: the secret is known to its member alone (its SHA-256 is stored) and stops with the member, the
account and the authority. Proved by tests/platform/tenancy/test_keys.py.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from beffroi.core.errors import Conflict, NotFound
from beffroi.core.scope import Scope
from beffroi.platform.journal.services import actor_of, record
from beffroi.platform.tenancy import inputs, verbs
from beffroi.platform.tenancy.links import digest
from beffroi.platform.tenancy.models import ApiKey, Collectivite, Member
from beffroi.platform.tenancy.permissions import require_member

PREFIX: Final = "bef_"
_SHOWN: Final = 12
_LONGEST: Final = 100
_MOST: Final = 20
_USE_NOTED_EVERY: Final = timedelta(minutes=5)


@transaction.atomic
def create_key(scope: Scope, name: str) -> tuple[ApiKey, str]:
    """A new key for the member who asks, and its secret, given here only. Raises Refused, Invalid, Conflict (20)."""
    member = require_member(scope)
    if ApiKey.objects.filter(member=member, revoked_at=None).count() >= _MOST:
        raise Conflict(reason=_("Vous avez déjà 20 clés. Révoquez celles qui ne servent plus."))
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        collectivite_id=scope.tenant,
        member=member,
        name=inputs.line(name, "nom", 100),
        prefix=secret[:_SHOWN],
        digest=digest(secret),
    )
    record(scope.tenant, actor_of(scope), verbs.KEY_CREATED, objects=[("key", key.public_id)])
    return key, secret


@transaction.atomic
def revoke_key(scope: Scope, public_id: UUID) -> None:
    """Revoke one of the member's own keys; again changes nothing. Raises Refused, NotFound."""
    member = require_member(scope)
    key = ApiKey.objects.filter(collectivite_id=scope.tenant, member=member, public_id=public_id).first()
    if key is None:
        raise NotFound()
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record(scope.tenant, actor_of(scope), verbs.KEY_REVOKED, objects=[("key", public_id)])


def member_by_key(secret: str) -> Member | None:
    """The member that this key speaks for; None if it is unknown, revoked, or its member, account or authority is not
    active."""
    if not secret.startswith(PREFIX) or len(secret) > _LONGEST:
        return None
    wanted = digest(secret)
    key = (
        ApiKey.objects.select_related("member__account", "member__collectivite")
        .filter(
            digest=wanted,
            revoked_at=None,
            member__state=Member.State.ACTIVE,
            member__account__is_active=True,
            collectivite__state=Collectivite.State.ACTIVE,
        )
        .first()
    )
    if key is None or not hmac.compare_digest(key.digest, wanted):
        return None
    _note_use(key)
    return key.member


def _note_use(key: ApiKey) -> None:
    # Not at every call: reading must not cost a write each time.
    now = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _USE_NOTED_EVERY)
    if key.last_used_at is None or key.last_used_at < now - _USE_NOTED_EVERY:
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
