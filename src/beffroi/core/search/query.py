"""From a question and a scope to Tantivy queries. The scope is part of the query (see tantivy_index)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Final

import tantivy

from beffroi.core.french.grams import BEGINNING, spaced_grams
from beffroi.core.french.tokens import surfaces, terms_of
from beffroi.core.scope import Scope
from beffroi.core.search.schema import GRAMS, TERMS, schema

# A whole page pasted as a question costs no more than this many of its words.
MOST_TERMS: Final = 64
MOST_GRAMS: Final = 192
# A piece of a word says less than the word: weights found on three sets, flat around these values.
BEGINNING_WEIGHT: Final = 0.3
INNER_WEIGHT: Final = 0.1


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


def matching(question: str) -> tantivy.Query | None:
    """Any of the words of the question, or pieces of them, scored by BM25; None without content words.

    The sum over both fields is exact, which two searches fused afterwards would not be.
    """
    found = surfaces(question)
    parts = _scored(TERMS, Counter(terms_of(found)), MOST_TERMS)
    if not parts:
        return None
    parts += _scored(GRAMS, Counter(spaced_grams(found).split()), MOST_GRAMS)
    return tantivy.Query.boolean_query(parts)


def _scored(field: str, counted: Counter[str], most: int) -> list[tuple[tantivy.Occur, tantivy.Query]]:
    """Optional clauses for the first `most` distinct terms; a term said twice weighs twice."""
    parts = []
    for term, count in islice(counted.items(), most):
        weight = count * _weight(field, term)
        query = tantivy.Query.term_query(schema(), field, term, "freq")
        parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, weight)))
    return parts


def _weight(field: str, term: str) -> float:
    if field == TERMS:
        return 1.0
    return BEGINNING_WEIGHT if term[0] == BEGINNING else INNER_WEIGHT


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
