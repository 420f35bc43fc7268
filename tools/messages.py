"""Update the English catalogue: every French sentence of the interface, those of errors included.

`python tools/messages.py` gathers and keeps what is translated; `python tools/messages.py compile` writes the .mo file.
Errors' sentences are plain strings (core imports no Django), so they are gathered here from the source.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "beffroi"
GATHERED = PACKAGE / "gathered_sentences.py"
NAMES = {"sentence", "reason", "title", "purpose", "oversight", "legal_basis", "retention", "data"}
ADMIN = [sys.executable, "-m", "django"]


def sentences() -> list[str]:
    """The plain strings that faces translate: errors' sentences and reasons, titles of work, declarations of uses."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        if "demo" not in path.parts and "migrations" not in path.parts:
            found.update(_sentences_of(ast.parse(path.read_text(encoding="utf-8"))))
    return sorted(found)


def _sentences_of(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id in NAMES | {"_CLOSED"} for target in targets):
                yield from _text(node.value)
        elif isinstance(node, ast.keyword) and node.arg in NAMES:
            yield from _text(node.value)


def _text(value: ast.expr) -> Iterator[str]:
    # A sentence has a space; anything else is a code.
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and " " in value.value.strip():
        yield value.value
    elif isinstance(value, ast.Tuple):
        for one in value.elts:
            yield from _text(one)


def gather() -> None:
    lines = ["from django.utils.translation import gettext_noop"]
    lines += [f"gettext_noop({sentence!r})" for sentence in sentences()]
    GATHERED.write_text("\n".join(lines) + "\n", encoding="utf-8")
    try:
        command = ["makemessages", "-l", "en", "--no-obsolete", "--no-location", "--no-wrap", "-i", "demo/*"]
        subprocess.run([*ADMIN, *command], cwd=PACKAGE, check=True)
    finally:
        GATHERED.unlink()


if __name__ == "__main__":
    if sys.argv[1:] == ["compile"]:
        subprocess.run([*ADMIN, "compilemessages", "-l", "en"], cwd=PACKAGE, check=True)
    else:
        gather()
