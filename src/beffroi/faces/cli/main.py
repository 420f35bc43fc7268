"""The command `beffroi`: one parser, one boundary where errors become a sentence and an exit status."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from beffroi import __version__
from beffroi.core.errors import BeffroiError
from beffroi.faces.cli import commands

INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    """The whole command line; docs/cli.md is checked against it."""
    root = argparse.ArgumentParser(
        prog="beffroi",
        description="Des réponses sourcées, tirées des documents de votre collectivité, sur vos machines.",
    )
    root.add_argument("--version", action="version", version=f"beffroi {__version__}")
    subparsers = root.add_subparsers(dest="command", required=True, metavar="COMMANDE")
    for command in commands.ALL:
        sub = subparsers.add_parser(command.name, help=command.help, description=command.help)
        command.arguments(sub)
        sub.set_defaults(run=command.run)
    return root


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Exit status: 0 done, 1 refused with a sentence, 2 wrong usage, 130 interrupted."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beffroi.project.settings")
    options = parser().parse_args(argv)
    try:
        return int(options.run(options) or 0)
    except BeffroiError as error:
        print(f"beffroi : {error} [{error.code}]", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
