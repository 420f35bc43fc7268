"""Retrieval measured on a question set: the production path, from document to ranking, on a folder of files.

Folder layout (BEIR): `corpus.jsonl` (_id, title, text), `queries.jsonl` (_id, text), `qrels.tsv` (query-id, corpus-id,
score; one header line); each may be gzipped. Only queries with at least one relevant document count.

Formulas: hit@k, recall@k, MRR@10 as in Manning, Raghavan and Schütze; nDCG@10 with graded gains g and discount
log2(rank + 1) (Järvelin and Kekäläinen 2002, as trec_eval's ndcg_cut computes it).
"""

from __future__ import annotations

import gzip
import json
import math
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any, Final

from beffroi.core.errors import Invalid
from beffroi.core.passages.split import split
from beffroi.core.reading.document import Document
from beffroi.core.scope import Scope
from beffroi.core.search.contract import IndexedPassage, SearchIndex
from beffroi.core.search.searching import search_documents
from beffroi.core.search.tantivy_index import TantivyIndex

DEPTH: Final = 100
_SCOPE: Final = Scope(tenant=1, member=None, own_bases=frozenset({1}), shared_bases=frozenset(), on=date(2000, 1, 1))


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """`documents`: (id, title, text) in order. `questions`: text by id. `relevant`: gain by document, by question;
    only positive gains, only questions that have one."""

    documents: list[tuple[str, str, str]]
    questions: dict[str, str]
    relevant: dict[str, dict[str, float]]


def evaluate_retrieval(folder: Path) -> dict[str, float]:
    """Measure the production search on `folder`: n, hit@k, recall@k, mrr@10, ndcg@10 as fractions, p50_ms, p95_ms.

    Raises Invalid with a French reason when the folder does not hold such a set.
    """
    questions = read_question_set(folder)
    index, names = index_documents(questions.documents)
    rankings: dict[str, list[str]] = {}
    milliseconds = []
    for name in questions.relevant:
        begin = time.perf_counter()
        found = search_documents(index, questions.questions[name], _SCOPE, DEPTH)
        milliseconds.append((time.perf_counter() - begin) * 1000)
        rankings[name] = [names[hit.version] for hit in found]
    return {**measures(rankings, questions.relevant), **_latencies(milliseconds)}


def read_question_set(folder: Path) -> QuestionSet:
    """Read a folder in BEIR layout. Raises Invalid with a French reason."""
    documents = [(_text(row, "_id"), _text(row, "title"), _text(row, "text")) for row in _rows(folder, "corpus.jsonl")]
    questions = {_text(row, "_id"): _text(row, "text") for row in _rows(folder, "queries.jsonl")}
    relevant: dict[str, dict[str, float]] = {}
    for question, document, gain in _judgements(folder):
        if gain > 0 and question in questions:
            relevant.setdefault(question, {})[document] = gain
    if not relevant:
        raise Invalid(reason="Aucune question du jeu n’a de document pertinent : vérifiez « qrels.tsv ».")
    return QuestionSet(documents, questions, {name: relevant[name] for name in questions if name in relevant})


def index_documents(documents: Sequence[tuple[str, str, str]]) -> tuple[SearchIndex, list[str]]:
    """An in-memory index of the documents, and their names by version number."""
    index = TantivyIndex(None)
    index.apply([], _passages(documents), 1)
    return index, [name for name, _, _ in documents]


def measures(rankings: Mapping[str, Sequence[str]], relevant: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Means over the questions of `relevant`; `rankings` gives documents best first, each once."""
    per_question = [_measured(rankings.get(name, ()), gains) for name, gains in relevant.items()]
    return {
        "n": len(per_question),
        **{key: statistics.fmean(row[key] for row in per_question) for key in per_question[0]},
    }


def _measured(ranking: Sequence[str], gains: Mapping[str, float]) -> dict[str, float]:
    found = [gains.get(document, 0.0) for document in ranking[:DEPTH]]
    row: dict[str, float] = {f"hit@{k}": float(any(found[:k])) for k in (1, 5, 10)}
    row |= {f"recall@{k}": sum(gain > 0 for gain in found[:k]) / len(gains) for k in (1, 5, 10, 100)}
    row["mrr@10"] = next((1 / rank for rank, gain in enumerate(found[:10], start=1) if gain > 0), 0.0)
    best = sorted(gains.values(), reverse=True)
    row["ndcg@10"] = _discounted(found[:10]) / _discounted(best[:10])
    return row


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def _latencies(milliseconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(milliseconds)
    last = len(ordered) - 1
    return {"p50_ms": ordered[round(last * 0.5)], "p95_ms": ordered[round(last * 0.95)]}


def _passages(documents: Sequence[tuple[str, str, str]]) -> Iterator[IndexedPassage]:
    number = 0
    for version, (_, title, text) in enumerate(documents):
        found = split(Document(text=text, media_type="text/plain", title=title))
        for headings, content in [(" ".join(p.headings), p.text) for p in found] or [("", "")]:
            number += 1
            yield IndexedPassage(number, 1, 1, version, title, headings, content)


def _rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    with _opened(folder, name) as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _row(name, number, line)


def _row(name: str, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise Invalid(reason=f"« {name} », ligne {number} : ce n’est pas du JSON.") from error
    if not isinstance(row, dict) or "_id" not in row:
        raise Invalid(reason=f"« {name} », ligne {number} : un objet avec « _id » est attendu.")
    return row


def _judgements(folder: Path) -> Iterator[tuple[str, str, float]]:
    with _opened(folder, "qrels.tsv") as lines:
        next(lines, None)
        for number, line in enumerate(lines, start=2):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) < 2:
                continue
            try:
                yield cells[0], cells[1], float(cells[2]) if len(cells) > 2 else 1.0
            except ValueError as error:
                reason = f"« qrels.tsv », ligne {number} : le troisième champ doit être un nombre."
                raise Invalid(reason=reason) from error


def _opened(folder: Path, name: str) -> IO[str]:
    plain, zipped = folder / name, folder / f"{name}.gz"
    if plain.is_file():
        return plain.open(encoding="utf-8-sig")
    if zipped.is_file():
        return gzip.open(zipped, "rt", encoding="utf-8-sig")
    raise Invalid(reason=f"Le dossier ne contient ni « {name} » ni « {name}.gz ».")


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return "" if value is None else str(value)
