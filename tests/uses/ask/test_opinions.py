"""Opinions are gathered by document, without questions nor names, within what the reader may read."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone

from beffroi.core.errors import Refused
from beffroi.platform.library import services as library
from beffroi.platform.tenancy.models import Member
from beffroi.uses.ask import opinions, services
from beffroi.uses.ask.models import Citation, Conversation, Turn
from tests.platform import people
from tests.town import Town

pytestmark = pytest.mark.django_db
QUESTION = "Combien coûte l’entrée de la piscine pour un adulte ?"


@pytest.fixture
def validator(town: Town) -> Member:
    return people.member(town.agent.collectivite, "valideur", notice_accepted_at=timezone.now())


def judged(town: Town, question: str = QUESTION, comment: str = "", **marks: bool) -> Turn:
    turn = services.ask(town.scope(), question)
    services.feedback(town.scope(), turn.public_id, comment=comment, **marks)
    return turn


def test_the_page_counts_by_document_and_leads_to_what_mends(town: Town, validator: Member) -> None:
    judged(town, wrong=True, imprecise=True, comment="Le tarif a changé en mars <2026>")
    judged(town, clear=True)
    pool = town.documents["piscine.md"]
    [found] = [one for one in opinions.opinions(town.scope(validator)) if one.document == pool]
    assert (found.answers, found.bad, found.own) == (2, 1, True)
    assert {str(mark.label): mark.count for mark in found.marks} == {"Fausse": 1, "Imprécise": 1, "Claire": 1}
    page = town.client(validator).get("/demander/avis/").content.decode()
    assert f"/documents/{pool.public_id}/" in page
    assert f"/bases/{town.base.public_id}/sante/" in page
    assert "Le tarif a changé en mars &lt;2026&gt;" in page


def test_neither_question_nor_name_is_shown(town: Town, validator: Member) -> None:
    judged(town, wrong=True, comment="à revoir")
    page = town.client(validator).get("/demander/avis/").content.decode()
    assert "à revoir" in page
    assert QUESTION not in page
    assert "Combien" not in page
    assert town.agent.account.name not in page
    assert town.agent.account.email not in page


@pytest.mark.parametrize("role", ["agent", "dpo"])
def test_only_those_who_mend_documents_read_them(town: Town, role: str) -> None:
    member = people.member(town.agent.collectivite, role, notice_accepted_at=timezone.now())
    assert town.client(member).get("/demander/avis/").status_code == 403
    assert "/demander/avis/" not in town.client(member).get("/").content.decode()
    with pytest.raises(Refused):
        opinions.opinions(town.scope(member))


def test_nothing_crosses_from_another_authority(town: Town) -> None:
    judged(town, wrong=True, comment="un mot")
    assert opinions.opinions(town.scope(town.foreigner)) == []
    assert "Aucun avis pour l’instant" in town.client(town.foreigner).get("/demander/avis/").content.decode()


def test_a_free_word_needs_all_that_its_answer_cites(town: Town, validator: Member) -> None:
    turn = judged(town, wrong=True, comment="compare aussi le guide réservé")
    reserved = library.create_base(
        town.scope(town.admin), "Réservée", visibility="service", service_id=town.service.public_id
    )
    library.update_document(town.scope(town.admin), town.documents["guide.md"].public_id, base_id=reserved.public_id)
    first = turn.citations.first()
    assert first is not None
    Citation.objects.create(
        collectivite=turn.collectivite,
        turn=turn,
        position=9,
        version=town.version("guide.md"),
        title="Guide",
        text="…",
        start=0,
        end=1,
    )
    seen = opinions.opinions(town.scope(validator))
    assert all(one.document is not None and one.document.base_id != reserved.pk for one in seen)
    assert [one.bad for one in seen] == [1]
    assert not any(one.comments for one in seen)
    assert all(one.comments for one in opinions.opinions(town.scope(town.admin)))


def test_what_cites_no_document_is_gathered_apart(town: Town, validator: Member) -> None:
    judged(town, "Les clubs sportifs utilisent-ils le stade ?", missing_source=True, comment="voir la convention")
    attached = services.attach(
        town.scope(), None, "note.md", io.BytesIO(b"Le coffre contient les trois clefs du clocher.")
    )
    turn = services.ask(town.scope(), "Que contient le coffre ?", attached.conversation.public_id)
    services.feedback(town.scope(), turn.public_id, clear=True, comment="merci pour mon fichier")
    [found] = opinions.opinions(town.scope(validator))
    assert (found.document, found.answers, found.bad) == (None, 2, 1)
    assert found.comments == ["voir la convention"]
    assert "Réponses sans document" in town.client(validator).get("/demander/avis/").content.decode()


@pytest.mark.parametrize("gone", ["withdrawn", "deleted", "expired"])
def test_an_opinion_goes_with_its_conversation_or_its_author_s_wish(town: Town, validator: Member, gone: str) -> None:
    turn = judged(town, wrong=True)
    assert opinions.opinions(town.scope(validator))
    if gone == "withdrawn":
        services.withdraw_feedback(town.scope(), turn.public_id)
    elif gone == "deleted":
        services.delete_conversation(town.scope(), turn.conversation.public_id)
    else:
        past = timezone.now() - timedelta(seconds=1)
        Conversation.objects.filter(pk=turn.conversation_id).update(expires_at=past)
    assert opinions.opinions(town.scope(validator)) == []
