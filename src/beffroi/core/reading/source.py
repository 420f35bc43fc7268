"""What a reader is given, and how it says no. Lives only in the fence's child process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from beffroi.core.reading.document import Document, Member, Verdict
from beffroi.core.reading.limits import Limits

_UNSAFE = re.compile(r"[\x00-\x1f\x7f<>:\"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_NAME_CHARS, _NAME_DEPTH = 120, 8


class Unreadable(Exception):
    """The file ends with `verdict`; `detail` is a stable code of the cause."""

    def __init__(self, verdict: Verdict, detail: str = "", **params: str) -> None:
        self.verdict, self.detail, self.params = verdict, detail, params
        super().__init__(verdict, detail)


@dataclass(frozen=True, slots=True)
class Programs:
    """Paths of the helper programs that this profile may start; empty where absent or not allowed."""

    tesseract: str = ""
    soffice: str = ""


@dataclass(slots=True)
class Source:
    """One file to read. `folder` is private and the only place to write; members go to `folder/members`."""

    name: str
    data: bytes
    limits: Limits
    folder: Path
    programs: Programs = field(default_factory=Programs)
    members: list[Member] = field(default_factory=list)
    member_bytes: int = 0

    @property
    def may_nest(self) -> bool:
        """Whether files found inside this one are still to be given back."""
        return self.limits.depth < self.limits.max_depth

    def add_member(self, name: str, chunks: Iterator[bytes]) -> None:
        """Write one file found inside. Raises Unreadable (too_large) at the limits of count and of bytes."""
        if len(self.members) >= self.limits.members:
            raise Unreadable(Verdict.TOO_LARGE, "members", limit=str(self.limits.members))
        stored = f"m{len(self.members)}"
        size = 0
        (self.folder / "members").mkdir(exist_ok=True)
        with (self.folder / "members" / stored).open("wb") as target:
            for chunk in chunks:
                size += len(chunk)
                if self.member_bytes + size > self.limits.member_bytes:
                    raise Unreadable(Verdict.TOO_LARGE, "member_bytes")
                target.write(chunk)
        self.member_bytes += size
        self.members.append(Member(name=safe_name(name), path=stored, size=size))


@dataclass(frozen=True, slots=True)
class Result:
    """What a reader gives back when it could read: a document, or only members (an archive)."""

    document: Document | None
    verdict: Verdict = Verdict.READ
    detail: str = ""


def safe_name(name: str) -> str:
    """A relative name without `..`, drive, control or direction characters, at most 8 folders deep; never empty."""
    parts = []
    for raw in name.replace("\\", "/").split("/"):
        part = _UNSAFE.sub("", raw).strip().strip(".").strip()
        if part:
            parts.append(_shorten(part))
    return "/".join(parts[-_NAME_DEPTH:]) or "sans-nom"


def _shorten(part: str) -> str:
    if len(part) <= _NAME_CHARS:
        return part
    stem, dot, extension = part.rpartition(".")
    if not dot or len(extension) > 10:
        return part[:_NAME_CHARS]
    return f"{stem[: _NAME_CHARS - len(extension) - 1]}.{extension}"
