"""A conversation is its member's alone, and leaves nothing when its time is over."""

from __future__ import annotations

import io
import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from beffroi.core.errors import NotFound
from beffroi.platform.journal.models import Entry
from beffroi.platform.library.errors import QuotaExceeded
from beffroi.platform.tenancy.models import Collectivite, Member
from beffroi.uses.ask import attachments, selectors, services, tasks
from beffroi.uses.ask.models import Attachment, Citation, Conversation, Turn
from tests.town import Town

pytestmark = pytest.mark.django_db
NOTE = "# Note de service\n\nLe coffre du bureau 12 contient les trois clés du clocher de l'église.\n".encode()
QUESTION = "Que contient le coffre du bureau 12 ?"


@pytest.fixture
def conversation(town: Town) -> Conversation:
    attached = services.attach(town.scope(), None, "note.md", io.BytesIO(NOTE))
    services.ask(town.scope(), QUESTION, attached.conversation.public_id)
    return attached.conversation


def _addresses(conversation: Conversation) -> list[tuple[str, str]]:
    turn, file = conversation.turns.get(), conversation.attachments.get()
    return [
        ("get", reverse("ask:conversation", args=[conversation.public_id])),
        ("post", reverse("ask:conversation", args=[conversation.public_id])),
        ("post", reverse("ask:delete", args=[conversation.public_id])),
        ("post", reverse("ask:restore", args=[conversation.public_id])),
        ("post", reverse("ask:stream", args=[turn.public_id])),
        ("post", reverse("ask:answer", args=[turn.public_id])),
        ("post", reverse("ask:stop", args=[turn.public_id])),
        ("post", reverse("ask:feedback", args=[turn.public_id])),
        ("post", reverse("ask:withdraw", args=[turn.public_id])),
        ("post", reverse("ask:detach", args=[file.public_id])),
        ("get", reverse("web:attachment", args=[file.public_id])),
        ("get", reverse("web:attachment_original", args=[file.public_id])),
        ("get", reverse("web:attachment_page_image", args=[file.public_id, 1])),
    ]


@pytest.mark.parametrize("who", ["other", "admin", "foreigner"])
def test_nobody_else_reads_or_touches_it(town: Town, conversation: Conversation, who: str) -> None:
    member: Member = getattr(town, who)
    client = town.client(member)
    for method, address in _addresses(conversation):
        foreign = getattr(client, method)(address, {"question": "Et ensuite ?"})
        random = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", str(uuid.uuid4()), address)
        unknown = getattr(client, method)(random, {"question": "Et ensuite ?"})
        assert foreign.status_code == unknown.status_code == 404, address
        assert foreign.content == unknown.content
    assert conversation.turns.count() == 1
    assert not selectors.conversations(town.scope(member)).exists()


def test_an_attached_file_answers_its_conversation_only(town: Town, conversation: Conversation) -> None:
    cited = Citation.objects.filter(turn__conversation=conversation)
    assert any(c.attachment_id and "clés du clocher" in c.text for c in cited)
    for citation in cited:
        if citation.attachment is not None:
            assert citation.attachment.text[citation.start : citation.end] == citation.text
    elsewhere = services.ask(town.scope(), QUESTION)
    assert not any("clocher" in c.text for c in elsewhere.citations.all())
    page = town.client().get(f"/demander/{conversation.public_id}/").content.decode()
    assert "Pièce jointe privée" in page
    viewer = town.client().get(f"/piece/{conversation.attachments.get().public_id}/?debut=20&fin=40").content.decode()
    assert "<mark" in viewer


def test_an_attached_file_that_cannot_be_read_says_why(town: Town) -> None:
    client = town.client()
    file = io.BytesIO(b"%PDF-1.7\nnot really")
    file.name = "abime.pdf"
    page = client.post("/demander/", {"question": QUESTION, "file": file}, follow=True).content.decode()
    assert "abime.pdf" in page
    assert Attachment.objects.get().verdict != "read"
    assert "Ouvrez-le dans son logiciel" in page


def test_an_empty_or_sixth_file_is_refused_with_the_question_kept(town: Town, conversation: Conversation) -> None:
    client, address = town.client(), f"/demander/{conversation.public_id}/"
    empty = io.BytesIO(b"")
    empty.name = "vide.txt"
    refused = client.post(address, {"question": "Que dit ce fichier ?", "file": empty})
    assert refused.status_code == 422
    assert "Que dit ce fichier ?" in refused.content.decode()
    for number in range(attachments.MOST_FILES - 1):
        services.attach(town.scope(), conversation.public_id, f"n{number}.txt", io.BytesIO(b"Un texte court."))
    assert client.post(address, {"question": "x ?", "file": io.BytesIO(b"encore")}).status_code == 422
    assert conversation.turns.count() == 1


