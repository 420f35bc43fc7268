"""Retrieval quality and speed on question sets, with peers in the same run: SQLite FTS5 and bm25s.

    python bench/retrieval.py FOLDER…      each folder in BEIR layout (corpus.jsonl, queries.jsonl, qrels.tsv)

Without folders, the subfolders of $BEFFROI_BENCH_DATA that hold such a set. Prints a table; never fails on a time.
Beffroi goes through `evaluate_retrieval`, the production path; the peers see title and text as one field.
"""

from __future__ import annotations

import os
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import bm25s
import Stemmer

from beffroi.core.search.evaluation import QuestionSet, evaluate_retrieval, measures, read_question_set

COLUMNS = ["hit@1", "hit@10", "recall@10", "recall@100", "mrr@10", "ndcg@10"]
Rank = Callable[[str], list[str]]


def main(arguments: Sequence[str]) -> None:
    folders = [Path(argument) for argument in arguments] or folders_of(os.environ.get("BEFFROI_BENCH_DATA"))
    if not folders:
        print("retrieval: no question set (give folders, or set BEFFROI_BENCH_DATA)")
        return
    print(f"{'set':24} {'engine':14} {'n':>6} " + " ".join(f"{name:>10}" for name in COLUMNS) + "   p50 ms   p95 ms")
    for folder in folders:
        questions = read_question_set(folder)
        show(folder.name, "beffroi", evaluate_retrieval(folder))
        show(folder.name, "sqlite fts5", measured(questions, fts5(questions)))
        show(folder.name, "bm25s", measured(questions, bm25s_ranker(questions)))


def folders_of(root: str | None) -> list[Path]:
    if not root:
        return []
    return sorted(path.parent for path in Path(root).glob("*/qrels.tsv*"))


def show(name: str, engine: str, row: dict[str, float]) -> None:
    figures = " ".join(f"{100 * row[column]:10.1f}" for column in COLUMNS)
    print(f"{name:24} {engine:14} {row['n']:6.0f} {figures} {row['p50_ms']:8.2f} {row['p95_ms']:8.2f}", flush=True)


def measured(questions: QuestionSet, rank: Rank) -> dict[str, float]:
    rankings, times = {}, []
    for name in questions.relevant:
        begin = time.perf_counter()
        rankings[name] = rank(questions.questions[name])
        times.append((time.perf_counter() - begin) * 1000)
    times.sort()
    last = len(times) - 1
    return {
        **measures(rankings, questions.relevant),
        "p50_ms": times[round(last * 0.5)],
        "p95_ms": times[round(last * 0.95)],
    }


def fts5(questions: QuestionSet) -> Rank:
    """FTS5 as its documentation advises: accents folded, bm25() order, any word of the question."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE d USING fts5(content, tokenize = 'unicode61 remove_diacritics 2')")
    rows = [(number, f"{title} {text}") for number, (_, title, text) in enumerate(questions.documents, start=1)]
    database.executemany("INSERT INTO d (rowid, content) VALUES (?, ?)", rows)

    def rank(question: str) -> list[str]:
        words = dict.fromkeys(re.findall(r"\w+", question))
        if not words:
            return []
        match = " OR ".join(f'"{word}"' for word in words)
        found = database.execute("SELECT rowid FROM d WHERE d MATCH ? ORDER BY bm25(d), rowid LIMIT 100", (match,))
        return [questions.documents[number - 1][0] for (number,) in found]

    return rank


def bm25s_ranker(questions: QuestionSet) -> Rank:
    """bm25s with its own tokenizer, French stop words and the French Snowball stemmer."""
    stemmer = Stemmer.Stemmer("french")

    def tokens(texts: list[str]) -> list[list[str]]:
        return bm25s.tokenize(texts, stopwords="fr", stemmer=stemmer, return_ids=False, show_progress=False)

    corpus = tokens([f"{title} {text}" for _, title, text in questions.documents])
    index = bm25s.BM25()
    index.index(corpus, show_progress=False)
    depth = min(100, len(corpus))

    def rank(question: str) -> list[str]:
        found, scores = index.retrieve(tokens([question]), k=depth, show_progress=False)
        return [questions.documents[int(d)][0] for d, score in zip(found[0], scores[0], strict=True) if score > 0]

    return rank


if __name__ == "__main__":
    main(sys.argv[1:])
