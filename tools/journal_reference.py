"""Write the table of verbs of docs/journal.md from the code. `python tools/journal_reference.py`; a test compares."""

from __future__ import annotations

import importlib
import os
import pkgutil
import tempfile
from pathlib import Path

import django

import beffroi.platform
import beffroi.uses
from beffroi.platform.journal.verbs import VERBS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "journal.md"
BEGIN, END = "<!-- verbs: written by tools/journal_reference.py -->\n", "<!-- end of verbs -->"


def table() -> str:
    """The registered verbs, by name, those of tests left out. Django must be set up."""
    for package in (beffroi.platform, beffroi.uses):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.rpartition(".")[2] in {"verbs", "services", "tasks"}:
                importlib.import_module(module.name)
    rows = [f"| `{name}` | {VERBS[name].meaning} |\n" for name in sorted(VERBS) if not name.startswith("test.")]
    return "| verb | what happened |\n|---|---|\n" + "".join(rows)


def page(text: str) -> str:
    """The page with its table replaced."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table() + END + after


def main() -> None:
    os.environ.setdefault("BEFFROI_DATA", tempfile.mkdtemp(prefix="beffroi-reference-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beffroi.project.settings")
    django.setup()
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
