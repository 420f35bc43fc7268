"""Reading: the bytes of one file become a Document, inside a fence, and always end with one verdict.

Use::

    with ReadingServer() as server:                       # or keep one for the life of the process
        reading = server.read(path, "arrêté.pdf", workspace=folder)
        if reading.verdict is Verdict.READ:
            reading.document                              # text, pages, blocks, title, date, language, notes
        reading.members                                   # files found inside (ZIP, e-mail): read each on its own,
                                                          # with Limits(depth=limits.depth + 1), then remove them
        png = server.render_page(path, page=3, width_px=1200)
        server.locate(path, 3, page_text, start, end)     # rectangles of a span of the page's text
        locate_in_words(page, start, end)                 # the same for a page read by OCR (Page.words)

`read_fenced` is the same with a server of the whole process. What confines a reading: docs/reading.md.
"""

from __future__ import annotations

from beffroi.core.reading.document import Block, BlockKind, Document, Member, Page, Reading, Verdict, Word
from beffroi.core.reading.errors import PageUnavailable, ReadingUnavailable
from beffroi.core.reading.fence.client import ReadingServer, default_server, find_programs, read_fenced
from beffroi.core.reading.fence.confinement import in_force
from beffroi.core.reading.limits import Limits
from beffroi.core.reading.place import Rect, locate_in_words
from beffroi.core.reading.source import Programs, safe_name

__all__ = [
    "Block",
    "BlockKind",
    "Document",
    "Limits",
    "Member",
    "Page",
    "PageUnavailable",
    "Programs",
    "Reading",
    "ReadingServer",
    "ReadingUnavailable",
    "Rect",
    "Verdict",
    "Word",
    "default_server",
    "find_programs",
    "in_force",
    "locate_in_words",
    "read_fenced",
    "safe_name",
]
