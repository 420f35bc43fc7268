"""What a process of a test's house can be asked to do: `python -m tests.faults.deeds DEED …`; ends with a JSON line."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from pathlib import Path
from typing import Any


def main(words: list[str]) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "beffroi.project.settings"
    import django

    django.setup()
    result = globals()[words[0].replace("-", "_")](*words[1:])
    print(json.dumps(result), flush=True)


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)


# Long work -----------------------------------------------------------------------------------------------------------


def _declare_ledger() -> None:
    from beffroi.platform.jobs.registry import COMPANIONS, job
    from beffroi.platform.jobs.work import Work
    from beffroi.platform.tenancy.models import Service

    COMPANIONS.clear()

    @job("test.ledger", title="test", max_attempts=100)
    def write(work: Work) -> None:
        tenant, _ = work.scope_ids
        for line in range(work.params["lines"]):
            with work.step(str(line)) as undone:
                if undone:
                    Service.objects.create(
                        collectivite_id=tenant,
                        name=f"{work.job_id}-{line}-{time.time_ns()}",
                        remit=f"{work.job_id}-{line}",
                    )
                    time.sleep(0.002)
            work.progress(line + 1, work.params["lines"])
            work.checkpoint()


def order_ledger(jobs: str, lines: str) -> None:
    from beffroi.platform.jobs.services import enqueue
    from beffroi.platform.tenancy.models import Collectivite

    _declare_ledger()
    for number in range(int(jobs)):
        tenant = Collectivite.objects.create(name=f"C{number}", slug=f"c-{number}")
        enqueue("test.ledger", {"lines": int(lines)}, collectivite_id=tenant.pk)


def keep_ledger() -> None:
    from beffroi.platform.jobs.worker import Worker

    _declare_ledger()
    print("ready", flush=True)
    Worker(threads=2, turn_s=0.05).run_forever()


def finish_ledger() -> None:
    from beffroi.platform.jobs.worker import Worker

    _declare_ledger()
    Worker().run_until_idle()


def ledger() -> dict[str, Any]:
    from beffroi.platform.jobs.models import Job
    from beffroi.platform.tenancy.models import Service

    jobs = Job.objects.filter(kind="test.ledger").order_by("pk")
    return {
        "lines": sorted(Service.objects.values_list("remit", flat=True)),
        "states": list(jobs.values_list("state", flat=True)),
        "jobs": list(jobs.values_list("pk", flat=True)),
    }


# Files ---------------------------------------------------------------------------------------------------------------


def found_town(files: str) -> list[str]:
    """An authority with one base, and `files` files of several formats in the folder "given"."""
    from beffroi.platform.library import scoping, services
    from beffroi.platform.tenancy.models import Collectivite
    from tests.faults import given

    town = Collectivite.objects.create(name="Ville", slug="ville")
    services.create_base(scoping.system_scope(town), "Base")
    return given.write(Path(os.environ["BEFFROI_DATA"]).parent / "given", int(files))


def give(start: str) -> None:
    """Give the files one after the other, saying each one that is accepted."""
    from beffroi.platform.library import scoping, services
    from beffroi.platform.library.models import Base
    from beffroi.platform.tenancy.models import Collectivite

    scope = scoping.system_scope(Collectivite.objects.get())
    base = Base.objects.get()
    print("ready", flush=True)
    for path in sorted((Path(os.environ["BEFFROI_DATA"]).parent / "given").iterdir())[int(start) :]:
        services.accept_files(scope, base.public_id, [(path.name, io.BytesIO(path.read_bytes()))])
        print(path.name, flush=True)


def give_all() -> None:
    """Give all the files at once."""
    from beffroi.platform.library import scoping, services
    from beffroi.platform.library.models import Base
    from beffroi.platform.tenancy.models import Collectivite

    scope = scoping.system_scope(Collectivite.objects.get())
    paths = sorted((Path(os.environ["BEFFROI_DATA"]).parent / "given").iterdir())
    services.accept_files(scope, Base.objects.get().public_id, [(p.name, io.BytesIO(p.read_bytes())) for p in paths])


def read_files() -> None:
    from beffroi.platform.jobs.worker import Worker

    print("ready", flush=True)
    Worker(threads=2).run_forever()


def finish_files() -> None:
    from beffroi.platform.jobs.worker import Worker

    Worker().run_until_idle()


def library(*words: str) -> dict[str, Any]:
    """Everything that a test of ingestion looks at; `words`: one per file, to search for."""
    from beffroi.platform.journal.models import Entry
    from beffroi.platform.journal.verify import verify_chain
    from beffroi.platform.library import files, follower, index, scoping
    from beffroi.platform.library.models import Blob, Document, Intake, IntakeFile, Passage, Version
    from beffroi.platform.tenancy.models import Collectivite

    town = Collectivite.objects.get()
    scope = scoping.system_scope(town)
    reader = index.reader()
    folder = files.root(town.pk)
    texts = dict(Passage.objects.values_list("pk", "text"))
    return {
        "files": list(IntakeFile.objects.order_by("pk").values("name", "state", "outcome", "verdict", "detail")),
        "unfinished": Intake.objects.filter(finished_at=None).count(),
        "documents": list(Document.objects.order_by("pk").values_list("title", flat=True)),
        "versions": list(Version.objects.order_by("pk").values_list("filename", flat=True)),
        "passages": Passage.objects.count(),
        "found": {w: sum(w in texts[hit.passage] for hit in reader.search(w, scope, 10_000)) for w in words},
        "indexed": len(reader.search("commun", scope, 10_000)),
        "behind": follower.behind(reader),
        "chain": verify_chain(town.pk),
        "added": Entry.objects.filter(verb="library.document_added").count(),
        "missing": [blob.sha256 for blob in Blob.objects.all() if not files.address(folder, blob.sha256).exists()],
    }


if __name__ == "__main__":
    main(sys.argv[1:])
