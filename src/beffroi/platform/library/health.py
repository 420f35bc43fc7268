"""The health report of a base: what makes its answers poor, and which gesture mends it.

Flow: a job reads the live documents of the base, finds facts, and brings the Finding rows to those facts: new ones
appear, mended ones go, those that somebody set aside stay set aside. Proved by tests/platform/library/test_health.py.
Documents that do not answer today (expired, not yet in force) are not compared with the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models.functions import Substr
from django.utils import timezone

from beffroi.core.comparison.contradictions import Contradiction, contradictions, worded
from beffroi.core.comparison.likeness import Text, alike
from beffroi.core.comparison.statements import Source, Statement, statements
from beffroi.core.reading.document import Verdict
from beffroi.platform.jobs.registry import job, schedule
from beffroi.platform.jobs.work import Work
from beffroi.platform.library.models import Base, Document, Finding, IntakeFile, Passage, Transcription
from beffroi.platform.library.scoping import valid_on
from beffroi.platform.library.services.findings import DISMISSED, HEALTH_KIND, queue_health

ALL_KIND: Final = "library.health_all"
DAY_S: Final = 86_400
# Beyond these a reader, and an answer, loses the thread (about 80 pages; about 3 pages without a single heading).
OVERLONG_PASSAGES: Final = 300
OVERLONG_PAGES: Final = 80
UNSTRUCTURED_CHARACTERS: Final = 9_000
SHOWN_CONTRADICTIONS: Final = 60
COMPARED_CHARACTERS: Final = 200_000
"""Of each document, to know those that are alike: about eighty pages; the whole base is held at once."""
OPENING_CHARACTERS: Final = 120


@dataclass(frozen=True, slots=True)
class Fact:
    """`key`: the same from one run to the next while the fact lasts. `data`: identifiers, spans and short values."""

    kind: str
    key: str
    documents: tuple[int, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)


@job(HEALTH_KIND, title="Santé d’une base")
def refresh(work: Work) -> None:
    """Make the report of one base anew. `params`: {"base": row id}."""
    base = Base.objects.filter(pk=work.params["base"], deleted_at=None).first()
    if base is None:
        return
    found: list[Fact] = []
    for done, look in enumerate(LOOKS):
        work.progress(done, len(LOOKS), look.__name__.strip("_"))
        found += look(base)
        work.checkpoint()
    with work.guarded():
        keep(base, found)
    work.progress(len(LOOKS), len(LOOKS))


@job(ALL_KIND, title="Santé des bases")
def refresh_all(work: Work) -> None:
    """Queue the report of every base, once a day: documents expire by themselves."""
    for base in Base.objects.filter(deleted_at=None, collectivite__state="active").iterator():
        queue_health(base)


schedule(ALL_KIND, DAY_S)


def facts(base: Base) -> list[Fact]:
    """Every fact of a base, as of today."""
    return [fact for look in LOOKS for fact in look(base)]


@transaction.atomic
def keep(base: Base, found: Iterable[Fact]) -> None:
    """Bring the base's findings to these facts; what was set aside stays so while the fact lasts."""
    wanted = {fact.key: fact for fact in found}
    known = {finding.key: finding for finding in Finding.objects.filter(base=base)}
    Finding.objects.filter(base=base).exclude(key__in=wanted.keys()).delete()
    for key, fact in wanted.items():
        finding = known.get(key) or Finding(base=base, collectivite_id=base.collectivite_id, key=key)
        said = {DISMISSED: finding.data[DISMISSED]} if DISMISSED in finding.data else {}
        finding.kind, finding.data = fact.kind, {**fact.data, **said}
        finding.save()
        finding.documents.set(fact.documents)


def _unread(base: Base) -> Iterator[Fact]:
    kinds = {Verdict.EMPTY.value: "empty", Verdict.NEEDS_OCR.value: "needs_ocr"}
    refused = IntakeFile.objects.filter(intake__base=base, outcome=IntakeFile.Outcome.REFUSED)
    for file in refused.order_by("pk"):
        kind = kinds.get(file.verdict, "unreadable")
        data = {"file": str(file.public_id), "name": file.name, "verdict": file.verdict, "detail": file.detail}
        yield Fact(kind, f"{kind}:file:{file.pk}", (), data)
    for document in _live(base).exclude(current__verdict=Verdict.READ.value).select_related("current"):
        version = document.current
        if version is not None:
            kind = kinds.get(version.verdict, "unreadable")
            yield Fact(kind, f"{kind}:{document.pk}", (document.pk,), {"verdict": version.verdict})


