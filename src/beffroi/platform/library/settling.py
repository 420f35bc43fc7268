"""Settling one file: what its reading becomes, in the caller's transaction.

Outcomes: a new document, a new version of the document that the intake replaces, a document already there, an archive
that gave its files, or a refusal. Invariant: a file is settled once; the second time changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from django.db import DataError, transaction
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
from beffroi.platform.library.models import Blob, Document, Intake, IntakeFile, Passage, Transcription, Version

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


logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A reading with all that can be made of it outside the transaction."""

    reading: Reading
    text: Text | None = None
    pieces: Sequence[Piece] = ()
    found: Sequence[members.Found] = field(default=())


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of a file. `changed`: the versions whose passages changed."""

    outcome: Outcome
    document: Document | None
    verdict: str
    detail: str = ""
    changed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Closed:
    file: IntakeFile
    ending: Ending


UNSTORABLE = Prepared(Reading(Verdict.DAMAGED, detail="unstorable"))


class Desk:
    """Where the files of one intake are settled. `scope`: what the uploader sees; `folder`: the authority's files."""

    def __init__(self, intake: Intake, scope: Scope, folder: Path) -> None:
        self.intake, self.scope, self.folder = intake, scope, folder
        self._actor = actor_of(scope)

    def known(self, waiting: Sequence[IntakeFile]) -> dict[int, Document]:
        """By file, the documents that these bytes already are for this uploader: nothing to read."""
        asked = [file for file in waiting if file.blob_id is not None and not self._replaces(file)]
        live = duplicates.live_documents(self.scope, {file.blob_id for file in asked if file.blob_id is not None})
        return {file.pk: live[file.blob_id] for file in asked if file.blob_id in live}

    def settle_known(self, known: Mapping[int, Document]) -> None:
        """Settle files whose bytes are documents already, inside the caller's transaction."""
        for file in self._taken(known):
            document = known[file.pk]
            verdict = document.current.verdict if document.current else ""
            self._record(_closed(file, Ending(Outcome.DUPLICATE, document, verdict)))

    def prepare(self, file: IntakeFile, reading: Reading) -> Prepared:
        """Split the text, bring the members to the disk. Raises DiskFull, StorageUnwritable."""
        text = _storable(reading.document) if reading.document is not None else None
        found = members.receive(self.intake, self.folder, reading.members, file)
        return Prepared(reading, text, split(text) if text else (), found)

    def settle(self, batch: Sequence[tuple[IntakeFile, Prepared]]) -> None:
        """Settle read files, inside the caller's transaction. What no row can hold costs its file alone."""
        by_file = {file.pk: prepared for file, prepared in batch}
        taken = self._taken(by_file)
        self._hold(taken)
        ended = [_closed(file, self._settled(file, by_file[file.pk])) for file in taken]
        for closed in ended:
            self._record(closed)
        record_change(self.intake.collectivite_id, [pk for closed in ended for pk in closed.ending.changed])

    def _hold(self, taken: Sequence[IntakeFile]) -> None:
        """Lock the document that is replaced, then the bytes, by row id."""
        if self.intake.replaces_id is not None:
            list(Document.objects.select_for_update().filter(pk=self.intake.replaces_id).values_list("pk"))
        blobs.hold({file.blob_id for file in taken if file.blob_id is not None})

    def _settled(self, file: IntakeFile, prepared: Prepared) -> Ending:
        try:
            with transaction.atomic():
                return self._settle(file, prepared)
        except (DataError, ValueError):
            logger.exception("the reading of file %s cannot be kept", file.public_id)
            return self._settle(file, UNSTORABLE)

    def _taken(self, files: Iterable[int]) -> list[IntakeFile]:
        """Of these files, those that are not settled yet, nor cancelled; held to the end of the transaction."""
        waits = IntakeFile.objects.filter(pk__in=list(files)).exclude(state=IntakeFile.State.DONE)
        held = waits.select_for_update(of=("self",)).select_related("blob")
        return list(held.order_by("position", "pk"))

    def _settle(self, file: IntakeFile, prepared: Prepared) -> Ending:
        reading = prepared.reading
        members.adopt(self.intake, file, self.folder, prepared.found)
        if prepared.text is None or file.blob is None:
            outcome = Outcome.OPENED if reading.verdict is Verdict.READ else Outcome.REFUSED
            return Ending(outcome, None, reading.verdict.value, reading.detail)
        outcome, document, changed = self._kept(file, file.blob, prepared)
        return Ending(outcome, document, reading.verdict.value, reading.detail, tuple(changed))

    def _kept(self, file: IntakeFile, blob: Blob, prepared: Prepared) -> tuple[Outcome, Document, list[int]]:
        """The document that a text becomes, and the versions whose passages changed."""
        target = self._target(file)
        if target is not None:
            return self._renewed(target, file, blob, prepared)
        same = duplicates.live_document(self.scope, blob.pk)
        if same is not None:
            return Outcome.DUPLICATE, same, []
        document = Document.objects.create(
            collectivite_id=self.intake.collectivite_id, base=self.intake.base, title=_title(file, prepared.text)
        )
        return Outcome.NEW, document, [_version(document, 1, file, blob, prepared).pk]

    def _renewed(
        self, target: Document, file: IntakeFile, blob: Blob, prepared: Prepared
    ) -> tuple[Outcome, Document, list[int]]:
        """The same document with a new current version, unless it brings nothing more than the one it has."""
        old = target.current
        if old is not None and old.blob_id == blob.pk and not _better(old, prepared.reading):
            if prepared.reading.verdict is Verdict.NEEDS_OCR and OCR_TRIED not in old.notes:
                Version.objects.filter(pk=old.pk).update(notes=[*old.notes, OCR_TRIED])
            return Outcome.DUPLICATE, target, []
        last = Version.objects.filter(document=target).aggregate(last=Max("number"))["last"] or 0
        new = _version(target, last + 1, file, blob, prepared)
        replaced = Version.objects.filter(document=target, replaced_at=None).exclude(pk=new.pk)
        replaced.update(replaced_at=timezone.now())
        return Outcome.VERSION, target, [old.pk, new.pk] if old is not None else [new.pk]

    def _replaces(self, file: IntakeFile) -> bool:
        """Whether this file (given, not found inside another) is a new version of the intake's document."""
        return self.intake.replaces_id is not None and file.parent_id is None

    def _target(self, file: IntakeFile) -> Document | None:
        """The live document that the file replaces; None when it is a document of its own."""
        if self.intake.replaces_id is None or not self._replaces(file):
            return None
        found = Document.objects.select_related("current").filter(pk=self.intake.replaces_id, deleted_at=None)
        return found.first()

    def _record(self, closed: Closed) -> None:
        file, ending = closed.file, closed.ending
        named = [("document", ending.document.public_id)] if ending.document else []
        objects, facts = [("file", file.public_id), *named], {"verdict": ending.verdict}
        record(self.scope.tenant, self._actor, _VERBS[ending.outcome], objects=objects, facts=facts)


