"""The light markup of the source texts: `+++` TOML front matter, then headings, paragraphs, lists and tables.

Invariant: what is typed with plain spaces and straight apostrophes leaves with French typography (`typo`).
Proved by tests/demo/test_typography.py.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

NBSP = "\u00a0"
PHONE = re.compile(r"\b0\d(?: \d\d){4}\b")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\w)'(?=\w)|(?<=\w)'(?=[«\s])"), "’"),
    (re.compile(r" ([;:!?»%€])"), NBSP + r"\1"),
    (re.compile(r"« "), "«" + NBSP),
    (re.compile(r"(?<=\d) (?=\d{3}\b)"), NBSP),
    (re.compile(r"(?<=\d) h\b"), NBSP + "h"),
    (re.compile(r"(?<=\bh) (?=\d)"), NBSP),
    (re.compile(r"\b(n°|M\.|Mme|art\.|Article|article) (?=[\dA-ZÉ])"), r"\1" + NBSP),
    (re.compile(r"(?<=\d) (?=(?:m²|m³|ml|kg|km|cm|litres|jours|ans)\b)"), NBSP),
)


@dataclass(frozen=True, slots=True)
class Block:
    """kind: heading | para | item | table | break (a new page). `rows` for tables, the first one being the header."""

    kind: str
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One document to build: its front matter and its blocks. `path`: where the source text lies."""

    path: Path
    meta: dict[str, Any]
    blocks: tuple[Block, ...] = ()
    body: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def authority(self) -> str:
        return self.path.parent.name

    @property
    def file(self) -> str:
        return str(self.meta["file"])

    @property
    def title(self) -> str:
        return typo(str(self.meta.get("title", "")))

    @property
    def date(self) -> date:
        """The day that the file's own metadata carries; undated texts fall back on a neutral day."""
        value = self.meta.get("date", date(2026, 1, 5))
        assert isinstance(value, date)
        return value


def typo(text: str) -> str:
    """French typography: apostrophes and non-breaking spaces. Addresses of the web and of mail are left alone."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return PHONE.sub(lambda found: found[0].replace(" ", NBSP), text)


def french_day(day: date) -> str:
    first = "1er" if day.day == 1 else str(day.day)
    return f"{first}{NBSP}{MONTHS[day.month - 1]} {day.year}"


def inline(text: str) -> list[tuple[str, str]]:
    """Split `**strong**` and `*emphasis*` into (style, text) runs; style is "", "strong" or "emph"."""
    runs: list[tuple[str, str]] = []
    for piece in re.split(r"(\*\*.+?\*\*|\*[^*]+?\*)", text):
        if piece.startswith("**") and piece.endswith("**") and len(piece) > 4:
            runs.append(("strong", piece[2:-2]))
        elif piece.startswith("*") and piece.endswith("*") and len(piece) > 2:
            runs.append(("emph", piece[1:-1]))
        elif piece:
            runs.append(("", piece))
    return runs


def plain(text: str) -> str:
    return "".join(piece for _, piece in inline(text))


def read_source(path: Path) -> Source:
    raw = path.read_text(encoding="utf-8")
    if path.suffix == ".toml":
        return Source(path=path, meta=tomllib.loads(raw))
    _, head, body = raw.split("+++\n", 2)
    return Source(path=path, meta=tomllib.loads(head), blocks=tuple(parse(body)), body=body.strip() + "\n")


def parse(body: str) -> list[Block]:
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", body.strip()):
        blocks.extend(_parse_chunk(chunk.splitlines()))
    return blocks


def _parse_chunk(lines: list[str]) -> list[Block]:
    first = lines[0]
    if first == "---":
        return [Block("break")]
    if heading := re.match(r"(#+) (.+)", first):
        rest = _parse_chunk(lines[1:]) if lines[1:] else []
        return [Block("heading", typo(heading[2]), level=len(heading[1])), *rest]
    if first.startswith("|"):
        rows = [tuple(typo(cell.strip()) for cell in line.strip("|").split("|")) for line in lines]
        return [Block("table", rows=tuple(row for row in rows if not set("".join(row)) <= set("-: ")))]
    if first.startswith("- "):
        return [
            Block("item", typo(" ".join(item.split())))
            for item in re.split(r"(?m)^- ", "\n".join(lines))
            if item.strip()
        ]
    return [Block("para", typo(" ".join(lines)))]
