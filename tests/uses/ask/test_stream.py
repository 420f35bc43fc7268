"""What is streamed is what the page shows when it is read again."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from beffroi.core.search.errors import IndexMissing
from beffroi.uses.ask import answering, services, showing
from beffroi.uses.ask.models import Turn
from tests.town import Town

pytestmark = pytest.mark.django_db
QUESTION = "Combien de livres peut-on emprunter à la médiathèque ?"


def _streamed(town: Town, turn: Turn) -> list[dict[str, str]]:
    answer = town.client().post(f"/demander/reponse/{turn.public_id}/flux/")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in answer.getvalue().splitlines()]


def _plain(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|\s+', " ", html)


def test_pieces_come_in_order_and_make_the_page(town: Town) -> None:
    turn = services.pose(town.scope(), QUESTION)
    pieces = _streamed(town, turn)
    kinds = [piece["kind"] for piece in pieces]
    assert kinds[:2] == ["bases", "head"]
    assert kinds[-1] == "tail"
    assert set(kinds[2:-1]) == {"sentence"}
    assert "Règlements" in pieces[0]["html"]
    assert "huit livres" in "".join(piece["html"] for piece in pieces)
    page = _plain(town.client().get(f"/demander/{turn.conversation.public_id}/").content.decode())
    for piece in pieces[1:]:
        assert _plain(piece["html"]).strip().replace("http://testserver", "") in page.replace("http://testserver", "")


def test_a_second_tab_streams_the_same_answer(town: Town) -> None:
    turn = services.pose(town.scope(), QUESTION)
    first, second = _streamed(town, turn), _streamed(town, turn)
    assert [_plain(piece["html"]) for piece in first] == [_plain(piece["html"]) for piece in second]
    assert Turn.objects.get(pk=turn.pk).citations.count() == sum(piece["kind"] == "sentence" for piece in first)


def test_an_error_ends_the_stream_with_its_sentence(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    turn = services.pose(town.scope(), QUESTION)

    def missing() -> None:
        raise IndexMissing()

    with monkeypatch.context() as patch:
        patch.setattr(answering.index, "reader", missing)
        pieces = _streamed(town, turn)
    assert [piece["kind"] for piece in pieces] == ["bases", "error"]
    assert "search.index.missing" in pieces[-1]["html"]
    assert services.answer_turn(town.scope(), turn).state == Turn.State.ANSWERED


@pytest.mark.parametrize("broken", [(answering, "bases"), (answering, "find"), (showing, "show")])
def test_whatever_happens_the_stream_ends_with_a_sentence(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, broken: tuple[object, str]
) -> None:
    turn = services.pose(town.scope(), QUESTION)

    def fails(*given: object) -> None:
        raise ValueError("les mots d’un document")

    with monkeypatch.context() as patch:
        patch.setattr(*broken, fails)
        pieces = _streamed(town, turn)
    assert pieces[-1]["kind"] == "error"
    assert "<code>beffroi</code>" in pieces[-1]["html"]
    assert "Réessayez" in pieces[-1]["html"]
    assert "ValueError at " in caplog.text
    assert "document" not in caplog.text
    page = town.client().get(f"/demander/{turn.conversation.public_id}/").content.decode()
    assert "data-stream" in page or "huit livres" in page  # asked again, or kept before the page failed
    assert _streamed(town, turn)[-1]["kind"] == "tail"


def test_nobody_gets_a_page_instead_of_a_stream(town: Town) -> None:
    turn = services.pose(town.scope(), QUESTION)
    assert Client().post(f"/demander/reponse/{turn.public_id}/flux/").status_code == 302