def _closed(file: IntakeFile, ending: Ending) -> Closed:
    IntakeFile.objects.filter(pk=file.pk).update(
        state=IntakeFile.State.DONE,
        outcome=ending.outcome,
        document=ending.document,
        verdict=ending.verdict,
        detail=ending.detail[:80],
    )
    return Closed(file, ending)


def _better(old: Version, reading: Reading) -> bool:
    return old.verdict != Verdict.READ.value and reading.verdict is Verdict.READ


def _version(document: Document, number: int, file: IntakeFile, blob: Blob, prepared: Prepared) -> Version:
    """A new current version with its text and passages."""
    text, pieces = prepared.text or Text("", ""), prepared.pieces
    version = Version.objects.create(
        collectivite_id=document.collectivite_id,
        document=document,
        number=number,
        blob=blob,
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
    document_date = text.date or document.document_date
    Document.objects.filter(pk=document.pk).update(current=version, document_date=document_date)
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


def _title(file: IntakeFile, text: Text | None) -> str:
    given = " ".join((text.title if text else "").split())
    return (given or PurePosixPath(file.name).stem.replace("_", " ").strip() or file.name)[:300]


def _storable(text: Text) -> Text:
    """The text without what no database takes (NUL, lone surrogates), one character for one: spans stay true."""
    clean = text.text.replace("\x00", "\ufffd").encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    if len(clean) != len(text.text):
        clean = "".join("\ufffd" if c == "\x00" or "\ud800" <= c <= "\udfff" else c for c in text.text)
    return text if clean == text.text else replace(text, text=clean)
