"""What goes in and out of the API. Identifiers are the public ones; nothing maps a body onto a row, and a field that
is not written here is ignored. Proved by tests/faces/api/test_bodies.py."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator


def storable(value: str) -> str:
    """The text, unless it holds what no database keeps: a null character, half of a surrogate pair."""
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("not storable")
    return value


Text = Annotated[str, AfterValidator(storable)]
Words = Annotated[Text, Field(max_length=200)]
Sought = Annotated[Text, Field(min_length=1, max_length=1000)]
Most = Annotated[int, Field(ge=1, le=100)]
PageNumber = Annotated[int, Field(ge=1, le=10_000)]
Visibility = Literal["service", "authority", "shared"]
Sensitivity = Literal["public", "internal", "personal", "sensitive"]


class Failure(Schema):
    """`code` is stable; `message` is a French sentence that says what to do."""

    code: str
    message: str


class Me(Schema):
    member: UUID
    name: str
    role: str
    authority: str
    services: list[UUID]


class ServiceOut(Schema):
    id: UUID
    name: str
    remit: str
    phone: str
    email: str


class KeyIn(Schema):
    name: Text = Field(min_length=1, max_length=100)


class KeyOut(Schema):
    id: UUID
    name: str
    prefix: str
    created_at: datetime
    last_used_at: datetime | None
    revoked: bool


class KeyCreated(KeyOut):
    """`secret` is given here only."""

    secret: str


class BaseOut(Schema):
    """`own`: of one's own authority; the others are shared by theirs and only read."""

    id: UUID
    name: str
    description: str
    visibility: str
    sensitivity: str
    service: UUID | None
    own: bool


class BaseIn(Schema):
    """`service`: needed when `visibility` is "service"."""

    name: Text = Field(min_length=1, max_length=150)
    description: Text = Field("", max_length=2000)
    visibility: Visibility = "authority"
    service: UUID | None = None
    sensitivity: Sensitivity = "internal"


class DocumentOut(Schema):
    """`status`: current, expired, not_yet, replaced or deleted, today. `verdict`: how its reading ended."""

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
    """The whole editable part of a document: a date left null is open. `base`: to move it."""

    title: Text = Field(min_length=1, max_length=300)
    document_date: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    base: UUID | None = None


class DocumentPage(Schema):
    total: int
    items: list[DocumentOut]


class VersionOut(Schema):
    id: UUID
    document: UUID
    number: int
    filename: str
    media_type: str
    verdict: str
    detail: str
    pages: int
    passages: int
    status: str
    created_at: datetime


class VersionText(Schema):
    """The text as it was read: the spans of sentences and passages count its characters."""

    text: str


class Binned(Schema):
    documents: list[DocumentOut]
    bases: list[BaseOut]


class ImportFileOut(Schema):
    """`state`: accepted, reading or done. `outcome`: new, version, duplicate, opened or refused, once done. `parent`:
    the archive or e-mail of this import that it was found in."""

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


class JobOut(Schema):
    """`state`: queued, running, done, failed or cancelled."""

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
    documents: list[UUID]


class DismissIn(Schema):
    reason: Text = Field("", max_length=200)


class HitOut(Schema):
    """`text` is the version's text at [start:end]. `score`: comparable within one search only."""

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
    """`bases`: to search only these; they stay chosen for the conversation."""

    question: Text = Field(min_length=1, max_length=4000)
    conversation: UUID | None = None
    bases: list[UUID] | None = Field(None, max_length=1000)


class SentenceOut(Schema):
    """An exact sentence: the text at [start:end] of a version, or of a file attached to the conversation. `url`: the
    page of Beffroi that shows it highlighted."""

    text: str
    title: str
    headings: list[str]
    version: UUID | None
    attachment: UUID | None
    page: int | None
    start: int
    end: int
    url: str


class NearOut(Schema):
    title: str
    version: UUID | None
    start: int
    end: int


class ContactOut(Schema):
    name: str
    phone: str
    email: str


class AnswerOut(Schema):
    """`decision`: sure, unsure or abstained. `confidence`: estimated probability that the first sentence answers.
    `nearest`: what to look at when it abstains. `service`: whom to ask then. `rung`: what answered."""

    id: UUID
    conversation: UUID
    question: str
    state: str
    decision: str
    confidence: float | None
    rung: str
    seconds: float | None
    on: date
    sentences: list[SentenceOut]
    nearest: list[NearOut]
    service: ContactOut | None


class ConversationOut(Schema):
    id: UUID
    title: str
    updated_at: datetime
    expires_at: datetime


class ConversationWhole(ConversationOut):
    turns: list[AnswerOut]


class AttachmentOut(Schema):
    id: UUID
    conversation: UUID
    name: str
    size: int
    verdict: str
    detail: str


class FeedbackIn(Schema):
    clear: bool = False
    complete: bool = False
    reliable: bool = False
    wrong: bool = False
    imprecise: bool = False
    missing_source: bool = False
    comment: Text = Field("", max_length=2000)
