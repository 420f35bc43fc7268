"""One carrier of identity: `Authorization: Bearer <key>`. Re-checked at every request; a session opens nothing here."""

from __future__ import annotations

from typing import ClassVar

from django.http import HttpRequest
from ninja.security import HttpBearer

from beffroi.core.errors import BeffroiError
from beffroi.core.scope import Scope
from beffroi.platform.library import scoping
from beffroi.platform.tenancy import services
from beffroi.platform.tenancy.models import Member


class KeyRefused(BeffroiError):
    """No key, an unknown, revoked or suspended one: one answer for all."""

    code: ClassVar[str] = "key.refused"
    status: ClassVar[int] = 401
    sentence: ClassVar[str] = (
        "Cette clé n’ouvre rien : elle manque, elle est inconnue, révoquée, ou le compte est suspendu. "
        "Créez-en une dans Beffroi, page « Mes clés »."
    )


class KeyRequest(HttpRequest):
    """A request that passed `MemberKey`."""

    member: Member
    scope: Scope


class MemberKey(HttpBearer):
    """Finds the member behind a key and gives the request its scope."""

    def authenticate(self, request: HttpRequest, token: str) -> Member | None:
        member = services.member_by_key(token)
        if member is None:
            return None
        request.member = member  # type: ignore[attr-defined]
        request.scope = scoping.scope_for(member)  # type: ignore[attr-defined]
        return member
