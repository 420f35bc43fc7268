"""Settling one file: what its reading becomes, in the caller's transaction.

Outcomes: a new document, a new version of the document that the intake replaces, a document already there, an archive
that gave its files, or a refusal. Invariant: a file is settled once; the second time changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from django.db.models import Max
from django.utils import timezone

from beffroi.core.passages.passage import Passage as Piece
from beffroi.core.passages.split import split
from beffroi.core.reading import Document as Text
from beffroi.core.reading import Reading, Verdict
from beffroi.core.scope import Scope
from beffroi.platform.journal.services import actor_of, record
from beffroi.platform.library import blobs, duplicates, layouts, members, verbs
from beffroi.platform.library.changes import record_change
from beffroi.platform.library.models import Document, Intake, IntakeFile, Passage, Transcription, Version

Outcome = IntakeFile.Outcome
OCR_TRIED = "ocr_tried"
_ROWS = 500
_VERBS = {
    Outcome.NEW: verbs.DOCUMENT_ADDED,
    Outcome.VERSION: verbs.VERSION_ADDED,
    Outcome.DUPLICATE: verbs.FILE_DUPLICATE,
    Outcome.OPENED: verbs.FILE_OPENED,
    Outcome.REFUSED: verbs.FILE_REFUSED,
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A reading with all that can be made of it outside the transaction."""

    reading: Reading
    text: Text | None = None
    pieces: Sequence[Piece] = ()
    found: Sequence[members.Found] = field(default=())


def prepare(intake: Intake, folder: Path, reading: Reading) -> Prepared:
    """Split the text, bring the members to the disk. Raises DiskFull, StorageUnwritable."""
    text = _storable(reading.document) if reading.document is not None else None
    return Prepared(reading, text, split(text) if text else (), members.receive(intake, folder, reading.members))


def unstorable() -> Prepared:
    """What stands for a reading that no row can hold: that file alone pays."""
    return Prepared(Reading(Verdict.DAMAGED, detail="unstorable"))


def known(scope: Scope, intake: Intake, file: IntakeFile) -> Document | None:
    """The document that these bytes already are, for this uploader; None when the file must be read."""
    if file.blob_id is None or _target(intake, file) is not None:
        return None
    return duplicates.live_document(scope, file.blob_id)


def settle_known(scope: Scope, file: IntakeFile, document: Document) -> None:
    """Settle a file whose bytes are a document already, inside the caller's transaction."""
    if _take(file):
        _close(scope, file, Outcome.DUPLICATE, document, document.current.verdict if document.current else "")


def settle(scope: Scope, intake: Intake, file: IntakeFile, folder: Path, prepared: Prepared) -> None:
    """Settle a read file, inside the caller's transaction."""
    if not _take(file):
        return
    reading = prepared.reading
    members.adopt(intake, file, folder, prepared.found)
    if prepared.text is None or file.blob is None:
        outcome = Outcome.OPENED if reading.verdict is Verdict.READ else Outcome.REFUSED
        _close(scope, file, outcome, None, reading.verdict.value, reading.detail)
        return
    blobs.hold(file.blob.pk)
    outcome, document, changed = _kept(scope, intake, file, prepared)
    record_change(intake.collectivite_id, changed)
    _close(scope, file, outcome, document, reading.verdict.value, reading.detail)


def _kept(
    scope: Scope, intake: Intake, file: IntakeFile, prepared: Prepared
) -> tuple[Outcome, Document, list[int | None]]:
    """The document that a text becomes, and the versions whose passages changed."""
    target = _target(intake, file)
    if target is None:
        same = known(scope, intake, file)
        if same is not None:
            return Outcome.DUPLICATE, same, []
        document = Document.objects.create(
            collectivite_id=intake.collectivite_id, base=intake.base, title=_title(file, prepared.text)
        )
        return Outcome.NEW, document, [_version(document, file, prepared).pk]
    old = target.current
    if old is not None and old.blob_id == file.blob_id and not _better(old, prepared.reading):
        if prepared.reading.verdict is Verdict.NEEDS_OCR and OCR_TRIED not in old.notes:
            Version.objects.filter(pk=old.pk).update(notes=[*old.notes, OCR_TRIED])
        return Outcome.DUPLICATE, target, []
    new = _version(target, file, prepared)
    Version.objects.filter(document=target, replaced_at=None).exclude(pk=new.pk).update(replaced_at=timezone.now())
    return Outcome.VERSION, target, [old.pk if old else None, new.pk]


