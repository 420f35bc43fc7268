"""Where an authority's files lie in the data folder, even once its row is gone."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import UUID

from django.conf import settings


def root() -> Path:
    """The data folder."""
    return Path(settings.DATA)


def files_of(authority: UUID | str) -> Path:
    """data/files/<authority>: the documents' bytes (library.files) and the conversations' files."""
    return root() / "files" / str(UUID(str(authority)))


def exports_of(authority: UUID | str) -> Path:
    """data/exports/<authority>: the archives made for its administrators."""
    return root() / "exports" / str(UUID(str(authority)))


def cache_of(authority: UUID | str) -> Path:
    """data/cache/pages/<authority>: images of pages, drawn again when they are missing."""
    return root() / "cache" / "pages" / str(UUID(str(authority)))


def remove(folder: Path) -> None:
    """Remove a folder and all it holds; none is as good. Raises OSError when something stays."""
    if folder.exists():
        shutil.rmtree(folder)
