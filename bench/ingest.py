"""How fast files become searchable: the whole path, on this machine. Prints figures; never fails on a time.

    .venv/bin/python bench/ingest.py [FOLDER_OF_PDF…] [--core N]

Two kinds of born-digital PDF are generated (many pages; one or two pages), then any folder given. For each: files/s and
pages/s from bytes received to searchable, and apart: reception, database rows, index. `--core` keeps the whole process
tree on one core.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import random
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WORDS = (
    "commune conseil municipal séance délibération budget voirie école cantine tarif salle association subvention "
    "travaux marché entretien jardin piscine bibliothèque agent service public usager demande dossier pièce délai "
    "mairie adjoint commission projet plan urbanisme permis parcelle réseau assainissement collecte déchets transport"
).split()


def prose(random_: random.Random, words: int) -> str:
    """Sentences of invented text."""
    sentences = []
    while words > 0:
        length = random_.randint(8, 22)
        sentence = " ".join(random_.choice(WORDS) for _ in range(length))
        sentences.append(f"{sentence.capitalize()}, soit {random_.randint(2, 9000)} euros.")
        words -= length + 3
    return " ".join(sentences)


def generate(folder: Path, files: int, pages: int, seed: int) -> None:
    """Born-digital PDF files, each of about `pages` pages, no two alike."""
    import typst

    folder.mkdir(parents=True)
    random_ = random.Random(seed)
    for number in range(files):
        parts = ['#set page(paper: "a4")', '#set text(lang: "fr", size: 10.5pt)', f"= Recueil {number}"]
        for page in range(pages):
            parts.append(f"== Article {page + 1}\n\n" + "\n\n".join(prose(random_, 105) for _ in range(4)))
            parts.append("#pagebreak(weak: true)")
        (folder / f"recueil-{number}.pdf").write_bytes(typst.compile("\n\n".join(parts).encode()))


class Clock:
    """Seconds spent inside named functions of the product."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def around(self, name: str, owner: Any, attribute: str) -> None:
        setattr(owner, attribute, self.timed(name, getattr(owner, attribute)))

    def timed(self, name: str, inner: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            began, cpu = time.perf_counter(), time.thread_time()
            try:
                return inner(*args, **kwargs)
            finally:
                for key, spent in ((name, time.perf_counter() - began), (f"{name} cpu", time.thread_time() - cpu)):
                    self.spent[key] = self.spent.get(key, 0.0) + spent

        return timed


@contextmanager
def house() -> Iterator[None]:
    """The real application on an empty data folder."""
    data = tempfile.mkdtemp(prefix="beffroi-bench-")
    os.environ["BEFFROI_DATA"] = data
    os.environ.setdefault("BEFFROI_LOG_LEVEL", "WARNING")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beffroi.project.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)
    try:
        yield
    finally:
        shutil.rmtree(data, ignore_errors=True)


def processor() -> float:
    """Processor seconds of this process and of the fence's helper with its ended children."""
    from beffroi.core.reading import default_server

    times = os.times()
    spent = times.user + times.system
    helper = default_server().pid
    if helper is not None and Path("/proc/self/stat").exists():
        fields = Path(f"/proc/{helper}/stat").read_text().rpartition(")")[2].split()
        spent += sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")
    return spent


