"""One-time links. Invariants: only a token's SHA-256 is stored; a link serves once, before its end, even when two
people open it at the same instant. Proved by tests/platform/tenancy/test_links.py.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from beffroi.platform.tenancy.errors import LinkExpired, LinkUnknown
from beffroi.platform.tenancy.models import Collectivite, OneTimeLink

Kind = OneTimeLink.Kind
LIFETIMES: Final[Mapping[str, timedelta]] = {
    Kind.INVITATION: timedelta(days=7),
    Kind.RESET: timedelta(hours=24),
    Kind.EXPLOITANT: timedelta(hours=24),
}
_LONGEST_TOKEN: Final = 100


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A link just issued. `link`: its path, with the token that is known here and nowhere else."""

    row: OneTimeLink
    token: str

    @property
    def link(self) -> str:
        return url(self.token)

    @property
    def address(self) -> str:
        """The whole address to send."""
        return absolute(self.link)

    @property
    def email(self) -> str:
        return self.row.email

    @property
    def expires_at(self) -> datetime:
        return self.row.expires_at


def url(token: str) -> str:
    """Path of the page that accepts a link."""
    return f"/lien/{token}/"


def absolute(path: str) -> str:
    """`path` behind the address that people type (BEFFROI_PUBLIC_URL, else the address served)."""
    configuration = settings.CONFIGURATION
    return urljoin(configuration.public_url or f"http://{configuration.address}", path)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def issue(kind: str, **fields: Any) -> IssuedLink:
    """Store a new link of this kind; the caller has checked the right and records it."""
    token = secrets.token_urlsafe(32)
    row = OneTimeLink.objects.create(
        kind=kind, token_hash=digest(token), expires_at=timezone.now() + LIFETIMES[kind], **fields
    )
    return IssuedLink(row, token)


def void(**conditions: Any) -> int:
    """Close every live link that meets the conditions; return how many."""
    return OneTimeLink.objects.filter(used_at=None, **conditions).update(used_at=timezone.now())


def live(token: str) -> OneTimeLink:
    """The link of this token if it can serve now. Raises LinkUnknown, LinkExpired (the same sentence)."""
    if not token or len(token) > _LONGEST_TOKEN:
        raise LinkUnknown()
    active = Q(collectivite=None) | Q(collectivite__state=Collectivite.State.ACTIVE)
    awake = Q(account=None) | Q(account__is_active=True)
    found = OneTimeLink.objects.select_related("collectivite", "account")
    link = found.filter(active, awake, token_hash=digest(token), used_at=None).first()
    if link is None:
        raise LinkUnknown()
    if link.expires_at <= timezone.now():
        raise LinkExpired()
    return link


def spend(link: OneTimeLink) -> None:
    """Mark the link used, in the caller's transaction. Of two callers one passes, the other gets LinkUnknown."""
    now = timezone.now()
    if not OneTimeLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now).update(used_at=now):
        raise LinkUnknown()
