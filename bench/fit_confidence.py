"""The recipe of the constants in core/answer/choosing.py and core/answer/confidence.py.

    python bench/fit_confidence.py choosing FOLDER...      # WEIGHTS of the choice; put them in choosing.py, then
    python bench/fit_confidence.py confidence FOLDER...    # RIGHT, WITHIN and the thresholds; in confidence.py

FOLDER: questions with answers (BEIR layout). Both fits are checked on held-out folds, where all the questions about
one document's title are in one fold. For the confidence every question is asked four times: of the whole collection
and of a small one drawn from it, each with its documents within reach (right if the first sentence holds the answer)
and without them (never right).
Development only: needs scikit-learn.
"""

from __future__ import annotations

import argparse
import random
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from beffroi.core.answer.answering import weigh_up
from beffroi.core.answer.choosing import FEATURES, Scored, choose
from beffroi.core.answer.confidence import SIGNALS
from beffroi.core.answer.evaluation import holds
from beffroi.core.answer.question_set import Collection, ExpectedAnswer, open_set

FOLDS = 5
RIDGE = 1e-3
# A question whose answer is within reach but whose first sentence misses it is a milder failure than one whose
# answer is out of reach: it counts for this much when the direction is fitted (the calibration counts all alike).
MISS_WEIGHT = 0.4
# A probability needs a base rate: three questions out of four are taken to have their answer in the bases.
IN_REACH = 0.75
SMALL = (8, 30, 120, 500)  # documents of the small collections
WANTED_FLAGGED = 0.80  # share of questions without their documents that must be refused or unsure
ALLOWED_FLAGGED = 0.35  # share of questions with their documents that may be
REFUSED_WITHIN_REACH = 0.02  # share of questions with their documents that may be refused outright


Fit = Callable[[Sequence["Asked"]], tuple[float, np.ndarray]]


@dataclass
class Asked:
    """One question asked of one collection. `within`, `without`: the signals with and without the documents that
    answer. `hit`: the first chosen sentence holds the answer."""

    within: np.ndarray
    without: np.ndarray
    hit: bool


@dataclass
class Row:
    """One question. `features`: a line by candidate; `right`: whether each holds the answer."""

    fold: int
    features: np.ndarray
    right: np.ndarray
    whole: Asked
    small: Asked


def collect(folder: Path) -> list[Row]:
    collection, questions = open_set(folder)
    apart = sorted(frozenset[str]().union(*(question.gold for question in questions)))
    draw = random.Random(0)
    rows = []
    for question in questions:
        few = draw.sample(apart, min(draw.choice(SMALL), len(apart)))
        whole, scored = ask(collection, question, None)
        small, _ = ask(collection, question, question.gold.union(few))
        titles = sorted(collection.titles[document] for document in question.gold) or [question.id]
        right = [holds(one.candidate.text, question.answers) for one in scored]
        features = np.array([one.features for one in scored]).reshape(-1, len(FEATURES))
        rows.append(Row(zlib.crc32(titles[0].encode()) % FOLDS, features, np.array(right, bool), whole, small))
    return rows


def ask(collection: Collection, question: ExpectedAnswer, only: frozenset[str] | None) -> tuple[Asked, list[Scored]]:
    within = weigh_up(question.text, [collection.reach(only=only)])
    without = weigh_up(question.text, [collection.reach(without=question.gold, only=only)])
    chosen = choose(within.question, within.scored)
    hit = bool(chosen) and holds(chosen[0].candidate.text, question.answers)
    return Asked(_vector(within.signals), _vector(without.signals), hit), within.scored


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


def fit_confidence(asked: Sequence[Asked]) -> tuple[float, np.ndarray]:
    """Intercept and coefficients: a direction that a miss weighs on less, then a calibration in which all count."""
    signals = np.nan_to_num(np.array([one.within for one in asked] + [one.without for one in asked]))
    hits = np.array([one.hit for one in asked])
    right = np.concatenate([hits, np.zeros(len(asked), bool)])
    weights = np.concatenate([np.where(hits, 1.0, MISS_WEIGHT), np.ones(len(asked))])
    direction = LogisticRegression(C=1.0, max_iter=1000).fit(signals, right, sample_weight=weights)
    logits = direction.decision_function(signals)[:, None]
    shares = np.repeat([IN_REACH, 1 - IN_REACH], len(asked))
    calibration = LogisticRegression(C=1e6).fit(logits, right, sample_weight=shares)
    slope = float(calibration.coef_[0][0])
    intercept = float(calibration.intercept_[0]) + slope * float(direction.intercept_[0])
    return intercept, slope * direction.coef_[0]


