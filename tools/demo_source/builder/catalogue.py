"""demo.toml: what authorities.toml declares by hand, then one entry per built file, from the sources' front matter."""

from __future__ import annotations

from datetime import date
from typing import Any

from .markup import NBSP, Source, typo

HEAD = """# Authorities, people, bases and files of the demo.
# Written by tools/make_demo.py from tools/demo_source: edit there.
"""
FILE_KEYS = ("base", "title", "date", "valid_from", "valid_to", "replaces")


def value(item: Any) -> str:
    if isinstance(item, bool):
        return str(item).lower()
    if isinstance(item, date):
        return item.isoformat()
    if isinstance(item, list):
        return "[" + ", ".join(value(entry) for entry in item) + "]"
    return '"' + typo(str(item)).replace("\\", "\\\\").replace('"', '\\"') + '"'


def write(declared: dict[str, Any], sources: list[Source]) -> str:
    lines = [HEAD]
    for authority in declared["authority"]:
        lines += ["[[authority]]", *_pairs(authority, skip=("logo", "address")), ""]
        for table in ("service", "member", "base"):
            for entry in authority.get(table, []):
                lines += [f"[[authority.{table}]]", *_pairs(entry), ""]
        for source in sorted(sources, key=lambda item: item.file):
            if source.authority == authority["slug"]:
                lines += ["[[authority.file]]", *_file(source), ""]
    return "\n".join(lines)


def _pairs(entry: dict[str, Any], skip: tuple[str, ...] = ()) -> list[str]:
    kept = {key: item for key, item in entry.items() if key not in skip and not _is_table(item)}
    return [
        f"{key} = {value(item).replace(NBSP, ' ') if key == 'phone' else value(item)}" for key, item in kept.items()
    ]


def _is_table(item: Any) -> bool:
    return isinstance(item, list) and bool(item) and isinstance(item[0], dict)


def _file(source: Source) -> list[str]:
    lines = [f"path = {value(source.file)}"]
    for key in FILE_KEYS:
        if key == "title" and source.title:
            lines.append(f"title = {value(source.title)}")
        elif key in source.meta and key != "title":
            lines.append(f"{key} = {value(source.meta[key])}")
    return lines
