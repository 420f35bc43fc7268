"""The recipe of the constants in core/answer/choosing.py and core/answer/confidence.py.

    python bench/fit_confidence.py choosing FOLDER...      # WEIGHTS of the choice; put them in choosing.py, then
    python bench/fit_confidence.py confidence FOLDER...    # INTERCEPT, COEFFICIENTS, thresholds; in confidence.py

FOLDER: questions with answers (BEIR layout). Both fits are checked on held-out folds, where all the questions about
one document's title are in one fold. Every question counts twice for the confidence: with its documents within
reach (right if the first sentence holds the answer) and without them (never right).
Development only: needs scikit-learn.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from beffroi.core.answer.answering import weigh_up
from beffroi.core.answer.choosing import FEATURES, choose
from beffroi.core.answer.confidence import SIGNALS
from beffroi.core.answer.evaluation import holds
from beffroi.core.answer.question_set import open_set

FOLDS = 5
RIDGE = 1e-3
# A question whose answer is within reach but whose first sentence misses it is a milder failure than one whose
# answer is out of reach: it counts for this much when the direction is fitted (the calibration counts all alike).
MISS_WEIGHT = 0.4
# A probability needs a base rate: three questions out of four are taken to have their answer in the bases.
IN_REACH = 0.75
WANTED_FLAGGED = 0.80  # share of questions without their documents that must be refused or unsure
ALLOWED_FLAGGED = 0.35  # share of questions with their documents that may be
REFUSED_WITHIN_REACH = 0.015  # share of questions with their documents that may be refused outright


@dataclass
class Row:
    """One question. `features`: a line by candidate; `right`: whether each holds the answer. `within`, `without`: the
    signals with and without the documents that answer. `hit`: the first chosen sentence holds the answer."""

    fold: int
    features: np.ndarray
    right: np.ndarray
    within: np.ndarray
    without: np.ndarray
    hit: bool


def collect(folder: Path) -> list[Row]:
    collection, questions = open_set(folder)
    rows = []
    for question in questions:
        within = weigh_up(question.text, [collection.reach()])
        without = weigh_up(question.text, [collection.reach(without=question.gold)])
        right = [holds(one.candidate.text, question.answers) for one in within.scored]
        chosen = choose(within.question, within.scored)
        titles = sorted(collection.titles[document] for document in question.gold) or [question.id]
        rows.append(
            Row(
                fold=zlib.crc32(titles[0].encode()) % FOLDS,
                features=np.array([one.features for one in within.scored]).reshape(-1, len(FEATURES)),
                right=np.array(right, dtype=bool),
                within=_vector(within.signals),
                without=_vector(without.signals),
                hit=bool(chosen) and holds(chosen[0].candidate.text, question.answers),
            )
        )
    return rows


def _vector(signals: dict[str, float]) -> np.ndarray:
    return np.array([signals.get(name, np.nan) for name in SIGNALS])


def fit_choosing(rows: Sequence[Row]) -> np.ndarray:
    """Weights that maximise the probability given to the sentences that hold the answer (softmax over candidates)."""
    useful = [(row.features, row.right) for row in rows if row.right.any() and not row.right.all()]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = 0.0, np.zeros_like(weights)
        for features, right in useful:
            odds = np.exp(features @ weights - (features @ weights).max())
            total -= np.log(odds[right].sum() / odds.sum())
            slope -= odds[right] @ features[right] / odds[right].sum() - odds @ features / odds.sum()
        ridge = RIDGE * float(weights @ weights)
        return total / len(useful) + ridge, slope / len(useful) + 2 * RIDGE * weights

    return minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x


def report_choosing(rows: Sequence[Row]) -> None:
    first = third = 0
    for fold in range(FOLDS):
        weights = fit_choosing([row for row in rows if row.fold != fold])
        for row in (row for row in rows if row.fold == fold and len(row.right)):
            order = np.argsort(-(row.features @ weights), kind="stable")
            first += row.right[order[0]]
            third += row.right[order[:3]].any()
    print(f"held out: hit@1 {first / len(rows):.4f}  hit@3 {third / len(rows):.4f} (three best, unfiltered)")
    weights = fit_choosing(rows)
    print("WEIGHTS: Final = (" + ", ".join(f"{value:.2f}" for value in weights) + ")")


def fit_confidence(rows: Sequence[Row]) -> Callable[[np.ndarray], np.ndarray]:
    intercept, coefficients = _coefficients(rows)
    return lambda signals: 1 / (1 + np.exp(-(intercept + np.nan_to_num(signals) @ coefficients)))


def _coefficients(rows: Sequence[Row]) -> tuple[float, np.ndarray]:
    signals = np.nan_to_num(np.array([row.within for row in rows] + [row.without for row in rows]))
    hits = np.array([row.hit for row in rows])
    right = np.concatenate([hits, np.zeros(len(rows), bool)])
    weights = np.concatenate([np.where(hits, 1.0, MISS_WEIGHT), np.ones(len(rows))])
    direction = LogisticRegression(C=1.0, max_iter=1000).fit(signals, right, sample_weight=weights)
    logits = direction.decision_function(signals)[:, None]
    shares = np.repeat([IN_REACH, 1 - IN_REACH], len(rows))
    calibration = LogisticRegression(C=1e6).fit(logits, right, sample_weight=shares)
    slope = float(calibration.coef_[0][0])
    intercept = float(calibration.intercept_[0]) + slope * float(direction.intercept_[0])
    return intercept, slope * direction.coef_[0]


def report_confidence(rows: Sequence[Row]) -> None:
    within, without = np.zeros(len(rows)), np.zeros(len(rows))
    for fold in range(FOLDS):
        model = fit_confidence([row for row in rows if row.fold != fold])
        for place, row in enumerate(rows):
            if row.fold == fold:
                within[place] = 0.0 if np.isnan(row.within).any() else model(row.within)
                without[place] = 0.0 if np.isnan(row.without).any() else model(row.without)
    hits = np.array([row.hit for row in rows])
    both = np.concatenate([within, without])
    reach = np.repeat([1, 0], len(rows))
    lowest, highest = np.quantile(without, WANTED_FLAGGED), np.quantile(within, ALLOWED_FLAGGED)
    sure = (lowest + highest) / 2
    figures = {
        "AUC within/without reach": roc_auc_score(reach, both),
        "AUC right/wrong, within reach": roc_auc_score(hits, within),
        f"flagged within reach when {WANTED_FLAGGED:.0%} are without": (within < lowest).mean(),
        f"flagged without reach when {ALLOWED_FLAGGED:.0%} are within": (without < highest).mean(),
        "at the shipped threshold: flagged within reach": (within < sure).mean(),
        "at the shipped threshold: flagged without reach": (without < sure).mean(),
        "at the shipped threshold: first sentence right when sure": hits[within >= sure].mean(),
    }
    print("held out")
    for name, value in figures.items():
        print(f"  {name}: {value:.4f}")
    _reliability(both, np.concatenate([hits, np.zeros(len(rows))]), np.repeat([IN_REACH, 1 - IN_REACH], len(rows)))
    intercept, coefficients = _coefficients(rows)
    print(f"INTERCEPT: Final = {intercept:.3f}")
    print("COEFFICIENTS = {" + ", ".join(f'"{n}": {c:.2f}' for n, c in zip(SIGNALS, coefficients, strict=True)) + "}")
    print(f"Thresholds(sure={sure:.3f}, answer={np.quantile(within, REFUSED_WITHIN_REACH):.3f})")


def _reliability(said: np.ndarray, right: np.ndarray, shares: np.ndarray) -> None:
    for low in np.arange(0, 1, 0.1):
        inside = (said >= low) & (said < low + 0.1)
        if inside.sum() >= 20:
            kept = shares[inside]
            mean_said, mean_right = np.average(said[inside], weights=kept), np.average(right[inside], weights=kept)
            print(f"  said {mean_said:.2f}: right {mean_right:.2f} ({inside.sum()} questions)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["choosing", "confidence"])
    parser.add_argument("folders", nargs="+", type=Path)
    options = parser.parse_args()
    rows = [row for folder in options.folders for row in collect(folder)]
    (report_choosing if options.what == "choosing" else report_confidence)(rows)


if __name__ == "__main__":
    main()
