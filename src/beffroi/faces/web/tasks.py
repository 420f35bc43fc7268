"""What the web face does by itself: images of pages whose file is gone leave the cache, which stays small."""

from __future__ import annotations

from typing import Final

from beffroi.faces.web.viewer import pages
from beffroi.platform.jobs.registry import job, schedule
from beffroi.platform.jobs.work import Work
from beffroi.platform.library.models import Blob

EVERY: Final = 6 * 3600
MOST_BYTES: Final = 500 * 1024 * 1024


@job("web.pages", title="Nettoyage des images de pages")
def prune(work: Work) -> None:
    """Images of purged files go; beyond MOST_BYTES the oldest go too."""
    kept = {
        (str(authority), sha256)
        for authority, sha256 in Blob.objects.values_list("collectivite__public_id", "sha256").iterator()
    }
    pages.forget(MOST_BYTES, lambda authority, sha256: (authority, sha256) in kept)


schedule("web.pages", EVERY)
