"""Who the key speaks for, and the member's own keys."""

from __future__ import annotations

from uuid import UUID

from ninja import Router

from beffroi.faces.api.auth import KeyRequest
from beffroi.faces.api.schemas import KeyCreated, KeyIn, KeyOut, Me
from beffroi.platform.tenancy import selectors, services
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
        services=[service.name for service in member.services.all()],
    )


@router.get("/keys", response=list[KeyOut], summary="Mes clés")
def keys(request: KeyRequest) -> list[KeyOut]:
    return [_out(key) for key in selectors.keys(request.scope)]


@router.post("/keys", response={201: KeyCreated}, summary="Créer une clé (le secret n’est donné qu’ici)")
def create_key(request: KeyRequest, payload: KeyIn) -> tuple[int, KeyCreated]:
    key, secret = services.create_key(request.scope, payload.name)
    return 201, KeyCreated(**_out(key).dict(), secret=secret)


@router.delete("/keys/{uuid:key_id}", response={204: None}, summary="Révoquer une clé")
def revoke_key(request: KeyRequest, key_id: UUID) -> tuple[int, None]:
    services.revoke_key(request.scope, key_id)
    return 204, None


def _out(key: ApiKey) -> KeyOut:
    return KeyOut(
        id=key.public_id,
        name=key.name,
        prefix=key.prefix,
        created_at=key.created_at,
        last_used_at=key.last_used_at,
        revoked=key.revoked_at is not None,
    )
