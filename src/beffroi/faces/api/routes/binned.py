"""The bin: what it holds, and its last gesture. Taking out of it is with the documents and the bases."""

from __future__ import annotations

from uuid import UUID

from ninja import Router, Status

from beffroi.faces.api.auth import KeyRequest
from beffroi.faces.api.routes.bases import base_out
from beffroi.faces.api.routes.documents import document_out
from beffroi.faces.api.schemas import Binned
from beffroi.platform.library import selectors
from beffroi.platform.library import services as library
from beffroi.platform.tenancy import permissions
from beffroi.platform.tenancy.permissions import Gesture

router = Router(tags=["corbeille"])
MOST_BINNED = 500


@router.get("/bin", response=Binned, summary="Ce qui est à la corbeille")
def binned(request: KeyRequest) -> Binned:
    member = permissions.require(request.scope, Gesture.DELETE_DOCUMENTS)
    bases = selectors.binned_bases(request.scope) if permissions.allows(member, Gesture.MANAGE_BASES) else []
    return Binned(
        documents=[document_out(request.scope, found) for found in selectors.bin(request.scope)[:MOST_BINNED]],
        bases=[base_out(request, base) for base in bases],
    )


@router.delete(
    "/bin/{uuid:document_id}", response={204: None}, summary="Effacer un document de la corbeille, pour de bon"
)
def erase_document(request: KeyRequest, document_id: UUID) -> Status[None]:
    library.erase_document(request.scope, document_id)
    return Status(204, None)
