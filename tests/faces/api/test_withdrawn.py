"""What was withdrawn since an answer was given leaves by no door: the API says as much of it as the page does."""

from __future__ import annotations

import pytest

from beffroi.platform.library import services as library
from tests.faces.api.door import Door
from tests.platform import people
from tests.town import Town

pytestmark = pytest.mark.django_db
QUESTION = {"question": "Combien de livres peut-on emprunter à la médiathèque ?"}


@pytest.mark.parametrize("how", ["bin", "closed base", "base in the bin"])
def test_an_answer_given_before_says_no_more(agent: Door, town: Town, how: str) -> None:
    given = agent("POST", "/questions", QUESTION).json()
    rules = town.documents["mediatheque.md"]
    cited = str(town.version("mediatheque.md").public_id)
    assert cited in {sentence["version"] for sentence in given["sentences"]}
    scope = town.scope(town.admin)
    if how == "bin":
        library.delete_document(scope, rules.public_id)
    elif how == "base in the bin":
        library.delete_base(scope, town.base.public_id)
    else:
        service = people.service(town.admin.collectivite, "Direction")
        closed = library.create_base(scope, "Direction", visibility="service", service_id=service.public_id)
        library.update_document(town.scope(town.admin), rules.public_id, base_id=closed.public_id)
    read_again = agent("GET", "/questions/{question}", question=given["id"]).json()
    conversation = agent("GET", "/conversations/{conversation}", conversation=given["conversation"]).json()
    for answer in (read_again, *conversation["turns"]):
        assert cited not in {one["version"] for one in (*answer["sentences"], *answer["nearest"])}
        assert "huit livres" not in str(answer)
