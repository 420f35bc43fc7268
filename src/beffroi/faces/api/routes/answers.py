"""Ask, search, find a conversation again."""

from __future__ import annotations

from uuid import UUID

from ninja import Query, Router

from beffroi.faces.api.auth import KeyRequest
from beffroi.faces.api.schemas import (
    AnswerOut,
    ConversationOut,
    ConversationWhole,
    FeedbackIn,
    HitOut,
    NearestOut,
    QuestionIn,
    SentenceOut,
    ServiceOut,
)
from beffroi.platform.library import searching
from beffroi.uses.ask import selectors, services
from beffroi.uses.ask.models import Citation, Turn

router = Router(tags=["questions"])


@router.get("/search", response=list[HitOut], summary="Chercher des passages")
def search(
    request: KeyRequest, q: str = Query(..., min_length=1, max_length=1000), limit: int = Query(10, ge=1, le=100)
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
    turn = services.ask(request.scope, payload.question, payload.conversation, payload.bases)
    return answer_out(turn)


@router.get("/questions/{uuid:question_id}", response=AnswerOut, summary="Relire une réponse")
def question(request: KeyRequest, question_id: UUID) -> AnswerOut:
    return answer_out(selectors.turn(request.scope, question_id))


@router.put("/questions/{uuid:question_id}/feedback", response={204: None}, summary="Donner son avis")
def feedback(request: KeyRequest, question_id: UUID, payload: FeedbackIn) -> tuple[int, None]:
    services.feedback(request.scope, question_id, **payload.dict())
    return 204, None


@router.get("/conversations", response=list[ConversationOut], summary="Mes conversations")
def conversations(request: KeyRequest, query: str = "") -> list[ConversationOut]:
    return [
        ConversationOut(id=c.public_id, title=c.title, updated_at=c.updated_at, expires_at=c.expires_at)
        for c in selectors.conversations(request.scope, query)
    ]


@router.get("/conversations/{uuid:conversation_id}", response=ConversationWhole, summary="Une conversation")
def conversation(request: KeyRequest, conversation_id: UUID) -> ConversationWhole:
    found = selectors.conversation(request.scope, conversation_id)
    return ConversationWhole(
        id=found.public_id,
        title=found.title,
        updated_at=found.updated_at,
        expires_at=found.expires_at,
        turns=[answer_out(turn) for turn in found.turns.order_by("position")],
    )


@router.delete("/conversations/{uuid:conversation_id}", response={204: None}, summary="Effacer une conversation")
def delete_conversation(request: KeyRequest, conversation_id: UUID) -> tuple[int, None]:
    services.delete_conversation(request.scope, conversation_id)
    return 204, None


def answer_out(turn: Turn) -> AnswerOut:
    """An answered turn as the API and `beffroi ask --json` show it."""
    service = turn.service
    return AnswerOut(
        id=turn.public_id,
        conversation=turn.conversation.public_id,
        question=turn.question,
        decision=turn.decision,
        confidence=turn.confidence,
        rung=turn.rung,
        seconds=turn.seconds,
        on=turn.on,
        sentences=[_sentence(citation) for citation in turn.citations.select_related("version")],
        nearest=[NearestOut(title=near["title"], version=near.get("version")) for near in turn.nearest],
        service=ServiceOut(name=service.name, phone=service.phone, email=service.email) if service else None,
    )


def _sentence(citation: Citation) -> SentenceOut:
    version = citation.version
    place = ""
    if version is not None:
        place = f"/source/{version.public_id}/?debut={citation.start}&fin={citation.end}"
    return SentenceOut(
        text=citation.text,
        title=citation.title,
        version=version.public_id if version else None,
        page=citation.page,
        start=citation.start,
        end=citation.end,
        url=place,
    )
