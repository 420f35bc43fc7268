"""How files come in. Accepted means safe on the disk; reading them goes on by itself and is followed here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import File, Router, Status
from ninja.files import UploadedFile

from beffroi.core.scope import Scope
from beffroi.faces.api.auth import KeyRequest
from beffroi.faces.api.schemas import ImportFileOut, ImportOut, PageNumber
from beffroi.platform.library import selectors
from beffroi.platform.library import services as library
from beffroi.platform.library.models import Intake, IntakeFile

router = Router(tags=["dépôts"])
PAGE_ROWS = 20


@router.post("/bases/{uuid:base_id}/files", response={202: ImportOut}, summary="Déposer des fichiers")
def add_files(request: KeyRequest, base_id: UUID, files: File[list[UploadedFile]]) -> Status[Any]:
    intake = library.accept_files(request.scope, base_id, [(file.name or "document", file) for file in files])
    return Status(202, import_out(request.scope, intake.public_id))


@router.get("/imports", response=list[ImportOut], summary="Les dépôts, le dernier d’abord")
def imports(request: KeyRequest, page: PageNumber = 1) -> list[ImportOut]:
    first = (page - 1) * PAGE_ROWS
    found = selectors.intakes(request.scope)[first : first + PAGE_ROWS]
    return [_shown(request.scope, intake) for intake in found]


@router.get("/imports/{uuid:import_id}", response=ImportOut, summary="Où en est un dépôt")
def intake(request: KeyRequest, import_id: UUID) -> ImportOut:
    return import_out(request.scope, import_id)


@router.post("/imports/{uuid:import_id}/cancel", response=ImportOut, summary="Arrêter un dépôt")
def cancel_intake(request: KeyRequest, import_id: UUID) -> ImportOut:
    library.cancel_intake(request.scope, import_id)
    return import_out(request.scope, import_id)


@router.delete("/imports/{uuid:import_id}", response={204: None}, summary="Oublier un dépôt terminé")
def dismiss_intake(request: KeyRequest, import_id: UUID) -> Status[None]:
    library.dismiss_intake(request.scope, import_id)
    return Status(204, None)


@router.post("/files/{uuid:file_id}/retry", response={202: ImportOut}, summary="Relire un fichier refusé")
def retry_file(request: KeyRequest, file_id: UUID) -> Status[Any]:
    return Status(202, import_out(request.scope, library.retry_file(request.scope, file_id).public_id))


def import_out(scope: Scope, public_id: UUID) -> ImportOut:
    """An import and its files, those found in another right after it. Raises NotFound."""
    return _shown(scope, selectors.intake(scope, public_id))


def _shown(scope: Scope, intake: Intake) -> ImportOut:
    return ImportOut(
        id=intake.public_id,
        base=intake.base.public_id,
        created_at=intake.created_at,
        finished=intake.finished_at is not None,
        files=[_file(scope, file) for file in selectors.intake_files(scope, intake.public_id)],
    )


def _file(scope: Scope, file: IntakeFile) -> ImportFileOut:
    document = selectors.document_of(scope, file)
    return ImportFileOut(
        id=file.public_id,
        name=file.name,
        state=file.state,
        outcome=file.outcome,
        verdict=file.verdict,
        detail=file.detail,
        document=document.public_id if document else None,
        parent=file.parent.public_id if file.parent else None,
    )
