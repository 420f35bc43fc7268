"""The child's life: confine itself, do one piece of work on one open file, write the answer, end.

Flow: `live` (called right after the fork, never returns) → `confine` → `_work` → bytes on the answer pipe.
The one broad `except` of this room is here: whatever a reader lets escape is the verdict `damaged`.
"""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Any

from beffroi.core.reading.document import Reading, Verdict
from beffroi.core.reading.fence import wire
from beffroi.core.reading.fence.confinement import confine
from beffroi.core.reading.limits import Limits
from beffroi.core.reading.readers import read_source
from beffroi.core.reading.source import Programs, Source, Unreadable
from beffroi.core.reading.viewing import locate_on_page, render, thumbnail

UNCONFINED = 97
"""Exit status of a child that could not put its confinement in force, and so read nothing."""

_OK, _LOST = 0, 98
_CHUNK = 1 << 20


def live(request: dict[str, Any], file: int, answer: int) -> None:
    """Do the work of `request` on the open descriptor `file`; never returns to the server's loop."""
    gc.disable()
    status = UNCONFINED
    try:
        limits = Limits(**request["limits"])
        programs = Programs(**request["programs"])
        confine(limits, request["folder"], [path for path in (programs.tesseract, programs.soffice) if path])
        status = _LOST
        _send(answer, _work(request, limits, programs, file))
        status = _OK
    finally:
        os._exit(status)


def _work(request: dict[str, Any], limits: Limits, programs: Programs, file: int) -> bytes:
    try:
        return _answer(request, limits, programs, file)
    except Unreadable as stop:
        return wire.encode(Reading(stop.verdict, detail=stop.detail, params=stop.params))
    except MemoryError:
        return wire.encode(Reading(Verdict.TOO_LARGE, detail="memory"))
    except RecursionError:
        return wire.encode(Reading(Verdict.DAMAGED, detail="nesting"))
    except Exception as exc:  # noqa: BLE001 - the boundary: a reader met what it did not expect
        return wire.encode(Reading(Verdict.DAMAGED, detail="reader", params={"cause": type(exc).__name__}))


def _answer(request: dict[str, Any], limits: Limits, programs: Programs, file: int) -> bytes:
    source = Source(request["name"], _content(file, limits), limits, Path(request["folder"]), programs)
    match request["work"]:
        case "render":
            return render(source, request["page"], request["width"])
        case "thumbnail":
            return thumbnail(source, request["side"])
        case "locate":
            return locate_on_page(source, request["page"], request["text"], request["start"], request["end"])
        case _:
            return wire.encode(read_source(source))


def _content(file: int, limits: Limits) -> bytes:
    size = os.fstat(file).st_size
    if size > limits.file_bytes:
        raise Unreadable(Verdict.TOO_LARGE, "file_bytes", limit=str(limits.file_bytes))
    with os.fdopen(file, "rb", closefd=False) as stream:
        stream.seek(0)
        return stream.read(limits.file_bytes + 1)


def _send(answer: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        written = os.write(answer, view[:_CHUNK])
        view = view[written:]
