"""What long work does about itself: old jobs are forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_noop

from beffroi.platform.jobs.models import Job
from beffroi.platform.jobs.registry import job, schedule
from beffroi.platform.jobs.work import Work

FORGET: Final = "jobs.forget"
KEPT: Final = timedelta(days=30)
DAY_S: Final = 86_400


@job(FORGET, title=gettext_noop("Oubli des travaux terminés"))
def forget(work: Work) -> None:
    """Erase the rows of jobs that ended a month ago."""
    with work.guarded():
        Job.objects.filter(finished_at__lt=timezone.now() - KEPT).delete()


schedule(FORGET, DAY_S)
