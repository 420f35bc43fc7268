"""A body is never mapped onto a row: what the schema does not name is ignored, whatever it is called."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from beffroi.platform.library.models import Base, Document
from beffroi.platform.tenancy.models import ApiKey, Member
from beffroi.uses.ask.models import Conversation, Feedback, Turn
from tests.faces.api.door import Door
from tests.town import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def more(town: Town) -> dict[str, Any]:
    """Names of columns and relations, with what an intruder would like to see there."""
    foreign = town.foreigner
    columns = {
        one.name
        for model in (Base, Document, ApiKey, Conversation, Turn, Feedback, Member)
        for one in model._meta.concrete_fields
    }
    taken: dict[str, Any] = dict.fromkeys(columns | {f"{name}_id" for name in columns}, 1)
    return taken | {
        "id": str(town.base.public_id),
        "pk": town.base.pk,
        "public_id": str(uuid4()),
        "collectivite": str(foreign.collectivite.public_id),
        "collectivite_id": foreign.collectivite_id,
        "member_id": foreign.pk,
        "deleted_at": "2020-01-01T00:00:00Z",
        "digest": "0" * 64,
        "secret": "bef_choisi",
        "is_exploitant": True,
        "__class__": "Base",
    }


def beside(body: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """The body, and what is more under names that its schema does not know."""
    known = {"name", "description", "visibility", "service", "sensitivity", "title", "document_date", "valid_from"}
    known |= {"valid_to", "base", "question", "conversation", "bases", "reason", "comment", "clear", "complete"}
    known |= {"reliable", "wrong", "imprecise", "missing_source"}
    return {key: value for key, value in more.items() if key not in known} | body


def test_a_base_is_one_s_own_whatever_the_body_says(admin: Door, town: Town, more: dict[str, Any]) -> None:
    made = admin("POST", "/bases", beside({"name": "Arrêtés"}, more)).json()
    row = Base.objects.get(public_id=made["id"])
    assert (row.collectivite_id, row.deleted_at, row.name) == (town.admin.collectivite_id, None, "Arrêtés")
    assert str(row.public_id) not in {str(more["public_id"]), more["id"]}
    admin("PUT", "/bases/{base_id}", beside({"name": "Actes"}, more), base_id=made["id"])
    changed = Base.objects.get(pk=row.pk)
    assert (changed.collectivite_id, changed.public_id, changed.deleted_at) == (
        row.collectivite_id,
        row.public_id,
        None,
    )
    assert changed.created_at == row.created_at


def test_a_document_keeps_its_rows_whatever_the_body_says(admin: Door, town: Town, more: dict[str, Any]) -> None:
    row = town.documents["piscine.md"]
    document = Document.objects.get(pk=row.pk)
    body = beside({"title": "Piscine"}, more)
    assert admin("PUT", "/documents/{document_id}", body, document_id=row.public_id).status_code == 200
    changed = Document.objects.get(pk=row.pk)
    kept = ("collectivite_id", "public_id", "base_id", "current_id", "deleted_at", "deleted_by_id", "created_at")
    assert [getattr(changed, name) for name in kept] == [getattr(document, name) for name in kept]


def test_a_key_is_one_s_own_whatever_the_body_says(agent: Door, town: Town, more: dict[str, Any]) -> None:
    made = agent("POST", "/keys", beside({"name": "outil"}, more)).json()
    row = ApiKey.objects.get(public_id=made["id"])
    assert (row.member_id, row.collectivite_id, row.revoked_at) == (town.agent.pk, town.agent.collectivite_id, None)
    assert made["secret"] != more["secret"]
    assert row.digest != more["digest"]
    assert Door(more["secret"])("GET", "/me").status_code == 401


def test_a_secret_says_nothing_of_its_key_nor_of_another(agent: Door) -> None:
    made = [agent("POST", "/keys", {"name": f"outil {number}"}).json() for number in range(3)]
    for one in made:
        assert one["secret"].startswith(one["prefix"])
        assert one["id"].replace("-", "")[:8] not in one["secret"]
        assert len(one["secret"]) - len(one["prefix"]) >= 32
        assert one["id"][14] == "4"
    assert len({one["secret"][:16] for one in made}) == len(made)


def test_a_question_is_one_s_own_whatever_the_body_says(agent: Door, town: Town, more: dict[str, Any]) -> None:
    made = agent("POST", "/questions", beside({"question": "Combien coûte l'entrée de la piscine ?"}, more)).json()
    turn = Turn.objects.get(public_id=made["id"])
    assert (turn.conversation.member_id, turn.collectivite_id) == (town.agent.pk, town.agent.collectivite_id)
    assert turn.token is None
    agent("PUT", "/questions/{question_id}/feedback", beside({"clear": True}, more), question_id=made["id"])
    opinion = Feedback.objects.get(turn=turn)
    assert (opinion.collectivite_id, opinion.wrong) == (town.agent.collectivite_id, False)


def test_a_member_cannot_name_themself_administrator(agent: Door, town: Town, more: dict[str, Any]) -> None:
    agent(
        "POST", "/keys", {"name": "outil", "role": "administrateur", **{k: v for k, v in more.items() if k != "name"}}
    )
    assert Member.objects.get(pk=town.agent.pk).role == "agent"
    assert not Member.objects.get(pk=town.agent.pk).account.is_exploitant


def test_the_same_bytes_elsewhere_are_told_to_nobody(foreigner: Door, town: Town) -> None:
    """Another authority gives what the first one has: it learns nothing, and gets its own document."""
    from tests.faces.api.door import work
    from tests.town import POOL

    base = foreigner("POST", "/bases", {"name": "Chez nous"}).json()["id"]
    given = [("files", "piscine.md", POOL.encode()), ("files", "encore.md", POOL.encode())]
    accepted = foreigner("POST", "/bases/{base_id}/files", files=given, base_id=base).json()
    work()
    first, second = foreigner("GET", "/imports/{import_id}", import_id=accepted["id"]).json()["files"]
    assert sorted((first["outcome"], second["outcome"])) == ["duplicate", "new"]  # read side by side
    assert first["document"] == second["document"] != str(town.documents["piscine.md"].public_id)
