"""Writes of conversations: permission + change + journal entry, one transaction each, whatever the door.

Flow of a question (`ask`): `pose` makes the turn, once per submission → `answer_turn` finds the answer and keeps it
with its journal entry. A page calls the two apart, to stream; the API and the command line call `ask`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from beffroi.core.answer.contract import ChosenSentence
from beffroi.core.scope import Scope
from beffroi.platform.journal.hashing import keyed_hash
from beffroi.platform.journal.services import actor_of, record
from beffroi.platform.library import selectors as library
from beffroi.platform.library.models import Version
from beffroi.platform.tenancy.models import Member
from beffroi.platform.tenancy.permissions import Gesture, require
from beffroi.uses.ask import answering, selectors, verbs
from beffroi.uses.ask.attachments import attach, detach
from beffroi.uses.ask.errors import QuestionMissing, QuestionTooLong
from beffroi.uses.ask.models import Attachment, Citation, Conversation, Feedback, Turn
from beffroi.uses.ask.opening import open_conversation, prolong, title_of

__all__ = [
    "answer_turn",
    "ask",
    "attach",
    "check",
    "delete_conversation",
    "detach",
    "feedback",
    "pose",
    "posed",
    "restore_conversation",
    "stop",
    "withdraw_feedback",
]

LONGEST_QUESTION: Final = 4000
RESTORE_WITHIN: Final = timedelta(days=1)
MARKS: Final = ("clear", "complete", "reliable", "wrong", "imprecise", "missing_source")


def ask(
    scope: Scope, question: str, conversation_id: UUID | None = None, base_ids: Collection[UUID] | None = None
) -> Turn:
    """Ask a question and return its answered turn.

    `conversation_id`: to follow up, else a new conversation begins. `base_ids`: bases to search, for this
    conversation from now on (None: unchanged; for a new one, all that are readable). Raises Refused, NotFound,
    QuestionMissing, QuestionTooLong, SearchIndexError.
    """
    return answer_turn(scope, pose(scope, question, conversation_id, base_ids))


def pose(
    scope: Scope,
    question: str,
    conversation_id: UUID | None = None,
    base_ids: Collection[UUID] | None = None,
    token: UUID | None = None,
) -> Turn:
    """Make the turn of a question, not answered yet. The same `token` from the same member is the same turn."""
    member = require(scope, Gesture.ASK)
    words = check(question)
    made = posed(scope, words, token)
    if made is not None:
        return made
    once = _once(member, words, token)
    try:
        with transaction.atomic():
            conversation = (
                selectors.conversation(scope, conversation_id)
                if conversation_id
                else open_conversation(member, title_of(words))
            )
            _choose_bases(scope, conversation, base_ids)
            return _next_turn(scope, conversation, words, once)
    except IntegrityError:
        made = posed(scope, words, token)
        if made is None:
            raise
        return made


def posed(scope: Scope, question: str, token: UUID | None) -> Turn | None:
    """The turn that this very submission already made, if any: pressing twice, or going back, asks once."""
    member = require(scope, Gesture.ASK)
    once = _once(member, question.replace("\x00", "").strip(), token)
    return selectors.turn_of_token(scope, once) if once else None


def answer_turn(scope: Scope, turn: Turn) -> Turn:
    """Find the answer of a turn and keep it, with its citations and its journal entry; once.

    A turn that was answered or stopped meanwhile is returned as it is.
    """
    member = require(scope, Gesture.ASK)
    if turn.state != Turn.State.ASKED:
        return turn
    found = answering.find(scope, turn)
    with transaction.atomic():
        held = Turn.objects.select_for_update().get(pk=turn.pk, conversation__member=member)
        if held.state == Turn.State.ASKED:
            _keep(scope, held, found)
    return selectors.turn(scope, turn.public_id)


def stop(scope: Scope, turn_id: UUID) -> Turn:
    """Stop waiting for the answer of a turn; an answer that came first stays."""
    require(scope, Gesture.ASK)
    with transaction.atomic():
        turn = Turn.objects.select_for_update(of=("self",)).get(pk=selectors.turn(scope, turn_id).pk)
        if turn.state == Turn.State.ASKED:
            turn.state = Turn.State.STOPPED
            turn.save(update_fields=["state"])
            journal_stopped(actor_of(scope), turn)
    return selectors.turn(scope, turn_id)


def feedback(scope: Scope, turn_id: UUID, *, comment: str = "", **marks: bool) -> Feedback:
    """Say what one thinks of an answer: any of MARKS, and a free word. Replaces what was said before."""
    require(scope, Gesture.ASK)
    turn, comment = selectors.turn(scope, turn_id), comment.replace("\x00", "")
    said: dict[str, object] = {mark: bool(marks.get(mark)) for mark in MARKS}
    comment = comment.replace("\x00", "").strip()
    with transaction.atomic():
        kept, _ = Feedback.objects.update_or_create(
            turn=turn, defaults={"collectivite_id": scope.tenant, "comment": comment[:2000], **said}
        )
        _journal(scope, verbs.RATED, turn, facts={**said, "commented": bool(comment)})
    return kept


def withdraw_feedback(scope: Scope, turn_id: UUID) -> None:
    """Take back what was said of an answer."""
    require(scope, Gesture.ASK)
    turn = selectors.turn(scope, turn_id)
    with transaction.atomic():
        deleted, _ = Feedback.objects.filter(turn=turn).delete()
        if deleted:
            _journal(scope, verbs.UNRATED, turn)


def delete_conversation(scope: Scope, conversation_id: UUID) -> None:
    """Delete a conversation of one's own; it can be taken back within RESTORE_WITHIN, then nothing is left."""
    require(scope, Gesture.ASK)
    with transaction.atomic():
        conversation = selectors.conversation(scope, conversation_id)
        Conversation.objects.filter(pk=conversation.pk).update(deleted_at=timezone.now())
        _journal(scope, verbs.DELETED, conversation)


