"""An accepted file becomes a document. The whole journey is `ingest`, below.

Invariants: every accepted file ends with a verdict; a file is settled once, in one transaction (rows, change for the
index, journal), by the worker that holds the job; killed anywhere, the journey is taken up at the files not settled.
Proved by tests/faults/test_ingestion_kill.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from beffroi.core.scope import Scope
from beffroi.platform.jobs.registry import job
from beffroi.platform.jobs.work import Reason, Work
from beffroi.platform.library import files, keeper, members, readings, scoping
from beffroi.platform.library.models import Intake, IntakeFile
from beffroi.platform.library.services.intakes import INTAKE_KIND, after_intake
from beffroi.platform.library.settling import Desk

READING = "reading"


@job(INTAKE_KIND, title=gettext_noop("Lecture des fichiers déposés"), max_attempts=50)
def ingest(work: Work) -> None:
    """Accepted files → read in the fence → members and passages → rows, index change, journal → the index follows."""
    intake = Intake.objects.filter(pk=work.params["intake"]).select_related("base", "member__collectivite").first()
    if intake is None:
        return
    desk = Desk(intake, _scope(intake), files.root(intake.collectivite_id))
    with readings.workspace() as place:
        while not _finished(work, intake):
            waiting = _not_known(work, desk)
            for batch in readings.read_all(waiting, desk.folder, place, lambda slow: _look(work, slow)):
                prepared = [(file, desk.prepare(file, reading)) for file, reading in batch]
                with work.guarded():
                    desk.settle(prepared)
                    _show(work, intake)
                keeper.changed()
            work.checkpoint()


def _scope(intake: Intake) -> Scope:
    """What the uploader sees: within it, the same bytes are the same document."""
    if intake.member is not None:
        return scoping.scope_for(intake.member)
    return scoping.system_scope(intake.collectivite)


def _not_known(work: Work, desk: Desk) -> Iterator[tuple[IntakeFile, int]]:
    """The files to read, in order of arrival, with their depth; those that are documents already are settled here."""
    left = IntakeFile.objects.filter(intake=desk.intake).exclude(state=IntakeFile.State.DONE)
    waiting = list(left.select_related("blob", "parent__parent__parent").order_by("position", "pk"))
    known = desk.known(waiting)
    if known:
        with work.guarded():
            desk.settle_known(known)
            _show(work, desk.intake)
    for file in waiting:
        if file.pk not in known:
            yield file, members.depth(file)


def _look(work: Work, slow: list[IntakeFile]) -> Reason | None:
    """Show the files that take their time as being read, and say whether to leave."""
    begun = [file.pk for file in slow if file.state == IntakeFile.State.ACCEPTED]
    if begun:
        IntakeFile.objects.filter(pk__in=begun, state=IntakeFile.State.ACCEPTED).update(state=IntakeFile.State.READING)
        for file in slow:
            file.state = IntakeFile.State.READING
    return work.should_leave()


def _show(work: Work, intake: Intake) -> None:
    done = Count("pk", filter=Q(state=IntakeFile.State.DONE))
    counted = IntakeFile.objects.filter(intake=intake).aggregate(done=done, total=Count("pk"))
    work.progress(counted["done"], counted["total"], READING)


def _finished(work: Work, intake: Intake) -> bool:
    """Whether every file is settled; then the intake is closed, and the health report of its base asked for."""
    with work.guarded():
        if IntakeFile.objects.filter(intake=intake).exclude(state=IntakeFile.State.DONE).exists():
            return False
        Intake.objects.filter(pk=intake.pk).update(finished_at=timezone.now())
        _show(work, intake)
        after_intake(intake)
        work.finish()
    return True
