"""What members said of answers, gathered by document, for those who mend documents.

Invariant: no question and no name; only documents that the reader may read; a free word only where the reader may read
everything that its answer cites, since it may speak of any of it. Proved by tests/uses/ask/test_opinions.py.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beffroi.core.scope import Scope
from beffroi.platform.library.models import Document
from beffroi.platform.library.scoping import visible
from beffroi.platform.tenancy.permissions import Gesture, require
from beffroi.uses.ask.models import Citation, Feedback

GOOD: Final = {"clear": _("Claire"), "complete": _("Complète"), "reliable": _("Sources fiables")}
BAD: Final = {"wrong": _("Fausse"), "imprecise": _("Imprécise"), "missing_source": _("Il manque une source")}


@dataclass(frozen=True, slots=True)
class Mark:
    """How many answers got this mark. `tone`: class of the theme."""

    label: str | Promise
    count: int
    tone: str


@dataclass(slots=True)
class Opinions:
    """Of the answers that cite one document; of those that cite none when `document` is None. `own`: of a base of the
    reader's authority. `bad`: answers with at least one mark that calls for a correction."""

    document: Document | None
    own: bool = False
    answers: int = 0
    bad: int = 0
    comments: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    @property
    def marks(self) -> list[Mark]:
        return [
            Mark(label, self.counted[mark], tone)
            for marks, tone in ((GOOD, "ok"), (BAD, "warn"))
            for mark, label in marks.items()
            if self.counted[mark]
        ]

    def add(self, given: Feedback, with_comment: bool) -> None:
        said = [mark for mark in (*GOOD, *BAD) if getattr(given, mark)]
        self.answers += 1
        self.counted.update(said)
        self.bad += any(mark in BAD for mark in said)
        if with_comment and given.comment:
            self.comments.append(given.comment)


def opinions(scope: Scope) -> list[Opinions]:
    """The opinions of the authority's members, most to mend first. Raises Refused."""
    require(scope, Gesture.SEE_OPINIONS)
    given = _given(scope)
    cited = {feedback.pk: _cited(feedback) for feedback in given}
    wanted = {pk for documents, _private in cited.values() for pk in documents}
    live = Document.objects.filter(visible(scope, "base"), pk__in=wanted, deleted_at=None).select_related("base")
    readable = {document.pk: document for document in live}
    found: dict[int | None, Opinions] = {}
    for feedback in given:
        documents, private = cited[feedback.pk]
        told = not private and documents <= readable.keys()
        if not documents:
            found.setdefault(None, Opinions(None)).add(feedback, told)
        for pk in documents & readable.keys():
            own = readable[pk].base.collectivite_id == scope.tenant
            found.setdefault(pk, Opinions(readable[pk], own)).add(feedback, told)
    return sorted(found.values(), key=lambda one: (-one.bad, -one.answers, one.document.title if one.document else ""))


def _given(scope: Scope) -> list[Feedback]:
    live = Feedback.objects.filter(
        collectivite_id=scope.tenant,
        turn__conversation__deleted_at=None,
        turn__conversation__expires_at__gt=timezone.now(),
    )
    cited = Citation.objects.select_related("version").only("turn", "attachment", "version__document")
    turns = live.select_related("turn").defer("turn__question", "turn__nearest", "turn__also")
    return list(turns.prefetch_related(Prefetch("turn__citations", cited)).order_by("-created_at", "-pk"))


def _cited(feedback: Feedback) -> tuple[set[int], bool]:
    """Row ids of the documents that the answer cites, and whether it cites a private file."""
    citations = list(feedback.turn.citations.all())
    documents = {one.version.document_id for one in citations if one.version is not None}
    return documents, any(one.attachment_id is not None for one in citations)
