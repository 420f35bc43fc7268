"""Answers on a folder of questions: the figures of `beffroi eval answers`, and the risk/coverage curve.

    python bench/answers.py FOLDER [--curve-only]

FOLDER: BEIR layout, queries with `answers`. The curve: at each threshold, the share of questions that would be given
as sure and the share of those whose first sentence holds the answer, with the documents that answer within reach;
and the share of questions that would be wrongly given as sure with those documents out of reach.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from beffroi.core.answer.evaluation import EVERYTHING, evaluate_answers, measure, risk_at

THRESHOLDS = [round(0.05 * step, 2) for step in range(20)]


def curve(folder: Path) -> None:
    within = measure(folder, thresholds=EVERYTHING)
    without = measure(folder, without_gold=True, thresholds=EVERYTHING)
    print("threshold  coverage  accuracy  sure without the documents")
    for threshold in THRESHOLDS:
        point, lost = risk_at(within, threshold), risk_at(without, threshold)
        print(f"{threshold:9.2f}  {point.coverage:8.3f}  {point.accuracy:8.3f}  {lost.coverage:8.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--curve-only", action="store_true", help="skip the figures at the shipped thresholds")
    options = parser.parse_args()
    if not options.curve_only:
        print("within reach  ", json.dumps(evaluate_answers(options.folder)))
        print("out of reach  ", json.dumps(evaluate_answers(options.folder, without_gold=True)))
    curve(options.folder)


if __name__ == "__main__":
    main()
