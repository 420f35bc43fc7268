"""docs/journal.md says every verb that the code registers, every column, and nothing more."""

from __future__ import annotations

from beffroi.platform.journal.models import Entry
from tools import journal_reference


def test_the_page_lists_every_verb_with_its_meaning() -> None:
    text = journal_reference.PAGE.read_text(encoding="utf-8")
    assert text == journal_reference.page(text), "run: python tools/journal_reference.py"


def test_the_page_names_every_column() -> None:
    text = journal_reference.PAGE.read_text(encoding="utf-8")
    for field in Entry._meta.concrete_fields:
        assert field.column in {"id", "collectivite_id"} or f"`{field.column}`" in text, field.column
