"""Markdown: headings, lists, pipe tables and paragraphs, without the marks."""

from __future__ import annotations

import re
from datetime import date

from beffroi.core.reading.draft import Draft
from beffroi.core.reading.formats.ooxml import iso_date
from beffroi.core.reading.formats.plain import decode
from beffroi.core.reading.formats.tables import write_table
from beffroi.core.reading.kinds import Kind
from beffroi.core.reading.source import Result, Source

_ATX = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_SETEXT = re.compile(r"\s{0,3}(=+|-+)\s*$")
_ITEM = re.compile(r"\s*(?:[-*+]|(\d{1,9})[.)])\s+(.*)")
_RULE = re.compile(r"\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
_FRONT_FIELD = re.compile(r"^(title|titre|date)\s*:\s*[\"']?(.*?)[\"']?\s*$", re.IGNORECASE | re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_INLINE = (
    (re.compile(r"!\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)"), r"\1"),
    (re.compile(r"\[([^\]]+)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)"), r"\1"),
    (re.compile(r"\[([^\]]+)\]\[[^\]]*\]"), r"\1"),
    (re.compile(r"<((?:https?|mailto):[^>\s]+)>"), r"\1"),
    (re.compile(r"</?[a-zA-Z][^>]{0,200}>"), ""),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])[*_](?=\S)([^*_]+?)(?<=\S)[*_](?![\w*])"), r"\1"),
    (re.compile(r"`+([^`]+)`+"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|>-])"), r"\1"),
)
_DEFINITION = re.compile(r"\s{0,3}\[[^\]]+\]:\s+\S+")


def read(source: Source, kind: Kind) -> Result:
    """Markdown → Document."""
    text = decode(source.data).replace("\r\n", "\n").replace("\r", "\n")
    title, when, text = _front_matter(text)
    draft = Draft(kind.value, source.limits)
    _Lines(draft, _COMMENT.sub("", text).split("\n")).write()
    return draft.finish(source.name, title=title, when=when)


def _front_matter(text: str) -> tuple[str, date | None, str]:
    match = _FRONT.match(text)
    if not match:
        return "", None, text
    fields = {key.lower(): value for key, value in _FRONT_FIELD.findall(match.group(1))}
    return fields.get("title") or fields.get("titre") or "", iso_date(fields.get("date")), text[match.end() :]


def _plain(text: str) -> str:
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return text


class _Lines:
    """Reads lines one after the other."""

    def __init__(self, draft: Draft, lines: list[str]) -> None:
        self._draft, self._lines = draft, lines
        self._run: list[str] = []
        self._item = ""

    def write(self) -> None:
        number = 0
        while number < len(self._lines):
            number = self._line(number)
        self._flush()

    def _line(self, number: int) -> int:
        """Handle one line (or more); gives the number of the next."""
        line = self._lines[number]
        if line.lstrip().startswith(("```", "~~~")):
            return self._fence(number)
        heading, item = _ATX.match(line), _ITEM.match(line)
        if heading:
            self._flush()
            self._draft.heading(_plain(heading.group(2)), len(heading.group(1)))
        elif self._run and not self._item and _SETEXT.match(line):
            text, self._run = " ".join(self._run), []
            self._draft.heading(_plain(text), 1 if "=" in line else 2)
        elif "|" in line and number + 1 < len(self._lines) and _TABLE_RULE.match(self._lines[number + 1]):
            return self._table(number)
        elif not line.strip() or _RULE.match(line) or _DEFINITION.match(line):
            self._flush()
        elif item:
            self._flush()
            self._item = f"{item.group(1)}." if item.group(1) else "•"
            self._run = [item.group(2)]
        else:
            self._run.append(line.strip().lstrip(">").strip() + ("\n" if line.endswith("  ") else ""))
        return number + 1

    def _flush(self) -> None:
        text = _plain(" ".join(self._run))
        if self._item and text:
            self._draft.list_item(f"{self._item} {text}")
        else:
            self._draft.paragraph(text)
        self._run, self._item = [], ""

    def _fence(self, number: int) -> int:
        self._flush()
        mark = self._lines[number].lstrip()[:3]
        end = number + 1
        while end < len(self._lines) and not self._lines[end].lstrip().startswith(mark):
            end += 1
        self._draft.paragraph("\n".join(self._lines[number + 1 : end]))
        return end + 1

    def _table(self, number: int) -> int:
        self._flush()
        rows = [_cells(self._lines[number])]
        number += 2
        while number < len(self._lines) and "|" in self._lines[number]:
            rows.append(_cells(self._lines[number]))
            number += 1
        write_table(self._draft, rows, header_rows=1)
        return number


def _cells(line: str) -> list[str]:
    stripped = line.strip().removeprefix("|").removesuffix("|")
    return [_plain(cell.replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", stripped)]
