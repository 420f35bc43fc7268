"""The journal's verbs of this room (docs/journal.md)."""

from __future__ import annotations

from typing import Final

from beffroi.platform.journal.verbs import register

EXPORT_ASKED: Final = register("instance.export_asked", "The exploitant or an administrator asked for a whole export.")
EXPORT_DOWNLOADED: Final = register("instance.export_downloaded", "An administrator downloaded the authority's export.")
ERASURE_ASKED: Final = register("instance.erasure_asked", "The exploitant asked for an authority to be erased.")
ERASED: Final = register("instance.erased", "An authority was erased; the line keeps the end of its journal's chain.")
