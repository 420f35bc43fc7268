"""The parts of the bench, each a thin call to what measures it, and the table of what is asked beside what is found.

A part gives a JSON object; a line of the table picks its figure from these objects, or says that it was not measured.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Found = Mapping[str, Any]
SETS = {"piaf": "retrieval_piaf", "aids": "aids_entreprises", "cdtn": "retrieval_cdtn"}
REAL_PDF = "deliberations_montpellier/pdf"
CURVE = [round(0.05 * step, 2) for step in range(1, 20)]


def retrieval(data: Path | None, quick: bool) -> Found:
    """Each question set: beffroi through `evaluate_retrieval`, the peers on title and text as one field."""
    from beffroi.core.search.evaluation import evaluate_retrieval, read_question_set
    from bench.retrieval import bm25s_ranker, fts5, measured

    found = {}
    for name, folder in _present(data).items():
        questions = read_question_set(folder)
        found[name] = {
            "beffroi": evaluate_retrieval(folder),
            "fts5": measured(questions, fts5(questions)),
            "bm25s": measured(questions, bm25s_ranker(questions)),
        }
        if quick:
            break
    return found


def answers(data: Path | None, quick: bool) -> Found:
    """`beffroi eval answers` with and without the documents that answer, and the risk/coverage curve."""
    from beffroi.core.answer.evaluation import EVERYTHING, evaluate_answers, measure, risk_at

    folder = _present(data).get("piaf")
    if folder is None:
        return {}
    found: dict[str, Any] = {"within": evaluate_answers(folder)}
    if not quick:
        found["without"] = evaluate_answers(folder, without_gold=True)
        within, without = measure(folder, thresholds=EVERYTHING), measure(folder, True, EVERYTHING)
        points = [(risk_at(within, at), risk_at(without, at).coverage) for at in CURVE]
        found["curve"] = [[point.threshold, point.coverage, point.accuracy, lost] for point, lost in points]
    return found


def scale(data: Path | None, quick: bool) -> Found:
    """Index and search at 100 000 passages, drawn from a seeded vocabulary."""
    from bench.scale_search import measure_all

    return {"passages": 5_000 if quick else 100_000, **measure_all(5_000 if quick else 100_000)}


def ingest(data: Path | None, quick: bool) -> Found:
    """Files to searchable on one core, then the PDF libraries alone on the same pages."""
    import os

    from bench.ingest import measure_all

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    real = data / REAL_PDF if data else None
    folders = [real] if real and real.is_dir() else []
    found: dict[str, Any] = measure_all(folders, None, long_files=2 if quick else 12, short_files=6 if quick else 60)
    found["real"] = found.pop(Path(REAL_PDF).name, None)
    return {**found, "peers": _pdf_libraries(20 if quick else 100)}


def _pdf_libraries(pages: int) -> Found:
    """Pages by processor second of one generated file: pypdfium2's text alone, pdfplumber's; our reader on tables."""
    import io
    import tempfile

    import pdfplumber
    import pypdfium2

    from beffroi.core.reading.limits import Limits
    from beffroi.core.reading.readers import read_source
    from beffroi.core.reading.source import Source
    from bench.reading import _long_pdf

    plain, ruled = _long_pdf(pages, tables=False), _long_pdf(min(pages, 40), tables=True)

    def raw() -> int:
        document = pypdfium2.PdfDocument(plain)
        return sum(len(document[number].get_textpage().get_text_bounded()) > 0 for number in range(len(document)))

    def plumber() -> int:
        with pdfplumber.open(io.BytesIO(plain)) as opened:
            return len([page.extract_text() for page in opened.pages[:20]])

    def tables() -> int:
        with tempfile.TemporaryDirectory() as folder:
            document = read_source(Source("ruled.pdf", ruled, Limits(), Path(folder))).document
        return len(document.pages) if document else 0

    return {"pypdfium2": _by_second(raw), "pdfplumber": _by_second(plumber), "tables": _by_second(tables)}


def _by_second(read: Callable[[], int]) -> float:
    began = time.process_time()
    return read() / (time.process_time() - began)


def installation(data: Path | None, quick: bool) -> Found:
    from bench import machine

    return machine.measure(starts=1, idle_s=3.0) if quick else machine.measure()


PARTS: dict[str, Callable[[Path | None, bool], Found]] = {
    "installation": installation,
    "scale": scale,
    "ingest": ingest,
    "retrieval": retrieval,
    "answers": answers,
}


def _present(data: Path | None) -> dict[str, Path]:
    folders = {name: data / folder for name, folder in SETS.items()} if data else {}
    return {name: folder for name, folder in folders.items() if any(folder.glob("qrels.tsv*"))}


@dataclass(frozen=True, slots=True)
class Line:
    """`path`: where the figure is in what the parts found. `target`: None when it is only reported. `most`: the target
    is a ceiling. `times`: what it is multiplied by to be shown. `peers`: name and path of the figures beside it."""

    label: str
    path: str
    target: float | None = None
    unit: str = ""
    most: bool = False
    times: float = 1.0
    digits: int = 1
    peers: tuple[tuple[str, str], ...] = ()

    def row(self, found: Found) -> str:
        value = figure(found, self.path)
        if value is None:
            return f"| {self.label} | {self._asked()} | not measured | | |"
        value *= self.times
        reached = "" if self.target is None else ("yes" if self._holds(value) else "no")
        beside = [(name, figure(found, path)) for name, path in self.peers]
        shown = ", ".join(f"{name} {self._show(self.times * peer)}" for name, peer in beside if peer is not None)
        return f"| {self.label} | {self._asked()} | **{self._show(value)}** | {reached} | {shown} |"

    def _holds(self, value: float) -> bool:
        assert self.target is not None
        value = round(value, self.digits)
        return value <= self.target if self.most else value >= self.target

    def _asked(self) -> str:
        return "" if self.target is None else f"{'≤' if self.most else '≥'} {self.target:g}{self.unit}"

    def _show(self, value: float) -> str:
        return f"{value:,.{self.digits}f}".replace(",", " ") + self.unit


def figure(found: Found, path: str) -> float | None:
    """The number at "part/key/key", None when the part did not give it."""
    value: Any = found
    for key in path.split("/"):
        value = value.get(key) if isinstance(value, Mapping) else None
    return float(value) if isinstance(value, int | float) else None


def _quality(label: str, name: str, measure: str, target: float) -> Line:
    peers = tuple((peer, f"retrieval/{name}/{key}/{measure}") for peer, key in (("FTS5", "fts5"), ("bm25s", "bm25s")))
    return Line(label, f"retrieval/{name}/beffroi/{measure}", target, times=100, peers=peers)


LINES = (
    Line("search() p95, 100 000 passages, tenant filter", "scale/beffroi/p95_ms", 20, " ms", most=True,
         peers=(("FTS5", "scale/fts5/p95_ms"),)),
    Line("index stage", "scale/beffroi/passages_per_s", 5000, " passages/s", digits=0,
         peers=(("FTS5", "scale/fts5/passages_per_s"),)),
    Line("database rows, while files enter", "ingest/long/rows_passages_per_s", None, " passages/s", digits=0),
    Line("PDF of 25 pages to searchable, one core", "ingest/long/pages_per_s", 60, " pages/s",
         peers=(("text alone: pypdfium2", "ingest/peers/pypdfium2"), ("pdfplumber", "ingest/peers/pdfplumber"))),
    Line("PDF of one page to searchable, one core", "ingest/short/files_per_s", 20, " files/s"),
    Line("pages with ruled tables, reading alone", "ingest/peers/tables", None, " pages/s",
         peers=(("pdfplumber, no tables", "ingest/peers/pdfplumber"),)),
    Line("26 real délibérations (PDF) to searchable, one core", "ingest/real/files_per_s", None, " files/s"),
    _quality("PIAF recall@10", "piaf", "recall@10", 87.7),
    _quality("PIAF MRR@10", "piaf", "mrr@10", 74.7),
    _quality("aids_entreprises nDCG@10", "aids", "ndcg@10", 44.0),
    _quality("CDTN hit@1", "cdtn", "hit@1", 45.9),
    _quality("CDTN hit@10", "cdtn", "hit@10", 78.5),
    Line("PIAF answers, hit@1", "answers/within/hit@1", 55, " %", times=100),
    Line("PIAF answers, hit@3", "answers/within/hit@3", 75, " %", times=100),
    Line("refused or unsure, answer out of reach", "answers/without/abstained", 80, " %", times=100),
    Line("refused or unsure, answer within reach", "answers/within/flagged", 35, " %", most=True, times=100),
    Line("idle memory, whole process tree (PSS)", "installation/idle_mb", 300, " MB", most=True, digits=0),
    Line("start again to first page", "installation/start_s", 3, " s", most=True),
    Line("first start, demonstration read and indexed", "installation/first_start_s", None, " s"),
    Line("runtime environment on disk", "installation/environment_mb", 850, " MB", most=True, digits=0),
)  # fmt: skip


def table(found: Found) -> str:
    head = "| figure | asked | measured | reached | peers in the same run |\n|---|---|---|---|---|\n"
    return head + "\n".join(line.row(found) for line in LINES)


def curve_table(found: Found) -> str:
    """Empty when the answers were not measured."""
    points = found.get("answers", {}).get("curve", [])
    rows = [f"| {t:.2f} | {100 * c:.0f} % | {100 * a:.0f} % | {100 * lost:.0f} % |" for t, c, a, lost in points]
    head = "| threshold | given as sure | right among them | given as sure, answer out of reach |\n|---|---|---|---|\n"
    return head + "\n".join(rows) if rows else ""
