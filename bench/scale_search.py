"""Index and search at 100 000 passages: the two figures of the search room, with SQLite FTS5 in the same run.

    python bench/scale_search.py [--passages N] [--texts FILE.jsonl[.gz]]

Passages of about 110 words are drawn from a vocabulary with Zipf's frequencies (seeded), or cut from the `text` of a
JSON-lines file. Half belong to the tenant that asks. The index stage is from IndexedPassage to commit, on disk.
Prints a table; never fails on a time.
"""

from __future__ import annotations

import argparse
import bisect
import gzip
import itertools
import json
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from beffroi.core.french.tokens import terms
from beffroi.core.scope import Scope
from beffroi.core.search.contract import IndexedPassage
from beffroi.core.search.searching import search
from beffroi.core.search.tantivy_index import TantivyIndex

WORDS = 110
SCOPE = Scope(1, None, frozenset(range(1, 6)), frozenset({11}), date(2026, 6, 1))
SYLLABLES = "ba bi bo ca ci co cou da de di du fa fi fon ga gra in la le li lo ma me mi mon na ni no pa pe pi pla po pré qua ra ré ri ro sa sé si so ta té ti tion ton tra u va vé vi voi".split()  # noqa: E501
ENDINGS = ["", "s", "e", "es", "ment", "tion", "tions", "er", "ait", "é", "ée", "age", "eur", "al", "aux"]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--texts", type=Path)
    options = parser.parse_args()
    measure_all(options.passages, options.texts)


def measure_all(count: int, source: Path | None = None) -> dict[str, dict[str, float]]:
    """The figures of the index ("beffroi") and of FTS5 ("fts5") on `count` passages."""
    texts = list(itertools.islice(real_texts(source) if source else drawn_texts(), count))
    passages = [passage(number, text) for number, text in enumerate(texts, start=1)]
    drawn = random.Random(5)
    questions = [question(drawn, drawn.choice(texts)) for _ in range(300)]
    folder = Path(tempfile.mkdtemp(prefix="beffroi-bench-"))
    try:
        return {
            "beffroi": measure_beffroi(folder, passages, questions),
            "fts5": measure_fts5(folder, passages, questions[:40]),
        }
    finally:
        shutil.rmtree(folder)


def measure_beffroi(folder: Path, passages: list[IndexedPassage], questions: list[str]) -> dict[str, float]:
    index = TantivyIndex.open_writer(folder / "index")
    begin, cpu = time.perf_counter(), time.process_time()
    for seq, start in enumerate(range(0, len(passages), 20_000), start=1):
        index.apply([], passages[start : start + 20_000], seq)
    wall, cpu = time.perf_counter() - begin, time.process_time() - cpu
    size = sum(file.stat().st_size for file in (folder / "index").rglob("*") if file.is_file()) / 1e6
    words = sum(len(row.text.split()) for row in passages[:500]) / len(passages[:500])
    rate, cpu_rate = len(passages) / wall, len(passages) / cpu
    print(f"passages                        {len(passages)} of {words:.0f} words, half of them visible")
    print(f"index stage                     {rate:.0f} passages/s ({cpu_rate:.0f} by CPU second), {size:.0f} MB")
    times = timed(lambda asked: search(index, asked, SCOPE, 50), questions)
    print(f"search, tenant filter           p50 {times[0]:.1f} ms, p95 {times[1]:.1f} ms", flush=True)
    index.close()
    return {"passages_per_s": rate, "p50_ms": times[0], "p95_ms": times[1], "megabytes": size}


def measure_fts5(folder: Path, passages: list[IndexedPassage], questions: list[str]) -> dict[str, float]:
    database = sqlite3.connect(folder / "fts5.sqlite")
    database.execute("CREATE VIRTUAL TABLE d USING fts5(content, tenant, tokenize = 'unicode61 remove_diacritics 2')")
    begin = time.perf_counter()
    database.executemany(
        "INSERT INTO d (rowid, content, tenant) VALUES (?, ?, ?)",
        ((row.id, f"{row.title} {row.text}", f"t{row.tenant}") for row in passages),
    )
    database.commit()
    rate = len(passages) / (time.perf_counter() - begin)
    print(f"sqlite fts5, insert             {rate:.0f} passages/s")

    def ask(asked: str) -> object:
        words = " OR ".join(f'content:"{word}"' for word in dict.fromkeys(asked.split()))
        sql = "SELECT rowid FROM d WHERE d MATCH ? ORDER BY bm25(d) LIMIT 50"
        return database.execute(sql, (f'tenant:"t1" AND ({words})',)).fetchall()

    times = timed(ask, questions)
    print(f"sqlite fts5, tenant filter      p50 {times[0]:.1f} ms, p95 {times[1]:.1f} ms")
    database.close()
    return {"passages_per_s": rate, "p50_ms": times[0], "p95_ms": times[1]}


def timed(ask: Callable[[str], object], questions: list[str]) -> tuple[float, float]:
    for asked in questions[:10]:
        ask(asked)
    times = []
    for asked in questions:
        begin = time.perf_counter()
        ask(asked)
        times.append((time.perf_counter() - begin) * 1000)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.95)]


def passage(number: int, text: str) -> IndexedPassage:
    tenant = 1 + number % 2
    base = number % 5 + 1 if tenant == 1 else number % 5 + 6
    closed = date(2025, 12, 31) if number % 20 == 0 else None
    return IndexedPassage(number, tenant, base, number // 8, " ".join(text.split()[:6]), "", text, None, closed)


def question(drawn: random.Random, text: str) -> str:
    """Four to nine words of one passage, as a person remembers it."""
    words = [word for word in text.split() if terms(word)] or text.split()
    return " ".join(drawn.sample(words, min(len(words), drawn.randint(4, 9))))


def drawn_texts() -> Iterator[str]:
    drawn = random.Random(1)
    vocabulary = list(
        dict.fromkeys(
            "".join(drawn.choices(SYLLABLES, k=drawn.choice((1, 2, 2, 3, 3, 4)))) + drawn.choice(ENDINGS)
            for _ in range(60_000)
        )
    )
    weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(vocabulary))))
    small = "de la le les des à et en du un une dans par pour sur au est l’article que qui".split()
    while True:
        words = [
            drawn.choice(small)
            if drawn.random() < 0.45
            else vocabulary[bisect.bisect(weights, drawn.random() * weights[-1]) - 1]
            for _ in range(WORDS)
        ]
        yield " ".join(words) + "."


def real_texts(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in itertools.chain.from_iterable(itertools.repeat(list(lines))):
            words = json.loads(line)["text"].split()
            for start in range(0, len(words), WORDS):
                yield " ".join(words[start : start + WORDS])


if __name__ == "__main__":
    main()
