"""One warm server for the room's tests, and a folder per test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from beffroi.core.reading import Document, Limits, Programs, Reading, ReadingServer, Verdict
from beffroi.core.reading.readers import read_source
from beffroi.core.reading.source import Source

ReadBytes = Callable[..., Reading]


@pytest.fixture(scope="session")
def server() -> Iterator[ReadingServer]:
    """A server that starts no helper program, so that every machine answers the same."""
    with ReadingServer(programs=Programs()) as server:
        yield server


@pytest.fixture
def fenced(server: ReadingServer, tmp_path: Path) -> ReadBytes:
    """Read bytes through the fence."""

    def read(data: bytes, name: str, limits: Limits | None = None) -> Reading:
        path = tmp_path / "given"
        path.write_bytes(data)
        workspace = tmp_path / "workspace"
        workspace.mkdir(exist_ok=True)
        return server.read(path, name, workspace=workspace, limits=limits)

    return read


@pytest.fixture
def document(tmp_path: Path) -> Callable[[bytes, str], Document]:
    """Read bytes in this process: for what the readers find, errors in full."""

    def read(data: bytes, name: str) -> Document:
        reading = read_source(Source(name, data, Limits(), tmp_path))
        assert reading.verdict is Verdict.READ, reading
        assert reading.document is not None
        check_spans(reading.document)
        return reading.document

    return read


@pytest.fixture(scope="session")
def tesseract() -> str:
    """The path of Tesseract with French; the test is skipped by name without it."""
    from beffroi.core.reading import find_programs

    found = find_programs().tesseract
    if not found or shutil.which("tesseract") is None:
        pytest.skip("Tesseract with French is not installed")
    return found


def check_spans(document: Document) -> None:
    """The invariant of Document: spans in order, inside the text, blocks without blank ends."""
    last = 0
    for block in document.blocks:
        assert last <= block.start < block.end <= len(document.text)
        text = document.text[block.start : block.end]
        assert text == text.strip()
        last = block.end
    last = 0
    for page in document.pages:
        assert last <= page.start <= page.end <= len(document.text)
        last = page.end


def texts(document: Document, kind: str | None = None) -> list[str]:
    """Texts of the blocks (of one kind)."""
    return [document.text[b.start : b.end] for b in document.blocks if kind is None or b.kind.value == kind]


def outline(document: Document) -> list[tuple[int, str]]:
    """Headings with their levels."""
    return [(b.level, document.text[b.start : b.end]) for b in document.blocks if b.kind.value == "heading"]
