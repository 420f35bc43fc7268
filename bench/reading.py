"""How fast files become documents: `python bench/reading.py [FOLDER OF PDF…]`. Prints one JSON object.

Measures, on files made here: a long born-digital PDF without tables, the same with ruled tables, a two-page PDF
through the warm fence (one at a time, then four threads), DOCX and text through the fence; then the memory of the
idle helper, and the real PDFs of the folders given. `*_per_cpu_s` and `cpu_ms` count processor time (this process, the
helper and its children), which a busy machine does not change; the others are wall-clock. Nothing is asserted.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import typst

from beffroi.core.reading import Limits, ReadingServer
from beffroi.core.reading.readers import read_source
from beffroi.core.reading.source import Source

_WORDS = (
    "Le conseil municipal approuve le règlement intérieur de l’accueil périscolaire, fixe les tarifs applicables aux "
    "familles selon leur quotient et autorise le maire à signer les conventions nécessaires à son exécution. "
    "Les inscriptions sont reçues en mairie du lundi au vendredi, de neuf heures à midi, sauf les jours fériés. "
)


def _long_pdf(pages: int, *, tables: bool) -> bytes:
    parts = ['#set text(lang: "fr", size: 11pt)\n#set par(justify: true)\n']
    for number in range(1, pages + 1):
        parts.append(f"= Article {number}\n" + "\n\n".join(f"{_WORDS * 3}" for _ in range(3)) + "\n")
        if tables:
            cells = "".join(f"[Salle {n}], [{n * 12} €], [{n} h], " for n in range(1, 9))
            parts.append(f"#table(columns: 3, [Salle], [Tarif], [Durée], {cells})\n")
        parts.append("#pagebreak(weak: true)\n")
    return bytes(typst.compile("".join(parts).encode()))


def _docx(path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_heading("Règlement", 1)
    for _ in range(20):
        document.add_paragraph(_WORDS)
    document.save(str(path))


def _direct_pages_per_cpu_second(data: bytes, folder: Path) -> float:
    """The reading stage alone, without the fence, best of three."""
    rates = []
    for _ in range(3):
        began = time.process_time()
        reading = read_source(Source("long.pdf", data, Limits(), folder))
        assert reading.document is not None
        rates.append(len(reading.document.pages) / (time.process_time() - began))
    return max(rates)


def _cpu_seconds(server: ReadingServer) -> float:
    """Processor time of this process, the helper and the children that it has waited for (Linux)."""
    stat = Path(f"/proc/{server.pid}/stat")
    if not stat.exists():
        return time.process_time()
    fields = stat.read_text().rpartition(")")[2].split()
    return time.process_time() + sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def _fenced(server: ReadingServer, path: Path, folder: Path, times: int = 60) -> dict[str, float]:
    spent = []
    cpu = _cpu_seconds(server)
    for _ in range(times):
        began = time.perf_counter()
        server.read(path, path.name, workspace=folder)
        spent.append(1000 * (time.perf_counter() - began))
    cpu = 1000 * (_cpu_seconds(server) - cpu) / times
    return {"cpu_ms": round(cpu, 1), "p50_ms": round(statistics.median(spent), 1)}


def _parallel_files_per_second(server: ReadingServer, path: Path, folder: Path) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: server.read(path, path.name, workspace=folder), range(80)))
    return 80 / (time.perf_counter() - began)


def _pss_mib(pid: int | None) -> float | None:
    rollup = Path(f"/proc/{pid}/smaps_rollup")
    if not rollup.exists():
        return None
    kib = next(int(line.split()[1]) for line in rollup.read_text().splitlines() if line.startswith("Pss:"))
    return round(kib / 1024, 1)


def _real(server: ReadingServer, files: list[Path], folder: Path) -> dict[str, float]:
    pages, began, cpu = 0, time.perf_counter(), _cpu_seconds(server)
    for path in files:
        document = server.read(path, path.name, workspace=folder).document
        pages += len(document.pages) if document else 0
    spent = time.perf_counter() - began
    cpu = _cpu_seconds(server) - cpu
    rates = {"pages_per_s": round(pages / spent, 1), "pages_per_cpu_s": round(pages / cpu, 1)}
    return {"files": len(files), "pages": pages, "cpu_ms_per_file": round(1000 * cpu / max(1, len(files)), 1), **rates}


def main() -> None:
    """Measure and print."""
    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as name, ReadingServer() as server:
        folder = Path(name)
        plain, ruled = _long_pdf(40, tables=False), _long_pdf(40, tables=True)
        two = folder / "two.pdf"
        two.write_bytes(_long_pdf(2, tables=False))
        word, text = folder / "file.docx", folder / "file.txt"
        _docx(word)
        text.write_text(_WORDS * 20, encoding="utf-8")
        figures["pdf_pages_per_cpu_s"] = round(_direct_pages_per_cpu_second(plain, folder), 1)
        figures["pdf_with_tables_pages_per_cpu_s"] = round(_direct_pages_per_cpu_second(ruled, folder), 1)
        server.read(two, two.name, workspace=folder)
        for path in (two, word, text):
            figures[f"fenced_{path.suffix[1:]}"] = _fenced(server, path, folder)
        figures["fenced_pdf_files_per_s_4_threads"] = round(_parallel_files_per_second(server, two, folder), 1)
        figures["idle_helper_pss_mib"] = _pss_mib(server.pid)
        for given in sys.argv[1:]:
            figures[given] = _real(server, sorted(Path(given).glob("*.pdf")), folder)
    print(json.dumps(figures, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
