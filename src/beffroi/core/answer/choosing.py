"""Which sentences answer best: each candidate is scored on a few scale-free features, then the best are kept in turn.

Every feature is a fraction, so that nothing depends on the size of the collection or on the search engine's scores.
The weights are fitted by `bench/fit_confidence.py` (softmax over the candidates of a question: the probability given
to those that hold the answer). Ties go to the earlier passage, then the earlier sentence: the choice is
deterministic.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from beffroi.core.answer.candidates import Candidate
from beffroi.core.answer.kinds import MEASURED, Kind, evidence
from beffroi.core.answer.likeness import letter_likeness, near_terms
from beffroi.core.answer.question import Question

# Fitted: see bench/fit_confidence.py. Order of `FEATURES`.
FEATURES: Final = (
    "coverage",
    "with_context",
    "in_passage",
    "beyond_title",
    "letters",
    "density",
    "ratio",
    "kind",
    "measured_kind",
    "length",
)
WEIGHTS: Final = (0.62, 2.51, 1.98, 0.89, 3.25, 0.64, 4.85, 0.94, 1.25, 0.26)

_ASKING_CREDIT: Final = 0.7
_LONG: Final = 60
_MOST: Final = 4
_USUAL: Final = 3
_GAP: Final = 5.5
_SAME: Final = 0.75
_DENSE: Final = 3
_LISTED: Final = frozenset({Kind.LIST, Kind.PROCEDURE, Kind.CONDITION})

Near = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """`features`: in the order of FEATURES. `score`: their weighted sum, in logits of one sentence against another.
    `pairs`: share of the question's neighbouring words that stand together there. `missing`: asked terms that
    neither the sentence nor its context holds; `absent`: those that its whole passage, title and headings lack."""

    candidate: Candidate
    features: tuple[float, ...]
    score: float
    pairs: float
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
    letters = letter_likeness(
        question.asked.text,
        [candidate.text for candidate in found],
        [" . ".join((c.source.passage.title, *c.source.passage.headings)) for c in found],
    )
    holds = evidence(question.asked.kind, question.asked.text)
    scored = [
        _scored(question, candidate, near, alike, holds(candidate.text))
        for candidate, alike in zip(found, letters, strict=True)
    ]
    return sorted(scored, key=lambda one: (-one.score, one.candidate.source.rank, one.candidate.place))


def _scored(question: Question, candidate: Candidate, near: Near, letters: float, kind: float) -> Scored:
    asked, weights = question.asked, question.weights
    held = {term: _held(near[term], candidate.found) for term in weights}
    density = _density(near, candidate.terms)
    if kind and asked.kind is not Kind.OPEN:
        # A sentence that holds the kind asked for need not repeat the word that asks for it.
        held |= {term: max(held[term], _ASKING_CREDIT * kind) for term in asked.asking & weights.keys()}
    above = {term: max(held[term], _held(near[term], candidate.context)) for term in weights}
    around = {term: max(held[term], _held(near[term], candidate.around)) for term in weights}
    features = (
        _weighted(weights, held),
        _weighted(weights, above),
        _weighted(weights, around),
        _beyond_title(weights, held, candidate),
        letters,
        density,
        candidate.source.ratio,
        kind,
        kind if asked.kind in MEASURED else 0.0,
        min(1.0, math.log1p(len(candidate.terms)) / math.log1p(_LONG)),
    )
    return Scored(
        candidate=candidate,
        features=features,
        score=sum(weight * value for weight, value in zip(WEIGHTS, features, strict=True)),
        pairs=len(asked.pairs & set(itertools.pairwise(candidate.terms))) / max(1, len(asked.pairs)),
        missing=frozenset(term for term, value in above.items() if not value),
        absent=frozenset(term for term, value in around.items() if not value),
    )


def _weighted(weights: Mapping[str, float], held: Mapping[str, float]) -> float:
    return sum(weight * held[term] for term, weight in weights.items())


def _held(worth: Mapping[str, float], words: frozenset[str]) -> float:
    """How well a set of words holds an asked term: 1 itself, less for a near word, 0 for none."""
    return max((value for word, value in worth.items() if word in words), default=0.0)


def _beyond_title(weights: Mapping[str, float], held: Mapping[str, float], candidate: Candidate) -> float:
    """Coverage of what the title and the headings do not say already."""
    rest = [term for term in weights if term not in candidate.context]
    total = sum(weights[term] for term in rest)
    return sum(weights[term] * held[term] for term in rest) / total if total else 0.0


def _density(near: Near, words: Sequence[str]) -> float:
    """How close together the asked words stand: their number over the shortest run of words that holds them all."""
    asked_of: dict[str, str] = {word: asked for asked, worth in near.items() for word in worth}
    marks = [(place, asked_of[word]) for place, word in enumerate(words) if word in asked_of]
    distinct = len({asked for _, asked in marks})
    if distinct < 2:
        return 0.0
    shortest = len(words)
    last: dict[str, int] = {}
    for place, asked in marks:
        last[asked] = place
        if len(last) == distinct:
            shortest = min(shortest, place - min(last.values()) + 1)
    return distinct / shortest * min(1.0, distinct / _DENSE)


def choose(question: Question, scored: Sequence[Scored]) -> list[Scored]:
    """Up to four sentences, best first: each holds, or stands under, some asked word; the next ones are given only
    while they are nearly as good and say something new. None when no sentence has anything of the question."""
    most = _MOST if question.asked.kind in _LISTED else _USUAL
    chosen: list[Scored] = []
    for one in (one for one in scored if len(one.missing) < len(question.weights)):
        if len(chosen) == most or (chosen and chosen[0].score - one.score > _GAP):
            break
        if all(not _says_the_same(one.candidate, other.candidate) for other in chosen):
            chosen.append(one)
    return chosen


def _says_the_same(one: Candidate, other: Candidate) -> bool:
    smaller = min(len(one.found), len(other.found))
    return not smaller or len(one.found & other.found) / smaller > _SAME
