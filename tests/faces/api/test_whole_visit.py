"""One program does everything that the API offers; each operation answers as its schema says."""

from __future__ import annotations

import pytest

from beffroi.platform.library.models import Finding
from tests.faces.api.door import Door, work
from tests.tenant_matrix.catalogue import api_operations
from tests.town import Town

pytestmark = pytest.mark.django_db
RULES = "# Règlement du gymnase\n\nLe gymnase du Lavoir ferme à 22 heures. La location coûte 45 euros par heure.\n"
NEWER = "# Règlement du gymnase\n\nLe gymnase du Lavoir ferme à 23 heures. La location coûte 50 euros par heure.\n"
QUESTION = {"question": "À quelle heure ferme le gymnase du Lavoir ?"}


def test_a_program_does_everything(admin: Door, town: Town) -> None:
    account(admin)
    base = bases(admin)
    document = imports(admin, base)
    documents(admin, document)
    replaced(admin, document)
    conversations(admin, document)
    long_work(admin, base, document)
    the_bin(admin, base, document)
    assert admin.answered == set(api_operations())


def account(door: Door) -> None:
    assert door("GET", "/me").json()["role"] == "administrateur"
    assert [service["name"] for service in door("GET", "/services").json()] == ["Sports"]
    made = door("POST", "/keys", {"name": "un autre logiciel"})
    assert made.status_code == 201
    assert Door(made.json()["secret"])("GET", "/me").status_code == 200
    assert "secret" not in door("GET", "/keys").json()[0]
    assert door("DELETE", "/keys/{key_id}", key_id=made.json()["id"]).status_code == 204
    assert Door(made.json()["secret"])("GET", "/me").status_code == 401


def bases(door: Door) -> str:
    made = door("POST", "/bases", {"name": "Équipements", "description": "gymnases"})
    assert (made.status_code, made.json()["own"]) == (201, True)
    base: str = made.json()["id"]
    assert base in {one["id"] for one in door("GET", "/bases").json()}
    changed = door("PUT", "/bases/{base_id}", {"name": "Gymnases", "sensitivity": "public"}, base_id=base).json()
    assert (changed["name"], changed["sensitivity"]) == ("Gymnases", "public")
    assert door("GET", "/bases/{base_id}", base_id=base).json() == changed
    return base


def imports(door: Door, base: str) -> str:
    given = [("files", "gymnase.md", RULES.encode()), ("files", "casse.pdf", b"%PDF-1.4\nrien")]
    accepted = door("POST", "/bases/{base_id}/files", files=given, base_id=base)
    assert (accepted.status_code, len(accepted.json()["files"])) == (202, 2)
    work()
    followed = door("GET", "/imports/{import_id}", import_id=accepted.json()["id"]).json()
    assert followed["finished"]
    good, broken = followed["files"]
    assert (good["outcome"], good["verdict"], broken["outcome"]) == ("new", "read", "refused")
    again = door("POST", "/files/{file_id}/retry", file_id=broken["id"])
    assert (again.status_code, again.json()["finished"]) == (202, False)
    stopped = door("POST", "/imports/{import_id}/cancel", import_id=followed["id"]).json()
    assert stopped["finished"]
    assert followed["id"] in {one["id"] for one in door("GET", "/imports").json()}
    assert door("DELETE", "/imports/{import_id}", import_id=followed["id"]).status_code == 204
    document: str = good["document"]
    return document


def documents(door: Door, document: str) -> None:
    seen = door("GET", "/documents/{document_id}", document_id=document).json()
    assert (seen["status"], seen["verdict"]) == ("current", "read")
    wish = {"title": "Gymnase du Lavoir", "document_date": "2026-01-31"}
    changed = door("PUT", "/documents/{document_id}", wish, document_id=document).json()
    assert (changed["title"], changed["document_date"]) == ("Gymnase du Lavoir", "2026-01-31")
    listed = door("GET", "/bases/{base_id}/documents?query=lavoir", base_id=seen["base"])
    assert [one["id"] for one in listed.json()["items"]] == [document]
    door.answered.add("GET /bases/{base_id}/documents")
    text = door("GET", "/versions/{version_id}/text", version_id=seen["version"]).json()["text"]
    assert "22 heures" in text
    hits = door("GET", "/search?q=gymnase+lavoir").json()
    assert hits[0]["document"] == document
    assert hits[0]["text"] == text[hits[0]["start"] : hits[0]["end"]]
    original = door("GET", "/versions/{version_id}/original", version_id=seen["version"])
    assert b"".join(original.streaming_content) == RULES.encode()
    assert original["Content-Disposition"].startswith("attachment")


