"""From a question and a scope to Tantivy queries. The scope is part of the query (see tantivy_index)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import tantivy

from beffroi.core.french.tokens import terms
from beffroi.core.scope import Scope
from beffroi.core.search.schema import TERMS, schema

MOST_TERMS = 64  # a whole page pasted as a question costs no more than this many of its words


def visible_in(scope: Scope) -> tantivy.Query | None:
    """The filter of a scope, scoring nothing; None when the scope can see nothing."""
    sides = []
    if scope.own_bases:
        own = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, tantivy.Query.term_query(schema(), "tenant", scope.tenant)),
                (tantivy.Occur.Must, _any_of("base", scope.own_bases)),
            ]
        )
        sides.append((tantivy.Occur.Should, own))
    if scope.shared_bases:
        sides.append((tantivy.Occur.Should, _any_of("base", scope.shared_bases)))
    if not sides:
        return None
    day = scope.on.toordinal()
    visible = tantivy.Query.boolean_query(
        [
            (tantivy.Occur.Must, tantivy.Query.boolean_query(sides)),
            (tantivy.Occur.Must, _range("valid_from", None, day)),
            (tantivy.Occur.Must, _range("valid_to", day, None)),
        ]
    )
    return tantivy.Query.const_score_query(visible, 0.0)


def _any_of(field: str, values: Iterable[int]) -> tantivy.Query:
    return tantivy.Query.term_set_query(schema(), field, sorted(values))


def _range(field: str, lower: int | None, upper: int | None) -> tantivy.Query:
    return tantivy.Query.range_query(schema(), field, tantivy.FieldType.Integer, lower, upper)


def question_terms(question: str) -> list[tuple[str, int]]:
    """The terms of a question with their number of occurrences, in order of first appearance."""
    return list(Counter(terms(question)).items())[:MOST_TERMS]


def matching(question: str) -> tantivy.Query | None:
    """Any of the terms of the question, scored by BM25; None for a question without content words."""
    return _any_term(TERMS, question_terms(question))


def _any_term(field: str, weighted: list[tuple[str, int]]) -> tantivy.Query | None:
    parts = []
    for term, count in weighted:
        query = tantivy.Query.term_query(schema(), field, term, "freq")
        parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, float(count)) if count > 1 else query))
    return tantivy.Query.boolean_query(parts) if parts else None


def holding_term(term: str) -> tantivy.Query:
    """Every passage that holds a term of the analysis, wherever."""
    return tantivy.Query.term_query(schema(), TERMS, term, "freq")


def of_versions(versions: Iterable[int]) -> tantivy.Query:
    """Every passage of these versions. (Deleting by term ignores numbers of this type without a word.)"""
    return _any_of("version", versions)


def marked() -> tantivy.Query:
    """The document that holds the sequence number."""
    return tantivy.Query.term_query(schema(), "marker", 1)


def within(query: tantivy.Query, visible: tantivy.Query) -> tantivy.Query:
    """`query` limited to what `visible` allows."""
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, visible)])
