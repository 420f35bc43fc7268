"""Make the application ready: settings, migrations, static files. Each step is skipped when there is nothing to do."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import django

from beffroi.core.errors import BeffroiError

POLL_S: Final = 0.3


class DatabaseUnusable(BeffroiError):
    code = "database.unusable"
    sentence = (
        "La base de données ne répond pas (%(reason)s). Vérifiez BEFFROI_DATABASE_URL, que le serveur est démarré, "
        "ou que le dossier de données est inscriptible."
    )


class DataIsNewer(BeffroiError):
    code = "data.newer"
    sentence = (
        "Ces données ont été écrites par une version plus récente de Beffroi (%(migration)s). "
        "Installez cette version, ou restaurez une sauvegarde."
    )


def setup() -> None:
    """Load the settings and the applications. Raises BadSetting or DataFolderUnusable with a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beffroi.project.settings")
    django.setup()


def migrate() -> bool:
    """Bring the database to this version; say whether it changed. Raises DatabaseUnusable, DataIsNewer."""
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        ours = {app for app, _ in executor.loader.disk_migrations}
        unknown = [
            f"{app}.{name}"
            for app, name in executor.loader.applied_migrations
            if app in ours and (app, name) not in executor.loader.disk_migrations
        ]
        if unknown:
            raise DataIsNewer(migration=unknown[0])
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if pending:
            call_command("migrate", interactive=False, verbosity=0)
        return bool(pending)
    except DatabaseError as exc:
        raise DatabaseUnusable(reason=str(exc).splitlines()[0] if str(exc) else type(exc).__name__) from exc


def collect_static() -> None:
    """Gather the static files in the data folder when they changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest.hexdigest())


def catch_up() -> None:
    """Bring the index up to date when no server does it: a command alone on the folder sees every accepted document."""
    from beffroi.platform.library.errors import DataInUse
    from beffroi.platform.library.keeper import IndexKeeper

    with contextlib.suppress(DataInUse), IndexKeeper(lasting=False) as keeper:
        keeper.settle()


def run_here_or_wait(finished: Callable[[], bool]) -> None:
    """Run what is due in this process; when a server owns the folder, wait until it has done so."""
    from beffroi.platform.jobs.worker import Worker
    from beffroi.platform.library.errors import DataInUse

    try:
        Worker(threads=1).run_until_idle()
    except DataInUse:
        while not finished():
            time.sleep(POLL_S)
