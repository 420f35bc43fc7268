"""Write the reference pages of docs/ from the code: settings, error codes, commands. tests/architecture checks them."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import tempfile
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"


def settings() -> str:
    from beffroi.project.configuration import TABLE

    rows = "\n".join(f"| `{s.name}` | {f'`{s.default}`' if s.default else ''} | {s.meaning} |" for s in TABLE)
    return (
        "# Settings\n\nAn installation is set by environment variables, read once at start. A value that cannot be "
        "used stops the start with a sentence.\n\n| variable | default | meaning |\n|---|---|---|\n" + rows + "\n"
    )


def errors() -> str:
    import beffroi
    from beffroi.core.errors import BeffroiError

    for module in pkgutil.walk_packages(beffroi.__path__, "beffroi."):
        if ".migrations" not in module.name and not module.name.endswith(("asgi", "__main__", "settings")):
            importlib.import_module(module.name)
    kinds: dict[str, type[BeffroiError]] = {}
    waiting = [BeffroiError]
    while waiting:
        kind = waiting.pop()
        kinds[kind.code] = kind
        waiting.extend(kind.__subclasses__())
    rows = "\n".join(
        f"| `{code}` | {kinds[code].status} | {kinds[code].sentence.replace('|', chr(92) + '|')} |"
        for code in sorted(kinds)
    )
    return (
        '# Error codes\n\nStable: other software may rely on a code. The API answers `{"code", "message"}` with the '
        "HTTP status; pages show the sentence and the code; the command line prints both and exits with 1. "
        "A sentence never carries document text.\n\n"
        "| code | status | sentence |\n|---|---|---|\n" + rows + "\n"
    )


def commands() -> str:
    from beffroi.faces.cli.main import parser

    subparsers = next(a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    helps = {choice.dest: choice.help or "" for choice in subparsers._choices_actions}
    parts = [
        (
            "# The command `beffroi`\n\n"
            "Every command exits with 0 when done, 1 when refused with a sentence, 2 on wrong usage.\n"
        )
    ]
    for name, sub in subparsers.choices.items():
        words = [a.metavar or a.dest.upper() for a in sub._actions if not a.option_strings]
        parts.append(
            f"### `beffroi {' '.join([name, *map(str, words)])}`\n\n{helps[name][0].upper()}{helps[name][1:]}.\n"
        )
        rows = [_argument(a) for a in sub._actions if a.dest != "help"]
        if rows:
            parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


def _argument(action: argparse.Action) -> str:
    name = ", ".join(f"`{option}`" for option in action.option_strings) or f"`{action.metavar or action.dest.upper()}`"
    return f"- {name}: {action.help}"


def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        os.environ["BEFFROI_DATA"] = data
        from beffroi.faces.cli import boot

        boot.setup()
        for name, page in (("settings", settings()), ("errors", errors()), ("cli", commands())):
            (DOCS / f"{name}.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
