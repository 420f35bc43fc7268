"""`ingest` and `reindex`: documents in, index rebuilt. Beside a running server, the work is handed over to it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

from beffroi.core.errors import BeffroiError
from beffroi.core.scope import Scope
from beffroi.faces.cli import acting, boot
from beffroi.faces.cli.command import Command

if TYPE_CHECKING:
    from beffroi.platform.library.models import Intake

BATCH = 200


class PathUnreadable(BeffroiError):
    code = "cli.path"
    sentence = "%(path)s ne peut pas être lu (%(reason)s). Vérifiez le chemin et les droits."


class WhichBase(BeffroiError):
    code = "cli.which_base"
    sentence = "Dites dans quelle base : --base NOM. Bases de la collectivité : %(known)s"


def ingest(options: argparse.Namespace) -> int:
    boot.setup()
    boot.migrate()
    from beffroi.platform.library import services

    scope = acting.scope_of(options)
    base = _only_base(scope, options.base)
    paths = list(_files(options.paths))
    refused = 0
    for batch in (paths[i : i + BATCH] for i in range(0, len(paths), BATCH)):
        with ExitStack() as opened:
            named = [(name, _open(path, opened)) for name, path in batch]
            intake = services.accept_files(scope, base, named, label=str(options.paths[0]))
        refused += _wait(intake)
    return 1 if refused else 0


def reindex(options: argparse.Namespace) -> None:
    boot.setup()
    boot.migrate()
    from beffroi.platform.library import tasks

    job = tasks.ask_reindex()

    def finished() -> bool:
        job.refresh_from_db(fields=["state", "finished_at"])
        return job.finished_at is not None

    boot.run_here_or_wait(finished)
    job.refresh_from_db()
    print(
        "Index reconstruit." if job.state == job.State.DONE else "L’index n’a pas pu être reconstruit : beffroi check"
    )


def _only_base(scope: Scope, name: str | None) -> UUID:
    from beffroi.platform.library import selectors

    own = {base.name: base.public_id for base in selectors.bases(scope) if base.collectivite_id == scope.tenant}
    if name in own:
        return own[name]
    if name is None and len(own) == 1:
        return next(iter(own.values()))
    raise WhichBase(known=", ".join(own) or "aucune ; créez-en une dans la page « Bases »")


def _files(arguments: list[str]) -> Iterator[tuple[str, Path]]:
    """Every file named or lying under a named folder, with the name it will keep (relative to that folder)."""
    for argument in arguments:
        path = Path(argument)
        if path.is_dir():
            for folder, folders, names in os.walk(path):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                for name in sorted(names):
                    if not name.startswith("."):
                        whole = Path(folder) / name
                        yield str(whole.relative_to(path)), whole
        elif path.is_file():
            yield path.name, path
        else:
            raise PathUnreadable(path=argument, reason="il n’existe pas")


def _open(path: Path, opened: ExitStack) -> BinaryIO:
    try:
        return opened.enter_context(path.open("rb"))
    except OSError as exc:
        raise PathUnreadable(path=path, reason=exc.strerror) from exc


def _wait(intake: Intake) -> int:
    """Follow the intake to its end, here or in the server; print each outcome. Returns how many were refused."""
    boot.run_here_or_wait(lambda: _finished(intake))
    refused = 0
    for file in intake.files.order_by("position", "id"):
        refused += file.outcome == "refused"
        print(f"{file.get_outcome_display():16} {file.verdict:12} {file.name}")
    return refused


def _finished(intake: Intake) -> bool:
    intake.refresh_from_db(fields=["finished_at"])
    return intake.finished_at is not None


def _ingest_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="CHEMIN", help="fichiers ou dossiers à faire entrer")
    parser.add_argument("--base", metavar="NOM", help="base qui les reçoit")
    acting.arguments(parser)


COMMANDS = (
    Command("ingest", "faire entrer des fichiers ou des dossiers dans une base", ingest, _ingest_arguments),
    Command("reindex", "reconstruire l’index à partir de la base de données", reindex),
)
