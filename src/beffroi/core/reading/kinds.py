"""What a file is, by its content; its name is a hint only where the content cannot tell (text formats)."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePosixPath

from beffroi.core.reading.document import Verdict
from beffroi.core.reading.source import Unreadable


class Kind(StrEnum):
    """A recognised format; the value is its media type."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
    XLS = "application/vnd.ms-excel"
    DOC = "application/msword"
    PPT = "application/vnd.ms-powerpoint"
    ODT = "application/vnd.oasis.opendocument.text"
    ODP = "application/vnd.oasis.opendocument.presentation"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    RTF = "application/rtf"
    HTML = "text/html"
    MARKDOWN = "text/markdown"
    CSV = "text/csv"
    TEXT = "text/plain"
    EML = "message/rfc822"
    MBOX = "application/mbox"
    MSG = "application/vnd.ms-outlook"
    ZIP = "application/zip"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"
    WEBP = "image/webp"
    BMP = "image/bmp"
    GIF = "image/gif"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"GIF8", Kind.GIF),
    (b"BM", Kind.BMP),
)
_FOREIGN = (
    b"\x7fELF", b"MZ", b"\xca\xfe\xba\xbe", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ",
    b"OggS", b"ID3", b"RIFF", b"fLaC", b"\x00\x00\x00\x18ftyp", b"\x00\x00\x00\x20ftyp", b"wOFF", b"SQLite format 3",
)  # fmt: skip
_ODF = {
    "application/vnd.oasis.opendocument.text": Kind.ODT,
    "application/vnd.oasis.opendocument.text-template": Kind.ODT,
    "application/vnd.oasis.opendocument.presentation": Kind.ODP,
    "application/vnd.oasis.opendocument.presentation-template": Kind.ODP,
    "application/vnd.oasis.opendocument.spreadsheet": Kind.ODS,
    "application/vnd.oasis.opendocument.spreadsheet-template": Kind.ODS,
}
_TEXT_BY_EXTENSION = {
    ".md": Kind.MARKDOWN, ".markdown": Kind.MARKDOWN, ".csv": Kind.CSV, ".tsv": Kind.CSV, ".tab": Kind.CSV,
    ".htm": Kind.HTML, ".html": Kind.HTML, ".xhtml": Kind.HTML, ".eml": Kind.EML, ".mbox": Kind.MBOX,
}  # fmt: skip
_HTML_SIGN = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_MAIL_HEADER = re.compile(rb"(?:from|to|subject|date|received|return-path|message-id|mime-version|delivered-to):", re.I)
_HEADER_LINE = re.compile(rb"[!-9;-~]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n", re.I)


def recognise(data: bytes, name: str) -> Kind:
    """The format of `data`. Raises Unreadable (empty, unsupported, damaged, encrypted)."""
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable(Verdict.EMPTY, "no_bytes")
    extension = PurePosixPath(name.lower()).suffix
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return _in_zip(data, extension)
    if data.startswith(_OLE):
        return _in_ole(data, extension)
    if b"%PDF-" in data[:1024] or (extension == ".pdf" and b"obj" in data):
        return Kind.PDF
    if data[:5] == b"{\\rtf":
        return Kind.RTF
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(_FOREIGN):
        raise Unreadable(Verdict.UNSUPPORTED, "binary")
    return _in_text(data, extension)


def _in_zip(data: bytes, extension: str) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            declared = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as exc:
        raise Unreadable(Verdict.DAMAGED, "zip") from exc
    if declared.strip() in _ODF:
        return _ODF[declared.strip()]
    folders = {name.split("/", 1)[0] for name in names}
    if "[Content_Types].xml" in names or {"word", "xl", "ppt"} & folders:
        for folder, kind in (("word", Kind.DOCX), ("ppt", Kind.PPTX), ("xl", Kind.XLSX)):
            if folder in folders:
                return Kind.XLSB if kind is Kind.XLSX and "xl/workbook.bin" in names else kind
    if "content.xml" in names and extension in (".odt", ".odp", ".ods"):
        return {".odt": Kind.ODT, ".odp": Kind.ODP, ".ods": Kind.ODS}[extension]
    return Kind.ZIP


def _in_ole(data: bytes, extension: str) -> Kind:
    """Compound files carry their streams' names in UTF-16 in the directory."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise Unreadable(Verdict.ENCRYPTED, "office_password")
    if holds("__properties_version1.0"):
        return Kind.MSG
    if holds("WordDocument"):
        return Kind.DOC
    if holds("Workbook") or holds("Book"):
        return Kind.XLS
    if holds("PowerPoint Document"):
        return Kind.PPT
    by_name = {".doc": Kind.DOC, ".xls": Kind.XLS, ".ppt": Kind.PPT, ".msg": Kind.MSG}
    if extension in by_name:
        raise Unreadable(Verdict.DAMAGED, "ole")
    raise Unreadable(Verdict.UNSUPPORTED, "ole")


def _in_text(data: bytes, extension: str) -> Kind:
    sample = data[:65536]
    if extension == ".eml" and _MAIL_HEADER.match(sample.lstrip()):
        return Kind.EML
    if not sample.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\x00" in sample:
        if not _is_wide_text(sample):
            raise Unreadable(Verdict.UNSUPPORTED, "binary")
    elif sum(byte < 9 or 13 < byte < 27 for byte in sample) > len(sample) * 0.05 and not _is_wide_text(sample):
        raise Unreadable(Verdict.UNSUPPORTED, "binary")
    start = sample.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"From ") and _MAIL_HEADER.search(sample):
        return Kind.MBOX
    if extension in (".eml", ".mbox") or _is_mail(start):
        return Kind.MBOX if extension == ".mbox" else Kind.EML
    if extension in _TEXT_BY_EXTENSION:
        return _TEXT_BY_EXTENSION[extension]
    if _HTML_SIGN.search(start[:2048]):
        return Kind.HTML
    return Kind.TEXT


def _is_mail(start: bytes) -> bool:
    headers: list[bytes] = []
    position = 0
    while (match := _HEADER_LINE.match(start, position)) and len(headers) < 40:
        headers.append(match.group())
        position = match.end()
    return sum(bool(_MAIL_HEADER.match(h)) for h in headers) >= 2


def _is_wide_text(sample: bytes) -> bool:
    """UTF-16 without a mark: nearly every other byte of Latin text is zero."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    return max(even, odd) > 0.7 * half and min(even, odd) < 0.1 * half