def restore_conversation(scope: Scope, conversation_id: UUID) -> Conversation:
    """Take back a conversation that one deleted."""
    require(scope, Gesture.ASK)
    with transaction.atomic():
        conversation = selectors.deleted_conversation(scope, conversation_id)
        Conversation.objects.filter(pk=conversation.pk).update(deleted_at=None)
        _journal(scope, verbs.RESTORED, conversation)
    return selectors.conversation(scope, conversation_id)


def journal_stopped(actor: str, turn: Turn) -> None:
    """The one journal entry of a question that got no answer; also written by the sweep (tasks.py)."""
    record(
        turn.collectivite_id,
        actor,
        verbs.STOPPED,
        objects=[("turn", turn.public_id)],
        facts={"question": keyed_hash(turn.question, turn.collectivite_id)},
        use="ask",
    )


def check(question: str) -> str:
    """The question as it will be kept. Raises QuestionMissing, QuestionTooLong."""
    words = question.replace("\x00", "").strip()
    if not words:
        raise QuestionMissing()
    if len(words) > LONGEST_QUESTION:
        raise QuestionTooLong(limit=LONGEST_QUESTION)
    return words


def _once(member: Member, question: str, token: UUID | None) -> UUID | None:
    # The question is in it: a form that is corrected and sent again is another submission.
    return uuid5(member.public_id, f"{token}:{question}") if token else None


def _choose_bases(scope: Scope, conversation: Conversation, base_ids: Collection[UUID] | None) -> None:
    if base_ids is None:
        return
    readable = {base.public_id: base for base in library.bases(scope)}
    # An unknown base is the same error as a hidden one: library.base raises it.
    chosen = [readable.get(public_id) or library.base(scope, public_id) for public_id in base_ids]
    conversation.bases.set(chosen if len(chosen) < len(readable) else [])


def _next_turn(scope: Scope, conversation: Conversation, question: str, token: UUID | None) -> Turn:
    Conversation.objects.select_for_update().get(pk=conversation.pk)
    last = conversation.turns.aggregate(last=Max("position"))["last"] or 0
    prolong(conversation)
    return Turn.objects.create(
        collectivite_id=scope.tenant,
        conversation=conversation,
        position=last + 1,
        question=question,
        on=scope.on,
        token=token,
    )


def _keep(scope: Scope, turn: Turn, found: answering.Found) -> None:
    answer = found.answer
    versions = Version.objects.in_bulk([s.version for s in answer.sentences if not s.attached])
    files = Attachment.objects.filter(conversation=turn.conversation_id).in_bulk(
        [s.version for s in answer.sentences if s.attached]
    )
    Citation.objects.bulk_create(
        _citation(turn, position, sentence, versions, files)
        for position, sentence in enumerate(answer.sentences, start=1)
    )
    turn.state, turn.decision, turn.rung = Turn.State.ANSWERED, answer.decision, answer.rung
    turn.confidence, turn.seconds = answer.confidence, answer.seconds
    turn.nearest, turn.also, turn.service = found.nearest, found.also, found.service
    turn.save()
    sources = [("version", version.public_id) for version in versions.values()]
    sources += [("attachment", file.public_id) for file in files.values()]
    record(
        turn.collectivite_id,
        actor_of(scope),
        verbs.ASKED,
        objects=[("turn", turn.public_id)],
        sources=sources,
        cost={"seconds": round(answer.seconds, 4), "rung": str(answer.rung)},
        facts={
            "question": keyed_hash(turn.question, turn.collectivite_id),
            "decision": str(answer.decision),
            "confidence": round(answer.confidence, 4),
        },
        use="ask",
    )


def _citation(
    turn: Turn, position: int, sentence: ChosenSentence, versions: dict[int, Version], files: dict[int, Attachment]
) -> Citation:
    return Citation(
        collectivite_id=turn.collectivite_id,
        turn=turn,
        position=position,
        version=None if sentence.attached else versions[sentence.version],
        attachment=files[sentence.version] if sentence.attached else None,
        title=sentence.title[:300],
        headings=list(sentence.headings),
        lead_in=sentence.lead_in.text if sentence.lead_in else "",
        text=sentence.text,
        start=sentence.start,
        end=sentence.end,
        page=sentence.page,
    )


def _journal(scope: Scope, verb: str, row: Turn | Conversation, facts: dict[str, object] | None = None) -> None:
    kind = "turn" if isinstance(row, Turn) else "conversation"
    record(scope.tenant, actor_of(scope), verb, objects=[(kind, row.public_id)], facts=facts, use="ask")
