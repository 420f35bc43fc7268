"""Search, ask, find a conversation again, attach a file to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from beffroi.core.scope import Scope
from beffroi.faces.api.auth import KeyRequest
from beffroi.faces.api.schemas import (
    AnswerOut,
    AttachmentOut,
    ContactOut,
    ConversationOut,
    ConversationWhole,
    FeedbackIn,
    HitOut,
    Most,
    NearOut,
    PageNumber,
    QuestionIn,
    SentenceOut,
    Sought,
    Words,
)
from beffroi.platform.library import searching
from beffroi.platform.library.models import Version
from beffroi.uses.ask import readable, selectors
from beffroi.uses.ask import services as questions
from beffroi.uses.ask.models import Attachment, Citation, Conversation, Turn

router = Router(tags=["questions"])
PAGE_ROWS = 50


@router.get("/search", response=list[HitOut], summary="Chercher des passages")
def search(
    request: KeyRequest,
    q: Sought,
    limit: Most = 10,
) -> list[HitOut]:
    return [
        HitOut(
            document=found.document,
            version=found.version,
            title=found.passage.title,
            headings=list(found.passage.headings),
            page=found.passage.page,
            start=found.passage.start,
            end=found.passage.end,
            text=found.passage.text,
            score=found.score,
        )
        for found in searching.search_passages(request.scope, q, limit)
    ]


@router.post("/questions", response=AnswerOut, summary="Poser une question")
def ask(request: KeyRequest, payload: QuestionIn) -> AnswerOut:
    turn = questions.ask(request.scope, payload.question, payload.conversation, payload.bases)
    return answer_out(request.scope, turn)


@router.get("/questions/{uuid:question_id}", response=AnswerOut, summary="Relire une réponse")
def question(request: KeyRequest, question_id: UUID) -> AnswerOut:
    return answer_out(request.scope, selectors.turn(request.scope, question_id))


@router.put("/questions/{uuid:question_id}/feedback", response={204: None}, summary="Donner son avis")
def feedback(request: KeyRequest, question_id: UUID, payload: FeedbackIn) -> Status[None]:
    questions.feedback(request.scope, question_id, **payload.dict())
    return Status(204, None)


@router.delete("/questions/{uuid:question_id}/feedback", response={204: None}, summary="Retirer son avis")
def withdraw_feedback(request: KeyRequest, question_id: UUID) -> Status[None]:
    questions.withdraw_feedback(request.scope, question_id)
    return Status(204, None)


@router.get("/conversations", response=list[ConversationOut], summary="Mes conversations, la dernière d’abord")
def conversations(request: KeyRequest, query: Words = "", page: PageNumber = 1) -> list[ConversationOut]:
    first = (page - 1) * PAGE_ROWS
    found = selectors.conversations(request.scope, query)[first : first + PAGE_ROWS]
    return [ConversationOut(**_heading(conversation)) for conversation in found]


@router.get("/conversations/{uuid:conversation_id}", response=ConversationWhole, summary="Une conversation")
def conversation(request: KeyRequest, conversation_id: UUID) -> ConversationWhole:
    found = selectors.conversation(request.scope, conversation_id)
    turns = list(selectors.turns(request.scope, found))
    open_today = readable.versions(request.scope, turns)
    return ConversationWhole(**_heading(found), turns=[_answer(turn, open_today) for turn in turns])


@router.delete("/conversations/{uuid:conversation_id}", response={204: None}, summary="Supprimer une conversation")
def delete_conversation(request: KeyRequest, conversation_id: UUID) -> Status[None]:
    questions.delete_conversation(request.scope, conversation_id)
    return Status(204, None)


@router.post(
    "/conversations/{uuid:conversation_id}/restore",
    response=ConversationOut,
    summary="Rétablir une conversation supprimée depuis moins d’un jour",
)
def restore_conversation(request: KeyRequest, conversation_id: UUID) -> ConversationOut:
    return ConversationOut(**_heading(questions.restore_conversation(request.scope, conversation_id)))


@router.post("/attachments", response={201: AttachmentOut}, summary="Joindre un fichier à une conversation")
def attach(request: KeyRequest, file: File[UploadedFile], conversation: Form[UUID | None] = None) -> Status[Any]:
    """Without `conversation`, a new one begins. The file is private to it, and gone with it."""
    made = questions.attach(request.scope, conversation, file.name or "", file)
    return Status(201, _attachment(made))


@router.delete("/attachments/{uuid:attachment_id}", response={204: None}, summary="Retirer un fichier joint")
def detach(request: KeyRequest, attachment_id: UUID) -> Status[None]:
    questions.detach(request.scope, attachment_id)
    return Status(204, None)


def answer_out(scope: Scope, turn: Turn) -> AnswerOut:
    """An answered turn as the API and `beffroi ask --json` show it: what this member may read of it today."""
    return _answer(turn, readable.versions(scope, [turn]))


def _answer(turn: Turn, open_today: dict[str, Version]) -> AnswerOut:
    service = turn.service
    return AnswerOut(
        id=turn.public_id,
        conversation=turn.conversation.public_id,
        question=turn.question,
        state=turn.state,
        decision=turn.decision,
        confidence=turn.confidence,
        rung=turn.rung,
        seconds=turn.seconds,
        on=turn.on,
        sentences=[_sentence(citation) for citation in readable.citations(turn, open_today)],
        nearest=[
            NearOut(title=near["title"], version=near["version"], start=near.get("start", 0), end=near.get("end", 0))
            for near in turn.nearest
            if near["version"] in open_today
        ],
        service=ContactOut(name=service.name, phone=service.phone, email=service.email) if service else None,
    )


def _sentence(citation: Citation) -> SentenceOut:
    version, attachment = citation.version, citation.attachment
    place = f"/source/{version.public_id}/" if version else f"/piece/{attachment.public_id}/" if attachment else ""
    return SentenceOut(
        text=citation.text,
        title=citation.title,
        headings=citation.headings,
        version=version.public_id if version else None,
        attachment=attachment.public_id if attachment else None,
        page=citation.page,
        start=citation.start,
        end=citation.end,
        url=f"{place}?debut={citation.start}&fin={citation.end}" if place else "",
    )


def _heading(conversation: Conversation) -> dict[str, Any]:
    return {
        "id": conversation.public_id,
        "title": conversation.title,
        "updated_at": conversation.updated_at,
        "expires_at": conversation.expires_at,
    }


def _attachment(attachment: Attachment) -> AttachmentOut:
    return AttachmentOut(
        id=attachment.public_id,
        conversation=attachment.conversation.public_id,
        name=attachment.name,
        size=attachment.size,
        verdict=attachment.verdict,
        detail=attachment.detail,
    )
