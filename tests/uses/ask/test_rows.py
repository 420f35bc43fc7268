"""A cited table row is shown in columns, and stays the text that is cited, character for character."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.reading.document import Block, BlockKind
from beffroi.core.reading.draft import row_text
from beffroi.uses.ask import rows, services
from tests.town import Town

cells = st.lists(st.text(alphabet="aé :;|1", max_size=8).map(lambda text: " ".join(text.split())), max_size=6)


class _Exact(HTMLParser):
    """The text inside the element marked as exact."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.depth or ("data-exact", None) in attrs:
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= bool(self.depth)

    def handle_data(self, data: str) -> None:
        self.text += data if self.depth else ""


def block(values: list[str], header: list[str]) -> Block:
    text = row_text(values, header)
    return Block(BlockKind.TABLE_ROW, 0, len(text), cells=tuple(values), header=tuple(header))


@given(cells, cells)
def test_a_row_put_end_to_end_is_its_text(values: list[str], header: list[str]) -> None:
    text = row_text(values, header)
    found = rows.row(text, block(values, header))
    assert found is None or str(found) == text
    if sum(map(bool, values)) > 1:
        assert found is not None
        assert all(column.name for column in found.columns)
    assert rows.row(text + "…", block(values, header)) is None


def test_the_first_cell_is_the_title_and_unnamed_ones_are_kept() -> None:
    found = rows.row(
        "Salle : Foyer ; Tarif : 85 € ; sur demande", block(["Foyer", "85 €", "sur demande"], ["Salle", "Tarif", ""])
    )
    assert found is not None
    assert (found.title.name, found.title.value) == ("Salle", "Foyer")
    assert [(column.name, column.value) for column in found.columns] == [("Tarif", "85 € ; sur demande")]
    bare = rows.row("Caution | 300 €", block(["Caution", "300 €"], []))
    assert bare is not None
    assert (bare.title.value, bare.columns, bare.rest) == ("Caution", (), "300 €")


@pytest.mark.django_db
def test_the_page_shows_the_columns_and_keeps_the_exact_text(town: Town) -> None:
    turn = services.ask(town.scope(), "Quel est le tarif de la salle du Lavoir ?")
    cited = [citation.text for citation in turn.citations.all() if "120 euros" in citation.text]
    assert cited == ["Salle : Salle du Lavoir ; Tarif : 120 euros"]
    page = town.client().get(f"/demander/{turn.conversation.public_id}/").content.decode()
    assert re.search(r"<dt>Tarif<span[^>]*> : </span></dt><dd>120 euros", page)
    exact = _Exact()
    exact.feed(page[page.index("data-exact") - 30 : page.index("</dl>") + 20])
    assert exact.text == cited[0]
    assert f"« {cited[0]} » [" in page.replace("&#x27;", "’")
