"""ZIP: each entry is a member, to be read on its own.

Invariant: names are made safe, what inflates is bounded by the declared sizes first and by the real bytes then,
encrypted entries say so, archives inside archives stop at the limit of depth.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from beffroi.core.reading.document import Verdict
from beffroi.core.reading.kinds import Kind
from beffroi.core.reading.limits import MIB
from beffroi.core.reading.source import Result, Source, Unreadable

_CHUNK = 1 << 18
_RATIO, _RATIO_FROM = 200, 64 * MIB
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_NOISE = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._)", re.IGNORECASE)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


def read(source: Source, _kind: Kind) -> Result:
    """ZIP → members."""
    if not source.may_nest:
        raise Unreadable(Verdict.UNSUPPORTED, "nesting", limit=str(source.limits.max_depth))
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            entries = [i for i in archive.infolist() if not i.is_dir() and not _NOISE.search(i.filename)]
            _check(entries, source)
            damaged = sum(not _keep(source, archive, info) for info in entries)
    except _BROKEN as exc:
        raise Unreadable(Verdict.DAMAGED, "zip") from exc
    if not source.members:
        raise Unreadable(Verdict.DAMAGED if damaged else Verdict.EMPTY, "zip")
    return Result(None, detail="members_damaged" if damaged else "")


def _check(entries: list[zipfile.ZipInfo], source: Source) -> None:
    if len(entries) > source.limits.members:
        raise Unreadable(Verdict.TOO_LARGE, "members", limit=str(source.limits.members))
    total = sum(info.file_size for info in entries)
    if total > source.limits.member_bytes:
        raise Unreadable(Verdict.TOO_LARGE, "member_bytes")
    if total > _RATIO_FROM and total > _RATIO * len(source.data):
        raise Unreadable(Verdict.TOO_LARGE, "ratio")
    if any(info.flag_bits & _ENCRYPTED_FLAG for info in entries):
        raise Unreadable(Verdict.ENCRYPTED, "zip_password")


def _keep(source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """Write one entry; False when its bytes are damaged."""
    try:
        source.add_member(_name(info), _chunks(archive, info))
    except _BROKEN:
        return False
    return True


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _name(info: zipfile.ZipInfo) -> str:
    """The entry's name; without the UTF-8 flag, French Windows writes DOS 850 and macOS UTF-8."""
    name = info.filename
    if not info.flag_bits & _UTF8_FLAG:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            return name
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("cp850", "replace")
    return str(PurePosixPath(name.replace("\\", "/")))
