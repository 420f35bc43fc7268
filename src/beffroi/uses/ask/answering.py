"""From a turn to its answer, without writing anything.

Flow (`find`): the scope of the conversation → its thread → its attached files → the answer of core → what is out of
date but would have answered → the service to ask.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from beffroi.core.answer import answer
from beffroi.core.answer.contract import Answer, Decision
from beffroi.core.answer.contract import Turn as Asked
from beffroi.core.scope import Scope
from beffroi.platform.library import index
from beffroi.platform.library.models import Base, Document, Passage, Version
from beffroi.platform.library.scoping import visible
from beffroi.platform.library.store import DjangoPassageStore
from beffroi.platform.tenancy import selectors as tenancy
from beffroi.platform.tenancy.models import Service
from beffroi.uses.ask import attached
from beffroi.uses.ask.models import Conversation, Turn

DAYS_LOOKED_BACK: Final = 3
OUT_OF_DATE_SHOWN: Final = 2
OUT_OF_DATE_RANK: Final = 3


@dataclass(frozen=True, slots=True)
class Found:
    """`nearest`, `also`: as Turn keeps them. `sources`: public ids of the cited versions."""

    answer: Answer
    nearest: list[dict[str, object]]
    also: list[dict[str, object]]
    service: Service | None


def reach(scope: Scope, conversation: Conversation) -> Scope:
    """The member's scope, limited to the bases that this conversation chose, when it chose some."""
    chosen = frozenset(conversation.bases.values_list("pk", flat=True))
    return scope.narrowed_to(chosen) if chosen else scope


def bases(scope: Scope, conversation: Conversation) -> list[Base]:
    """The bases that a question of this conversation reads."""
    return list(Base.objects.filter(visible(reach(scope, conversation))).order_by("name"))


def find(scope: Scope, turn: Turn) -> Found:
    """The answer to this turn. Raises SearchIndexError."""
    within = reach(scope, turn.conversation)
    earlier = turn.conversation.turns.filter(position__lt=turn.position).order_by("position")
    found = answer(
        turn.question,
        within,
        index.reader(),
        DjangoPassageStore(),
        thread=[Asked(question) for question in earlier.values_list("question", flat=True)],
        extra=attached.collection(turn.conversation),
    )
    unsettled = found.decision is not Decision.SURE
    return Found(
        answer=found,
        nearest=_nearest(found) if unsettled else [],
        also=_out_of_date(within, turn.question),
        service=tenancy.service_for_question(scope, turn.question) if unsettled else None,
    )


def _nearest(found: Answer) -> list[dict[str, object]]:
    """The near documents that the answer does not cite, each once, at its nearest passage."""
    cited = {sentence.version for sentence in found.sentences if not sentence.attached}
    once = {one.version: one for one in reversed(found.nearest) if not one.attached and one.version not in cited}
    near = [one for one in found.nearest if once.get(one.version) is one]
    versions = dict(Version.objects.filter(pk__in=[n.version for n in near]).values_list("pk", "public_id"))
    spans = {
        pk: (start, end)
        for pk, start, end in Passage.objects.filter(pk__in=[n.passage for n in near]).values_list("pk", "start", "end")
    }
    return [
        {
            "version": str(versions[one.version]),
            "title": one.title,
            "start": spans.get(one.passage, (0, 0))[0],
            "end": spans.get(one.passage, (0, 0))[1],
        }
        for one in near
        if one.version in versions
    ]


def _out_of_date(scope: Scope, question: str) -> list[dict[str, object]]:
    """Documents that answered until a past day and do not any more: the same search, as on their last day."""
    past = Document.objects.filter(visible(scope, "base"), deleted_at=None, valid_to__lt=scope.on)
    days = past.order_by("-valid_to").values_list("valid_to", flat=True).distinct()[:DAYS_LOOKED_BACK]
    shown: dict[int, dict[str, object]] = {}
    for day in filter(None, days):
        for hit in index.reader().search(question, replace(scope, on=day), OUT_OF_DATE_RANK):
            document = past.filter(current=hit.version).select_related("current").first()
            if document is not None and document.current is not None:
                shown.setdefault(document.pk, _expired(document, document.current, hit.passage))
    return list(shown.values())[:OUT_OF_DATE_SHOWN]


def _expired(document: Document, version: Version, passage_id: int) -> dict[str, object]:
    passage = Passage.objects.filter(pk=passage_id).first()
    return {
        "version": str(version.public_id),
        "title": document.title,
        "status": "expired",
        # The first day without an answer: the page says "ne répond plus depuis le".
        "until": (document.valid_to + timedelta(days=1)).isoformat() if document.valid_to else "",
        "start": passage.start if passage else 0,
        "end": passage.end if passage else 0,
    }
