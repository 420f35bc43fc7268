"""Documents and their versions."""

from __future__ import annotations

from uuid import UUID

from ninja import File, Router
from ninja.files import UploadedFile

from beffroi.core.scope import Scope
from beffroi.faces.api.auth import KeyRequest
from beffroi.faces.api.schemas import DocumentChange, DocumentOut
from beffroi.platform.library import selectors, services
from beffroi.platform.library.models import Document

router = Router(tags=["documents"])


@router.get("/documents/{uuid:document_id}", response=DocumentOut, summary="Un document")
def document(request: KeyRequest, document_id: UUID) -> DocumentOut:
    return document_out(request.scope, selectors.document(request.scope, document_id))


@router.put("/documents/{uuid:document_id}", response=DocumentOut, summary="Titre, date, validité, base")
def update_document(request: KeyRequest, document_id: UUID, payload: DocumentChange) -> DocumentOut:
    changed = services.update_document(
        request.scope,
        document_id,
        title=payload.title,
        document_date=payload.document_date,
        valid_from=payload.valid_from,
        valid_to=payload.valid_to,
        base_id=payload.base,
    )
    return document_out(request.scope, changed)


@router.delete("/documents/{uuid:document_id}", response={204: None}, summary="Mettre à la corbeille")
def delete_document(request: KeyRequest, document_id: UUID) -> tuple[int, None]:
    services.delete_document(request.scope, document_id)
    return 204, None


@router.post("/documents/{uuid:document_id}/restore", response=DocumentOut, summary="Sortir de la corbeille")
def restore_document(request: KeyRequest, document_id: UUID) -> DocumentOut:
    services.restore_document(request.scope, document_id)
    return document_out(request.scope, selectors.document(request.scope, document_id))


@router.post(
    "/documents/{uuid:document_id}/versions", response={202: dict[str, UUID]}, summary="Remplacer par une version"
)
def replace_document(request: KeyRequest, document_id: UUID, file: File[UploadedFile]) -> tuple[int, dict[str, UUID]]:
    intake = services.replace_document(request.scope, document_id, file.name or "document", file)
    return 202, {"import": intake.public_id}


@router.get("/versions/{uuid:version_id}/text", response=dict[str, str], summary="Le texte lu d’une version")
def version_text(request: KeyRequest, version_id: UUID) -> dict[str, str]:
    return {"text": selectors.transcription(request.scope, version_id).text}


def document_out(scope: Scope, document: Document) -> DocumentOut:
    """A document as the API shows it, on the day of the scope."""
    version = document.current
    return DocumentOut(
        id=document.public_id,
        base=document.base.public_id,
        title=document.title,
        document_date=document.document_date,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        version=version.public_id if version else None,
        verdict=version.verdict if version else "",
        pages=version.page_count if version else 0,
        passages=version.passage_count if version else 0,
        status=selectors.version_status(version, scope.on) if version else "",
    )
