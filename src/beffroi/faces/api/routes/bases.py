"""Bases, what is in them, and how files come in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import File, Query, Router
from ninja.files import UploadedFile

from beffroi.faces.api.auth import KeyRequest
from beffroi.faces.api.routes.documents import document_out
from beffroi.faces.api.schemas import BaseIn, BaseOut, DocumentPage, FindingOut, ImportFileOut, ImportOut
from beffroi.platform.library import selectors, services
from beffroi.platform.library.models import Base, Intake

router = Router(tags=["bases"])


@router.get("/bases", response=list[BaseOut], summary="Les bases que je peux lire")
def bases(request: KeyRequest) -> list[BaseOut]:
    return [_base(request, base) for base in selectors.bases(request.scope)]


@router.post("/bases", response={201: BaseOut}, summary="Créer une base")
def create_base(request: KeyRequest, payload: BaseIn) -> tuple[int, BaseOut]:
    base = services.create_base(request.scope, **_fields(payload))
    return 201, _base(request, base)


@router.get("/bases/{uuid:base_id}", response=BaseOut, summary="Une base")
def base(request: KeyRequest, base_id: UUID) -> BaseOut:
    return _base(request, selectors.base(request.scope, base_id))


@router.put("/bases/{uuid:base_id}", response=BaseOut, summary="Modifier une base")
def update_base(request: KeyRequest, base_id: UUID, payload: BaseIn) -> BaseOut:
    return _base(request, services.update_base(request.scope, base_id, **_fields(payload)))


@router.delete(
    "/bases/{uuid:base_id}", response={204: None}, summary="Supprimer une base (ses documents vont à la corbeille)"
)
def delete_base(request: KeyRequest, base_id: UUID) -> tuple[int, None]:
    services.delete_base(request.scope, base_id)
    return 204, None


@router.get("/bases/{uuid:base_id}/documents", response=DocumentPage, summary="Les documents d’une base")
def documents(
    request: KeyRequest, base_id: UUID, query: str = "", page: int = Query(1, ge=1, le=100000)
) -> DocumentPage:
    found = selectors.documents(request.scope, base_id, query=query, page=page)
    return DocumentPage(total=found.paginator.count, items=[document_out(request.scope, item) for item in found.object_list])


@router.get("/bases/{uuid:base_id}/health", response=list[FindingOut], summary="La santé d’une base")
def health(request: KeyRequest, base_id: UUID) -> list[FindingOut]:
    return [
        FindingOut(
            id=finding.public_id,
            kind=finding.kind,
            state=finding.state,
            documents=[document.public_id for document in finding.documents.all()],
        )
        for finding in selectors.findings(request.scope, base_id)
    ]


@router.post("/bases/{uuid:base_id}/files", response={202: ImportOut}, summary="Déposer des fichiers")
def add_files(request: KeyRequest, base_id: UUID, files: File[list[UploadedFile]]) -> tuple[int, ImportOut]:
    named = [(file.name or "document", file) for file in files]
    intake = services.accept_files(request.scope, base_id, named)
    return 202, import_out(intake)


@router.get("/imports/{uuid:import_id}", response=ImportOut, summary="Où en est un dépôt")
def intake(request: KeyRequest, import_id: UUID) -> ImportOut:
    return import_out(selectors.intake(request.scope, import_id))


@router.post("/imports/{uuid:import_id}/cancel", response=ImportOut, summary="Arrêter un dépôt")
def cancel_intake(request: KeyRequest, import_id: UUID) -> ImportOut:
    services.cancel_intake(request.scope, import_id)
    return import_out(selectors.intake(request.scope, import_id))


@router.post("/files/{uuid:file_id}/retry", response={202: None}, summary="Relire un fichier")
def retry_file(request: KeyRequest, file_id: UUID) -> tuple[int, None]:
    services.retry_file(request.scope, file_id)
    return 202, None


def import_out(intake: Intake) -> ImportOut:
    """An intake with its files, archives' children included, in order."""
    files = intake.files.select_related("document", "parent").order_by("position", "id")
    return ImportOut(
        id=intake.public_id,
        base=intake.base.public_id,
        created_at=intake.created_at,
        finished=intake.finished_at is not None,
        files=[
            ImportFileOut(
                id=file.public_id,
                name=file.name,
                state=file.state,
                outcome=file.outcome,
                verdict=file.verdict,
                detail=file.detail,
                document=file.document.public_id if file.document else None,
                parent=file.parent.public_id if file.parent else None,
            )
            for file in files
        ],
    )


def _base(request: KeyRequest, base: Base) -> BaseOut:
    own = base.collectivite_id == request.scope.tenant
    return BaseOut(
        id=base.public_id,
        name=base.name,
        description=base.description,
        visibility=base.visibility,
        sensitivity=base.sensitivity,
        service=base.service.public_id if own and base.service else None,
        own=own,
    )


def _fields(payload: BaseIn) -> dict[str, Any]:
    return {
        "name": payload.name,
        "description": payload.description,
        "visibility": payload.visibility,
        "service_id": payload.service,
        "sensitivity": payload.sensitivity,
    }
