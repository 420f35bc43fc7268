"""`check`, `backup` and `restore`: look after an installation."""

from __future__ import annotations

import argparse
from pathlib import Path

from beffroi.faces.cli import boot
from beffroi.faces.cli.command import Command

MARK = {"ok": "✓", "warning": "!", "failure": "✗"}


def check(options: argparse.Namespace) -> int:
    boot.setup()
    boot.migrate()
    from beffroi.platform.instance import checking

    failed = False
    for finding in checking.check(deep=options.deep):
        print(f"{MARK[finding.level]} {finding.sentence}")
        failed = failed or finding.level == "failure"
    return 1 if failed else 0


def backup(options: argparse.Namespace) -> None:
    boot.setup()
    boot.migrate()
    from beffroi.platform.instance import safekeeping

    kept = safekeeping.backup(Path(options.archive))
    print(f"Sauvegarde écrite : {options.archive} ({kept.files} fichiers, {kept.bytes / 1e6:.1f} Mo).")


def restore(options: argparse.Namespace) -> None:
    from beffroi.platform.instance import safekeeping
    from beffroi.project import configuration

    kept = safekeeping.restore(Path(options.archive), configuration.load(), replace=options.replace)
    boot.setup()
    boot.migrate()
    boot.catch_up()
    print(f"Sauvegarde du {kept.made_at} restaurée : {kept.files} fichiers.")


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--deep", action="store_true", help="relire aussi chaque fichier et comparer son empreinte")


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("archive", metavar="ARCHIVE", help="fichier .tar à écrire")


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("archive", metavar="ARCHIVE", help="fichier .tar écrit par beffroi backup")
    parser.add_argument("--replace", action="store_true", help="mettre de côté les données présentes, puis restaurer")


COMMANDS = (
    Command("check", "vérifier la base, les fichiers, l’index et le journal", check, _check_arguments),
    Command("backup", "écrire une sauvegarde complète, serveur en marche ou non", backup, _backup_arguments),
    Command("restore", "remettre une sauvegarde en place", restore, _restore_arguments),
)
