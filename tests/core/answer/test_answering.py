"""The answer path on a small town: exact sentences, scope, thread, attachments, refusal, determinism."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.core.answer import Thresholds, answer
from beffroi.core.answer.contract import Answer, Attachment, Decision, Turn
from beffroi.core.errors import NoScope
from beffroi.core.scope import Scope
from beffroi.core.search.contract import StoredPassage
from tests.core.answer.commune import CASES, DOCUMENTS, Case
from tests.core.answer.town import HeldStore, Town, scope_of, town

OTHER = {"Tarifs de Montrevel": "La salle des fêtes de Montrevel est louée 999 € aux associations du canton."}
ANYTHING = Thresholds(sure=0.0, answer=0.0)


@pytest.fixture(scope="module")
def valombre() -> Town:
    return town(DOCUMENTS, OTHER)


def asked(place: Town, question: str, **options: Any) -> Answer:
    return answer(question, place.scope, place.index, place.store, **options)


@pytest.mark.parametrize("case", [c for c in CASES if c.expected], ids=lambda c: c.question)
def test_a_chosen_sentence_answers(valombre: Town, case: Case) -> None:
    given = asked(valombre, case.question)
    assert given.decision is not Decision.ABSTAINED
    assert any(str(case.expected) in sentence.text for sentence in given.sentences)


def test_the_first_sentence_answers_nine_times_out_of_ten(valombre: Town) -> None:
    known = [case for case in CASES if case.expected]
    right = [case for case in known if str(case.expected) in asked(valombre, case.question).sentences[0].text]
    assert len(right) >= 0.9 * len(known)


def test_what_no_document_says_is_rarely_given_as_sure(valombre: Town) -> None:
    unknown = [case for case in CASES if not case.expected]
    sure = [case for case in unknown if asked(valombre, case.question).decision is Decision.SURE]
    assert len(sure) <= len(unknown) // 5


def test_most_of_what_the_documents_say_is_given_as_sure(valombre: Town) -> None:
    known = [case for case in CASES if case.expected]
    sure = [case for case in known if asked(valombre, case.question).decision is Decision.SURE]
    assert len(sure) >= 0.8 * len(known)


@pytest.mark.parametrize("question", ["", " ?", "Est-ce que c’est à lui ?", "zzxqw vvrtk plmoq"])
def test_an_empty_or_foreign_question_is_refused(valombre: Town, question: str) -> None:
    given = asked(valombre, question)
    assert given.decision is Decision.ABSTAINED
    assert given.sentences == ()


def test_a_refusal_shows_the_nearest_documents(valombre: Town) -> None:
    given = asked(valombre, "Quelle caution pour la salle des fêtes ?", thresholds=Thresholds(sure=1.0, answer=1.0))
    assert given.decision is Decision.ABSTAINED
    assert given.nearest[0].title.startswith("Délibération 2025-31")
    versions = [near.version for near in given.nearest]
    assert len(set(versions)) == len(versions)


@given(st.lists(st.sampled_from(sorted(set(" ".join(c.question for c in CASES).split()))), min_size=1, max_size=9))
@settings(max_examples=60, deadline=None)
def test_every_sentence_is_exact_and_in_scope_whatever_is_asked(words: list[str]) -> None:
    place = SHARED
    given = asked(place, " ".join(words), thresholds=ANYTHING)
    assert len(given.sentences) <= 4
    for sentence in given.sentences:
        assert place.texts[sentence.version][sentence.start : sentence.end] == sentence.text
        assert place.store.passages[sentence.passage].base in place.scope.bases
        if sentence.lead_in:
            lead = sentence.lead_in
            assert place.texts[sentence.version][lead.start : lead.end] == lead.text
            assert lead.end <= sentence.start
    assert 0.0 <= given.confidence <= 1.0
    assert 0.0 <= given.support <= 1.0
    assert all(0.0 <= value <= 1.0 + 1e-9 for value in given.signals.values())


SHARED = town(DOCUMENTS, OTHER)


def test_the_same_question_gives_the_same_answer_whatever_the_order_of_documents(valombre: Town) -> None:
    shuffled = list(DOCUMENTS.items())
    random.Random(7).shuffle(shuffled)
    again = town(dict(shuffled), OTHER)
    for case in CASES:
        one, same, other = asked(valombre, case.question), asked(valombre, case.question), asked(again, case.question)
        assert replace(one, seconds=0) == replace(same, seconds=0)
        assert one.sentences[:1] == () or one.sentences[0].text == other.sentences[0].text
        assert one.confidence == pytest.approx(other.confidence)


def test_another_base_is_not_read(valombre: Town) -> None:
    given = asked(valombre, "Quel est le tarif de la salle des fêtes de Montrevel ?", thresholds=ANYTHING)
    assert not any("999" in sentence.text for sentence in given.sentences)


def test_without_a_scope_nothing_is_answered(valombre: Town) -> None:
    with pytest.raises(NoScope):
        answer("Quelle caution ?", cast(Any, None), valombre.index, valombre.store)


class ChangedMeanwhile(HeldStore):
    """The text that is re-read for the gate is not the text that was read for the choice."""

    reads = 0

    def fetch(self, ids: Sequence[int], scope: Scope) -> dict[int, StoredPassage]:
        self.reads += 1
        found = super().fetch(ids, scope)
        if self.reads == 1:
            return found
        return {key: replace(passage, text=passage.text.replace("85", "58")) for key, passage in found.items()}


def test_what_does_not_re_read_is_withheld(valombre: Town) -> None:
    store = ChangedMeanwhile(valombre.store.passages)
    given = answer(CASES[0].question, valombre.scope, valombre.index, store)
    assert store.reads > 1
    assert not any("85 €" in sentence.text for sentence in given.sentences)


def test_when_everything_is_withheld_the_answer_is_a_refusal(valombre: Town) -> None:
    class Emptied(ChangedMeanwhile):
        def fetch(self, ids: Sequence[int], scope: Scope) -> dict[int, StoredPassage]:
            found = super().fetch(ids, scope)
            return found if self.reads == 1 else {}

    given = answer(CASES[0].question, valombre.scope, valombre.index, Emptied(valombre.store.passages))
    assert given.decision is Decision.ABSTAINED
    assert given.nearest


def test_an_anaphoric_sentence_comes_with_the_one_before(valombre: Town) -> None:
    given = asked(valombre, "Quand la caution est-elle rendue ?")
    sentence = next(s for s in given.sentences if s.text.startswith("Elle est rendue"))
    assert sentence.lead_in is not None
    assert sentence.lead_in.text == "Une caution de 500 € est demandée à la remise des clés."


def test_a_follow_up_is_read_in_its_thread(valombre: Town) -> None:
    first = "Quel est le tarif de location de la salle des fêtes pour une association ?"
    given = asked(valombre, "Et pour les habitants ?", thread=[Turn(first)])
    assert "210 €" in given.sentences[0].text


def test_a_question_that_stands_alone_ignores_the_thread(valombre: Town) -> None:
    question = "Les chiens sont-ils admis au cimetière ?"
    alone, threaded = asked(valombre, question), asked(valombre, question, thread=[Turn(CASES[0].question)])
    assert replace(alone, seconds=0) == replace(threaded, seconds=0)


def test_an_attached_file_answers_with_the_bases(valombre: Town) -> None:
    file = town({"courrier.txt": "Le spectacle de marionnettes aura lieu le 14 février à la grange Bleue."})
    extra = Attachment(file.index, file.store, file.scope)
    given = asked(valombre, "Quand a lieu le spectacle de marionnettes ?", extra=extra)
    assert given.sentences[0].attached
    assert "14 février" in given.sentences[0].text
    known = asked(valombre, "À quelle heure ferme la mairie le samedi ?", extra=extra)
    assert not known.sentences[0].attached
    assert "à midi" in known.sentences[0].text


def test_an_attached_file_is_read_in_its_own_scope_only(valombre: Town) -> None:
    file = town({"courrier.txt": "Le spectacle de marionnettes aura lieu le 14 février."})
    closed = Attachment(file.index, file.store, scope_of(1, 99))
    given = asked(valombre, "Quand a lieu le spectacle de marionnettes ?", extra=closed, thresholds=ANYTHING)
    assert not any(sentence.attached for sentence in given.sentences)
