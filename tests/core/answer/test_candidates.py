"""Candidates are exact spans; what only names or introduces lends its words instead of answering."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.answer.candidates import Candidate, Source, candidates
from beffroi.core.french.tokens import terms
from beffroi.core.search.contract import StoredPassage

OFFSET = 100


def found(text: str, title: str = "", sigles: frozenset[str] = frozenset()) -> list[Candidate]:
    passage = StoredPassage(1, 1, 1, title, (), text, OFFSET, OFFSET + len(text))
    return candidates([Source(passage, 1.0, 0)], sigles)


def texts(text: str) -> list[str]:
    return [candidate.text for candidate in found(text)]


PIECES = st.sampled_from(
    [
        "Horaires\n",
        "Le guichet ouvre à 9 h. ",
        "Il faut apporter :\n",
        "– un formulaire ;\n",
        "– une photo.\n",
        "Qui paie ?\n",
        "Salle : Foyer ; Tarif : 85 €\n",
        "Elle est fixée à 12 €. ",
        "\n\n",
        "a | b\n",
        "M. Brun ",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_every_candidate_is_an_exact_span(text: str) -> None:
    for candidate in found(text):
        assert text[candidate.start - OFFSET : candidate.end - OFFSET] == candidate.text
        assert candidate.text == candidate.text.strip()
        if candidate.lead_in:
            start, end = candidate.lead_in
            assert OFFSET <= start < end <= candidate.start


def test_a_heading_a_question_and_a_scrap_do_not_answer() -> None:
    text = (
        "Tarifs de la patinoire\n\nQui paie moins cher ?\n\nVoir annexe.\n\nLes enfants paient deux euros à l’entrée."
    )
    assert texts(text) == ["Les enfants paient deux euros à l’entrée."]


def test_a_heading_lends_its_words() -> None:
    (candidate,) = found("Patinoire municipale\n\nLes enfants paient deux euros à l’entrée.")
    assert set(terms("patinoire municipale")) <= candidate.context


def test_a_list_is_one_sentence_and_each_item_another_under_its_introduction() -> None:
    text = "Le dossier comprend :\n– le formulaire signé par les deux parents ;\n– une photographie de l’enfant."
    whole, first, second = found(text)
    assert whole.text == text
    assert first.text.startswith("– le formulaire")
    for item in (first, second):
        assert item.lead_in is not None
        assert text[item.lead_in[0] - OFFSET : item.lead_in[1] - OFFSET] == "Le dossier comprend :"


def test_table_rows_are_read_one_by_one() -> None:
    text = (
        "Ressources mensuelles du foyer : Jusqu’à 1 050 € ; Prix du repas livré à domicile : 6,20 €\n"
        "Ressources mensuelles du foyer : De 1 051 à 1 500 € ; Prix du repas livré à domicile : 7,40 €"
    )
    assert texts(text) == text.split("\n")


def test_a_pronoun_calls_the_sentence_before() -> None:
    _, second = found("Une caution est demandée à chaque locataire. Elle est rendue sous huit jours.")
    assert second.lead_in == (OFFSET, OFFSET + len("Une caution est demandée à chaque locataire."))


def test_initials_hold_their_sigle() -> None:
    text = "Le compte épargne-temps reçoit les jours non pris. Le café est offert aux agents."
    account, coffee = found(text, sigles=frozenset({"cet"}))
    assert "cet" in account.found
    assert "cet" not in coffee.found