def _better(old: Version, reading: Reading) -> bool:
    return old.verdict != Verdict.READ.value and reading.verdict is Verdict.READ


def _target(intake: Intake, file: IntakeFile) -> Document | None:
    """The live document that a given file (not one found inside) replaces."""
    if intake.replaces_id is None or file.parent_id is not None:
        return None
    found = Document.objects.select_related("current").filter(pk=intake.replaces_id, deleted_at=None)
    return found.select_for_update(of=("self",)).first()


def _version(document: Document, file: IntakeFile, prepared: Prepared) -> Version:
    """A new current version with its text and passages."""
    if file.blob is None:
        raise ValueError("a version has bytes")
    text, pieces = prepared.text or Text("", ""), prepared.pieces
    last = Version.objects.filter(document=document).aggregate(last=Max("number"))["last"] or 0
    version = Version.objects.create(
        collectivite_id=document.collectivite_id,
        document=document,
        number=last + 1,
        blob=file.blob,
        filename=PurePosixPath(file.name).name[:255],
        media_type=text.media_type[:120],
        verdict=prepared.reading.verdict.value,
        detail=prepared.reading.detail[:80],
        language=text.language[:5],
        page_count=len(text.pages),
        passage_count=len(pieces),
        notes=list(text.notes),
    )
    Transcription.objects.create(
        version=version, collectivite_id=version.collectivite_id, text=text.text, layout=layouts.encode(text)
    )
    Passage.objects.bulk_create([_passage(version, piece) for piece in pieces], batch_size=_ROWS)
    document.current = version
    document.document_date = text.date or document.document_date
    document.save(update_fields=["current", "document_date"])
    return version


def _passage(version: Version, piece: Piece) -> Passage:
    return Passage(
        collectivite_id=version.collectivite_id,
        version=version,
        ordinal=piece.ordinal,
        text=piece.text,
        start=piece.start,
        end=piece.end,
        page=piece.page,
        last_page=piece.last_page,
        headings=list(piece.headings),
    )


def _take(file: IntakeFile) -> bool:
    """Take the file to settle it; False when it is settled already, or cancelled."""
    waits = IntakeFile.objects.filter(pk=file.pk).exclude(state=IntakeFile.State.DONE)
    return bool(waits.update(state=IntakeFile.State.DONE))


def _close(
    scope: Scope, file: IntakeFile, outcome: Outcome, document: Document | None, verdict: str, detail: str = ""
) -> None:
    IntakeFile.objects.filter(pk=file.pk).update(
        outcome=outcome, document=document, verdict=verdict, detail=detail[:80]
    )
    objects = [("file", file.public_id)] + ([("document", document.public_id)] if document else [])
    record(scope.tenant, actor_of(scope), _VERBS[outcome], objects=objects, facts={"verdict": verdict})


def _title(file: IntakeFile, text: Text | None) -> str:
    given = " ".join((text.title if text else "").split())
    return (given or PurePosixPath(file.name).stem.replace("_", " ").strip() or file.name)[:300]


def _storable(text: Text) -> Text:
    """The text without what no database takes (NUL, lone surrogates), one character for one: spans stay true."""
    clean = text.text.replace("\x00", "\ufffd").encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    if len(clean) != len(text.text):
        clean = "".join("\ufffd" if c == "\x00" or "\ud800" <= c <= "\udfff" else c for c in text.text)
    return text if clean == text.text else replace(text, text=clean)
