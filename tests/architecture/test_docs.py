"""The documentation says what the code does: settings, error codes, commands."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
from pathlib import Path

import beffroi
from beffroi.core.errors import BeffroiError
from beffroi.faces.cli.main import parser
from beffroi.project.configuration import TABLE

DOCS = Path(__file__).resolve().parents[2] / "docs"


def every_error() -> list[type[BeffroiError]]:
    for module in pkgutil.walk_packages(beffroi.__path__, "beffroi."):
        if ".migrations" not in module.name and not module.name.endswith(("asgi", "__main__", "settings")):
            importlib.import_module(module.name)
    found: list[type[BeffroiError]] = []
    waiting = [BeffroiError]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting.extend(kind.__subclasses__())
    return [kind for kind in found if kind.__module__.startswith("beffroi.")]


def test_every_setting_is_in_the_table_with_its_default() -> None:
    rows = re.findall(r"^\| `(BEFFROI_\w+)` \| (.*?) \| (.*?) \|$", (DOCS / "settings.md").read_text("utf-8"), re.M)
    assert [(name, default.strip("`"), meaning) for name, default, meaning in rows] == [
        (setting.name, setting.default, setting.meaning) for setting in TABLE
    ]


def test_every_error_code_is_documented_once_with_its_sentence() -> None:
    rows = re.findall(r"^\| `([\w.]+)` \| (\d+) \| (.*) \|$", (DOCS / "errors.md").read_text("utf-8"), re.M)
    documented = {code: (int(status), sentence) for code, status, sentence in rows}
    assert len(documented) == len(rows)
    expected = {kind.code: (kind.status, kind.sentence.replace("|", "\\|")) for kind in every_error()}
    assert documented == expected


def test_two_errors_share_a_code_only_when_they_say_the_same() -> None:
    said: dict[str, str] = {}
    for kind in every_error():
        assert said.setdefault(kind.code, kind.sentence) == kind.sentence, kind


def test_every_command_is_documented_with_its_help() -> None:
    page = (DOCS / "cli.md").read_text("utf-8")
    subparsers = next(a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    helps = {choice.dest: choice.help for choice in subparsers._choices_actions}
    documented = dict(re.findall(r"^### `beffroi ([\w-]+)[^`]*`\n\n(.+)$", page, re.M))
    assert documented == {name: (text or "")[0].upper() + (text or "")[1:] + "." for name, text in helps.items()}


def test_every_option_of_every_command_is_documented() -> None:
    page = (DOCS / "cli.md").read_text("utf-8")
    subparsers = next(a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    for name, sub in subparsers.choices.items():
        section = page.split(f"### `beffroi {name}", 1)[1].split("\n### ", 1)[0]
        for action in sub._actions:
            for option in action.option_strings:
                assert option in {"-h", "--help"} or f"`{option}" in section, (name, option)
