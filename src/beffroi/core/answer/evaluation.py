"""Measure answers on a folder of questions, through the production path: split, index, answer, gate.

Folder (BEIR layout, each file may be gzipped): `corpus.jsonl` (`_id`, `title`, `text`), `queries.jsonl` (`_id`, `text`,
`answers`), `qrels.tsv` (query, document, grade). A question without `answers` is left out.
With `without_gold`, the documents that answer a question are taken out of its scope, so the index never sees them:
what is then given as sure is a false certainty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from beffroi.core.answer.answering import SHIPPED, answer
from beffroi.core.answer.confidence import Thresholds
from beffroi.core.answer.contract import Decision
from beffroi.core.answer.question_set import open_set
from beffroi.core.french.normalise import fold

EVERYTHING: Final = Thresholds(sure=0.0, answer=0.0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went. `held`: whether each chosen sentence, in order, holds the answer."""

    confidence: float
    decision: Decision
    held: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """At this threshold: the share of questions given as sure, and the share of those whose first sentence is right."""

    threshold: float
    coverage: float
    accuracy: float


def evaluate_answers(folder: Path, without_gold: bool = False, thresholds: Thresholds = SHIPPED) -> dict[str, float]:
    """Figures as fractions of all questions: `n`, `hit@1`, `hit@3`, `abstained`, and `unsure`.

    A chosen sentence hits when it holds one of the expected answers (normalised match). Answers marked unsure count
    as given, refusals as wrong. `abstained` counts refusals; without the gold documents, refusals and unsure.
    """
    outcomes = measure(folder, without_gold, thresholds)
    refused = sum(outcome.decision is Decision.ABSTAINED for outcome in outcomes)
    unsure = sum(outcome.decision is Decision.UNSURE for outcome in outcomes)
    n = max(1, len(outcomes))
    return {
        "n": len(outcomes),
        "hit@1": round(sum(any(outcome.held[:1]) for outcome in outcomes) / n, 4),
        "hit@3": round(sum(any(outcome.held[:3]) for outcome in outcomes) / n, 4),
        "abstained": round((refused + unsure if without_gold else refused) / n, 4),
        "unsure": round(unsure / n, 4),
    }


def measure(folder: Path, without_gold: bool = False, thresholds: Thresholds = SHIPPED) -> list[Outcome]:
    """Ask every question of the folder. Raises QuestionSetUnusable."""
    collection, questions = open_set(folder)
    outcomes = []
    for question in questions:
        scope = collection.scope(without=question.gold if without_gold else frozenset())
        given = answer(question.text, scope, collection.index, collection.store, thresholds=thresholds)
        held = tuple(holds(sentence.text, question.answers) for sentence in given.sentences)
        outcomes.append(Outcome(given.confidence, given.decision, held))
    return outcomes


def risk_curve(folder: Path, thresholds: Sequence[float]) -> list[RiskPoint]:
    """The risk/coverage curve (Geifman and El-Yaniv, 2017) with the documents that answer within reach."""
    outcomes = measure(folder, thresholds=EVERYTHING)
    return [risk_at(outcomes, threshold) for threshold in thresholds]


def risk_at(outcomes: Sequence[Outcome], threshold: float) -> RiskPoint:
    """What would be given as sure at this threshold. Measure with EVERYTHING, so that nothing is refused before."""
    given = [outcome for outcome in outcomes if outcome.held and outcome.confidence >= threshold]
    right = sum(outcome.held[0] for outcome in given)
    return RiskPoint(threshold, len(given) / max(1, len(outcomes)), right / len(given) if given else 1.0)


def holds(sentence: str, answers: Iterable[str]) -> bool:
    """Whether a sentence holds one of the answers, as whole words, whatever the case, accents and punctuation."""
    said = f" {_plain(sentence)} "
    return any(f" {plain} " in said for plain in map(_plain, answers) if plain)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
