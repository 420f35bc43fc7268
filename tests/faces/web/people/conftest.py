from __future__ import annotations

from pathlib import Path

import pytest

from tests.faces.web import signed


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """A data folder of its own; pages name their static files without a manifest: nothing was collected."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.DATA = tmp_path
    settings.FILE_UPLOAD_TEMP_DIR = None
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def commune(db):
    return signed.commune()


@pytest.fixture
def elsewhere(db):
    return signed.commune()
