"""The journal refuses whatever could be a text."""

from __future__ import annotations

import uuid

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from beffroi.platform import declarations
from beffroi.platform.journal import hashing, services, verbs, wording
from beffroi.platform.journal.errors import TextRefused, UnknownVerb

PROBED = verbs.register("test.probed", "A test wrote an entry")
TEXTS = (
    "Le maire a signé",
    "Jeanne",
    "jeanne.martin@mairie.example",
    "06 12 34 56 78",
    "élu",
    "deux mots",
    "Délibération.pdf",
    "",
    "a\nb",
    "x" * 500,
    "01-02-03-04-05-06-07-08",
)


@pytest.mark.django_db
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("place", ["facts", "cost", "objects", "sources", "nested", "list", "key", "actor"])
def test_a_text_is_refused_wherever_it_is_put(text: str, place: str) -> None:
    wrong: dict[str, object] = {
        "facts": {"facts": {"what": text}},
        "cost": {"cost": {"rung": text}},
        "objects": {"objects": [("document", text)]},
        "sources": {"sources": [("version", text)]},
        "nested": {"facts": {"what": {"deep": text}}},
        "list": {"facts": {"what": ["read", text]}},
        "key": {"facts": {text: 1}},
        "actor": {},
    }
    actor = text if place == "actor" else "system"
    with pytest.raises(TextRefused), transaction.atomic():
        services.record(1, actor, PROBED, **wrong[place])  # type: ignore[arg-type]


@given(st.text())
def test_only_codes_identifiers_and_hashes_pass(text: str) -> None:
    try:
        passed = wording.facts({"what": text}, "facts")["what"]
    except TextRefused:
        return
    assert passed == text
    assert text.isascii()
    assert text == text.lower()
    assert not any(c.isspace() or c in "@'’" for c in text)


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 10**13, b"bytes", object(), [[[["deep"]]]], ["a"] * 1001]
)
def test_what_no_database_keeps_exactly_is_refused(value: object) -> None:
    with pytest.raises(TextRefused):
        wording.facts({"what": value}, "facts")


def test_identifiers_codes_numbers_and_hashes_pass() -> None:
    given_facts = {
        "id": str(uuid.uuid4()),
        "code": "search.extract",
        "day": "2026-05-04",
        "n": 3,
        "share": 0.25,
        "yes": True,
        "none": None,
        "hash": hashing.keyed_hash("Où se garer ?"),
        "codes": ["read", "empty"],
    }
    assert wording.facts(given_facts, "facts") == given_facts


@pytest.mark.django_db
def test_unknown_verbs_and_undeclared_uses_are_refused() -> None:
    with pytest.raises(UnknownVerb), transaction.atomic():
        services.record(1, "system", "test.never_registered")
    with pytest.raises(UnknownVerb), transaction.atomic():
        services.record(1, "system", PROBED, use="undeclared")


@pytest.mark.django_db
def test_a_declared_use_is_recorded() -> None:
    declarations.declare(
        declarations.Use(
            name="test_use",
            title="Usage d’essai",
            purpose="Vérifier le journal.",
            data=("aucune",),
            ai_act_class="minimal",
            oversight="Une personne lit.",
            ladder=("exact",),
            legal_basis="Mission d’intérêt public.",
            retention="Le temps de l’essai.",
        )
    )
    with transaction.atomic():
        assert services.record(1, "system", PROBED, use="test_use").use == "test_use"


def test_a_verb_keeps_its_meaning() -> None:
    verbs.register("test.kept", "One meaning")
    assert verbs.register("test.kept", "One meaning") == "test.kept"
    for name, meaning in (("test.kept", "Another"), ("bad", "No room"), ("Test.upper", "x"), ("test.empty", "")):
        with pytest.raises(UnknownVerb):
            verbs.register(name, meaning)


@given(st.text(), st.text())
def test_keyed_hashes_tell_equal_texts_only(one: str, other: str) -> None:
    assert (hashing.keyed_hash(one) == hashing.keyed_hash(other)) == (one == other)
    assert (hashing.keyed_hash(one, 1) == hashing.keyed_hash(one, 2)) is False
    assert len(hashing.keyed_hash(one)) == 64
