"""Documents and their versions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from ninja import File, Router, Status
from ninja.files import UploadedFile

from beffroi.core.scope import Scope
from beffroi.faces.api.auth import KeyRequest
from beffroi.faces.api.routes.imports import import_out
from beffroi.faces.api.schemas import DocumentChange, DocumentOut, ImportOut, VersionOut, VersionText
from beffroi.faces.web.sending import download
from beffroi.platform.library import files, selectors
from beffroi.platform.library import services as library
from beffroi.platform.library.models import Document, Version

router = Router(tags=["documents"])


@router.get("/documents/{uuid:document_id}", response=DocumentOut, summary="Un document")
def document(request: KeyRequest, document_id: UUID) -> DocumentOut:
    return document_out(request.scope, selectors.document(request.scope, document_id))


@router.put("/documents/{uuid:document_id}", response=DocumentOut, summary="Titre, dates, validité, base")
def update_document(request: KeyRequest, document_id: UUID, payload: DocumentChange) -> DocumentOut:
    library.update_document(
        request.scope,
        document_id,
        title=payload.title,
        document_date=payload.document_date,
        valid_from=payload.valid_from,
        valid_to=payload.valid_to,
        base_id=payload.base,
    )
    return document_out(request.scope, selectors.document(request.scope, document_id))


@router.delete("/documents/{uuid:document_id}", response={204: None}, summary="Mettre un document à la corbeille")
def delete_document(request: KeyRequest, document_id: UUID) -> Status[None]:
    library.delete_document(request.scope, document_id)
    return Status(204, None)


@router.post(
    "/documents/{uuid:document_id}/restore", response=DocumentOut, summary="Sortir un document de la corbeille"
)
def restore_document(request: KeyRequest, document_id: UUID) -> DocumentOut:
    library.restore_document(request.scope, document_id)
    return document_out(request.scope, selectors.document(request.scope, document_id))


@router.get("/documents/{uuid:document_id}/versions", response=list[VersionOut], summary="Les versions d’un document")
def versions(request: KeyRequest, document_id: UUID) -> list[VersionOut]:
    found = selectors.versions(request.scope, document_id).select_related("document__base")
    return [_version(request.scope, version) for version in found]


@router.post(
    "/documents/{uuid:document_id}/versions", response={202: ImportOut}, summary="Remplacer par une nouvelle version"
)
def replace_document(request: KeyRequest, document_id: UUID, file: File[UploadedFile]) -> Status[Any]:
    intake = library.replace_document(request.scope, document_id, file.name or "document", file)
    return Status(202, import_out(request.scope, intake.public_id))


@router.get("/versions/{uuid:version_id}", response=VersionOut, summary="Une version, même remplacée")
def version(request: KeyRequest, version_id: UUID) -> VersionOut:
    return _version(request.scope, selectors.version(request.scope, version_id))


@router.get("/versions/{uuid:version_id}/text", response=VersionText, summary="Le texte lu d’une version")
def version_text(request: KeyRequest, version_id: UUID) -> VersionText:
    return VersionText(text=selectors.transcription(request.scope, version_id).text)


@router.get(
    "/versions/{uuid:version_id}/original",
    summary="Le fichier d’origine d’une version",
    openapi_extra={"responses": {200: {"content": {"application/octet-stream": {}}}}},
)
def version_original(request: KeyRequest, version_id: UUID) -> HttpResponseBase:
    found = selectors.version(request.scope, version_id)
    return download(request, files.path(found.collectivite_id, found.blob.sha256), found.filename)


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
        status=_status(scope, document, version) if version else "",
    )


def _version(scope: Scope, version: Version) -> VersionOut:
    return VersionOut(
        id=version.public_id,
        document=version.document.public_id,
        number=version.number,
        filename=version.filename,
        media_type=version.media_type,
        verdict=version.verdict,
        detail=version.detail,
        pages=version.page_count,
        passages=version.passage_count,
        status=selectors.version_status(version, scope.on),
        created_at=version.created_at,
    )


def _status(scope: Scope, document: Document, version: Version) -> str:
    version.document = document  # known already: no further query for each row
    return selectors.version_status(version, scope.on)
