"""Word and PowerPoint of before 2007.

LibreOffice (in the profile that may start programs) converts the file, which is then read as its modern form;
without it the file is unsupported and the detail says what is missing.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from beffroi.core.reading.document import Verdict
from beffroi.core.reading.formats import docx, pptx
from beffroi.core.reading.kinds import Kind
from beffroi.core.reading.source import Result, Source, Unreadable

_MODERN = {Kind.DOC: ("docx", Kind.DOCX, docx.read), Kind.PPT: ("pptx", Kind.PPTX, pptx.read)}
_FIB_MAGIC, _FIB_ENCRYPTED = b"\xec\xa5", 0x0100


def read(source: Source, kind: Kind) -> Result:
    """DOC or PPT → Document."""
    first = source.data[512:524]  # where Word keeps the head of its main stream
    if kind is Kind.DOC and first[:2] == _FIB_MAGIC and int.from_bytes(first[10:12], "little") & _FIB_ENCRYPTED:
        raise Unreadable(Verdict.ENCRYPTED, "office_password")
    if not source.programs.soffice:
        raise Unreadable(Verdict.UNSUPPORTED, "needs_libreoffice")
    return _converted(source, kind)


def _converted(source: Source, kind: Kind) -> Result:
    extension, modern, reader = _MODERN[kind]
    original = source.folder / f"original.{'doc' if kind is Kind.DOC else 'ppt'}"
    original.write_bytes(source.data)
    target: Path = original.with_suffix(f".{extension}")
    profile = source.folder / "profile"
    _convert(source, extension, original, profile)
    if not target.is_file() and profile.is_dir():
        # At its first start it settles its profile and starts again; its first socket still has the name that it
        # wants, and it may not remove it here. The settled profile, under another name, gives another socket.
        _convert(source, extension, original, profile.rename(source.folder / "settled"))
    if not target.is_file():
        raise Unreadable(Verdict.DAMAGED, "conversion")
    source.data = target.read_bytes()
    return reader(source, modern)


def _convert(source: Source, extension: str, original: Path, profile: Path) -> None:
    command = [
        source.programs.soffice, "--headless", "--norestore", "--nolockcheck", "--nodefault",
        f"-env:UserInstallation=file://{profile}",
        "--convert-to", extension, "--outdir", str(source.folder), str(original),
    ]  # fmt: skip
    environment = {"HOME": str(source.folder), "TMPDIR": str(source.folder), "PATH": "/usr/bin:/bin"}
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
