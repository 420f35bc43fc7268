"""A question gets exact sentences with their sources, or a plain "je ne sais pas"; one submission is one turn."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client

from beffroi.core.errors import NotFound, Refused
from beffroi.platform.journal.models import Entry
from beffroi.platform.library import selectors as library
from beffroi.platform.library import services as documents
from beffroi.platform.library.models import Transcription
from beffroi.uses.ask import errors, selectors, services, showing
from beffroi.uses.ask.models import Conversation, Turn
from tests.town import Town

pytestmark = pytest.mark.django_db
QUESTION = "Combien coûte l’entrée de la piscine pour un adulte ?"
UNKNOWN = "Les clubs sportifs utilisent-ils le stade ?"


def _post(client: Client, question: str, address: str = "/demander/", **fields: object):
    return client.post(address, {"question": question, **fields}, follow=True)


def test_an_answer_is_exact_and_cited(town: Town) -> None:
    turn = services.ask(town.scope(), QUESTION)
    citations = list(turn.citations.select_related("version"))
    assert 1 <= len(citations) <= 4
    assert any("4 euros" in citation.text for citation in citations)
    for citation in citations:
        assert citation.version is not None
        text = Transcription.objects.get(version=citation.version).text
        assert text[citation.start : citation.end] == citation.text


def test_the_same_question_gets_the_same_answer(town: Town) -> None:
    first, second = services.ask(town.scope(), QUESTION), services.ask(town.scope(), QUESTION)
    assert [c.text for c in first.citations.all()] == [c.text for c in second.citations.all()]
    assert first.confidence == second.confidence


def test_without_script_the_page_has_the_answer(town: Town) -> None:
    answer = _post(town.client(), QUESTION)
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0].endswith("#question-1")
    assert "4 euros" in page
    assert "extraits exacts, sans modèle" in page
    assert "Valable" in page
    assert not re.search(r"\d\s*Wh\b", page)  # no energy is shown that was not measured
    link = re.search(r'class="cite" href="([^"]+)"', page)
    assert link is not None
    source = town.client().get(link[1].replace("&amp;", "&")).content.decode()
    assert "<mark data-passage>" in source


def test_with_script_the_page_waits_for_its_stream(town: Town) -> None:
    page = _post(town.client(), QUESTION, flux="1").content.decode()
    turn = Turn.objects.get(question=QUESTION)
    assert turn.state == Turn.State.ASKED
    assert f'data-stream="/demander/reponse/{turn.public_id}/flux/"' in page
    town.client().post(f"/demander/reponse/{turn.public_id}/")
    turn.refresh_from_db()
    assert turn.state == Turn.State.ANSWERED


def test_pressing_twice_asks_once(town: Town) -> None:
    token = uuid.uuid4()
    for _ in range(2):
        _post(town.client(), QUESTION, token=token)
    assert Turn.objects.filter(question=QUESTION).count() == 1
    assert Entry.objects.filter(verb="ask.asked").count() == 1
    _post(town.client(), f"{QUESTION} Et un enfant ?", token=token)
    assert Turn.objects.count() == 2
    _post(town.client(town.other), QUESTION, token=token)
    assert Turn.objects.filter(question=QUESTION).count() == 2


@pytest.mark.parametrize("question", ["", "   ", "\x00", "é" * 4001])
def test_what_cannot_be_asked_is_said_and_kept(town: Town, question: str) -> None:
    answer = town.client().post("/demander/", {"question": question})
    assert answer.status_code == 422
    assert "data-sentence" in answer.content.decode()
    assert not Conversation.objects.exists()
    if question.strip(" \x00"):
        assert question in answer.content.decode()


def test_not_knowing_names_the_service_to_ask(town: Town) -> None:
    turn = services.ask(town.scope(), UNKNOWN)
    assert turn.decision == "abstained"
    assert not turn.citations.exists()
    assert turn.service == town.service
    page = town.client().get(f"/demander/{turn.conversation.public_id}/").content.decode()
    assert "Je ne sais pas" in page
    assert "01 02 03 04 05" in page
    assert "sports@saint-orme.example" in page


def test_a_follow_up_keeps_its_thread(town: Town) -> None:
    first = services.ask(town.scope(), "À quelle heure ouvre la piscine le samedi ?")
    second = services.ask(town.scope(), "Et le lundi ?", first.conversation.public_id)
    assert (second.position, second.conversation_id) == (2, first.conversation_id)
    assert any("lundi" in citation.text for citation in second.citations.all())


def test_a_near_document_is_named_once_and_never_beside_its_citation(town: Town) -> None:
    turn = services.ask(town.scope(), QUESTION)
    cited, other = town.version("piscine.md"), town.version("mediatheque.md")
    near = [
        {"version": str(version.public_id), "title": version.document.title, "start": start, "end": start + 9}
        for version, start in ((other, 0), (cited, 0), (other, 40))
    ]
    Turn.objects.filter(pk=turn.pk).update(nearest=near, decision="unsure")
    shown = showing.show(town.scope(), selectors.turn(town.scope(), turn.public_id))
    assert [suggestion.title for suggestion in shown.nearest] == [other.document.title]
    assert shown.nearest[0].address.endswith("debut=0&fin=9")
    assert shown.nearest[0].place == town.base.name


@pytest.mark.parametrize(
    "question", [UNKNOWN, "Qui répare les livres abîmés de la médiathèque ?", "le guide des agents"]
)
def test_what_is_kept_as_near_is_kept_once(town: Town, question: str) -> None:
    turn = services.ask(town.scope(), question)
    versions = [entry["version"] for entry in turn.nearest]
    assert len(versions) == len(set(versions))
    assert not set(versions) & {str(c.version.public_id) for c in turn.citations.all() if c.version}


def test_chosen_bases_alone_answer(town: Town) -> None:
    empty = documents.create_base(town.scope(town.admin), name="Vide")
    town_scope = town.scope()
    turn = services.ask(town_scope, QUESTION, None, [empty.public_id])
    assert turn.decision == "abstained"
    assert list(turn.conversation.bases.all()) == [empty]
    again = services.ask(town_scope, QUESTION, turn.conversation.public_id, [town.base.public_id])
    assert again.citations.exists()
    with pytest.raises(NotFound):
        services.ask(town_scope, QUESTION, None, [uuid.uuid4()])


def test_an_expired_document_does_not_answer_and_is_marked(town: Town) -> None:
    turn = services.ask(town.scope(), "Quel jour se tient le marché de plein vent sur la place de la Fontaine ?")
    assert not any("jeudi" in citation.text for citation in turn.citations.all())
    assert [entry["title"] for entry in turn.also] == [town.documents["marche.md"].title]
    page = town.client().get(f"/demander/{turn.conversation.public_id}/").content.decode()
    assert "Et aussi" in page
    assert "Périmé" in page


def test_each_question_is_one_entry_without_text(town: Town) -> None:
    turn = services.ask(town.scope(), QUESTION)
    entry = Entry.objects.get(verb="ask.asked")
    assert entry.actor == f"member:{town.agent.public_id}"
    assert entry.sources == [
        ["version", str(v)] for v in {c.version.public_id for c in turn.citations.all() if c.version}
    ]
    assert entry.cost["rung"] == "extracts"
    told = str([entry.objects_named, entry.sources, entry.cost, entry.facts])
    assert "piscine" not in told
    assert "euros" not in told
    stopped = services.pose(town.scope(), "Une question arrêtée ?")
    services.stop(town.scope(), stopped.public_id)
    services.stop(town.scope(), stopped.public_id)
    assert Entry.objects.filter(verb="ask.stopped").count() == 1


def test_a_stopped_question_stays_stopped(town: Town) -> None:
    turn = services.pose(town.scope(), QUESTION)
    services.stop(town.scope(), turn.public_id)
    assert services.answer_turn(town.scope(), turn).state == Turn.State.STOPPED
    page = town.client().get(f"/demander/{turn.conversation.public_id}/").content.decode()
    assert "Poser à nouveau" in page


def test_an_answer_that_came_first_is_not_stopped(town: Town) -> None:
    turn = services.ask(town.scope(), QUESTION)
    assert services.stop(town.scope(), turn.public_id).state == Turn.State.ANSWERED


def test_a_document_in_the_bin_is_not_quoted_any_more(town: Town) -> None:
    turn = services.ask(town.scope(), QUESTION)
    address = f"/demander/{turn.conversation.public_id}/"
    assert "4 euros" in town.client().get(address).content.decode()
    documents.delete_document(town.scope(town.admin), town.documents["piscine.md"].public_id)
    page = town.client().get(address).content.decode()
    assert "4 euros" not in page
    assert "Retenu" in page
    documents.restore_document(town.scope(town.admin), town.documents["piscine.md"].public_id)
    assert "4 euros" in town.client().get(address).content.decode()


def test_feedback_is_kept_replaced_and_taken_back(town: Town) -> None:
    turn = services.ask(town.scope(), QUESTION)
    client, address = town.client(), f"/demander/reponse/{turn.public_id}/avis/"
    client.post(address, {"clear": "on", "comment": "utile"})
    kept = selectors.feedback(town.scope(), turn)
    assert kept is not None
    assert (kept.clear, kept.wrong, kept.comment) == (True, False, "utile")
    part = client.post(address, {"wrong": "on"}, headers={"HX-Request": "true"}).content.decode()
    assert "fausse" in part
    assert "<html" not in part
    client.post(f"{address}retirer/")
    assert selectors.feedback(town.scope(), turn) is None
    assert Entry.objects.filter(verb="ask.rated").count() == 2
    assert "utile" not in str(list(Entry.objects.values()))


def test_the_house_itself_asks_nothing(town: Town) -> None:
    from beffroi.platform.library.scoping import system_scope

    scope = system_scope(town.agent.collectivite)
    with pytest.raises(Refused):
        services.ask(scope, QUESTION)
    assert not selectors.conversations(scope).exists()
    assert library.bases(scope).exists()


def test_every_error_has_its_own_code() -> None:
    codes = [one.code for one in vars(errors).values() if isinstance(one, type) and one.__module__ == errors.__name__]
    assert len(codes) == len(set(codes)) > 3
