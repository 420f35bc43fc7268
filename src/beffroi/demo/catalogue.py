"""The demo as data: who the fictional authorities are and which files go into which base.

Invariant: every path named in demo.toml exists in this package and every base and service it refers to is
declared by the same authority. Proved by tests/demo/test_catalogue.py. No password is kept here: the one who
loads the demo draws them.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class DemoService:
    """`remit`: what it answers for, in plain words."""

    name: str
    remit: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class DemoMember:
    """`role`: agent | valideur | administrateur | dpo. `service`: a DemoService's name."""

    name: str
    email: str
    role: str
    service: str


@dataclass(frozen=True, slots=True)
class DemoBase:
    """`visibility`: service | authority | shared. `service`: set only for the first."""

    name: str
    description: str
    visibility: str
    service: str = ""


@dataclass(frozen=True, slots=True)
class DemoFile:
    """`path`: the file on disk. `name`: relative, as the agent's folder had it. `replaces`: another file's `name`.

    `dated`: the day that the document carries; None for the one left undated on purpose.
    """

    path: Path
    name: str
    base: str
    title: str = ""
    dated: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class DemoAuthority:
    """`kind`: commune | epci | cdg. `contact`: whom to ask when no service fits."""

    name: str
    slug: str
    kind: str
    siren: str
    accent: str
    contact: str
    services: tuple[DemoService, ...]
    members: tuple[DemoMember, ...]
    bases: tuple[DemoBase, ...]
    files: tuple[DemoFile, ...]


@dataclass(frozen=True, slots=True)
class DemoQuestion:
    """A question as an agent asks it. `answers`: accepted strings of `document`, none when it has no answer.

    `thread`: the questions asked just before in the same conversation, oldest first.
    """

    id: str
    authority: str
    text: str
    answers: tuple[str, ...]
    document: str
    thread: tuple[str, ...] = ()


def load_catalogue() -> tuple[DemoAuthority, ...]:
    declared = tomllib.loads((HERE / "demo.toml").read_text(encoding="utf-8"))
    return tuple(_authority(entry) for entry in declared["authority"])


def load_questions() -> tuple[DemoQuestion, ...]:
    lines = (HERE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(_question(json.loads(line)) for line in lines)


def _authority(entry: dict[str, Any]) -> DemoAuthority:
    folder = HERE / "files" / entry["slug"]
    return DemoAuthority(
        name=entry["name"],
        slug=entry["slug"],
        kind=entry["kind"],
        siren=entry["siren"],
        accent=entry["accent"],
        contact=entry["contact"],
        services=tuple(DemoService(**service) for service in entry["service"]),
        members=tuple(DemoMember(**member) for member in entry["member"]),
        bases=tuple(DemoBase(**base) for base in entry["base"]),
        files=tuple(_file(folder, file) for file in _ordered(entry["file"])),
    )


def _ordered(files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Older versions first, so that the file that a newer one replaces is already there."""
    return sorted(files, key=lambda file: ("replaces" in file, file["path"]))


def _file(folder: Path, entry: dict[str, Any]) -> DemoFile:
    known = {key: value for key, value in entry.items() if key not in {"path", "date"}}
    return DemoFile(path=folder / entry["path"], name=entry["path"], dated=entry.get("date"), **known)


def _question(entry: dict[str, Any]) -> DemoQuestion:
    return DemoQuestion(
        id=entry["id"],
        authority=entry["authority"],
        text=entry["text"],
        answers=tuple(entry["answers"]),
        document=entry["document"],
        thread=tuple(entry.get("thread", ())),
    )
