"""Parts of an Office Open XML or OpenDocument package, read with bounds.

Invariant: no part larger than the limit is inflated, no XML with a document type is parsed (entity bombs and
external entities cannot exist), an encrypted package says so.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import date
from xml.etree import ElementTree as ET

from beffroi.core.reading.document import Verdict
from beffroi.core.reading.limits import MIB
from beffroi.core.reading.source import Unreadable

_PART_BYTES = 256 * MIB
_PACKAGE_ENTRIES = 20_000
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_ENCODING = re.compile(rb"""\s*(?:\xef\xbb\xbf)?<\?xml[^>]*?\bencoding\s*=\s*["']([^"']*)""")
_PLAIN_ENCODINGS = (b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"iso-8859-15", b"windows-1252")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


class Package:
    """A zipped document. Raises Unreadable (damaged, encrypted, too_large)."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as exc:
            raise Unreadable(Verdict.DAMAGED, "zip") from exc
        entries = self._archive.infolist()
        if len(entries) > _PACKAGE_ENTRIES:
            raise Unreadable(Verdict.TOO_LARGE, "entries")
        self._entries = {info.filename.lstrip("/"): info for info in entries}

    def names(self) -> list[str]:
        """Names of the parts."""
        return list(self._entries)

    def has(self, name: str) -> bool:
        """Whether the part exists."""
        return name in self._entries

    def part(self, name: str) -> bytes:
        """The bytes of a part."""
        info = self._entries.get(name)
        if info is None:
            raise Unreadable(Verdict.DAMAGED, "part_missing", part=name[:100])
        if info.flag_bits & 1:
            raise Unreadable(Verdict.ENCRYPTED, "zip_password")
        if info.file_size > _PART_BYTES:
            raise Unreadable(Verdict.TOO_LARGE, "part")
        try:
            with self._archive.open(info) as stream:
                content = stream.read(_PART_BYTES + 1)
        except RuntimeError as exc:
            raise Unreadable(Verdict.ENCRYPTED, "zip_password") from exc
        except _BROKEN as exc:
            raise Unreadable(Verdict.DAMAGED, "part", part=name[:100]) from exc
        if len(content) > _PART_BYTES:
            raise Unreadable(Verdict.TOO_LARGE, "part")
        return content

    def tree(self, name: str) -> ET.Element:
        """A part as XML."""
        return parse(self.part(name))

    def optional_tree(self, name: str) -> ET.Element | None:
        """A part as XML, None when it is missing or broken: for what a document can do without."""
        try:
            return self.tree(name) if self.has(name) else None
        except Unreadable:
            return None

    def relationships(self, name: str) -> dict[str, tuple[str, str]]:
        """Relationship id → (last word of its type, target path) of a part, external targets left out."""
        folder, _, base = name.rpartition("/")
        tree = self.optional_tree(f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels")
        found = {}
        for item in tree.iter(_RELATIONSHIPS) if tree is not None else ():
            if item.get("TargetMode") != "External":
                target = item.get("Target", "")
                kind = item.get("Type", "").rsplit("/", 1)[-1]
                found[item.get("Id", "")] = (kind, _resolved(folder, target))
        return found

    def main_part(self, fallback: str) -> str:
        """The part that the package calls its document."""
        for kind, target in self.relationships("").values():
            if kind == "officeDocument" and self.has(target):
                return target
        return fallback

    def core_properties(self) -> tuple[str, date | None]:
        """Title and date (modified, else created) of the package's metadata."""
        tree = self.optional_tree("docProps/core.xml")
        title, when = "", None
        for item in tree.iter() if tree is not None else ():
            name = item.tag.rsplit("}", 1)[-1]
            if name == "title":
                title = item.text or ""
            elif name in ("modified", "created") and (when is None or name == "modified"):
                when = iso_date(item.text) or when
        return title, when


def parse(data: bytes) -> ET.Element:
    """XML without a document type. Raises Unreadable (damaged).

    Looked for in the bytes before parsing: a target that refuses it would make the parser call Python for each
    element, at five times the cost. Only encodings in which the mark cannot hide are accepted.
    """
    refuse_doctype(data)
    try:
        return ET.fromstring(data)  # noqa: S314 - no document type, so no entity
    except (ET.ParseError, ValueError, LookupError) as exc:
        raise Unreadable(Verdict.DAMAGED, "xml") from exc


def refuse_doctype(data: bytes) -> None:
    """Raises Unreadable (damaged) when the XML has a document type, or could hide one."""
    if any(mark in data for mark in _DOCTYPES):
        raise Unreadable(Verdict.DAMAGED, "xml_doctype")
    declared = _ENCODING.match(data[:200])
    if declared and declared.group(1).lower() not in _PLAIN_ENCODINGS:
        raise Unreadable(Verdict.DAMAGED, "xml_encoding")


def iso_date(text: str | None) -> date | None:
    """The day of an ISO 8601 date or date and time, None when it is not one."""
    try:
        return date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        return None


def _resolved(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    parts = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step not in ("", "."):
            parts.append(step)
    return "/".join(parts)
