"""Attaching a file to a conversation: kept, read in the fence, gone with the conversation.

Flow (`attach`): may ask → size → bytes written aside → read in the fence → row + journal → bytes in their place.
"""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from beffroi.core.reading import Reading, read_fenced
from beffroi.core.scope import Scope
from beffroi.platform.journal.services import actor_of, record
from beffroi.platform.library import files, layouts, quotas, readings
from beffroi.platform.library.errors import QuotaExceeded
from beffroi.platform.tenancy.permissions import Gesture, require
from beffroi.uses.ask import selectors, verbs
from beffroi.uses.ask.errors import AttachmentEmpty, AttachmentTooLarge, AttachmentUnwritable, TooManyAttachments
from beffroi.uses.ask.models import Attachment, Conversation
from beffroi.uses.ask.opening import open_conversation

MOST_FILES: Final = 5
MOST_CHARACTERS: Final = 2_000_000
"""About eight hundred pages: the file is searched anew for each question."""
OCR_PAGES: Final = 30
OCR_SECONDS: Final = 100.0
CHUNK: Final = 1024 * 1024


def attach(scope: Scope, conversation_id: UUID | None, name: str, fileobj: IO[bytes]) -> Attachment:
    """Attach a file to a conversation (None: to a new one) and read it. How the reading ended is its `verdict`.

    Raises Refused, NotFound, AttachmentTooLarge, AttachmentEmpty, TooManyAttachments, QuotaExceeded,
    AttachmentUnwritable, ReadingUnavailable.
    """
    member = require(scope, Gesture.ASK)
    held = selectors.conversation(scope, conversation_id) if conversation_id else None
    if held is not None and held.attachments.count() >= MOST_FILES:
        raise TooManyAttachments(limit=MOST_FILES)
    shown = _shown(name)
    public_id = uuid4()
    draft = settings.DATA / "tmp" / f"attachment-{public_id}"
    try:
        size = _write(draft, fileobj)
        _check_room(scope.tenant, size)
        read = _read(draft, shown)
        with transaction.atomic():
            conversation = held or open_conversation(member, shown[:200])
            attachment = _row(conversation, public_id, shown, size, read)
            record(
                scope.tenant,
                actor_of(scope),
                verbs.ATTACHED,
                objects=[("attachment", public_id), ("conversation", conversation.public_id)],
                facts={"verdict": str(read.verdict), "bytes": size},
                use="ask",
            )
            _move(draft, path(attachment))
        return attachment
    finally:
        draft.unlink(missing_ok=True)


def detach(scope: Scope, attachment_id: UUID) -> Conversation:
    """Remove a file from a conversation: its bytes, its text and the sentences cited from it."""
    require(scope, Gesture.ASK)
    attachment = selectors.attachment(scope, attachment_id)
    with transaction.atomic():
        record(scope.tenant, actor_of(scope), verbs.DETACHED, objects=[("attachment", attachment.public_id)], use="ask")
        conversation = attachment.conversation
        place = path(attachment).parent
        attachment.delete()
    shutil.rmtree(place, ignore_errors=True)
    return conversation


def folder(conversation: Conversation) -> Path:
    """Where the files of a conversation lie."""
    return files.root(conversation.collectivite_id) / "conversations" / str(conversation.public_id)


def path(attachment: Attachment) -> Path:
    """Where the bytes of an attached file lie."""
    return folder(attachment.conversation) / str(attachment.public_id) / "original"


def forget_left(tenant: int, *, older_than_s: float = files.DAY_S) -> int:
    """Erase what a crash left of files whose row is gone, or never came. Returns how many folders went."""
    known = Attachment.objects.filter(collectivite_id=tenant).values_list("conversation__public_id", "public_id")
    kept = {(str(conversation), str(attachment)) for conversation, attachment in known}
    horizon, gone = time.time() - older_than_s, 0
    for place in (files.root(tenant) / "conversations").glob("*/*"):
        if (place.parent.name, place.name) not in kept and place.stat().st_mtime < horizon:
            shutil.rmtree(place, ignore_errors=True)
            gone += 1
            with suppress(OSError):  # only an empty one goes
                place.parent.rmdir()
    return gone


def _shown(name: str) -> str:
    """The file's name without folders, as people will see it."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable()).strip()[:255] or "fichier"


def _write(draft: Path, fileobj: IO[bytes]) -> int:
    limit: int = settings.CONFIGURATION.max_file_bytes
    size = 0
    try:
        with draft.open("wb") as out:
            while chunk := fileobj.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    raise AttachmentTooLarge(limit=limit // CHUNK)
                out.write(chunk)
    except OSError as exc:
        raise AttachmentUnwritable() from exc
    if not size:
        raise AttachmentEmpty()
    return size


def _check_room(tenant: int, size: int) -> None:
    room = quotas.room(tenant)
    if room is not None and size > room:
        raise QuotaExceeded(limit_mb=quotas.limit_mb(tenant))


def _weight(tenant: int) -> int:
    found = Attachment.objects.filter(collectivite_id=tenant).aggregate(total=Sum("size"))
    return found["total"] or 0


quotas.counts_too(_weight)


def _read(draft: Path, name: str) -> Reading:
    with readings.workspace() as folder:
        patient = readings.limits(depth=0)  # somebody waits: a long scan belongs in a base
        limits = replace(patient, text_chars=MOST_CHARACTERS, ocr_pages=OCR_PAGES, ocr_seconds=OCR_SECONDS)
        return read_fenced(draft, name, workspace=folder, limits=limits)


def _row(conversation: Conversation, public_id: UUID, name: str, size: int, read: Reading) -> Attachment:
    document = read.document
    return Attachment.objects.create(
        public_id=public_id,
        collectivite_id=conversation.collectivite_id,
        conversation=conversation,
        name=name,
        size=size,
        media_type=document.media_type if document else "",
        verdict=read.verdict,
        detail=read.detail[:80],
        text=document.text if document else "",
        layout=layouts.encode(document) if document else {},
    )


def _move(draft: Path, place: Path) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(place)
    except OSError as exc:
        raise AttachmentUnwritable() from exc
