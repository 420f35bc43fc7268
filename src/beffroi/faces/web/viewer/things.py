"""What can be viewed: a version of a document, or a file attached to one's own conversation, as one thing.

Invariant: a thing is made only from a row that a selector gave within the scope of the request.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from beffroi.core.errors import NotFound
from beffroi.core.passages.split import split
from beffroi.core.reading import Document, Page
from beffroi.core.scope import Scope
from beffroi.platform.library import files, layouts
from beffroi.platform.library import selectors as library
from beffroi.platform.library.models import Transcription
from beffroi.uses.ask import attachments
from beffroi.uses.ask import selectors as ask

DRAWN = ("application/pdf", "image/")


class Span(Protocol):
    """Characters of a text: a passage, wherever it is kept."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Thing:
    """`status`: a state of the theme. `until`: last day of validity, when there is one. `drawn`: its pages can be shown
    as images. `cache`: folder of what is drawn from it,
    None when nothing of it may stay. `newer`, `document`: addresses, "" when there are none."""

    public_id: UUID
    kind: str
    title: str
    filename: str
    media_type: str
    status: str
    transcription: Transcription | None
    file: Path
    cache: Path | None
    until: date | None = None
    newer: str = ""
    document: str = ""
    base: str = ""

    @property
    def drawn(self) -> bool:
        return self.media_type.startswith(DRAWN) and bool(self.pages())

    def pages(self) -> list[Page]:
        return layouts.pages(self.transcription.layout) if self.transcription else []

    def read(self) -> Document | None:
        """Text, pages and blocks; None when the file could not be read."""
        found = self.transcription
        return layouts.decode(found.text, found.layout) if found else None

    def address(self) -> str:
        return reverse("web:source" if self.kind == "version" else "web:attachment", args=[self.public_id])

    def image_address(self, number: int) -> str:
        route = "web:page_image" if self.kind == "version" else "web:attachment_page_image"
        return reverse(route, args=[self.public_id, number])

    def original_address(self) -> str:
        route = "web:original" if self.kind == "version" else "web:attachment_original"
        return reverse(route, args=[self.public_id])


def of_version(scope: Scope, public_id: UUID) -> Thing:
    """A version that this member may read. Raises NotFound."""
    version = library.version(scope, public_id)
    document, blob = version.document, version.blob
    status = library.version_status(version, scope.on)
    newer = document.current if status == "replaced" else None
    try:
        transcription = library.transcription(scope, public_id)
    except NotFound:
        transcription = None  # received but never read: the original can still be downloaded
    return Thing(
        public_id=version.public_id,
        kind="version",
        title=document.title,
        filename=version.filename,
        media_type=version.media_type,
        status=status,
        transcription=transcription,
        file=files.path(blob.collectivite_id, blob.sha256),
        cache=settings.DATA / "cache" / "pages" / files.root(blob.collectivite_id).name / blob.sha256,
        until=document.valid_to,
        newer=reverse("web:source", args=[newer.public_id]) if newer else "",
        document=reverse("web:document", args=[document.public_id]),
        base=document.base.name,
    )


def of_attachment(scope: Scope, public_id: UUID) -> Thing:
    """A file attached to a conversation of this member. Raises NotFound."""
    attachment = ask.attachment(scope, public_id)
    return Thing(
        public_id=attachment.public_id,
        kind="attachment",
        title=attachment.name,
        filename=attachment.name,
        media_type=attachment.media_type,
        status="private",
        transcription=Transcription(text=attachment.text, layout=attachment.layout) if attachment.text else None,
        file=attachments.path(attachment),
        cache=None,
    )


def passages_around(document: Document, start: int) -> tuple[Span | None, Span | None]:
    """The passages before and after the one that holds this character, of a text whose passages are not stored."""
    found = split(document)
    rank = max((rank for rank, passage in enumerate(found) if passage.start <= start), default=0)
    before = found[rank - 1] if rank else None
    return before, found[rank + 1] if rank + 1 < len(found) else None
