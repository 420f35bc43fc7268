"""Files attached to a conversation, as core reads them: their own index and store in memory, and their own scope.

Built again for each question: nothing private stays in memory. Invariant: nothing of an attached file enters the
bases' index or rows; the row ids used here are the attachment's own (tests/uses/ask/test_asking.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from beffroi.core.answer.contract import Attachment as Collection
from beffroi.core.passages.split import split
from beffroi.core.scope import Scope
from beffroi.core.search.contract import IndexedPassage, StoredPassage
from beffroi.core.search.tantivy_index import TantivyIndex
from beffroi.platform.library import layouts
from beffroi.uses.ask.models import Attachment, Conversation

PASSAGES_PER_FILE = 100_000


class AttachedStore:
    """A PassageStore over passages held in memory, all of one conversation."""

    def __init__(self, passages: dict[int, StoredPassage], scope: Scope) -> None:
        self._passages = passages
        self._scope = scope

    def fetch(self, ids: Sequence[int], scope: Scope) -> dict[int, StoredPassage]:
        if scope != self._scope:
            return {}
        return {number: self._passages[number] for number in ids if number in self._passages}


def collection(conversation: Conversation) -> Collection | None:
    """The readable files of a conversation as a collection of their own, None when it has none."""
    keys = conversation.attachments.exclude(text="").order_by("pk").values_list("pk", flat=True)
    return _collection(conversation.collectivite_id, conversation.pk, tuple(keys)) if keys else None


def _collection(tenant: int, conversation: int, keys: tuple[int, ...]) -> Collection:
    scope = Scope(
        tenant=tenant, member=None, own_bases=frozenset({conversation}), shared_bases=frozenset(), on=date.min
    )
    stored = {
        passage.id: passage
        for attachment in Attachment.objects.filter(pk__in=keys, collectivite_id=tenant)
        for passage in _passages(attachment, conversation)
    }
    index = TantivyIndex(None)
    index.apply([], [_indexed(passage, tenant) for passage in stored.values()], 1)
    return Collection(index=index, store=AttachedStore(stored, scope), scope=scope)


def _passages(attachment: Attachment, conversation: int) -> list[StoredPassage]:
    document = layouts.decode(attachment.text, attachment.layout)
    return [
        StoredPassage(
            id=attachment.pk * PASSAGES_PER_FILE + passage.ordinal,
            version=attachment.pk,
            base=conversation,
            title=attachment.name,
            headings=passage.headings,
            text=passage.text,
            start=passage.start,
            end=passage.end,
            page=passage.page,
        )
        for passage in split(document)[:PASSAGES_PER_FILE]
    ]


def _indexed(passage: StoredPassage, tenant: int) -> IndexedPassage:
    return IndexedPassage(
        id=passage.id,
        tenant=tenant,
        base=passage.base,
        version=passage.version,
        title=passage.title,
        headings=" ".join(passage.headings),
        text=passage.text,
    )
