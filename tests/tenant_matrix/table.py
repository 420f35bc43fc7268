"""The table of the house: every route and every operation of the API, and every place where it takes an identifier.

A route that is not here, or that is here and no longer exists, fails the build (test_table.py). What an entry says is
what the matrix tries (test_matrix.py): each place, with every identifier of another authority.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

ID: Final = "<id>"
"""Stands in a body for the identifier that is tried."""


@dataclass(frozen=True)
class Body:
    """A body, or a query, that carries an identifier of this kind. `data`: its fields, with ID in the place tried.
    `json`: the answer is asked as JSON. `files`: names of the file fields sent along. `query`: it goes in the address.
    `reads`: what is named is only read, so a shared base may be.
    """

    kind: str
    data: dict[str, Any]
    json: bool = False
    files: tuple[str, ...] = ()
    query: bool = False
    reads: bool = False


@dataclass(frozen=True)
class Entry:
    """`who`: "public", "account", "member" or "exploitant" (faces.web.access). `slots`: the identifiers in the address,
    by kind; none: what it shows is one's own. `fill`: a body that lets the gesture happen when it may. `files`: file
    fields sent with it. `shared`: what it shows of a base that its authority shares."""

    who: str = "member"
    slots: dict[str, str] = field(default_factory=dict)
    fill: dict[str, Any] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    bodies: tuple[Body, ...] = ()
    shared: bool = False


def own(*bodies: Body, fill: dict[str, Any] | None = None) -> Entry:
    return Entry(bodies=bodies, fill=fill or {})


def of(
    *bodies: Body,
    fill: dict[str, Any] | None = None,
    files: tuple[str, ...] = (),
    shared: bool = False,
    **slots: str,
) -> Entry:
    return Entry(slots=slots, fill=fill or {}, files=files, bodies=bodies, shared=shared)


PUBLIC: Final = Entry(who="public")
ACCOUNT: Final = Entry(who="account")
EXPLOITANT: Final = Entry(who="exploitant")
QUESTION: Final = {"question": "Quel est le montant de la prime ?"}
BASE: Final = {"name": "Nouvelle base", "visibility": "authority", "sensitivity": "internal"}
OF_SERVICE: Final = {**BASE, "visibility": "service", "service": ID}
CHOSEN: Final = Body("base", {**QUESTION, "bases_shown": "1", "bases": [ID]}, reads=True)
MEMBER: Final = {"role": "agent"}
DOCUMENT: Final = {"title": "Nouveau titre", "base": ""}

WEB: Final[dict[str, Entry]] = {
    "web:home": own(),
    "web:menu": ACCOUNT,
    "web:sign_in": PUBLIC,
    "web:sign_out": PUBLIC,
    "web:link": Entry(who="public", slots={"token": "invitation"}),
    "web:choose_authority": Entry(who="account", bodies=(Body("member", {"member": ID}),)),
    "web:notice": own(),
    "web:account": ACCOUNT,
    "web:language": PUBLIC,
    "web:colours": own(),
    "web:logo": own(),
    "web:source": of(version_id="version", shared=True),
    "web:page_image": of(version_id="version", shared=True),
    "web:original": of(version_id="version", shared=True),
    "web:attachment": of(attachment_id="attachment"),
    "web:attachment_page_image": of(attachment_id="attachment"),
    "web:attachment_original": of(attachment_id="attachment"),
    "web:bases": own(),
    "web:base_create": own(Body("service", OF_SERVICE), fill=BASE),
    "web:base": of(base_id="base", shared=True),
    "web:base_edit": of(Body("service", OF_SERVICE), base_id="base", fill=BASE),
    "web:base_delete": of(base_id="base"),
    "web:upload": of(
        Body("intake", {"label": "suite", "intake": ID}, json=True, files=("files",)),
        base_id="base",
        fill={"label": "dépôt"},
        files=("files",),
    ),
    "web:base_intakes": of(base_id="base"),
    "web:health": of(base_id="base"),
    "web:health_rebuild": of(base_id="base"),
    "web:finding_dismiss": of(base_id="base", finding_id="finding", fill={"reason": "rien à faire"}),
    "web:intakes": own(),
    "web:intake": of(intake_id="intake"),
    "web:intake_cancel": of(intake_id="intake"),
    "web:intake_retry": of(intake_id="intake", file_id="file"),
    "web:document": of(document_id="document", shared=True),
    "web:document_edit": of(Body("base", {**DOCUMENT, "base": ID}), document_id="document", fill=DOCUMENT),
    "web:document_end": of(document_id="document", fill={"fin": "2030-01-31"}),
    "web:document_replace": of(document_id="document", files=("file",)),
    "web:document_read_again": of(document_id="document"),
    "web:document_delete": of(document_id="document"),
    "web:document_restore": of(document_id="document"),
    "web:bin": own(),
    "web:base_restore": of(base_id="base"),
    "web:document_erase": of(document_id="document"),
    "web:members": own(),
    "web:member_invite": own(
        Body("service", {**MEMBER, "name": "Inès", "email": "ines@mairie.example", "services": [ID]}),
        fill={**MEMBER, "name": "Inès", "email": "ines@mairie.example"},
    ),
    "web:member": of(Body("service", {**MEMBER, "services": [ID]}), member_id="member", fill=MEMBER),
    "web:member_suspend": of(member_id="member"),
    "web:member_resume": of(member_id="member"),
    "web:member_reset": of(member_id="member"),
    "web:invitation_revoke": of(invitation_id="invitation"),
    "web:services": own(),
    "web:service_create": own(fill={"name": "Nouveau service"}),
    "web:service_edit": of(service_id="service", fill={"name": "Autre nom"}),
    "web:service_delete": of(service_id="service"),
    "web:authority": own(),
    "web:accent_contrast": own(),
    "web:archive_prepare": own(),
    "web:archive": of(job_id="job"),
    "web:keys": own(fill={"name": "clé"}),
    "web:key_revoke": of(key_id="key"),
    "web:journal": own(),
    "web:journal_verify": own(),
    "web:journal_export": own(),
    "web:jobs": own(),
    "web:job_cancel": of(job_id="job"),
    "web:job_retry": of(job_id="job"),
    "web:instance": EXPLOITANT,
    "web:instance_create": EXPLOITANT,
    "web:instance_state": EXPLOITANT,
    "web:instance_authority": Entry(who="exploitant", slots={"collectivite_id": "collectivite"}),
    "web:instance_suspend": Entry(who="exploitant", slots={"collectivite_id": "collectivite"}),
    "web:instance_resume": Entry(who="exploitant", slots={"collectivite_id": "collectivite"}),
    "web:instance_export": Entry(who="exploitant", slots={"collectivite_id": "collectivite"}),
    "web:instance_erase": Entry(who="exploitant", slots={"collectivite_id": "collectivite"}),
    "ask:new": own(CHOSEN, fill=QUESTION),
    "ask:conversations": own(),
    "ask:opinions": own(),
    "ask:conversation": of(CHOSEN, conversation_id="conversation", fill=QUESTION),
    "ask:delete": of(conversation_id="conversation"),
    "ask:restore": of(conversation_id="conversation"),
    "ask:stream": of(turn_id="turn"),
    "ask:answer": of(turn_id="turn"),
    "ask:stop": of(turn_id="turn"),
    "ask:feedback": of(turn_id="turn", fill={"clear": "on", "comment": "utile"}),
    "ask:withdraw": of(turn_id="turn"),
    "ask:detach": of(attachment_id="attachment"),
    "api:openapi-json": PUBLIC,
    "api:openapi-view": PUBLIC,
    "api:api-root": PUBLIC,
    "api:unknown": PUBLIC,
    "healthz": PUBLIC,
}

API: Final[dict[str, Entry]] = {
    "GET /me": own(),
    "GET /services": own(),
    "GET /keys": own(),
    "POST /keys": own(fill={"name": "clé"}),
    "DELETE /keys/{key_id}": of(key_id="key"),
    "GET /bases": own(),
    "POST /bases": own(Body("service", OF_SERVICE), fill=BASE),
    "GET /bases/{base_id}": of(base_id="base", shared=True),
    "PUT /bases/{base_id}": of(Body("service", OF_SERVICE), base_id="base", fill=BASE),
    "DELETE /bases/{base_id}": of(base_id="base"),
    "POST /bases/{base_id}/restore": of(base_id="base"),
    "GET /bases/{base_id}/documents": of(base_id="base", shared=True),
    "GET /bases/{base_id}/health": of(base_id="base"),
    "POST /bases/{base_id}/health": of(base_id="base"),
    "POST /bases/{base_id}/files": of(base_id="base", files=("files",)),
    "POST /findings/{finding_id}/dismiss": of(finding_id="finding", fill={"reason": "rien à faire"}),
    "GET /imports": own(),
    "GET /imports/{import_id}": of(import_id="intake"),
    "DELETE /imports/{import_id}": of(import_id="intake"),
    "POST /imports/{import_id}/cancel": of(import_id="intake"),
    "POST /files/{file_id}/retry": of(file_id="file"),
    "GET /documents/{document_id}": of(document_id="document", shared=True),
    "PUT /documents/{document_id}": of(
        Body("base", {"title": "Nouveau titre", "base": ID}), document_id="document", fill={"title": "Nouveau titre"}
    ),
    "DELETE /documents/{document_id}": of(document_id="document"),
    "POST /documents/{document_id}/restore": of(document_id="document"),
    "GET /documents/{document_id}/versions": of(document_id="document", shared=True),
    "POST /documents/{document_id}/versions": of(document_id="document", files=("file",)),
    "GET /versions/{version_id}": of(version_id="version", shared=True),
    "GET /versions/{version_id}/text": of(version_id="version", shared=True),
    "GET /versions/{version_id}/original": of(version_id="version", shared=True),
    "GET /bin": own(),
    "DELETE /bin/{document_id}": of(document_id="document"),
    "GET /search": own(),
    "POST /questions": own(
        Body("conversation", {**QUESTION, "conversation": ID}),
        Body("base", {**QUESTION, "bases": [ID]}, reads=True),
        fill=QUESTION,
    ),
    "GET /questions/{question_id}": of(question_id="turn"),
    "PUT /questions/{question_id}/feedback": of(question_id="turn", fill={"clear": True}),
    "DELETE /questions/{question_id}/feedback": of(question_id="turn"),
    "GET /conversations": own(),
    "GET /conversations/{conversation_id}": of(conversation_id="conversation"),
    "DELETE /conversations/{conversation_id}": of(conversation_id="conversation"),
    "POST /conversations/{conversation_id}/restore": of(conversation_id="conversation"),
    "POST /attachments": own(Body("conversation", {"conversation": ID}, files=("file",))),
    "DELETE /attachments/{attachment_id}": of(attachment_id="attachment"),
    "GET /jobs": own(),
    "GET /jobs/{job_id}": of(job_id="job"),
    "POST /jobs/{job_id}/cancel": of(job_id="job"),
    "POST /jobs/{job_id}/retry": of(job_id="job"),
}
