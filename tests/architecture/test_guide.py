"""The agents' guide calls buttons and pages by their names: each **« … »** of docs/guide is a text of the interface."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src" / "beffroi"
GUIDE = sorted((ROOT / "docs" / "guide").glob("*.md"))
NAMED = re.compile(r"\*\*«\s(.+?)\s»\*\*", re.S)
GETTEXT = {"_", "gettext", "gettext_lazy", "pgettext", "ngettext"}
TRANSLATE = re.compile(r"\{%\s*(?:translate|trans)\s+(?:\"([^\"]+)\"|'([^']+)')")
BLOCK = re.compile(r"\{%\s*blocktranslate[^%]*%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.S)
PLURAL = re.compile(r"\{%\s*plural\s*%\}")


def of_templates() -> Iterator[str]:
    for path in SOURCES.rglob("templates/**/*.html"):
        text = path.read_text("utf-8")
        yield from (first or second for first, second in TRANSLATE.findall(text))
        for block in BLOCK.findall(text):
            yield from PLURAL.split(block)


def of_code() -> Iterator[str]:
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if called in GETTEXT:
                    for argument in node.args:
                        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                            yield argument.value


def spaces(text: str) -> str:
    """Every kind of space is one: the guide breaks its lines where it likes."""
    return " ".join(text.split())


INTERFACE = {spaces(text) for text in (*of_templates(), *of_code())}


def named(page: Path) -> list[str]:
    return [spaces(text) for text in NAMED.findall(page.read_text("utf-8"))]


@pytest.mark.parametrize("page", GUIDE, ids=lambda page: page.name)
def test_every_name_of_the_guide_is_in_the_interface(page: Path) -> None:
    assert [name for name in named(page) if name not in INTERFACE] == []


def test_the_guide_names_the_interface() -> None:
    assert "Demander" in INTERFACE
    assert "Ce bouton n’existe pas" not in INTERFACE
    assert len({name for page in GUIDE for name in named(page)}) > 40
