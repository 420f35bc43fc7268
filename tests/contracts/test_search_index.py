"""What every search index owes, whatever its back end; the plain-Python `Model` below says what is visible."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beffroi.core.errors import NoScope
from beffroi.core.french.tokens import terms
from beffroi.core.scope import Scope
from beffroi.core.search.contract import IndexedPassage, SearchIndex
from beffroi.core.search.tantivy_index import TantivyIndex

DAY = date(2026, 6, 15)
Make = Callable[[], SearchIndex]


@pytest.fixture(params=["memory", "disk"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    opened: list[TantivyIndex] = []

    def build() -> SearchIndex:
        path = tmp_path / str(len(opened)) if request.param == "disk" else None
        opened.append(TantivyIndex(path))
        return opened[-1]

    yield build
    for index in opened:
        index.close()


def passage(
    number: int, text: str, *, tenant: int = 1, base: int = 10, version: int | None = None, title: str = "",
    headings: str = "", valid_from: date | None = None, valid_to: date | None = None,
) -> IndexedPassage:  # fmt: skip
    return IndexedPassage(
        number, tenant, base, number if version is None else version, title, headings, text, valid_from, valid_to
    )


def scope(tenant: int = 1, own: set[int] = frozenset({10}), shared: set[int] = frozenset(), on: date = DAY) -> Scope:  # type: ignore[assignment]
    return Scope(tenant, None, frozenset(own), frozenset(shared), on)


def found(index: SearchIndex, query: str, seen: Scope, limit: int = 50) -> list[int]:
    return [hit.passage for hit in index.search(query, seen, limit)]


def test_a_new_index_is_empty_at_sequence_zero(make: Make) -> None:
    index = make()
    assert index.last_seq() == 0
    assert found(index, "budget", scope()) == []


def test_a_change_is_found_with_its_sequence_number(make: Make) -> None:
    index = make()
    index.apply([], [passage(7, "Le budget primitif est voté", version=3)], 41)
    (hit,) = index.search("budgets", scope())
    assert (hit.passage, hit.version, hit.base) == (7, 3, 10)
    assert hit.score > 0
    assert index.last_seq() == 41


def test_removal_is_by_version_and_keeps_the_others(make: Make) -> None:
    index = make()
    index.apply(
        [], [passage(1, "budget", version=1), passage(2, "budget", version=1), passage(3, "budget", version=2)], 1
    )
    index.apply([1, 999], [passage(4, "budget", version=4)], 2)
    assert sorted(found(index, "budget", scope())) == [3, 4]
    assert index.last_seq() == 2


def test_the_same_change_twice_is_the_change_once(make: Make) -> None:
    index = make()
    for _ in range(2):
        index.apply([5], [passage(1, "budget", version=5), passage(2, "budget annexe", version=5)], 9)
    assert sorted(found(index, "budget", scope())) == [1, 2]


def test_a_change_that_fails_changes_nothing(make: Make) -> None:
    index = make()
    index.apply([], [passage(1, "budget", version=1)], 1)

    def broken() -> Iterator[IndexedPassage]:
        yield passage(2, "budget", version=2)
        raise LookupError("the database went away")

    with pytest.raises(LookupError):
        index.apply([1], broken(), 2)
    assert found(index, "budget", scope()) == [1]
    assert index.last_seq() == 1
    index.apply([1], [passage(3, "budget", version=3)], 3)
    assert found(index, "budget", scope()) == [3]


def test_large_row_ids_come_back_exactly(make: Make) -> None:
    index = make()
    large = 2**62 + 1
    index.apply([], [passage(large, "budget", tenant=large, base=large, version=large)], large)
    (hit,) = index.search("budget", scope(large, {large}))
    assert (hit.passage, hit.version, hit.base, index.last_seq()) == (large, large, large, large)


def test_no_scope_is_an_error_and_an_empty_one_finds_nothing(make: Make) -> None:
    index = make()
    index.apply([], [passage(1, "budget")], 1)
    with pytest.raises(NoScope):
        index.search("budget", None)  # type: ignore[arg-type]
    assert found(index, "budget", scope(own=set())) == []


WORDS = ["budget", "cantine", "voirie", "école"]
DAYS = [None, DAY - timedelta(1), DAY, DAY + timedelta(1)]
passages = st.lists(
    st.builds(
        lambda tenant, base, text, begin, end: (tenant, base, text, begin, end),
        st.integers(1, 3),
        st.integers(10, 13),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
        st.sampled_from(DAYS),
        st.sampled_from(DAYS),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    passages,
    st.sets(st.integers(10, 13)),
    st.sets(st.integers(10, 13)),
    st.integers(1, 3),
    st.sampled_from([DAY - timedelta(1), DAY, DAY + timedelta(1)]),
    st.sampled_from(WORDS),
)
def test_found_is_exactly_what_is_visible_and_matches(
    make: Make, rows: list[tuple[int, int, list[str], date | None, date | None]], own: set[int], shared: set[int],
    tenant: int, on: date, word: str,
) -> None:  # fmt: skip
    index = make()
    index.apply(
        [],
        [
            passage(number, " ".join(text), tenant=tenant, base=base, valid_from=begin, valid_to=end)
            for number, (tenant, base, text, begin, end) in enumerate(rows, start=1)
        ],
        1,
    )
    expected = [
        number
        for number, (owner, base, text, begin, end) in enumerate(rows, start=1)
        if word in text
        and ((owner == tenant and base in own) or base in shared)
        and (begin is None or begin <= on)
        and (end is None or on <= end)
    ]
    assert sorted(found(index, word, scope(tenant, own, shared, on))) == expected


def test_order_is_score_then_passage_whatever_the_order_of_writing(make: Make) -> None:
    rows = [passage(number, "Tarif de la cantine scolaire") for number in range(1, 400)]
    rows.append(passage(400, "Tarif de la cantine", title="Cantine"))
    first, second = make(), make()
    first.apply([], rows, 1)
    for seq, start in enumerate(range(0, 400, 57), start=1):
        second.apply([], list(reversed(rows))[start : start + 57], seq)
    for limit in (1, 10, 120, 400):
        expected = [400, *range(1, limit)]
        assert found(first, "tarif cantine", scope(), limit) == expected
        assert found(second, "tarif cantine", scope(), limit) == expected


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Quels sont les tarifs de l'école ?", "TARIF DE L’ÉCOLE"),
        ("deliberations", "La délibération du conseil"),
        ("plan local d'urbanisme", "Plan local d’urbanisme"),
        ("plu", "Le P.L.U. est approuvé"),
        ("oeuvre", "Une œuvre d’art"),
        ("1200 euros", "La somme de 1 200 €"),
        ("article L2121-29", "l’article L. 2121-29 du code"),
        ("14h30", "Ouvert à 14 h 30"),
        ("bibliotheque", "Médiathèque et bibliothèque"),
        ("licencier", "La procédure de licenciement"),
        ("inscritpion cantine", "Inscription à la cantine"),
    ],
)
def test_a_question_finds_what_is_written_otherwise(make: Make, question: str, text: str) -> None:
    index = make()
    index.apply([], [passage(1, "Le chat dort au soleil"), passage(2, text)], 1)
    assert found(index, question, scope())[0] == 2


def test_the_title_and_the_headings_are_found_and_the_title_weighs_more(make: Make) -> None:
    index = make()
    rest = "règlement applicable aux usagers du service public communal"
    index.apply(
        [],
        [
            passage(1, f"piscine {rest}"),
            passage(2, rest, title="Piscine"),
            passage(3, rest, headings="Piscine"),
            passage(4, rest),
        ],
        1,
    )
    assert found(index, "piscine", scope())[0] == 2
    assert sorted(found(index, "piscine", scope())) == [1, 2, 3]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_any_question_is_answered_without_an_error(make: Make, question: str) -> None:
    index = make()
    index.apply([], [passage(1, question, title=question, headings=question), passage(2, "budget")], 1)
    assert (1 in found(index, question, scope())) == bool(terms(question))


def test_a_whole_page_as_a_question_is_answered(make: Make) -> None:
    index = make()
    index.apply([], [passage(1, "budget"), passage(2, "mot3 mot4")], 1)
    assert found(index, " ".join(f"mot{number}" for number in range(5_000)), scope())[0] == 2
    assert found(index, "budget", scope(), limit=0) == []
