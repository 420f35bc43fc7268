"""Bases, their documents and their health."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Router, Status

from beffroi.faces.api.auth import KeyRequest
from beffroi.faces.api.routes.documents import document_out
from beffroi.faces.api.routes.jobs import job_out
from beffroi.faces.api.schemas import BaseIn, BaseOut, DismissIn, DocumentPage, FindingOut, JobOut, PageNumber, Words
from beffroi.platform.library import selectors
from beffroi.platform.library import services as library
from beffroi.platform.library.models import Base

router = Router(tags=["bases"])


@router.get("/bases", response=list[BaseOut], summary="Les bases que je peux lire")
def bases(request: KeyRequest) -> list[BaseOut]:
    return [base_out(request, base) for base in selectors.bases(request.scope)]


@router.post("/bases", response={201: BaseOut}, summary="Créer une base")
def create_base(request: KeyRequest, payload: BaseIn) -> Status[BaseOut]:
    return Status(201, base_out(request, library.create_base(request.scope, **_fields(payload))))


@router.get("/bases/{uuid:base_id}", response=BaseOut, summary="Une base")
def base(request: KeyRequest, base_id: UUID) -> BaseOut:
    return base_out(request, selectors.base(request.scope, base_id))


@router.put("/bases/{uuid:base_id}", response=BaseOut, summary="Modifier une base")
def update_base(request: KeyRequest, base_id: UUID, payload: BaseIn) -> BaseOut:
    return base_out(request, library.update_base(request.scope, base_id, **_fields(payload)))


@router.delete("/bases/{uuid:base_id}", response={204: None}, summary="Mettre une base à la corbeille")
def delete_base(request: KeyRequest, base_id: UUID) -> Status[None]:
    library.delete_base(request.scope, base_id)
    return Status(204, None)


@router.post("/bases/{uuid:base_id}/restore", response=BaseOut, summary="Sortir une base de la corbeille")
def restore_base(request: KeyRequest, base_id: UUID) -> BaseOut:
    return base_out(request, library.restore_base(request.scope, base_id))


@router.get("/bases/{uuid:base_id}/documents", response=DocumentPage, summary="Les documents d’une base, par 50")
def documents(
    request: KeyRequest,
    base_id: UUID,
    query: Words = "",
    page: PageNumber = 1,
) -> DocumentPage:
    found = selectors.documents(request.scope, base_id, query=query, page=page)
    past_the_end = page > found.paginator.num_pages
    rows = [] if past_the_end else [document_out(request.scope, document) for document in found.object_list]
    return DocumentPage(total=found.paginator.count, items=rows)


@router.get("/bases/{uuid:base_id}/health", response=list[FindingOut], summary="La santé d’une base")
def health(request: KeyRequest, base_id: UUID) -> list[FindingOut]:
    return [
        FindingOut(
            id=finding.public_id,
            kind=finding.kind,
            documents=[document.public_id for document in finding.documents.all() if document.deleted_at is None],
        )
        for finding in selectors.findings(request.scope, base_id)
    ]


@router.post("/bases/{uuid:base_id}/health", response={202: JobOut}, summary="Refaire le rapport de santé")
def rebuild_health(request: KeyRequest, base_id: UUID) -> Status[JobOut]:
    return Status(202, job_out(library.rebuild_health(request.scope, base_id)))


@router.post("/findings/{uuid:finding_id}/dismiss", response={204: None}, summary="Écarter un constat")
def dismiss_finding(request: KeyRequest, finding_id: UUID, payload: DismissIn) -> Status[None]:
    library.dismiss_finding(request.scope, finding_id, payload.reason)
    return Status(204, None)


def base_out(request: KeyRequest, base: Base) -> BaseOut:
    """A base as the API shows it: the service of another authority is not named."""
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