def test_attached_files_count_against_the_quota(town: Town, conversation: Conversation) -> None:
    Collectivite.objects.filter(pk=conversation.collectivite_id).update(quota_mb=1)
    mebibyte = b"Un texte court et long.\n" * 30_000
    services.attach(town.scope(), conversation.public_id, "premier.txt", io.BytesIO(mebibyte))
    with pytest.raises(QuotaExceeded):
        services.attach(town.scope(), conversation.public_id, "second.txt", io.BytesIO(mebibyte))
    assert conversation.attachments.count() == 2
    assert list((town.folder / "tmp").glob("attachment-*")) == []


def test_a_file_too_long_to_be_searched_each_time_is_refused_as_such(town: Town, conversation: Conversation) -> None:
    endless = b"Un texte qui ne finit pas.\n" * (attachments.MOST_CHARACTERS // 20)
    kept = services.attach(town.scope(), conversation.public_id, "roman.txt", io.BytesIO(endless))
    assert (kept.verdict, kept.detail, kept.text) == ("too_large", "text_chars", "")


def test_what_a_crash_left_is_erased(town: Town, conversation: Conversation) -> None:
    folder = attachments.folder(conversation)
    (folder / "orphan").mkdir()
    (folder / "orphan" / "original").write_bytes(NOTE)
    tenant = conversation.collectivite_id
    assert attachments.forget_left(tenant) == 0  # it may be under way
    attachments.forget_left(tenant, older_than_s=-1)
    assert not (folder / "orphan").exists()
    assert attachments.path(conversation.attachments.get()).read_bytes() == NOTE
    Conversation.objects.filter(pk=conversation.pk).delete()
    assert attachments.forget_left(tenant, older_than_s=-1) == 1
    assert not folder.exists()


def test_removing_a_file_removes_bytes_text_and_sentences(town: Town, conversation: Conversation) -> None:
    file = conversation.attachments.get()
    place = attachments.path(file)
    assert place.read_bytes() == NOTE
    town.client().post(reverse("ask:detach", args=[file.public_id]))
    assert not place.parent.exists()
    assert not Citation.objects.filter(turn__conversation=conversation, text__contains="clocher").exists()
    assert not Attachment.objects.exists()


def test_deleting_can_be_undone_for_a_day_then_nothing_is_left(town: Town, conversation: Conversation) -> None:
    client = town.client()
    page = client.post(reverse("ask:delete", args=[conversation.public_id]), follow=True).content.decode()
    assert reverse("ask:restore", args=[conversation.public_id]) in page
    with pytest.raises(NotFound):
        selectors.conversation(town.scope(), conversation.public_id)
    client.post(reverse("ask:restore", args=[conversation.public_id]))
    assert selectors.conversation(town.scope(), conversation.public_id).turns.count() == 1
    services.delete_conversation(town.scope(), conversation.public_id)
    folder = attachments.folder(conversation)
    tasks.erase_expired(timezone.now() + timedelta(hours=23))
    assert Conversation.objects.exists()
    tasks.erase_expired(timezone.now() + timedelta(hours=25))
    assert not Conversation.objects.exists()
    assert not Turn.objects.exists()
    assert not Citation.objects.exists()
    assert not folder.exists()


def test_conversations_expire_after_the_authority_s_days(town: Town, conversation: Conversation) -> None:
    fresh = Conversation.objects.get()
    assert timedelta(days=29) < fresh.expires_at - timezone.now() <= timedelta(days=30)
    tasks.erase_expired(timezone.now() + timedelta(days=29))
    assert Conversation.objects.exists()
    tasks.erase_expired(timezone.now() + timedelta(days=31))
    assert not Conversation.objects.exists()
    assert Entry.objects.get(verb="ask.conversations_erased").facts == {"count": 1}


def test_an_expired_conversation_is_gone_before_the_sweep(town: Town, conversation: Conversation) -> None:
    Conversation.objects.update(expires_at=timezone.now())
    assert town.client().get(f"/demander/{conversation.public_id}/").status_code == 404


def test_a_question_left_waiting_is_closed_with_its_entry(town: Town) -> None:
    turn = services.pose(town.scope(), QUESTION)
    tasks.close_left(timezone.now())
    turn.refresh_from_db()
    assert turn.state == Turn.State.ASKED
    tasks.close_left(timezone.now() + timedelta(hours=2))
    tasks.close_left(timezone.now() + timedelta(hours=2))
    turn.refresh_from_db()
    assert turn.state == Turn.State.STOPPED
    assert Entry.objects.filter(verb="ask.stopped", actor="system").count() == 1


def test_conversations_are_found_by_their_words(town: Town) -> None:
    scope = town.scope()
    pool = services.pose(scope, "Horaires de la piscine ?").conversation
    services.pose(scope, "Et le tarif réduit ?", pool.public_id)
    books = services.pose(scope, "Prêt de livres ?").conversation
    found = [list(selectors.conversations(scope, words)) for words in ("réduit", "LIVRES", "piscine réduit", "absent")]
    assert found == [[pool], [books], [pool], []]
    page = town.client().get("/demander/conversations/?q=livres").content.decode()
    assert "Prêt de livres" in page
    assert "Horaires" not in page