def _dates(base: Base) -> Iterator[Fact]:
    today = timezone.localdate()
    for document in _live(base):
        if document.valid_to is not None and document.valid_to < today:
            yield Fact("expired", f"expired:{document.pk}", (document.pk,), {"since": document.valid_to.isoformat()})
        elif document.document_date is None and document.valid_from is None:
            yield Fact("undated", f"undated:{document.pk}", (document.pk,))


def _shapes(base: Base) -> Iterator[Fact]:
    headed = set(
        Passage.objects.filter(version__in=_answering(base).values("current"))
        .exclude(headings=[])
        .values_list("version_id", flat=True)
    )
    for document in _answering(base).select_related("current"):
        version = document.current
        if version is None:
            continue
        if version.passage_count > OVERLONG_PASSAGES or version.page_count > OVERLONG_PAGES:
            data = {"pages": version.page_count, "passages": version.passage_count}
            yield Fact("overlong", f"overlong:{document.pk}", (document.pk,), data)
        elif version.pk not in headed and _length(version.pk) > UNSTRUCTURED_CHARACTERS:
            yield Fact("unstructured", f"unstructured:{document.pk}", (document.pk,))


def _length(version: int) -> int:
    last = Passage.objects.filter(version_id=version).order_by("ordinal").last()
    return last.end if last else 0


def _alike(base: Base) -> Iterator[Fact]:
    documents = {document.current_id: document for document in _answering(base)}
    begun = Substr("text", 1, COMPARED_CHARACTERS)
    rows = Transcription.objects.filter(version__in=documents).values_list("version_id", begun)
    texts = [Text(documents[version].pk, documents[version].title, text) for version, text in rows.iterator()]
    for pair in alike(texts):
        key = f"{pair.kind}:{pair.first}:{pair.second}"
        yield Fact(pair.kind, key, (pair.first, pair.second), {"share": pair.share})


def _contradictions(base: Base) -> Iterator[Fact]:
    documents = {document.current_id: document for document in _answering(base)}
    stated: list[Statement] = []
    opening = ""
    for passage in Passage.objects.filter(version__in=documents).order_by("version_id", "ordinal").iterator():
        document = documents[passage.version_id]
        if passage.ordinal == 0:
            # A title taken from a file name says little: the opening line says what the document is about.
            opening = passage.text.lstrip().partition("\n")[0][:OPENING_CHARACTERS]
        title = f"{document.title} {opening}"
        stated += statements(
            Source(document.pk, passage.pk, title, tuple(passage.headings), passage.text, start=passage.start)
        )
    for found in contradictions(stated)[:SHOWN_CONTRADICTIONS]:
        pair = (found.first.document, found.second.document)
        key = f"contradiction:{pair[0]}:{pair[1]}:{found.first.kind}:{'-'.join(found.object)}"
        yield Fact("contradiction", key[:200], pair, _told(found))


def _told(found: Contradiction) -> dict[str, Any]:
    passages = Passage.objects.filter(pk__in=[found.first.passage, found.second.passage])
    spoken = " ".join(f"{row.text} {' '.join(row.headings)} {row.version.document.title}" for row in passages)
    return {
        "object": worded(found.object, spoken),
        "strength": found.strength,
        "values": [
            {
                "document": statement.document,
                "passage": statement.passage,
                "start": statement.start,
                "end": statement.end,
                "value": statement.said,
            }
            for statement in (found.first, found.second)
        ],
    }


def _live(base: Base) -> Any:
    return Document.objects.filter(base=base, deleted_at=None, current__isnull=False).order_by("pk")


def _answering(base: Base) -> Any:
    return _live(base).filter(valid_on(timezone.localdate()), current__verdict=Verdict.READ.value)


LOOKS: Final = (_unread, _dates, _shapes, _alike, _contradictions)
