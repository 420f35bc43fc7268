"""Sending a stored file. Invariant: always as a download that no browser renders, never read whole into memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from beffroi.platform.library.errors import FileMissing

CHUNK = 256 * 1024


def download(request: HttpRequest, path: Path, filename: str) -> HttpResponseBase:
    """The file as an attachment. Raises FileMissing."""
    try:
        file = path.open("rb")
    except OSError as exc:
        raise FileMissing() from exc
    response: StreamingHttpResponse
    if isinstance(request, ASGIRequest):
        response = StreamingHttpResponse(_chunks(file))
        response.headers["Content-Length"] = str(path.stat().st_size)
    else:
        response = FileResponse(file)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


async def _chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while chunk := await sync_to_async(file.read, thread_sensitive=False)(CHUNK):
            yield chunk
