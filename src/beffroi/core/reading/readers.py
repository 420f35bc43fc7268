"""From a kind to its reader. Each reader's module, and the library under it, loads on first use.

Flow: `read_source` → recognise → read → Reading. Runs only in the fence's child.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

from beffroi.core.reading.document import Reading
from beffroi.core.reading.kinds import Kind, recognise
from beffroi.core.reading.source import Result, Source

Reader = Callable[[Source, Kind], Result]

_MODULES = {
    Kind.PDF: "pdf",
    Kind.DOCX: "docx",
    Kind.PPTX: "pptx",
    Kind.XLSX: "xlsx",
    Kind.XLSB: "workbook",
    Kind.XLS: "workbook",
    Kind.DOC: "legacy",
    Kind.PPT: "legacy",
    Kind.ODT: "odf",
    Kind.ODP: "odf",
    Kind.ODS: "odf",
    Kind.RTF: "rtf",
    Kind.HTML: "html",
    Kind.MARKDOWN: "markdown",
    Kind.CSV: "delimited",
    Kind.TEXT: "plain",
    Kind.EML: "mail",
    Kind.MBOX: "mail",
    Kind.MSG: "outlook",
    Kind.ZIP: "archive",
}
_IMAGES = "image"


def read_source(source: Source) -> Reading:
    """Read one file. Raises Unreadable, or whatever the reader lets escape (the child's boundary names it)."""
    kind = recognise(source.data, source.name)
    result = reader_for(kind)(source, kind)
    return Reading(
        verdict=result.verdict,
        document=result.document,
        members=tuple(source.members),
        detail=result.detail,
    )


def reader_for(kind: Kind) -> Reader:
    """The reader of a kind, its module imported on first use."""
    module = importlib.import_module(f"beffroi.core.reading.formats.{_MODULES.get(kind, _IMAGES)}")
    reader: Reader = module.read
    return reader
