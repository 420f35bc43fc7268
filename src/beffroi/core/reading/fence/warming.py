"""What the helper loads and runs once before it forks, so that each child starts warm.

One tiny page of our own is read: PDFium's tables, compiled expressions and the interpreter's caches are then
shared by every child (about 2.5 ms less a file). No file of a user is ever read here.
"""

from __future__ import annotations

import importlib
from pathlib import Path

from beffroi.core.reading.fence.confinement import readable_paths
from beffroi.core.reading.limits import Limits
from beffroi.core.reading.readers import read_source
from beffroi.core.reading.source import Source

_FIRST = ("pdf", "docx", "odf", "xlsx", "delimited", "html", "mail", "pdf_view")
"""Readers of the files that an office gives most; the others load in the child that needs them."""


def warm() -> None:
    """Load and run what every child will use."""
    for name in _FIRST:
        importlib.import_module(f"beffroi.core.reading.formats.{name}")
    readable_paths()
    for data, name in ((_page(), "page.pdf"), (b"Objet : essai\n\nUne ligne.", "note.txt")):
        read_source(Source(name, data, Limits(), Path()))


def _page() -> bytes:
    """A PDF of one line."""
    drawn = b"BT /F 12 Tf 72 720 Td (Une ligne pour commencer.) Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>",
    )
    body, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + end
