"""The gate lets through what re-reads byte-equal in its own scope, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from beffroi.core.errors import NoScope
from beffroi.core.grounding.citation import Citation, re_reader, verified, verify
from beffroi.core.grounding.errors import CitationWithheld
from beffroi.core.scope import Scope
from beffroi.core.search.contract import StoredPassage

MINE = Scope(tenant=1, member=1, own_bases=frozenset({10}), shared_bases=frozenset(), on=date(2026, 1, 5))
THEIRS = replace(MINE, tenant=2, own_bases=frozenset({20}))

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


class Store:
    """One passage of base 10, which begins at character `start` of version 7."""

    def __init__(self, text: str, start: int) -> None:
        self.passage = StoredPassage(3, 7, 10, "Titre", (), text, start, start + len(text))

    def fetch(self, ids: Sequence[int], scope: Scope) -> dict[int, StoredPassage]:
        return {3: self.passage} if 3 in ids and self.passage.base in scope.bases else {}


@st.composite
def quoted(draw: st.DrawFn) -> tuple[Store, Citation]:
    """A stored passage and an exact citation of some span of it."""
    text = draw(texts)
    start = draw(st.integers(0, 1000))
    first = draw(st.integers(0, len(text) - 1))
    last = draw(st.integers(first + 1, len(text)))
    return Store(text, start), Citation(7, 3, start + first, start + last, text[first:last], page=2)


@given(quoted())
def test_an_exact_span_leaves(case: tuple[Store, Citation]) -> None:
    store, citation = case
    assert verified([citation], store, MINE) == [True]


@given(quoted(), st.data())
def test_any_altered_character_is_withheld(case: tuple[Store, Citation], data: st.DataObject) -> None:
    store, citation = case
    place = data.draw(st.integers(0, len(citation.text) - 1))
    character = data.draw(st.characters(exclude_categories=["Cs"]))
    assume(character != citation.text[place])
    altered = citation.text[:place] + character + citation.text[place + 1 :]
    assert verified([replace(citation, text=altered)], store, MINE) == [False]


@given(quoted(), st.integers(-2000, 2000).filter(bool))
def test_a_moved_span_is_withheld_unless_it_reads_the_same(case: tuple[Store, Citation], by: int) -> None:
    store, citation = case
    moved = replace(citation, start=citation.start + by, end=citation.end + by)
    passage = store.passage
    inside = passage.start <= moved.start and moved.end <= passage.end
    same = inside and passage.text[moved.start - passage.start : moved.end - passage.start] == citation.text
    assert verified([moved], store, MINE) == [same]


@given(quoted())
def test_another_scope_version_or_passage_is_withheld(case: tuple[Store, Citation]) -> None:
    store, citation = case
    assert verified([citation], store, THEIRS) == [False]
    assert verified([replace(citation, version=8)], store, MINE) == [False]
    assert verified([replace(citation, passage=4)], store, MINE) == [False]


@given(quoted())
def test_a_passage_whose_text_no_longer_fits_its_span_is_withheld(case: tuple[Store, Citation]) -> None:
    store, citation = case
    store.passage = replace(store.passage, text=store.passage.text + " ")
    assert verified([citation], store, MINE) == [False]


def test_each_citation_is_judged_alone_and_in_order() -> None:
    store = Store("Le marché a lieu le jeudi.", 40)
    good = Citation(7, 3, 40, 66, "Le marché a lieu le jeudi.")
    assert verified([replace(good, text="Le marché a lieu le lundi."), good], store, MINE) == [False, True]


@pytest.mark.parametrize(
    ("text", "found", "cause"),
    [("", "", "empty"), ("Oui.", None, "unreadable"), ("Oui.", "Non.", "altered"), ("é", "e\u0301", "altered")],
)
def test_verify_names_the_cause(text: str, found: str | None, cause: str) -> None:
    citation = Citation(7, 3, 0, len(text), text)
    with pytest.raises(CitationWithheld) as withheld:
        verify(citation, lambda _: found)
    assert withheld.value.params["cause"] == cause


def test_without_a_scope_nothing_is_read() -> None:
    with pytest.raises(NoScope):
        re_reader(Store("Oui.", 0), cast(Any, None), [3])
