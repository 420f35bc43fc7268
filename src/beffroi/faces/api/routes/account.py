"""Who the key speaks for, the member's own keys, and the services of the authority."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Router, Status

from beffroi.faces.api.auth import KeyRequest
from beffroi.faces.api.schemas import KeyCreated, KeyIn, KeyOut, Me, ServiceOut
from beffroi.platform.tenancy import selectors
from beffroi.platform.tenancy import services as tenancy
from beffroi.platform.tenancy.models import ApiKey

router = Router(tags=["compte"])


@router.get("/me", response=Me, summary="Qui je suis")
def me(request: KeyRequest) -> Me:
    member = request.member
    return Me(
        member=member.public_id,
        name=member.account.name,
        role=member.role,
        authority=member.collectivite.name,
        services=[service.public_id for service in member.services.all()],
    )


@router.get("/services", response=list[ServiceOut], summary="Les services de ma collectivité")
def services(request: KeyRequest) -> list[ServiceOut]:
    return [
        ServiceOut(
            id=service.public_id, name=service.name, remit=service.remit, phone=service.phone, email=service.email
        )
        for service in selectors.services(request.scope)
    ]


@router.get("/keys", response=list[KeyOut], summary="Mes clés")
def keys(request: KeyRequest) -> list[KeyOut]:
    return [KeyOut(**_fields(key)) for key in selectors.keys(request.scope)]


@router.post("/keys", response={201: KeyCreated}, summary="Créer une clé (son secret n’est donné qu’ici)")
def create_key(request: KeyRequest, payload: KeyIn) -> Status[KeyCreated]:
    key, secret = tenancy.create_key(request.scope, payload.name)
    return Status(201, KeyCreated(**_fields(key), secret=secret))


@router.delete("/keys/{uuid:key_id}", response={204: None}, summary="Révoquer une de mes clés")
def revoke_key(request: KeyRequest, key_id: UUID) -> Status[None]:
    tenancy.revoke_key(request.scope, key_id)
    return Status(204, None)


def _fields(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.public_id,
        "name": key.name,
        "prefix": key.prefix,
        "created_at": key.created_at,
        "last_used_at": key.last_used_at,
        "revoked": key.revoked_at is not None,
    }