def fit_support(asked: Sequence[Asked]) -> tuple[float, np.ndarray]:
    """Intercept and coefficients of "the documents that answer are within reach"."""
    signals = np.nan_to_num(np.array([one.within for one in asked] + [one.without for one in asked]))
    reach = np.repeat([1, 0], len(asked))
    model = LogisticRegression(C=1.0, max_iter=1000).fit(signals, reach)
    # Fitted on as many questions with as without; the base rate only moves the intercept.
    return float(model.intercept_[0]) + float(np.log(IN_REACH / (1 - IN_REACH))), model.coef_[0]


def probability(model: tuple[float, np.ndarray], signals: np.ndarray) -> float:
    intercept, coefficients = model
    return 0.0 if np.isnan(signals).any() else float(1 / (1 + np.exp(-(intercept + signals @ coefficients))))


def report_confidence(rows: Sequence[Row]) -> None:
    said, supported = held_out(rows, fit_confidence), held_out(rows, fit_support)
    sure = _report_held_out(said, np.array([row.whole.hit for row in rows]), np.array([row.small.hit for row in rows]))
    refuse = float(np.quantile(supported["whole within"], REFUSED_WITHIN_REACH))
    for place, values in supported.items():
        print(f"  refused, {place} reach: {(values < refuse).mean():.4f}")
    asked = [one for row in rows for one in (row.whole, row.small)]
    for name, (intercept, coefficients) in (("RIGHT", fit_confidence(asked)), ("WITHIN", fit_support(asked))):
        weights = ", ".join(f'"{n}": {c:.2f}' for n, c in zip(SIGNALS, coefficients, strict=True))
        print(f"{name}: Final = Logistic({intercept:.3f}, {{{weights}}})")
    print(f"Thresholds(sure={sure:.3f}, answer={refuse:.3f})")


def held_out(rows: Sequence[Row], fit: Fit) -> dict[str, np.ndarray]:
    """What a model fitted on the other folds says of each question, by collection and reach."""
    models = [
        fit([asked for row in rows if row.fold != fold for asked in (row.whole, row.small)]) for fold in range(FOLDS)
    ]
    return {
        f"{size} {reach}": np.array([probability(models[row.fold], getattr(getattr(row, size), reach)) for row in rows])
        for size in ("whole", "small")
        for reach in ("within", "without")
    }


def _report_held_out(said: dict[str, np.ndarray], hits: np.ndarray, small_hits: np.ndarray) -> float:
    """Print the held-out figures; give the threshold halfway between the two that the targets ask for."""
    within, without = said["whole within"], said["whole without"]
    lowest, highest = np.quantile(without, WANTED_FLAGGED), np.quantile(within, ALLOWED_FLAGGED)
    sure = (lowest + highest) / 2
    both, reach = np.concatenate([within, without]), np.repeat([1, 0], len(hits))
    figures = {
        "AUC within/without reach": roc_auc_score(reach, both),
        "AUC right/wrong, within reach": roc_auc_score(hits, within),
        f"flagged within reach when {WANTED_FLAGGED:.0%} are without": (within < lowest).mean(),
        f"flagged without reach when {ALLOWED_FLAGGED:.0%} are within": (without < highest).mean(),
        "at the shipped threshold: flagged within reach": (within < sure).mean(),
        "at the shipped threshold: flagged without reach": (without < sure).mean(),
        "at the shipped threshold: first sentence right when sure": hits[within >= sure].mean(),
        "small collections: flagged within reach": (said["small within"] < sure).mean(),
        "small collections: flagged without reach": (said["small without"] < sure).mean(),
        "small collections: first sentence right when sure": small_hits[said["small within"] >= sure].mean(),
    }
    print("held out")
    for name, value in figures.items():
        print(f"  {name}: {value:.4f}")
    _reliability(both, np.concatenate([hits, np.zeros(len(hits))]), np.repeat([IN_REACH, 1 - IN_REACH], len(hits)))
    return float(sure)


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