def replaced(door: Door, document: str) -> None:
    newer = [("file", "gymnase-2.md", NEWER.encode())]
    assert door("POST", "/documents/{document_id}/versions", files=newer, document_id=document).status_code == 202
    work()
    new, old = door("GET", "/documents/{document_id}/versions", document_id=document).json()
    assert (new["status"], old["status"], new["number"]) == ("current", "replaced", 2)
    assert door("GET", "/versions/{version_id}", version_id=old["id"]).json() == old


def conversations(door: Door, document: str) -> None:
    answer = door("POST", "/questions", QUESTION).json()
    assert answer["decision"] in {"sure", "unsure"}
    for sentence in answer["sentences"]:
        text = door("GET", "/versions/{version_id}/text", version_id=sentence["version"]).json()["text"]
        assert sentence["text"] == text[sentence["start"] : sentence["end"]]
    assert "23 heures" in answer["sentences"][0]["text"]
    assert door("GET", "/questions/{question_id}", question_id=answer["id"]).json() == answer
    opinion = {"clear": True, "comment": "exact"}
    assert door("PUT", "/questions/{question_id}/feedback", opinion, question_id=answer["id"]).status_code == 204
    assert door("DELETE", "/questions/{question_id}/feedback", question_id=answer["id"]).status_code == 204
    conversation = answer["conversation"]
    note = [("file", "note.md", b"# Note\n\nLe gardien du gymnase s'appelle Anselme.\n")]
    attached = door("POST", "/attachments", files=note, fields={"conversation": conversation}).json()
    assert (attached["conversation"], attached["verdict"]) == (conversation, "read")
    about = {"question": "Comment s'appelle le gardien du gymnase ?", "conversation": conversation}
    assert door("POST", "/questions", about).json()["sentences"][0]["attachment"] == attached["id"]
    assert door("DELETE", "/attachments/{attachment_id}", attachment_id=attached["id"]).status_code == 204
    whole = door("GET", "/conversations/{conversation_id}", conversation_id=conversation).json()
    assert [turn["question"] for turn in whole["turns"]] == [QUESTION["question"], about["question"]]
    assert door("DELETE", "/conversations/{conversation_id}", conversation_id=conversation).status_code == 204
    assert conversation not in {one["id"] for one in door("GET", "/conversations").json()}
    kept = door("POST", "/conversations/{conversation_id}/restore", conversation_id=conversation)
    assert kept.json()["id"] == conversation
    assert door("GET", "/conversations?query=lavoir").json()[0]["id"] == conversation


def long_work(door: Door, base: str, document: str) -> None:
    asked = door("POST", "/bases/{base_id}/health", base_id=base)
    assert asked.status_code == 202
    job = asked.json()["id"]
    assert door("POST", "/jobs/{job_id}/cancel", job_id=job).json()["state"] == "cancelled"
    assert door("POST", "/jobs/{job_id}/retry", job_id=job).json()["state"] == "queued"
    work()
    assert door("GET", "/jobs/{job_id}", job_id=job).json()["state"] == "done"
    assert job in {one["id"] for one in door("GET", "/jobs").json()}
    found = door("GET", "/bases/{base_id}/health", base_id=base).json()
    assert all(document in one["documents"] for one in found)
    if not found:
        found = [_finding(base)]
    dismissed = door("POST", "/findings/{finding_id}/dismiss", {"reason": "sans effet"}, finding_id=found[0]["id"])
    assert dismissed.status_code == 204
    left = {one["id"] for one in door("GET", "/bases/{base_id}/health", base_id=base).json()}
    assert found[0]["id"] not in left


def _finding(base: str) -> dict[str, str]:
    from beffroi.platform.library.models import Base

    row = Base.objects.get(public_id=base)
    made = Finding.objects.create(collectivite=row.collectivite, base=row, kind="undated", key="essai")
    return {"id": str(made.public_id)}


def the_bin(door: Door, base: str, document: str) -> None:
    assert door("DELETE", "/documents/{document_id}", document_id=document).status_code == 204
    assert door("GET", "/documents/{document_id}", document_id=document).status_code == 404
    assert [one["id"] for one in door("GET", "/bin").json()["documents"]] == [document]
    assert door("POST", "/documents/{document_id}/restore", document_id=document).json()["id"] == document
    assert door("DELETE", "/documents/{document_id}", document_id=document).status_code == 204
    assert door("DELETE", "/bin/{document_id}", document_id=document).status_code == 204
    assert door("GET", "/bin").json()["documents"] == []
    assert door("DELETE", "/bases/{base_id}", base_id=base).status_code == 204
    assert [one["id"] for one in door("GET", "/bin").json()["bases"]] == [base]
    assert door("POST", "/bases/{base_id}/restore", base_id=base).json()["id"] == base
    assert door("GET", "/bases/{base_id}/documents", base_id=base).json() == {"total": 0, "items": []}
