"""How sure: several signals, none of which is a raw search score, turned into two probabilities and a decision.

The *support* is the probability that the bases hold the answer at all: too low, nothing is given. The *confidence* is
the probability that the first chosen sentence answers: too low, the answer is marked unsure. Both are logistic
regressions fitted by `bench/fit_confidence.py` on large and small collections, with and without the documents that
answer, and hold when three questions out of four have their answer in the bases. Every signal is a fraction, so the
same weights serve ten documents or a million.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from beffroi.core.answer.choosing import Scored
from beffroi.core.answer.contract import Decision
from beffroi.core.answer.kinds import Kind
from beffroi.core.answer.question import Question

_MANY_TERMS: Final = 8
_WIDE_MARGIN: Final = 4.0
_MANY_MISSING: Final = 4
_MOSTLY_STRANGE: Final = 0.4


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression over named signals."""

    intercept: float
    coefficients: Mapping[str, float]

    def probability(self, values: Mapping[str, float]) -> float:
        logit = self.intercept + sum(weight * values[name] for name, weight in self.coefficients.items())
        return 1.0 / (1.0 + math.exp(-logit))


# Fitted: see bench/fit_confidence.py.
RIGHT: Final = Logistic(
    -1.984,
    {
        "coverage": 0.95,
        "pairs": 0.67,
        "kind_missing": -0.22,
        "terms": 2.63,
        "rarest": 1.17,
        "unknown": -1.81,
        "missing": -1.69,
        "names_absent": -2.23,
        "numbers_absent": -0.81,
        "margin": 1.26,
        "passage_margin": 0.76,
        "crowd": -2.18,
        "agreement": 1.06,
    },
)
WITHIN: Final = Logistic(
    0.252,
    {
        "coverage": 1.59,
        "pairs": 1.02,
        "kind_missing": -0.27,
        "terms": 2.68,
        "rarest": 1.29,
        "unknown": -2.05,
        "missing": -1.99,
        "names_absent": -1.84,
        "numbers_absent": -0.79,
        "margin": 0.13,
        "passage_margin": 0.59,
        "crowd": -2.42,
        "agreement": 0.50,
    },
)
SIGNALS: Final = tuple(RIGHT.coefficients)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`answer`: the support below which nothing is given. `sure`: the confidence from which an answer is given as sure;
    between, it is marked unsure. Probabilities, 0-1. An authority sets its own on its own set of questions."""

    sure: float = 0.34
    answer: float = 0.24

    def decide(self, confidence: float, support: float) -> Decision:
        if support < self.answer:
            return Decision.ABSTAINED
        return Decision.SURE if confidence >= self.sure else Decision.UNSURE


def signals(question: Question, scored: Sequence[Scored]) -> dict[str, float]:
    """The named inputs of the confidence, each 0-1; empty when there is no candidate."""
    if not scored:
        return {}
    best = scored[0]
    asked = question.asked
    elsewhere = [one for one in scored[1:] if one.candidate.source is not best.candidate.source]
    named = asked.named
    return {
        "coverage": best.feature("coverage"),
        "pairs": best.pairs,
        "kind_missing": 1.0 - best.feature("kind") if asked.kind is not Kind.OPEN else 0.0,
        "terms": min(1.0, len(asked.terms) / _MANY_TERMS),
        "rarest": max(question.rarity.values(), default=0.0),
        "unknown": _unknown(question, best),
        "missing": min(1.0, len(best.missing) / _MANY_MISSING),
        "names_absent": len(named & best.absent) / max(1, len(named)),
        "numbers_absent": len(asked.numbers & best.absent) / max(1, len(asked.numbers)),
        "margin": _margin(best, scored[1:]),
        "passage_margin": _margin(best, elsewhere),
        "crowd": sum(_ratio_at(scored, rank) for rank in range(1, 5)) / 4,
        "agreement": _agreement(question, best, elsewhere),
    }


def confidence(values: Mapping[str, float]) -> float:
    """Probability, 0-1, that the first chosen sentence answers; 0 when there was no candidate."""
    return _known_share(values) * RIGHT.probability(values) if values else 0.0


def support(values: Mapping[str, float]) -> float:
    """Probability, 0-1, that what was searched holds the answer at all; 0 when there was no candidate."""
    return _known_share(values) * WITHIN.probability(values) if values else 0.0


def _known_share(values: Mapping[str, float]) -> float:
    """1, or what the collection knows of a question that is mostly strange to it: in a base of a few documents the
    margins say nothing, and one common word would carry the answer."""
    return 1.0 - values["unknown"] if values["unknown"] > _MOSTLY_STRANGE else 1.0


def _unknown(question: Question, best: Scored) -> float:
    """Share of the question in words that the collection does not know, nor anything like them in the passage."""
    strange = question.unknown & best.absent - question.asked.asking
    return sum(question.weights[term] for term in sorted(strange))


def _margin(best: Scored, others: Sequence[Scored]) -> float:
    if not others:
        return 1.0
    return min(_WIDE_MARGIN, max(0.0, best.score - others[0].score)) / _WIDE_MARGIN


def _ratio_at(scored: Sequence[Scored], rank: int) -> float:
    """Search score of the passage at this rank over that of the first; 0 when there are fewer."""
    return max((one.candidate.source.ratio for one in scored if one.candidate.source.rank == rank), default=0.0)


def _agreement(question: Question, best: Scored, elsewhere: Sequence[Scored]) -> float:
    """How much of what the best sentence adds to the question is said again by the next best of another passage."""
    new = best.candidate.found - set(question.asked.terms)
    if not new or not elsewhere:
        return 0.0
    return len(new & elsewhere[0].candidate.found) / len(new)