def measure(name: str, paths: list[Path], clock: Clock) -> dict[str, float]:
    """Receive these files in a new base, read them to the end, print one line; give its figures."""
    from django.db.models import Sum

    from beffroi.platform.jobs.worker import Worker
    from beffroi.platform.library import scoping, services
    from beffroi.platform.library.models import IntakeFile, Version
    from beffroi.platform.tenancy.models import Collectivite

    authority = Collectivite.objects.create(name="Mesure", slug=uuid.uuid4().hex[:12])
    base = services.create_base(scoping.system_scope(authority), "Mesure")
    scope = scoping.system_scope(authority)
    clock.spent.clear()
    began, cpu = time.perf_counter(), processor()
    opened = ((path.name, path.open("rb")) for path in paths)
    intake = services.accept_files(scope, base.public_id, opened)
    received = time.perf_counter() - began
    Worker().run_until_idle()
    health = clock.spent.get("health", 0.0)  # runs after the intake, on documents that already answer
    whole = time.perf_counter() - began - health
    cpu = processor() - cpu - clock.spent.get("health cpu", 0.0)
    read = Version.objects.filter(collectivite=authority).aggregate(
        pages=Sum("page_count"), passages=Sum("passage_count")
    )
    pages, passages = read["pages"] or 0, read["passages"] or 0
    settled = IntakeFile.objects.filter(intake=intake, state="done").count()
    index = clock.spent.get("index", 0.0)
    print(
        f"{name:<22} {len(paths):>5} files {settled:>5} settled {pages:>6} pages {passages:>6} passages {whole:7.2f} s"
        f"  {len(paths) / whole:7.1f} files/s {pages / whole:7.1f} pages/s"
        f"   per processor second: {len(paths) / cpu:.1f} files, {pages / cpu:.1f} pages\n   "
        f"   of which reception {received:.2f} s, rows {clock.spent.get('rows', 0.0):.2f} s,"
        f" split {clock.spent.get('split', 0.0):.2f} s,"
        f" index {index:.2f} s ({passages / index if index else 0:.0f} passages/s);"
        f" health report after: {health:.2f} s",
        flush=True,
    )
    rows = clock.spent.get("rows", 0.0)
    return {
        "files": len(paths),
        "pages": pages,
        "files_per_s": len(paths) / whole,
        "pages_per_s": pages / whole,
        "index_passages_per_s": passages / index if index else 0.0,
        "rows_passages_per_s": passages / rows if rows else 0.0,
    }


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folders", nargs="*", type=Path)
    options.add_argument("--core", type=int, help="keep the whole process tree on this core")
    options.add_argument("--files", type=int, default=0, help="at most so many files of each folder")
    chosen = options.parse_args()
    if chosen.core is not None:
        os.sched_setaffinity(0, {chosen.core})
    measure_all(chosen.folders, chosen.files or None)
    return 0


def measure_all(
    folders: Sequence[Path], most: int | None, long_files: int = 12, short_files: int = 60
) -> dict[str, dict[str, float]]:
    """The figures of the generated files ("long", "short") and of the PDF of each folder, `most` of them at most."""
    sources = Path(tempfile.mkdtemp(prefix="beffroi-bench-pdf-"))
    try:
        generate(sources / "long", long_files, 25, 1)
        generate(sources / "short", short_files, 1, 2)
        generate(sources / "warm", 3, 1, 3)
        with house():
            clock = watch()
            measure("(warming up)", sorted((sources / "warm").iterdir()), clock)
            figures = {
                "long": measure("25 pages, generated", sorted((sources / "long").iterdir()), clock),
                "short": measure("1 page, generated", sorted((sources / "short").iterdir()), clock),
            }
            for folder in folders:
                figures[folder.name] = measure(folder.name, sorted(folder.rglob("*.pdf"))[:most], clock)
            return figures
    finally:
        shutil.rmtree(sources, ignore_errors=True)


def watch() -> Clock:
    """A clock around the stages of ingestion."""
    from beffroi.core.search.tantivy_index import TantivyIndex
    from beffroi.platform.jobs import registry
    from beffroi.platform.library import health, settling

    clock = Clock()
    clock.around("rows", settling.Desk, "settle")
    clock.around("split", settling.Desk, "prepare")
    kind = registry.KINDS[health.HEALTH_KIND]
    registry.KINDS[health.HEALTH_KIND] = dataclasses.replace(kind, run=clock.timed("health", kind.run))
    clock.around("index", TantivyIndex, "apply")
    return clock


if __name__ == "__main__":
    sys.exit(main())
