"""The state of the instance for its exploitant, at a glance. Counts, sizes and versions; never a title nor a text.

Quick on purpose: what reads every file or every entry is `beffroi check`. Proved by
tests/faces/web/instance/test_instance.py.
"""

from __future__ import annotations

import platform as machine
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from typing import Final, Literal

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beffroi.core.errors import BeffroiError
from beffroi.platform.jobs.models import Job, Schedule
from beffroi.platform.library import index, selectors
from beffroi.platform.tenancy.models import Account
from beffroi.platform.tenancy.overview import overview
from beffroi.platform.tenancy.permissions import require_exploitant
from beffroi.platform.tenancy.services import can_send

FREE_BYTES_WARNED: Final = 1 << 30
SILENT: Final = timedelta(minutes=2)
Level = Literal["ok", "warning", "failure"]


@dataclass(frozen=True, slots=True)
class Line:
    part: str
    level: Level
    sentence: str


@dataclass(frozen=True, slots=True)
class InstanceState:
    """`lines`: one for each part that may fail. Sizes in bytes. `versions`: (program, version)."""

    lines: list[Line]
    disk_total: int
    disk_used: int
    disk_free: int
    data_bytes: int
    versions: list[tuple[str, str]]


def read(account: Account) -> InstanceState:
    """The state now. Raises Refused unless the account is the exploitant's."""
    require_exploitant(account)
    disk = shutil.disk_usage(settings.DATA)
    return InstanceState(
        lines=[_worker(), _failures(), _index(), _disk(disk.free), _mail(), *_programs()],
        disk_total=disk.total,
        disk_used=disk.total - disk.free,
        disk_free=disk.free,
        data_bytes=sum(line.bytes for line in overview(account)),
        versions=_versions(),
    )


def _worker() -> Line:
    """A worker looks at the schedules each second: one that is long overdue tells that no worker runs."""
    part, now = _("Travaux de fond"), timezone.now()
    due = Schedule.objects.order_by("next_at").first()
    waiting = Job.objects.filter(state=Job.State.QUEUED, run_after__lte=now - SILENT).count()
    running = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__gte=now - SILENT).count()
    silent = due is None or due.next_at < now - SILENT
    if silent and not running:
        return Line(
            part, "failure", _("Aucun travailleur ne répond : les fichiers déposés attendent. Relancez Beffroi.")
        )
    if waiting:
        text = ngettext(
            "%(n)s travail attend depuis plus de deux minutes.",
            "%(n)s travaux attendent depuis plus de deux minutes.",
            waiting,
        )
        return Line(part, "warning", text % {"n": waiting})
    return Line(part, "ok", _("Le travailleur répond ; rien n’attend."))


def _failures() -> Line:
    since = timezone.now() - timedelta(days=7)
    failed = Job.objects.filter(state=Job.State.FAILED, finished_at__gte=since).count()
    part = _("Travaux échoués")
    if not failed:
        return Line(part, "ok", _("Aucun depuis sept jours."))
    text = ngettext("%(n)s travail a échoué depuis sept jours.", "%(n)s travaux ont échoué depuis sept jours.", failed)
    return Line(part, "warning", text % {"n": failed})


def _index() -> Line:
    part = _("Index de recherche")
    try:
        behind = selectors.last_change() - index.reader().last_seq()
    except BeffroiError as error:
        return Line(part, "failure", _(error.sentence) % error.params if error.params else _(error.sentence))
    if behind > 0:
        text = ngettext("%(n)s changement à rattraper.", "%(n)s changements à rattraper.", behind)
        return Line(part, "warning", text % {"n": behind})
    return Line(part, "ok", _("À jour."))


def _disk(free: int) -> Line:
    level: Level = "warning" if free < FREE_BYTES_WARNED else "ok"
    text = _("Il reste %(go)s Go.") % {"go": f"{free / 1024**3:.1f}".replace(".", ",")}
    return Line(_("Disque"), level, text)


def _mail() -> Line:
    if can_send():
        return Line(_("Courriel"), "ok", _("Les invitations partent par courriel."))
    text = _(
        "Aucun serveur de courriel n’est réglé : les liens sont montrés, à transmettre à la main (BEFFROI_SMTP_URL)."
    )
    return Line(_("Courriel"), "warning", text)


def _programs() -> Iterator[Line]:
    for program, title, effect in (
        ("tesseract", "Tesseract", _("Absent : les pages numérisées restent « à océriser ».")),
        ("soffice", "LibreOffice", _("Absent : les anciens fichiers DOC ne sont pas lus.")),
    ):
        found = shutil.which(program) is not None
        yield Line(title, "ok" if found else "warning", _("Installé.") if found else effect)


def _versions() -> list[tuple[str, str]]:
    if connection.vendor == "sqlite":
        database = ("SQLite", sqlite3.sqlite_version)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            database = ("PostgreSQL", str(cursor.fetchone()[0]))
    python = ("Python", machine.python_version())
    return [
        ("Beffroi", version("beffroi")),
        python,
        ("Django", version("django")),
        database,
        ("Tantivy", version("tantivy")),
    ]
