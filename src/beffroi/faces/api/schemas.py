"""What goes in and out of the API. Identifiers are the public ones; nothing maps a body onto a row."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

Visibility = Literal["service", "authority", "shared"]
Sensitivity = Literal["public", "internal", "personal", "sensitive"]


class Failure(Schema):
    code: str
    message: str


class Me(Schema):
    member: UUID
    name: str
    role: str
    authority: str
    services: list[str]


class BaseOut(Schema):
    id: UUID
    name: str
    description: str
    visibility: str
    sensitivity: str
    service: UUID | None
    own: bool


class BaseIn(Schema):
    name: str = Field(min_length=1, max_length=150)
    description: str = Field("", max_length=2000)
    visibility: Visibility = "authority"
    service: UUID | None = None
    sensitivity: Sensitivity = "internal"


class DocumentOut(Schema):
    id: UUID
    base: UUID
    title: str
    document_date: date | None
    valid_from: date | None
    valid_to: date | None
    version: UUID | None
    verdict: str
    pages: int
    passages: int
    status: str


class DocumentChange(Schema):
    """The whole editable part of a document; dates left null are open."""

    title: str = Field(min_length=1, max_length=300)
    document_date: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    base: UUID | None = None


class DocumentPage(Schema):
    total: int
    items: list[DocumentOut]


class ImportFileOut(Schema):
    id: UUID
    name: str
    state: str
    outcome: str
    verdict: str
    detail: str
    document: UUID | None
    parent: UUID | None


class ImportOut(Schema):
    id: UUID
    base: UUID
    created_at: datetime
    finished: bool
    files: list[ImportFileOut]


class HitOut(Schema):
    document: UUID
    version: UUID
    title: str
    headings: list[str]
    page: int | None
    start: int
    end: int
    text: str
    score: float


class QuestionIn(Schema):
    question: str = Field(min_length=1, max_length=4000)
    conversation: UUID | None = None
    bases: list[UUID] | None = None


class SentenceOut(Schema):
    text: str
    title: str
    version: UUID | None
    page: int | None
    start: int
    end: int
    url: str


class NearestOut(Schema):
    title: str
    version: UUID | None


class ServiceOut(Schema):
    name: str
    phone: str
    email: str


class AnswerOut(Schema):
    id: UUID
    conversation: UUID
    question: str
    decision: str
    confidence: float | None
    rung: str
    seconds: float | None
    on: date
    sentences: list[SentenceOut]
    nearest: list[NearestOut]
    service: ServiceOut | None


class ConversationOut(Schema):
    id: UUID
    title: str
    updated_at: datetime
    expires_at: datetime


class ConversationWhole(ConversationOut):
    turns: list[AnswerOut]


class FeedbackIn(Schema):
    clear: bool = False
    complete: bool = False
    reliable: bool = False
    wrong: bool = False
    imprecise: bool = False
    missing_source: bool = False
    comment: str = Field("", max_length=2000)


class KeyIn(Schema):
    name: str = Field(min_length=1, max_length=100)


class KeyOut(Schema):
    id: UUID
    name: str
    prefix: str
    created_at: datetime
    last_used_at: datetime | None
    revoked: bool


class KeyCreated(KeyOut):
    secret: str


class JobOut(Schema):
    id: UUID
    kind: str
    state: str
    done: int
    total: int
    message: str
    error_code: str
    created_at: datetime
    finished_at: datetime | None


class FindingOut(Schema):
    id: UUID
    kind: str
    state: str
    documents: list[UUID]
