"""Which sentences answer best: each candidate is scored on a few scale-free features, then the best are kept in turn.

Every feature is a fraction, so that nothing depends on the size of the collection or on the search engine's scores.
The weights are fitted by `bench/fit_confidence.py` (pairwise logistic regression: a sentence that holds the answer
against one that does not). Ties go to the earlier passage, then the earlier sentence: the choice is deterministic.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from beffroi.core.answer.candidates import Candidate
from beffroi.core.answer.kinds import MEASURED, Kind, evidence
from beffroi.core.answer.likeness import near_terms
from beffroi.core.answer.question import Question

# Fitted: see bench/fit_confidence.py. Order of `FEATURES`.
FEATURES: Final = (
    "coverage",
    "with_context",
    "in_passage",
    "beyond_title",
    "pairs",
    "ratio",
    "kind",
    "measured_kind",
    "length",
)
WEIGHTS: Final = (1.82, 2.70, 1.79, 1.49, 1.11, 5.32, 0.86, 1.22, 0.44)

_ASKING_CREDIT: Final = 0.7
_LONG: Final = 60
_FIRST_READ: Final = 3
_MOST: Final = 4
_USUAL: Final = 3
_GAP: Final = 4.5
_SAME: Final = 0.75
_LISTED: Final = frozenset({Kind.LIST, Kind.PROCEDURE, Kind.CONDITION})


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """`features`: in the order of FEATURES. `score`: their weighted sum, in logits of one sentence against another.
    `missing`: asked terms that neither the sentence nor its context holds; `absent`: those that its whole passage,
    title and headings lack."""

    candidate: Candidate
    features: tuple[float, ...]
    score: float
    missing: frozenset[str]
    absent: frozenset[str]

    def feature(self, name: str) -> float:
        return self.features[FEATURES.index(name)]

    def strength(self, best: float) -> float:
        """Its odds against the best sentence, 0-1 (0.5: as good)."""
        return 1.0 / (1.0 + math.exp(min(50.0, best - self.score)))


def score(question: Question, found: Sequence[Candidate]) -> list[Scored]:
    """The candidates, best first."""
    vocabulary = frozenset[str]().union(*(candidate.around for candidate in found))
    near = near_terms(question.asked.terms, vocabulary, question.unknown)
    holds = evidence(question.asked.kind)
    scored = [_scored(question, candidate, near, holds(candidate.text, question.asked.text)) for candidate in found]
    return sorted(scored, key=lambda one: (-one.score, one.candidate.source.rank, one.candidate.place))


def _scored(question: Question, candidate: Candidate, near: dict[str, dict[str, float]], kind: float) -> Scored:
    asked, weights = question.asked, question.weights
    held = {term: _held(near[term], candidate.found) for term in weights}
    above = {term: max(held[term], _held(near[term], candidate.context)) for term in weights}
    around = {term: _held(near[term], candidate.around) for term in weights}
    if kind and asked.kind is not Kind.OPEN:
        for term in asked.asking & weights.keys():
            held[term] = max(held[term], _ASKING_CREDIT * kind)
            above[term] = max(above[term], held[term])
            around[term] = max(around[term], held[term])
    coverage = sum(weights[term] * held[term] for term in weights)
    features = (
        coverage,
        sum(weights[term] * above[term] for term in weights),
        sum(weights[term] * around[term] for term in weights),
        _beyond_title(weights, held, candidate),
        len(asked.pairs & set(zip(candidate.terms, candidate.terms[1:], strict=False))) / max(1, len(asked.pairs)),
        candidate.source.ratio,
        kind,
        kind if asked.kind in MEASURED else 0.0,
        min(1.0, math.log1p(len(candidate.terms)) / math.log1p(_LONG)),
    )
    return Scored(
        candidate=candidate,
        features=features,
        score=sum(weight * value for weight, value in zip(WEIGHTS, features, strict=True)),
        missing=frozenset(term for term, value in above.items() if not value),
        absent=frozenset(term for term, value in around.items() if not value),
    )


def _held(worth: dict[str, float], words: frozenset[str]) -> float:
    """How well a set of words holds an asked term: 1 itself, less for a near word, 0 for none."""
    return max((value for word, value in worth.items() if word in words), default=0.0)


def _beyond_title(weights: dict[str, float], held: dict[str, float], candidate: Candidate) -> float:
    """Coverage of what the title and the headings do not say already."""
    rest = [term for term in weights if term not in candidate.context]
    total = sum(weights[term] for term in rest)
    return sum(weights[term] * held[term] for term in rest) / total if total else 0.0


def choose(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """One to four sentences, best first: the next ones only while they are nearly as good and say something new."""
    most = _MOST if question.asked.kind in _LISTED else _USUAL
    chosen: list[Scored] = []
    for one in scored:
        if len(chosen) == most or (chosen and chosen[0].score - one.score > _GAP):
            break
        if all(not _says_the_same(one.candidate, other.candidate) for other in chosen):
            chosen.append(one)
    return chosen


def _says_the_same(one: Candidate, other: Candidate) -> bool:
    smaller = min(len(one.found), len(other.found))
    return not smaller or len(one.found & other.found) / smaller > _SAME
