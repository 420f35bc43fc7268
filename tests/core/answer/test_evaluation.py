"""Answers measured on a folder: the production path, the gold documents within reach and out of it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from beffroi.core.answer.errors import QuestionSetUnusable
from beffroi.core.answer.evaluation import evaluate_answers, holds, measure, risk_at, risk_curve
from beffroi.core.answer.question_set import open_set
from beffroi.core.errors import Invalid
from tests.core.answer.commune import CASES, DOCUMENTS


def write(folder: Path, name: str, lines: list[str], zipped: bool) -> None:
    data = "".join(f"{line}\n" for line in lines).encode()
    path = folder / (f"{name}.gz" if zipped else name)
    path.write_bytes(gzip.compress(data) if zipped else data)


def write_set(folder: Path, zipped: bool = False, answers: bool = True) -> Path:
    """The questions of the fictional commune that have an answer, each with the document that holds it."""
    known = [case for case in CASES if case.expected]
    gold = {
        case.question: next(title for title, text in DOCUMENTS.items() if str(case.expected) in text) for case in known
    }
    rows = [{"_id": title, "title": title, "text": text} for title, text in DOCUMENTS.items()]
    queries = [
        {"_id": f"q{i}", "text": case.question, **({"answers": [case.expected]} if answers else {})}
        for i, case in enumerate(known)
    ]
    qrels = [f"q{i}\t{gold[case.question]}\t1" for i, case in enumerate(known)]
    write(folder, "corpus.jsonl", [json.dumps(row) for row in rows], zipped)
    write(folder, "queries.jsonl", [json.dumps(row) for row in queries], zipped)
    write(folder, "qrels.tsv", ["query-id\tcorpus-id\tscore", *qrels], zipped)
    return folder


@pytest.mark.parametrize("zipped", [False, True])
def test_the_documents_within_reach_answer(tmp_path: Path, zipped: bool) -> None:
    figures = evaluate_answers(write_set(tmp_path, zipped))
    assert figures["n"] == len([case for case in CASES if case.expected])
    assert figures["hit@1"] >= 0.85
    assert figures["hit@3"] >= max(0.95, figures["hit@1"])
    assert figures["abstained"] + figures["unsure"] <= 0.2


def test_out_of_reach_most_is_refused_or_unsure_and_the_gold_is_not_read(tmp_path: Path) -> None:
    folder = write_set(tmp_path)
    figures = evaluate_answers(folder, without_gold=True)
    assert figures["abstained"] >= 0.65
    assert figures["abstained"] >= figures["unsure"]
    collection, questions = open_set(folder)
    for question in questions:
        out = collection.scope(without=question.gold)
        hits = collection.index.search(question.text, out, 100)
        read = collection.store.fetch([hit.passage for hit in hits], out).values()
        assert not {passage.title for passage in read} & question.gold


def test_the_risk_curve_covers_less_as_the_threshold_rises(tmp_path: Path) -> None:
    points = risk_curve(write_set(tmp_path), [0.0, 0.5, 0.9, 1.1])
    coverages = [point.coverage for point in points]
    assert coverages == sorted(coverages, reverse=True)
    assert coverages[0] == 1.0
    assert coverages[-1] == 0.0
    assert all(0.0 <= point.accuracy <= 1.0 for point in points)


def test_a_point_of_the_curve_counts_only_what_is_given(tmp_path: Path) -> None:
    outcomes = measure(write_set(tmp_path))
    point = risk_at(outcomes, 0.6)
    given = [outcome for outcome in outcomes if outcome.confidence >= 0.6]
    assert point.accuracy == sum(outcome.held[0] for outcome in given) / len(given)


def test_a_folder_without_answers_says_so(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetUnusable):
        evaluate_answers(write_set(tmp_path, answers=False))


def test_a_folder_without_files_says_so(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        evaluate_answers(tmp_path)


@pytest.mark.parametrize(
    ("sentence", "answers", "expected"),
    [
        ("Le prix est de 1 200 €.", ["1 200 €"], True),
        ("L’ÉCOLE ouvre à 8 h.", ["l'ecole"], True),
        ("Il y a 15 places.", ["5"], False),
        ("Il y a 15 places.", ["5", "15 places"], True),
        ("Il y a 15 places.", ["", "?"], False),
    ],
)
def test_holds(sentence: str, answers: list[str], expected: bool) -> None:
    assert holds(sentence, answers) is expected
