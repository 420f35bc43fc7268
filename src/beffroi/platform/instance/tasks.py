"""The long work of this room: export an authority, erase it, forget old archives."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop

from beffroi.platform.instance import archive, erasure, forgetting
from beffroi.platform.jobs.registry import job, schedule
from beffroi.platform.jobs.work import Work

EXPORT: Final = "instance.export"
ERASE: Final = "instance.erase"
FORGET: Final = "instance.forget_exports"
_DAY: Final = 24 * 3600


@job(EXPORT, title=gettext_noop("Export de la collectivité"))
def export(work: Work) -> None:
    archive.write(work)


@job(ERASE, title=gettext_noop("Effacement d’une collectivité"), max_attempts=20)
def erase(work: Work) -> None:
    erasure.erase(work)


@job(FORGET, title=gettext_noop("Effacement des exports de plus de sept jours"))
def forget_exports(work: Work) -> None:
    archive.forget_old()
    forgetting.forget_access()


schedule(FORGET, _DAY)
