"""Which statements cannot both be true: the same thing of the same object, with another value.

Two statements of different documents contradict when their kinds are equal, their values differ, they hold for the
same people and times (equal qualifiers and years), and either
- their sentences share most of their words, weighted by rarity, and their titles speak of the same subject, or
- they measure the same thing ("caution") of the same subject, sentence, headings and titles together.
Rarity is counted over the statements compared. A finding is a question to a person, never a correction.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from beffroi.core.comparison.statements import Statement
from beffroi.core.comparison.vocabulary import GENERIC, MEASURES, QUALIFIERS
from beffroi.core.french.tokens import terms_by_word

SAME_SENTENCE: Final = 0.7
SAME_TITLE: Final = 0.5
SAME_SUBJECT: Final = 0.5
FEWEST_SHARED: Final = 3
# A block larger than this shares only common words: comparing it costs much and finds nothing.
LARGEST_BLOCK: Final = 80
RAREST: Final = 4


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements, the lower document id first. `object`: the shared words that name what is stated."""

    first: Statement
    second: Statement
    object: tuple[str, ...]
    strength: float


def contradictions(found: Sequence[Statement]) -> list[Contradiction]:
    """The contradictions among statements, strongest first; one for each pair of documents, kind and object."""
    weights = _weights(found)
    best: dict[tuple[object, ...], Contradiction] = {}
    for first, second in _candidates(found, weights):
        judged = _judge(first, second, weights)
        if judged is None:
            continue
        key = (first.document, second.document, first.kind, first.measure, judged.object[:2])
        if key not in best or judged.strength > best[key].strength:
            best[key] = judged
    return sorted(best.values(), key=lambda c: (-c.strength, c.first.document, c.second.document, c.first.start))


def worded(terms: Sequence[str], text: str) -> str:
    """Index terms as a person wrote them: for each, the first word of `text` that gives it, in lower case."""
    written: dict[str, str] = {}
    for word, given in terms_by_word(text):
        for term in given:
            written.setdefault(term, word.lower().rpartition("'")[2])
    return " ".join(written[term] for term in terms if term in written)


def _weights(found: Sequence[Statement]) -> dict[str, float]:
    """Inverse frequency of each term over documents: ln(1 + N / n)."""
    holding: dict[str, set[int]] = defaultdict(set)
    for statement in found:
        for term in statement.own | statement.context:
            holding[term].add(statement.document)
    documents = len({statement.document for statement in found}) or 1
    return {term: math.log(1 + documents / len(owners)) for term, owners in holding.items()}


def _candidates(found: Sequence[Statement], weights: dict[str, float]) -> Iterator[tuple[Statement, Statement]]:
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for position, statement in enumerate(found):
        for key in _keys(statement, weights):
            blocks[key].append(position)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        if len(block) > LARGEST_BLOCK:
            continue
        for i, j in combinations(block, 2):
            first, second = sorted((found[i], found[j]), key=lambda s: (s.document, s.start))
            if (i, j) in seen or first.document == second.document or first.values == second.values:
                continue
            seen.add((i, j))
            if first.qualifiers == second.qualifiers:
                yield first, second


def _keys(statement: Statement, weights: dict[str, float]) -> Iterator[tuple[str, ...]]:
    rarest = sorted(statement.own, key=lambda term: (-weights[term], term))[:RAREST]
    yield from ((statement.kind, term) for term in rarest)
    if statement.measure:
        subject = sorted(_subject(statement), key=lambda term: (-weights[term], term))[: 2 * RAREST]
        yield from ((statement.kind, statement.measure, term) for term in subject)


def _subject(statement: Statement) -> frozenset[str]:
    return (statement.own | statement.context) - MEASURES - GENERIC - QUALIFIERS


def _judge(first: Statement, second: Statement, weights: dict[str, float]) -> Contradiction | None:
    shared = first.own & second.own
    jaccard = _weight(shared, weights) / (_weight(first.own | second.own, weights) or 1.0)
    topic = _overlap(first.context - GENERIC - MEASURES, second.context - GENERIC - MEASURES, weights)
    if jaccard >= SAME_SENTENCE and len(shared) >= FEWEST_SHARED and topic >= SAME_TITLE:
        return Contradiction(first, second, _named(shared, first.measure, weights), round(jaccard, 3))
    if first.measure and first.measure == second.measure:
        one, other = _subject(first), _subject(second)
        same = _overlap(one, other, weights)
        if same >= SAME_SUBJECT and len(one & other) >= 2 and topic >= SAME_TITLE:
            return Contradiction(first, second, _named(one & other, first.measure, weights), round(same * 0.9, 3))
    return None


def _weight(words: frozenset[str], weights: dict[str, float]) -> float:
    return sum(weights[word] for word in words)


def _overlap(first: frozenset[str], second: frozenset[str], weights: dict[str, float]) -> float:
    """Weight of what is shared over the weight of the lighter of the two (0-1)."""
    lighter = min(_weight(first, weights), _weight(second, weights))
    return _weight(first & second, weights) / lighter if lighter else 0.0


def _named(shared: frozenset[str], measure: str, weights: dict[str, float]) -> tuple[str, ...]:
    rest = sorted(shared - {measure} - GENERIC, key=lambda term: (-weights[term], term))
    return tuple([measure] if measure else []) + tuple(rest[:3])
