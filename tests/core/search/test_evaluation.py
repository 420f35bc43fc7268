from __future__ import annotations

import gzip
import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.errors import Invalid
from beffroi.core.search.evaluation import evaluate_retrieval, measures, read_question_set

CORPUS = [
    {"_id": "/salle?x=1", "title": "Salle des fêtes", "text": "La salle se loue à la mairie.", "extra": [1, 2]},
    {"_id": "b", "title": "Cantine scolaire", "text": ""},
    {"_id": "c c", "title": None, "text": "Le marché a lieu le samedi matin."},
]
QUERIES = [
    {"_id": "q1", "text": "louer la salle"},
    {"_id": "q2", "text": "cantine"},
    {"_id": "q3", "text": "sans jugement"},
    {"_id": "q4", "text": "marché du samedi"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\t/salle?x=1\t3\nq1\tb\t1\nq2\tb\t1\nq4\tc c\t2\nq4\ta\t0\nq9\tb\t1\n"


def folder(path: Path, *, zipped: bool = False, **changed: str) -> Path:
    files = {
        "corpus.jsonl": "\n".join(map(json.dumps, CORPUS)) + "\n\n",
        "queries.jsonl": "\n".join(map(json.dumps, QUERIES)),
        "qrels.tsv": QRELS,
    } | {name.replace("_", "."): text for name, text in changed.items()}
    for name, text in files.items():
        if zipped:
            (path / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
        else:
            (path / name).write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("zipped", [False, True])
def test_a_small_set_is_measured(tmp_path: Path, zipped: bool) -> None:
    told = evaluate_retrieval(folder(tmp_path, zipped=zipped))
    assert told["n"] == 3
    assert told["hit@1"] == told["hit@10"] == told["mrr@10"] == 1.0
    assert told["recall@1"] == pytest.approx((0.5 + 1 + 1) / 3)
    assert 0 < told["p50_ms"] <= told["p95_ms"]
    assert list(told) == [
        "n", "hit@1", "hit@5", "hit@10", "recall@1", "recall@5", "recall@10", "recall@100", "mrr@10", "ndcg@10",
        "p50_ms", "p95_ms",
    ]  # fmt: skip


def test_measures_by_hand() -> None:
    told = measures({"q": ["x", "a", "y", "b"]}, {"q": {"a": 3.0, "b": 1.0}, "missed": {"z": 1.0}})
    assert told["n"] == 2
    assert told["hit@1"] == 0
    assert told["hit@5"] == 0.5
    assert told["recall@5"] == 0.5
    assert told["mrr@10"] == 0.25
    gained = 3 / math.log2(3) + 1 / math.log2(5)
    assert told["ndcg@10"] == pytest.approx(gained / (3 + 1 / math.log2(3)) / 2)


@given(
    st.lists(st.integers(0, 30), unique=True, max_size=30),
    st.dictionaries(st.integers(0, 30), st.integers(1, 3), min_size=1),
)
def test_measures_are_fractions_and_grow_with_depth(ranking: list[int], gains: dict[int, int]) -> None:
    told = measures({"q": [str(d) for d in ranking]}, {"q": {str(d): float(g) for d, g in gains.items()}})
    assert all(0 <= value <= 1.0000001 for name, value in told.items() if name != "n")
    assert told["hit@1"] <= told["hit@5"] <= told["hit@10"]
    assert told["recall@1"] <= told["recall@5"] <= told["recall@10"] <= told["recall@100"]
    ideal = sorted(gains, key=lambda d: -gains[d])
    best = measures({"q": [str(d) for d in ideal]}, {"q": {str(d): float(g) for d, g in gains.items()}})
    assert best["ndcg@10"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    "changed",
    [
        {"corpus_jsonl": "{"},
        {"queries_jsonl": "[1]"},
        {"qrels_tsv": "query-id\tcorpus-id\tscore\nq1\tb\tbeaucoup"},
        {"qrels_tsv": "query-id\tcorpus-id\tscore\n"},
    ],
)
def test_a_wrong_folder_is_refused_with_a_reason(tmp_path: Path, changed: dict[str, str]) -> None:
    with pytest.raises(Invalid) as told:
        read_question_set(folder(tmp_path, **changed))
    assert "«" in str(told.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"corpus\.jsonl"):
        evaluate_retrieval(tmp_path)
